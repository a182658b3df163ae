#include <stdio.h>

#include "discred/json_layout.h"
#include "profile.h"

int profile_print_json(const json_t *value, struct error *err)
{
	struct buf compact = BUF_INIT(BUF_REPLY_MAX);
	struct buf text = BUF_INIT(2 * BUF_REPLY_MAX);
	int result = 0;

	json_write(value, 0, &compact);
	/* Labels may hold what a terminal would obey. */
	json_lay_out((struct json_slice){buf_text(&compact), compact.len}, 0, &text);
	if (buf_ok(&compact) && buf_ok(&text) && text.len)
		printf("%s\n", buf_text(&text));
	else
		result = error_set(err, ERROR_BUG, "the answer can't be written as JSON");
	buf_release(&compact);
	buf_release(&text);
	return result;
}
