#include "discred/source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *const result_names[SOURCE_RESULTS] = {"ok", "pass", "skip", "fail", "abort"};

const char *source_result_name(enum source_result result)
{
	return result_names[result];
}

int source_result_parse(const char *name, enum source_result *result)
{
	for (int i = 0; i < SOURCE_RESULTS; i++) {
		if (!strcmp(result_names[i], name)) {
			*result = (enum source_result)i;
			return 0;
		}
	}
	return -1;
}

const struct source *source_find(const struct source_table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (!strcmp(table->row[i]->name, name))
			return table->row[i];
	return NULL;
}

void source_settings_add(struct source_settings *settings, const char *name, const char *value)
{
	settings->item = xgrow(settings->item, settings->count, sizeof(*settings->item));
	settings->item[settings->count++] = (struct source_setting){.name = xstrdup(name), .value = xstrdup(value)};
}

void source_settings_add_words(struct source_settings *settings, const char *name, struct strings *words)
{
	settings->item = xgrow(settings->item, settings->count, sizeof(*settings->item));
	settings->item[settings->count++] = (struct source_setting){.name = xstrdup(name), .words = *words};
	*words = (struct strings)STRINGS_INIT;
}

void source_settings_release(struct source_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		free(settings->item[i].name);
		free(settings->item[i].value);
		strings_release(&settings->item[i].words);
	}
	free(settings->item);
	*settings = (struct source_settings){.item = NULL};
}

const char *source_setting(const struct source_settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->count; i++)
		if (!strcmp(settings->item[i].name, name))
			return settings->item[i].value;
	return NULL;
}

const struct strings *source_words(const struct source_settings *settings, const char *name)
{
	static const struct strings none = STRINGS_INIT;

	for (size_t i = 0; i < settings->count; i++)
		if (!strcmp(settings->item[i].name, name))
			return &settings->item[i].words;
	return &none;
}

static int by_name(const void *a, const void *b)
{
	const struct source_setting *const *first = a;
	const struct source_setting *const *second = b;

	return strcmp((*first)->name, (*second)->name);
}

void source_settings_line(const struct source_settings *settings, struct buf *line)
{
	const struct source_setting **sorted = xcalloc(settings->count + 1, sizeof(*sorted));

	for (size_t i = 0; i < settings->count; i++)
		sorted[i] = &settings->item[i];
	qsort(sorted, settings->count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < settings->count; i++) {
		const struct source_setting *item = sorted[i];

		buf_printf(line, "%s%s=", i ? " " : "", item->name);
		if (item->value)
			buf_percent(line, item->value, strlen(item->value));
		for (size_t w = 0; w < item->words.count; w++) {
			buf_char(line, '/');
			buf_percent(line, item->words.item[w], strlen(item->words.item[w]));
		}
	}
	free(sorted);
}

int source_seconds(const struct source_settings *settings, const char *name)
{
	const char *value = source_setting(settings, name);

	return value ? (int)strtol(value, NULL, 10) : 0;
}

bool source_suffices(const struct source_context *context, const struct token *token, int64_t now)
{
	return context->min_valid_demanded ? token_lasts(token, now, context->min_valid)
					   : token_fresh(token, now, context->min_valid);
}

bool source_demands_too_much(const struct token *token, int64_t demanded, struct error *err)
{
	int64_t life = token_life(token);

	if (!life || life >= demanded)
		return false;
	error_set(err, ERROR_TEMP, "its tokens live for %" PRId64 " s, and %" PRId64 " s are demanded", life, demanded);
	error_hint(err, "demand less");
	return true;
}
