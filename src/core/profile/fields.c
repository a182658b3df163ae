#include "core/profile/fields.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "core/discord/permission.h"
#include "core/profile/field_secret.h"
#include "core/profile/field_stack.h"
#include "discred/store.h"

#define AT(member) offsetof(struct profile, member)

const struct field field_table[] = {
    {"name", FIELD_TEXT, AT(name), NULL, false, "label shown in lists; the file's name if not given"},
    {"description", FIELD_LABEL, AT(description), "", false, "one line about the profile, shown in lists"},
    {"client_id", FIELD_SNOWFLAKE, AT(client_id), NULL, true, "the application's id"},
    {"client_secret", FIELD_SECRET, AT(client_secret), NULL, false,
     "reference to the application's secret; needed for any scope beyond bot and applications.commands"},
    {"public_client", FIELD_BOOL, AT(public_client), "false", false,
     "the application is a Public Client in the portal: no client_secret"},
    {"scope", FIELD_SCOPES, AT(scope), "bot", false, "what to ask for: a string with spaces, or a list"},
    {"permissions", FIELD_PERMISSIONS, AT(permissions), PERMISSION_DEFAULT, false,
     "bot permissions to ask for: a decimal string or an expression, a number with L, or a list of names"},
    {"channel_id", FIELD_SNOWFLAKE, AT(channel_id), NULL, false,
     "the channel to check the credential with and to read messages from"},
    {"guild_id", FIELD_SNOWFLAKE, AT(guild_id), NULL, false, "the server preselected when a bot is added"},
    {"bot_name", FIELD_PRODUCT, AT(bot_name), "DiscordBot", false, "added to the User-Agent with bot_version"},
    {"bot_version", FIELD_PRODUCT, AT(bot_version), "1.0", false, "version in the User-Agent"},
    {"bot_url", FIELD_LINK, AT(bot_url), NULL, false, "URL in the User-Agent; the profile's invitation if not given"},
    {"bot_token", FIELD_SECRET, AT(bot_token), NULL, false,
     "reference to the bot's token, for calls that Discord serves only to bots"},
    {"redirect_uri", FIELD_REDIRECTS, AT(redirect_uri), "http://127.0.0.1:23472/callback", false,
     "where the browser brings the answer, as registered in the portal: a URL, or a list to try in order"},
    {"api_base", FIELD_BASE, AT(api_base), "https://discord.com/api/v10", false, "where Discord's API is"},
    {"authorize_url", FIELD_URL, AT(authorize_url), "https://discord.com/oauth2/authorize", false,
     "the page that asks for consent"},
    {"ca_file", FIELD_PATH, AT(ca_file), NULL, false, "certificates to trust instead of the system's"},
    {"min_valid", FIELD_SECONDS, AT(min_valid), "60", false, "a token with less than so many seconds left is renewed"},
    {"hosts", FIELD_HOSTS, AT(hosts), "discord.com", false,
     "the servers that credential helpers hand the token to: HOST or HOST:PORT, or a list of them"},
    {"git_password", FIELD_BOOL, AT(git_password), "false", false, "git before 2.46 gets the token too, as a password"},
    {"store", FIELD_TEXT, AT(store), STORE_DEFAULT, false, "where tokens and stored secrets are kept"},
    {"stack", FIELD_STACK, AT(stack), "cache refresh", false,
     "which sources to ask for a token: a list of groups, or the name of a shared stack"},
};
const size_t field_table_count = ARRAY_LEN(field_table);

const struct field *field_find(const char *key)
{
	for (size_t i = 0; i < field_table_count; i++)
		if (!strcmp(field_table[i].key, key))
			return &field_table[i];
	return NULL;
}

#define SECRET_FORMS                                                                                                   \
	"a reference, { file = \"...\" }, { command = [ \"...\" ] }, { env = \"...\" } or { stored = true }, or a "    \
	"string"

