/*
 * discred perms channel: effective permissions, from the objects that Discord returned to somebody.
 */
#include "cmd/perms/channel.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/timestamp.h"
#include "cmd/perms/perms.h"

enum { TYPE_PRIVATE_THREAD = 12, TYPE_LAST = 16 };

struct options {
	const char *paths[OBJECTS]; /* NULL: not given */
	const char *profile;        /* where no object was given */
	const char *user;           /* NULL: the bot */
	bool fetched;               /* the objects are the profile's, and not in files */
	int64_t now;
	struct perms_needs needs;
	bool json;
};

static int take_time(void *to, const char *text, struct error *err)
{
	enum { DIGITS_MAX = 12 };
	struct options *options = to;
	size_t digits = strspn(text, "0123456789");

	if (digits && digits <= DIGITS_MAX && !text[digits]) {
		options->now = (int64_t)strtoll(text, NULL, 10) * 1000000;
		return 0;
	}
	return timestamp_parse(text, &options->now, err) < 0 ? error_prefix(err, "option '--at'") : 0;
}

static int take_needs(void *to, const char *text, struct error *err)
{
	struct options *options = to;

	return perms_add_needs(&options->needs, text, err);
}

static const struct opt_spec specs[] = {
    OPT_TEXT('g', "guild", "FILE", struct options, paths[GUILD], "the guild object: id, owner_id, roles"),
    OPT_TEXT('m', "member", "FILE", struct options, paths[MEMBER],
	     "the member object: user.id, roles, communication_disabled_until"),
    OPT_TEXT('c', "channel", "FILE", struct options, paths[CHANNEL],
	     "the channel object: type, permission_overwrites; without it: in the guild"),
    OPT_TEXT(0, "parent", "FILE", struct options, paths[PARENT], "for a thread, the channel that it is in"),
    OPT_TEXT('u', "user", "ID", struct options, user, "with a profile: that member, instead of the bot"),
    OPT_TAKE(0, "at", "TIME", take_time, "instead of now: 2026-05-01T12:00:00Z, or seconds of Unix time"),
    OPT_TAKE('n', "needs", "EXPR", take_needs,
	     "explain only what is missing of these, and end with status 1 if any is"),
    OPT_FLAG(0, "json", struct options, json,
	     "an object with base, channel, after_timeout, effective, effective_names, missing"),
    OPT_SPEC_END,
};

static const struct opt_line line = {
    .usage = "discred perms channel [OPTIONS] [PROFILE | --guild FILE --member FILE]",
    .summary = "Computes a member's effective permissions stage by stage, and says why others are "
	       "missing: the bot's, or those of --user, in the profile's channel, for which Discord is "
	       "asked. Or from files, which are JSON objects as Discord's API returns them; '-' is stdin.",
    .specs = specs,
    .print_more = perms_print_grammar,
};

/* Either objects in files, or a profile. */
static int check_kind(struct options *options, struct error *err)
{
	bool files = false;

	for (size_t i = 0; i < OBJECTS; i++)
		files = files || options->paths[i];
	options->fetched = !files;
	if (files && options->profile)
		return error_set(err, ERROR_USAGE, "a profile goes without files: its objects are fetched");
	if (files && options->user)
		return error_set(err, ERROR_USAGE, "option '--user' goes with a profile; of files it is '--member'");
	if (options->user && (!*options->user || options->user[strspn(options->user, "0123456789")]))
		return error_set(err, ERROR_USAGE, "option '--user': '%s' is no id of a user", options->user);
	return 0;
}

static int check_paths(const struct options *options, struct error *err)
{
	bool used = false;

	if (!options->paths[GUILD] || !options->paths[MEMBER])
		return error_set(err, ERROR_USAGE, "option '--%s' is missing",
				 options->paths[GUILD] ? "member" : "guild");
	if (options->paths[PARENT] && !options->paths[CHANNEL])
		return error_set(err, ERROR_USAGE, "option '--parent' goes with '--channel', for a thread");
	for (size_t i = 0; i < OBJECTS; i++) {
		bool is_stdin = options->paths[i] && !strcmp(options->paths[i], "-");

		if (used && is_stdin)
			return error_set(err, ERROR_USAGE, "only one object can be read from stdin");
		used = used || is_stdin;
	}
	return 0;
}

static int parse(int argc, char **argv, struct options *options, struct error *err)
{
	int result;

	*options = (struct options){.now = clock_now() * 1000000};
	result = opt_parse_one(&line, argc, argv, options, &options->profile, err);
	if (result > 0 && (check_kind(options, err) < 0 || (!options->fetched && check_paths(options, err) < 0)))
		return -1;
	return result;
}

/* What the values do not show. */
static void remark(const struct effective_inputs *inputs, const struct effective *effective)
{
	const struct effective_member *member = &inputs->member;

	for (size_t i = 0; i < member->role_count; i++) {
		bool listed = false;

		for (size_t j = 0; j < inputs->guild.role_count && !listed; j++)
			listed = inputs->guild.roles[j].id == member->roles[i];
		if (!listed)
			log_warn("the guild has no role %llu, which the member holds: it counts for nothing",
				 (unsigned long long)member->roles[i]);
	}
	if (inputs->notes.type > TYPE_LAST)
		log_warn("channels of type %d are not known: taken for a text channel", inputs->notes.type);
	if (inputs->notes.type == TYPE_PRIVATE_THREAD && inputs->notes.joined_id != member->id &&
	    !(effective->value & PERMISSION_MANAGE_THREADS))
		log_note("a private thread is seen only by those who were added to it and by holders of "
			 "MANAGE_THREADS");
}

static int answer(const struct options *options, const struct effective_inputs *inputs, struct error *err)
{
	const struct effective_channel where = effective_inputs_place(inputs);
	struct finding finding = {
	    .question = {.guild = &inputs->guild, .member = &inputs->member, .now = options->now},
	    .needed = options->needs.given,
	};

	if (options->fetched || options->paths[CHANNEL])
		finding.question.channel = &where;
	effective_compute(&finding.question, &finding.effective);
	finding.missing =
	    effective_missing(&finding.effective, options->needs.given ? options->needs.value : permission_mask(NULL));
	remark(inputs, &finding.effective);
	if (!options->json)
		finding_print(&finding);
	else if (finding_print_json(&finding, err) < 0)
		return -1;
	return options->needs.given && finding.missing ? perms_end_missing(err) : 0;
}

int perms_channel(int argc, char **argv, const struct environ *env, struct error *err)
{
	struct effective_inputs inputs;
	struct options options;
	int result = parse(argc, argv, &options, err);

	if (result <= 0)
		return result;
	if (options.fetched)
		result = inputs_fetch(&inputs, options.profile, options.user, env, err);
	else
		result = inputs_read(&inputs, options.paths, err);
	if (!result)
		result = answer(&options, &inputs, err);
	effective_inputs_release(&inputs);
	return result;
}
