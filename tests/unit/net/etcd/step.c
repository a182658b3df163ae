#include "net/etcd/step.h"

#include <criterion/criterion.h>

#include "base/memory.h"

/* Every combination that can be read: attempt, draft, lock, sent, and whether `sent` is the attempt's. */
static const struct {
	struct etcd_view view;
	enum etcd_step step;
} rows[] = {
    {{false, false, false, false, false}, ETCD_FREE},   {{false, false, false, true, false}, ETCD_EXPIRED},
    {{false, false, true, false, false}, ETCD_WAIT},    {{false, false, true, true, false}, ETCD_WAIT},
    {{true, false, false, false, false}, ETCD_UNDO},    {{true, false, false, true, false}, ETCD_UNDO},
    {{true, false, false, true, true}, ETCD_LOST},      {{true, false, true, false, false}, ETCD_UNDO},
    {{true, false, true, true, false}, ETCD_UNDO},      {{true, false, true, true, true}, ETCD_LOST},
    {{false, true, false, false, false}, ETCD_PUBLISH}, {{false, true, true, true, false}, ETCD_PUBLISH},
    {{true, true, false, false, false}, ETCD_PUBLISH},  {{true, true, false, true, true}, ETCD_PUBLISH},
    {{true, true, true, true, true}, ETCD_PUBLISH},     {{true, true, true, true, false}, ETCD_PUBLISH},
};

Test(step, next)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_eq(etcd_next_step(&rows[i].view), rows[i].step, "row %zu", i);
}

Test(step, judge)
{
	cr_expect_eq(etcd_judge("1/2/3", "1/2/3", "1/2/4"), ETCD_AGAIN);
	cr_expect_eq(etcd_judge("1/2/4", "1/2/3", "1/2/4"), ETCD_DONE);
	cr_expect_eq(etcd_judge("1/9/0", "1/2/3", "1/2/4"), ETCD_THEIRS);
	cr_expect_eq(etcd_judge("none", "1/2/3", "1/2/4"), ETCD_THEIRS);
	cr_expect_eq(etcd_judge("none", "none", "1/2/0"), ETCD_AGAIN);
}
