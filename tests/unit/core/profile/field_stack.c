#include "loaded.h"

TestSuite(fields_stack, .init = loaded_make, .fini = scratch_remove);

static void expect_entry(const struct profile *profile, size_t index, const char *control, const char *source)
{
	cr_assert_lt(index, profile->stack.count);
	cr_assert_str_eq(profile->stack.entry[index].control->name, control);
	cr_assert_str_eq(profile->stack.entry[index].source->name, source);
}

static const char *setting(const struct profile *profile, size_t index, const char *name)
{
	return source_setting(&profile->stack.entry[index].settings, name);
}

Test(fields_stack, the_default)
{
	struct profile profile;

	expect_loaded("", &profile);
	cr_assert_eq(profile.stack.count, 2);
	expect_entry(&profile, 0, "sufficient", "cache");
	expect_entry(&profile, 1, "sufficient", "refresh");
	cr_assert_str_eq(setting(&profile, 1, "timeout"), "60");
	profile_release(&profile);
}

static void expect_bot(const char *text, bool bot, bool beside)
{
	struct profile profile;

	expect_loaded(text, &profile);
	cr_assert_eq(profile_is_bot(&profile), bot, "%s", text);
	cr_assert_eq(profile.bot_stack.count, beside, "%s", text);
	expect_entry(&profile, 0, "sufficient", bot ? "bot" : "cache");
	cr_assert_eq(profile.stack.count, bot ? 1 : 2, "%s", text);
	cr_assert_eq(profile_derived_from(&profile, "stack") != NULL, bot, "%s", text);
	profile_release(&profile);
}

Test(fields_stack, the_default_of_a_bot_token_alone)
{
	expect_bot("bot_token = { env = \"B\" };", true, true);
	expect_bot("bot_token = { file = \"/nowhere\" }; scope = \"identify\";", true, true);
	expect_bot("bot_token = { env = \"B\" }; public_client = false;", true, true);
	expect_bot("bot_token = { env = \"B\" }; public_client = true;", false, true);
	/* One that can't be followed is set, too. */
	expect_bot("bot_token = { env = \"B\" }; client_secret = { file = \"/nowhere\" };", false, true);
	expect_bot("client_secret = { env = \"S\" };", false, false);
	expect_bot("bot_token = { env = \"B\" }; stack = ( { control = \"sufficient\"; source = \"cache\"; }, "
		   "{ control = \"sufficient\"; source = \"refresh\"; } );",
		   false, false);
}

Test(fields_stack, entries_and_options)
{
	struct profile profile;

	expect_loaded("stack = ( { control = \"required\"; source = \"allow\"; },\n"
		      "  { source = \"env\"; type = \"Bot\"; variable = \"TOKEN\"; control = \"sufficient\"; },\n"
		      "  { control = \"optional\"; source = \"env\"; variable = \"OTHER\"; },\n"
		      "  { control = \"requisite\"; source = \"refresh\"; timeout = 86400; },\n"
		      "  { control = \"requisite\"; source = \"refresh\"; timeout = 0x1L; } );",
		      &profile);
	cr_assert_eq(profile.stack.count, 5);
	expect_entry(&profile, 0, "required", "allow");
	expect_entry(&profile, 1, "sufficient", "env");
	cr_assert_str_eq(setting(&profile, 1, "variable"), "TOKEN");
	cr_assert_str_eq(setting(&profile, 1, "type"), "Bot");
	expect_entry(&profile, 2, "optional", "env");
	cr_assert_str_eq(setting(&profile, 2, "type"), "Bearer");
	expect_entry(&profile, 3, "requisite", "refresh");
	cr_assert_str_eq(setting(&profile, 3, "timeout"), "86400");
	cr_assert_str_eq(setting(&profile, 4, "timeout"), "1");
	profile_release(&profile);
}

