/*
 * config.cfg: reading it, and changing one value in the text of another hand.
 *
 * Parses: src/core/profile/config.c src/core/profile/config_text.c src/core/profile/scan.c
 * Parses: src/core/profile/scan_lex.c src/core/profile/scan_setting.c src/core/profile/document.c
 */
#include "core/profile/config_text.h"
#include "fuzz.h"

static int load(const struct buf *text, struct config *config, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct document document;
	int result;

	*config = (struct config){.default_profile = NULL};
	document_init(&document, &list);
	result = config_load_text(&document, text, "/nonexistent/config.cfg", config, err);
	if (!result)
		result = diagnostics_verdict(&list, err);
	document_release(&document);
	diagnostics_release(&list);
	return result;
}

/* Only a text without mistakes is changed; then the value is there, and everything else is as it was. */
static void set_default(const struct buf *text, const struct config *before, bool good)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf edited = BUF_INIT(2 * BUF_REPLY_MAX);
	struct error err = ERROR_INIT;
	struct config after;

	if (!config_text_set_default(text, "/nonexistent/config.cfg", "fuzzed", &edited, &list, &err)) {
		must(good);
		must(!load(&edited, &after, &err));
		must(after.default_profile && !strcmp(after.default_profile, "fuzzed"));
		must(after.alias_names.count == before->alias_names.count);
		must(after.holder_count == before->holder_count);
		config_release(&after);
	} else {
		must(err.code == ERROR_CONFIG);
		must(edited.len == 0);
	}
	buf_release(&edited);
	diagnostics_release(&list);
}

static void add_holder(const struct buf *text, const struct config *before, bool good)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct buf edited = BUF_INIT(2 * BUF_REPLY_MAX);
	struct config_holder holder = {.label = xstrdup("fuzzed")};
	struct error err = ERROR_INIT;
	struct config after;
	bool there = false;

	for (size_t i = 0; i < before->holder_count; i++)
		there = there || !strcmp(before->holder[i].label, holder.label);
	strings_add(&holder.words, "file");
	strings_add(&holder.words, "/k");
	if (!there && !config_text_add_holder(text, "/nonexistent/config.cfg", &holder, &edited, &list, &err)) {
		must(good);
		must(!load(&edited, &after, &err));
		must(after.holder_count == before->holder_count + 1);
		must(!strcmp(after.holder[0].label, "fuzzed"));
		config_release(&after);
	}
	buf_release(&edited);
	diagnostics_release(&list);
	strings_release(&holder.words);
	free(holder.label);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input input = fuzz_input(data, size);
	struct buf text = fuzz_bytes(&input);
	struct error err = ERROR_INIT;
	struct config config;
	bool good = !load(&text, &config, &err);

	if (!good)
		fuzz_must_explain(&err, ERROR_CONFIG);
	set_default(&text, &config, good);
	add_holder(&text, &config, good);
	config_release(&config);
	buf_release(&text);
	return 0;
}