const struct field_kind field_kinds[FIELD_TYPES] = {
    [FIELD_TEXT] = {.value = value_text, .what = "a string", .text = field_text, .digits = true},
    [FIELD_LABEL] = {.value = value_text, .what = "a string", .text = field_label, .digits = true},
    [FIELD_PRODUCT] = {.value = value_text, .what = "a string", .text = field_product, .digits = true},
    [FIELD_LINK] = {.value = value_text, .what = "a URL in a string", .text = field_link},
    [FIELD_SNOWFLAKE] = {.value = value_text,
			 .what = "a string of digits",
			 .text = field_snowflake,
			 .other = field_snowflake_other,
			 .digits = true},
    [FIELD_BOOL] = {.value = value_bool,
		    .what = "true or false",
		    .other = field_bool,
		    .take_default = field_bool_default,
		    .instead = "write true or false"},
    [FIELD_SECONDS] = {.value = value_seconds,
		       .what = "a number of seconds",
		       .other = field_seconds,
		       .take_default = field_seconds_default,
		       .instead = "write seconds from 0 to 604800"},
    [FIELD_SCOPES] = {.value = value_strings,
		      .what = "a string or a list of strings",
		      .text = field_scopes,
		      .other = field_scopes_list},
    [FIELD_PERMISSIONS] = {.value = value_permissions,
			   .meaning = value_permissions_meaning,
			   .what = "a decimal string, a number or a list of names",
			   .text = field_permissions,
			   .other = field_permissions_other,
			   .digits = true,
			   .with_l = true,
			   .instead = "write a decimal string, or a list of names"},
    [FIELD_URL] = {.value = value_text, .what = "a URL in a string", .text = field_url},
    [FIELD_BASE] = {.value = value_text, .what = "a URL in a string", .text = field_base},
    [FIELD_REDIRECTS] = {.value = value_strings,
			 .what = "a URL in a string or a list of them",
			 .text = field_redirect,
			 .other = field_redirects},
    [FIELD_HOSTS] = {.value = value_strings,
		     .what = "a host in a string or a list of them",
		     .text = field_host,
		     .other = field_hosts},
    [FIELD_PATH] = {.value = value_text, .what = "a path in a string", .text = field_path},
    [FIELD_SECRET] = {.value = value_secret,
		      .what = SECRET_FORMS,
		      .other = field_secret,
		      .secret = true,
		      .instead = "write a reference, { file = \"...\" }, or a string"},
    [FIELD_STACK] = {.value = value_stack,
		     .what = "a list of groups, ( { control = \"...\"; source = \"...\"; } ), or the name of a shared "
			     "stack",
		     .text = field_stack_name,
		     .other = field_stack,
		     .take_default = field_stack_default,
		     .instead = "write seconds from 1 to 86400"},
};

void fields_keys(struct scan_key *keys)
{
	for (size_t i = 0; i < field_table_count; i++) {
		const struct field_kind *kind = &field_kinds[field_table[i].type];

		keys[i] = (struct scan_key){.name = field_table[i].key,
					    .shown = !kind->secret,
					    .text = kind->digits,
					    .with_l = kind->with_l,
					    .instead = kind->instead};
	}
}

static void read_default(const struct field_reader *reader, const struct field *field, void *target)
{
	const struct field_kind *kind = &field_kinds[field->type];

	if (field->required)
		document_error(reader->document, field->key, "'%s' is missing", field->key);
	else if (field->default_value && kind->take_default)
		kind->take_default(reader, field->default_value, target);
	else if (field->default_value)
		kind->text(reader, field->key, field->default_value, target);
}

void field_read(const struct field_reader *reader, const struct field *field, struct profile *profile)
{
	void *target = (char *)profile + field->offset;
	const struct field_kind *kind = &field_kinds[field->type];
	const config_setting_t *setting = config_setting_get_member(document_root(reader->document), field->key);

	if (!setting)
		read_default(reader, field, target);
	else if (kind->text && config_setting_type(setting) == CONFIG_TYPE_STRING)
		kind->text(reader, field->key, config_setting_get_string(setting), target);
	else if (!kind->other || !kind->other(reader, field->key, setting, target))
		document_error(reader->document, field->key, "'%s' must be %s, not %s", field->key, kind->what,
			       document_type(setting));
}

static void check_keys(const struct field_reader *reader)
{
	const config_setting_t *root = document_root(reader->document);
	const char **known = xcalloc(field_table_count, sizeof(*known));

	for (size_t i = 0; i < field_table_count; i++)
		known[i] = field_table[i].key;
	for (int i = 0; i < config_setting_length(root); i++) {
		const char *key = config_setting_name(config_setting_get_elem(root, (unsigned)i));

		if (!field_find(key))
			document_error_unknown(reader->document, key, "key", "", known, field_table_count);
	}
	free(known);
}

void fields_read(const struct field_reader *reader, struct profile *profile)
{
	check_keys(reader);
	profile->at = xcalloc(field_table_count, sizeof(*profile->at));
	for (size_t i = 0; i < field_table_count; i++) {
		field_read(reader, &field_table[i], profile);
		profile->at[i] = scan_value(&reader->document->scan, field_table[i].key);
	}
}
