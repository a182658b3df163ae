/* Credentials of another program's file: reading them, and making a profile of them. */
#ifndef FUZZ_IMPORT_H
#define FUZZ_IMPORT_H

#include "cmd/profile/import.h"
#include "discred/profile.h"
#include "fuzz.h"

/* A profile that is made of what was read is loaded without a complaint. */
static inline void import_must_load(const struct profile_draft *draft)
{
	struct buf text = BUF_INIT(2 * BUF_REPLY_MAX);
	struct profile_text what = {.name = "reader", .path = "/nonexistent/reader.cfg", .fd = -1, .bytes = &text};
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct error err = ERROR_INIT;
	struct profile profile;
	int result;

	if (!draft_given(draft, "client_id"))
		return;
	draft_write(draft, "reader", DRAFT_FILE_WIDTH, &text);
	must(buf_ok(&text));
	result = profile_load_text(&profile, &what, draft->env, draft->sources, &list, &err);
	if (result)
		fprintf(stderr, "%s\n%s\n", err.text, buf_text(&text));
	must(!result);
	profile_release(&profile);
	diagnostics_release(&list);
	buf_release(&text);
}

static inline void import_must_hold(const struct buf *text)
{
	struct environ env = fuzz_environ();
	struct import import = IMPORT_INIT;
	struct imported imported = IMPORTED_INIT;
	struct profile_draft draft;
	struct error err = ERROR_INIT;

	draft_init(&draft, &env, &source_table);
	if (import_read(&import, text, &err)) {
		fuzz_must_explain(&err, ERROR_CONFIG);
	} else {
		if (import_sort(&import, &draft, &imported, &err))
			fuzz_must_explain(&err, ERROR_CONFIG);
		else
			import_must_load(&draft);
		if (imported.perhaps && import_take_token(&import, imported.perhaps, &imported, &err))
			fuzz_must_explain(&err, ERROR_CONFIG);
	}
	draft_release(&draft);
	imported_release(&imported);
	import_release(&import);
}

#endif