Test(fields_stack, malformed_ones)
{
	expect_complaint("stack = ( );", 9, "'stack' is empty: it needs a source");
	expect_complaint(
	    "stack = 5;", 9,
	    "'stack' must be a list of groups, ( { control = \"...\"; source = \"...\"; } ), or the name of a "
	    "shared stack, not a number");
	expect_complaint(
	    "stack = [ \"cache\" ];", 9,
	    "'stack' must be a list of groups, ( { control = \"...\"; source = \"...\"; } ), or the name of a "
	    "shared stack, not an array");
	expect_complaint("stack = ( \"cache\" );", 11,
			 "an entry is a group, { control = \"...\"; source = \"...\"; }, not a string");
	expect_complaint("stack = ( { source = \"cache\"; } );", 11, "the entry has no 'control'");
	expect_complaint("stack = ( { control = \"required\"; } );", 11, "the entry has no 'source'");
	expect_complaint("stack = ( { control = 5; source = \"cache\"; } );", 23,
			 "'control' must be a string, not a number");
	expect_complaint("stack = ( { control = \"sufficent\"; source = \"cache\"; } );", 23,
			 "unknown control 'sufficent': did you mean 'sufficient'?");
	expect_complaint("stack = ( { control = \"\"; source = \"cache\"; } );", 23,
			 "unknown control '': it is one of required, requisite, sufficient, optional");
	expect_complaint("stack = ( { control = \"required\"; source = \"cash\"; } );", 44,
			 "unknown source 'cash': did you mean 'cache'?");
	expect_complaint("stack = ( { control = \"required\"; source = \"qqqqqqqqqqqq\"; } );", 44,
			 "unknown source 'qqqqqqqqqqqq': it is one of cache, refresh, env, bot, allow");
}

Test(fields_stack, a_source_without_token_that_would_suffice)
{
	expect_complaint(
	    "stack = ( { control = \"sufficient\"; source = \"allow\"; } );", 23,
	    "source 'allow' gives no token, so 'sufficient' would end the stack without one: use 'requisite'");
}

Test(fields_stack, options)
{
	const char *seconds = "'timeout' must be a number of seconds from 1 to 86400";

	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeot = 5; } );", 55,
			 "unknown option 'timeot' of source 'refresh': did you mean 'timeout'?");
	expect_complaint("stack = ( { controll = \"x\"; control = \"required\"; source = \"cache\"; } );", 13,
			 "unknown option 'controll' of source 'cache': did you mean 'control'?");
	expect_complaint("stack = ( { control = \"required\"; source = \"cache\"; timeout = 5; } );", 53,
			 "unknown option 'timeout' of source 'cache'");
	expect_complaint("stack = ( { control = \"required\"; source = \"env\"; } );", 11,
			 "source 'env' needs 'variable'");
	expect_complaint("stack = ( { control = \"required\"; source = \"env\"; variable = 5; } );", 62,
			 "'variable' must be a string, not a number");
	expect_complaint("stack = ( { control = \"required\"; source = \"env\"; variable = \"\"; } );", 62,
			 "'stack.[0].variable' is empty");
	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeout = 0; } );", 65, seconds);
	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeout = 86401; } );", 65,
			 seconds);
	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeout = \"5\"; } );", 65,
			 seconds);
	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeout = 5.5; } );", 65, seconds);
	expect_complaint("stack = ( { control = \"required\"; source = \"refresh\"; timeout = 4294967356; } );", 65,
			 "'4294967356' does not fit into 32 bits: write seconds from 1 to 86400");
}

Test(fields_stack, all_that_is_wrong_is_said_at_once)
{
	expect_refused("client_id = \"1\";\n"
		       "stack = (\n"
		       "  { control = \"sufficent\"; source = \"cash\"; },\n"
		       "  { control = \"sufficient\"; source = \"env\"; typ = \"Bot\"; }\n"
		       ");\n",
		       "DIR/profiles/x.cfg:3:15: unknown control 'sufficent': did you mean 'sufficient'?\n"
		       "    3 |   { control = \"sufficent\"; source = \"cash\"; },\n"
		       "      |               ^\n"
		       "DIR/profiles/x.cfg:3:37: unknown source 'cash': did you mean 'cache'?\n"
		       "    3 |   { control = \"sufficent\"; source = \"cash\"; },\n"
		       "      |                                     ^\n"
		       "DIR/profiles/x.cfg:4:3: source 'env' needs 'variable'\n"
		       "    4 |   { control = \"sufficient\"; source = \"env\"; typ = \"Bot\"; }\n"
		       "      |   ^\n"
		       "DIR/profiles/x.cfg:4:45: unknown option 'typ' of source 'env': did you mean 'type'?\n"
		       "    4 |   { control = \"sufficient\"; source = \"env\"; typ = \"Bot\"; }\n"
		       "      |                                             ^\n");
}

Test(fields_stack, a_shared_one)
{
	struct profile profile;

	scratch_text("discred/stacks/desk.cfg", "stack = ( { control = \"required\"; source = \"cache\"; } );", 0644);
	expect_loaded("stack = \"desk\";", &profile);
	cr_assert_eq(profile.stack.count, 1);
	expect_entry(&profile, 0, "required", "cache");
	profile_release(&profile);
}

