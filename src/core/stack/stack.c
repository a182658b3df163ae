#include "discred/stack.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"

#define ROW(good, skip, fail)                                                                                          \
	{                                                                                                              \
		[SOURCE_OK] = (good), [SOURCE_PASS] = (good), [SOURCE_SKIP] = (skip), [SOURCE_FAIL] = (fail),          \
		[SOURCE_ABORT] = ACTION_DIE                                                                            \
	}

const struct stack_control stack_controls[] = {
    {"required", ROW(ACTION_KEEP, ACTION_BAD, ACTION_BAD)},
    {"requisite", ROW(ACTION_KEEP, ACTION_DIE, ACTION_DIE)},
    {"sufficient", ROW(ACTION_DONE, ACTION_IGNORE, ACTION_IGNORE)},
    {"optional", ROW(ACTION_KEEP, ACTION_IGNORE, ACTION_IGNORE)},
};
const size_t stack_control_count = ARRAY_LEN(stack_controls);

const struct stack_control *stack_control_find(const char *name)
{
	for (size_t i = 0; i < stack_control_count; i++)
		if (!strcmp(stack_controls[i].name, name))
			return &stack_controls[i];
	return NULL;
}

struct stack_entry *stack_add(struct stack *stack, const struct stack_control *control, const struct source *source)
{
	stack->entry = xgrow(stack->entry, stack->count, sizeof(*stack->entry));
	stack->entry[stack->count] = (struct stack_entry){.control = control, .source = source};
	return &stack->entry[stack->count++];
}

bool stack_asks(const struct stack *stack, enum source_kind kind)
{
	for (size_t i = 0; i < stack->count; i++)
		if (stack->entry[i].source->kind == kind)
			return true;
	return false;
}

void stack_release(struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++)
		source_settings_release(&stack->entry[i].settings);
	free(stack->entry);
	free(stack->path);
	*stack = (struct stack)STACK_INIT;
}

/* The walk's state: what PAM calls impression and status, and the token besides. */
struct walk {
	bool success; /* something that counted succeeded */
	bool failed;  /* a required or requisite one failed */
	bool stopped;
	struct token kept;
};

/* What kind of token an entry gives, if that can be said before it is asked. */
static const char *type_of(const struct stack_entry *entry)
{
	return entry->source->type ? entry->source->type : source_setting(&entry->settings, "type");
}

/* Whether it is the other kind of token that is wanted. */
static bool unwanted(const struct source_context *context, const char *type, struct error *err)
{
	const char *wanted = context->type ? token_type_name(*context->type) : NULL;

	if (!wanted || !strcmp(wanted, type))
		return false;
	error_set(err, ERROR_NONE, "it gives a %s token, and a %s token is wanted", type, wanted);
	return true;
}

static enum source_result get(const struct stack_entry *entry, const struct source_context *context,
			      struct token *token, struct error *err)
{
	const char *type = type_of(entry);
	enum source_result result;

	if (type && unwanted(context, type, err))
		return SOURCE_SKIP;
	result = entry->source->get(context, token, err);
	/* Failures of earlier sources do not matter after a success. */
	if (result == SOURCE_OK || result == SOURCE_PASS)
		error_clear(err);
	if (result == SOURCE_OK && unwanted(context, token_type_name(token->type), err)) {
		token_release(token);
		return SOURCE_SKIP;
	}
	return result;
}

static const struct stack_step *ask(const struct stack_entry *entry, const struct source_context *context,
				    int64_t (*clock_ms)(void), struct token *token, struct stack_report *report)
{
	struct source_context own = *context;
	struct stack_step *step;
	int64_t begun = clock_ms();

	own.settings = &entry->settings;
	report->step = xgrow(report->step, report->count, sizeof(*report->step));
	step = &report->step[report->count++];
	step->entry = entry;
	step->reason = (struct error)ERROR_INIT;
	step->result = get(entry, &own, token, &step->reason);
	step->ms = clock_ms() - begun;
	log_detail("source '%s': %s%s%s, %" PRId64 " ms", entry->source->name, source_result_name(step->result),
		   step->reason.text[0] ? ": " : "", step->reason.text, step->ms);
	return step;
}

static void act(struct walk *walk, const struct stack_step *step, struct token *token, struct stack_report *report)
{
	enum stack_action action = step->entry->control->action[step->result];
	bool ends = action == ACTION_DIE || (action == ACTION_DONE && !walk->failed);

	walk->success = walk->success || action == ACTION_KEEP || action == ACTION_DONE;
	walk->failed = walk->failed || action == ACTION_BAD || action == ACTION_DIE;
	if (ends) {
		walk->stopped = true;
		report->ended_by = step->entry;
	}
	/* The source that ended the stack is preferred to one that answered before it. */
	if (step->result == SOURCE_OK && (ends || !report->answered)) {
		token_move(&walk->kept, token);
		report->answered = step->entry;
	}
	token_release(token);
}

/*
 * The step whose code the failure takes. Of several with that code the last one that says what to do: a stack goes from
 * what is at hand to what somebody has to do something for.
 */
static const struct stack_step *choose(const struct stack_report *report)
{
	static const enum error_code order[] = {ERROR_CONFIG, ERROR_DENIED, ERROR_TEMP, ERROR_SYS, ERROR_NONE};
	const struct stack_step *chosen = NULL;

	if (report->count && report->step[report->count - 1].result == SOURCE_ABORT)
		return &report->step[report->count - 1];
	for (size_t o = 0; o < ARRAY_LEN(order) && !chosen; o++) {
		for (size_t i = 0; i < report->count; i++) {
			const struct stack_step *step = &report->step[i];

			if (step->result >= SOURCE_SKIP && step->reason.code == order[o] &&
			    (!chosen || step->reason.hint[0]))
				chosen = step;
		}
	}
	return chosen;
}

static int failure(const struct stack_report *report, struct error *err)
{
	const struct stack_step *chosen = choose(report);
	struct buf text = BUF_INIT(BUF_FILE_MAX);

	for (size_t i = 0; i < report->count; i++) {
		const struct stack_step *step = &report->step[i];

		buf_printf(&text, "%s%s: %s", i ? ", " : "", step->entry->source->name,
			   step->reason.text[0] ? step->reason.text : source_result_name(step->result));
	}
	error_set(err, chosen ? chosen->reason.code : ERROR_NONE, "no token (%s)",
		  report->count ? buf_text(&text) : "the stack is empty");
	if (chosen && chosen->reason.hint[0])
		error_hint(err, "%s", chosen->reason.hint);
	buf_release(&text);
	return -1;
}

int stack_walk(const struct stack *stack, const struct source_context *context, int64_t (*clock_ms)(void),
	       struct token *token, struct stack_report *report, struct error *err)
{
	struct walk walk = {.kept = TOKEN_INIT};
	struct token got = TOKEN_INIT;
	bool verdict;

	stack_report_release(report);
	for (size_t i = 0; i < stack->count && !walk.stopped; i++)
		act(&walk, ask(&stack->entry[i], context, clock_ms, &got, report), &got, report);
	/* A verdict of success without a token is a failure: gates alone hand out nothing. */
	verdict = walk.success && !walk.failed && report->answered;
	if (verdict)
		token_move(token, &walk.kept);
	else
		report->answered = NULL;
	token_release(&walk.kept);
	return verdict ? 0 : failure(report, err);
}
