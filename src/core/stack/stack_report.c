/* The walk, told to a person or to a program. A reason may hold a foreign program's words. */
#include <stdlib.h>
#include <string.h>

#include "core/output/json.h"
#include "discred/stack.h"

void stack_report_release(struct stack_report *report)
{
	free(report->step);
	*report = (struct stack_report)STACK_REPORT_INIT;
}

void stack_report_print(FILE *out, const struct stack_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct stack_step *step = &report->step[i];
		char reason[sizeof(step->reason.text)];

		memcpy(reason, step->reason.text, sizeof(reason));
		text_sanitize(reason);
		fprintf(out, "%-10s %-10s %-5s %6lld ms  %s%s\n", step->entry->control->name, step->entry->source->name,
			source_result_name(step->result), (long long)step->ms, reason,
			step->entry == report->ended_by ? (reason[0] ? " (ended the stack)" : "(ended the stack)")
							: "");
	}
	if (!report->count)
		fprintf(out, "the stack is empty\n");
}

/* JSON is UTF-8; a reason need not be. */
static json_t *text_json(const char *text)
{
	char copy[sizeof(((struct error *)NULL)->text)];
	json_t *json;

	snprintf(copy, sizeof(copy), "%s", text);
	text_sanitize(copy);
	json = json_string(copy);
	for (char *c = copy; !json && *c; c++)
		if (*c & 0x80)
			*c = '?';
	return json ? json : json_string(copy);
}

static json_t *step_json(const struct stack_step *step)
{
	json_t *json = json_object();

	json_object_set_new(json, "control", json_string(step->entry->control->name));
	json_object_set_new(json, "source", json_string(step->entry->source->name));
	json_object_set_new(json, "result", json_string(source_result_name(step->result)));
	json_object_set_new(json, "reason", text_json(step->reason.text));
	json_object_set_new(json, "ms", json_integer(step->ms));
	return json;
}

void stack_report_json(const struct stack_report *report, struct buf *out)
{
	json_t *json = json_object();
	json_t *entries = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(entries, step_json(&report->step[i]));
	json_object_set_new(json, "verdict", json_string(report->answered ? "success" : "failure"));
	json_object_set_new(json, "ended_by",
			    report->ended_by ? json_string(report->ended_by->source->name) : json_null());
	json_object_set_new(json, "entries", entries);
	json_write(json, out);
	json_decref(json);
}