Test(fields_stack, a_shared_one_of_the_system_and_the_users_own_before_it)
{
	struct profile profile;

	scratch_text("system/discred/stacks/desk.cfg", "stack = ( { control = \"required\"; source = \"cache\"; } );",
		     0644);
	expect_loaded("stack = \"desk\";", &profile);
	expect_entry(&profile, 0, "required", "cache");
	profile_release(&profile);
	scratch_text("discred/stacks/desk.cfg", "stack = ( { control = \"required\"; source = \"refresh\"; } );", 0644);
	expect_loaded("stack = \"desk\";", &profile);
	expect_entry(&profile, 0, "required", "refresh");
	profile_release(&profile);
}

Test(fields_stack, a_shared_one_that_is_not_there)
{
	expect_complaint("stack = \"desk\";", 9,
			 "no shared stack 'desk': it would be stacks/desk.cfg on the search path of profiles");
	scratch_text("system/discred/stacks/desktop.cfg", "", 0644);
	expect_complaint("stack = \"desktp\";", 9, "no shared stack 'desktp': did you mean 'desktop'?");
	expect_complaint("stack = \"../profiles/x\";", 9, "'../profiles/x' cannot be the name of a shared stack");
	expect_complaint("stack = \"\";", 9, "'' cannot be the name of a shared stack");
}

Test(fields_stack, a_shared_one_that_others_can_write)
{
	char *message = xasprintf("stack 'desk': '%s' can be written by others (mode 0646); run 'chmod go-w %s'",
				  scratch_path("discred/stacks/desk.cfg"), scratch_path("discred/stacks/desk.cfg"));

	scratch_text("discred/stacks/desk.cfg", "stack = ( { control = \"required\"; source = \"cache\"; } );", 0646);
	expect_complaint("stack = \"desk\";", 9, message);
	free(message);
}

Test(fields_stack, a_shared_one_that_is_wrong_names_its_own_file)
{
	scratch_text("discred/stacks/desk.cfg",
		     "stack = (\n  { control = \"required\"; source = \"cash\"; }\n);\nnme = 1;\n", 0644);
	expect_refused("client_id = \"1\";\nstack = \"desk\";\n",
		       "DIR/stacks/desk.cfg:2:36: unknown source 'cash': did you mean 'cache'?\n"
		       "    2 |   { control = \"required\"; source = \"cash\"; }\n"
		       "      |                                    ^\n"
		       "DIR/stacks/desk.cfg:4:1: unknown key 'nme' in a shared stack\n"
		       "    4 | nme = **\n"
		       "      | ^\n");
	expect_refused("client_id = \"01\";\nstack = \"desk\";\n",
		       "DIR/profiles/x.cfg:1:13: 'client_id' must not begin with a zero\n"
		       "    1 | client_id = \"01\";\n"
		       "      |             ^\n"
		       "DIR/stacks/desk.cfg:2:36: unknown source 'cash': did you mean 'cache'?\n"
		       "    2 |   { control = \"required\"; source = \"cash\"; }\n"
		       "      |                                    ^\n"
		       "DIR/stacks/desk.cfg:4:1: unknown key 'nme' in a shared stack\n"
		       "    4 | nme = **\n"
		       "      | ^\n");
}

Test(fields_stack, a_shared_one_that_is_no_stack)
{
	const char *file = "client_id = \"1\";\nstack = \"desk\";\n";

	scratch_text("discred/stacks/desk.cfg", "", 0644);
	expect_refused(file, "DIR/stacks/desk.cfg: 'stack' is missing: a shared stack is stack = ( ... );\n");
	scratch_text("discred/stacks/desk.cfg", "stack = \"other\";", 0644);
	expect_refused(file,
		       "DIR/stacks/desk.cfg:1:9: 'stack' of a shared stack must be a list of groups, not a string\n"
		       "    1 | stack = \"other\";\n"
		       "      |         ^\n");
	scratch_text("discred/stacks/desk.cfg", "stack = ( { control = required } )", 0644);
	expect_refused(file, "DIR/stacks/desk.cfg:1:23: 'required' is not a value: text stands in double quotes\n"
			     "    1 | stack = ( { control = required * *\n"
			     "      |                       ^\n");
	scratch_text("discred/stacks/desk.cfg", "@include \"/etc/passwd\"\n", 0644);
	expect_refused(file, "DIR/stacks/desk.cfg:1:1: '@include' is refused: write its settings into this file\n"
			     "    1 | @include *************\n"
			     "      | ^\n"
			     "DIR/stacks/desk.cfg: 'stack' is missing: a shared stack is stack = ( ... );\n");
}
