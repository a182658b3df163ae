#include "net/etcd/step.h"

#include <string.h>

enum etcd_step etcd_next_step(const struct etcd_view *view)
{
	if (view->draft)
		return ETCD_PUBLISH;
	if (view->attempt)
		return view->sent_own ? ETCD_LOST : ETCD_UNDO;
	if (view->lock)
		return ETCD_WAIT;
	return view->sent ? ETCD_EXPIRED : ETCD_FREE;
}

enum etcd_verdict etcd_judge(const char *present, const char *replaced, const char *ours)
{
	if (!strcmp(present, ours))
		return ETCD_DONE;
	return strcmp(present, replaced) != 0 ? ETCD_THEIRS : ETCD_AGAIN;
}
