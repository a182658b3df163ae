#include "net/etcd/config.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/path.h"
#include "base/url.h"
#include "core/profile/field_secret.h"
#include "core/profile/field_types.h"

void etcd_config_release(struct etcd_config *config)
{
	free(config->name);
	strings_release(&config->endpoints);
	free(config->prefix);
	free(config->ca_file);
	free(config->cert_file);
	free(config->key_file);
	free(config->user);
	secret_ref_release(&config->password);
	*config = (struct etcd_config)ETCD_CONFIG_INIT;
}

static void read_kind(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	(void)target;
	if (strcmp(text, "etcd") != 0)
		document_error(reader->document, path, "there are no stores of kind '%s': write \"etcd\"", text);
}

static void read_endpoint(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	const struct document *document = reader->document;
	struct url url = URL_INIT;
	struct error err = ERROR_INIT;
	size_t len = strlen(text);

	while (len && text[len - 1] == '/')
		len--;
	if (url_parse(&url, text, &err) < 0)
		document_error(document, path, "%s", err.text);
	else if (!url.tls && !url_is_loopback(&url))
		document_error(document, path, "'%s' would send secrets in clear: write https", text);
	else if (strlen(url.authority) + strlen(url.tls ? "https://" : "http://") != len)
		document_error(document, path, "'%s' must be a scheme, a host and a port, and nothing else", text);
	else
		strings_add_len(target, text, len);
	url_release(&url);
}

static void read_prefix(const struct field_reader *reader, const char *path, const char *text, void *target)
{
	size_t len = strlen(text);

	if (len < 2 || len > 200 || text[len - 1] != '/')
		document_error(reader->document, path, "'%s' must end with '/', and be 2 to 200 bytes long", path);
	else
		*(char **)target = xstrdup(text);
}

static const struct key {
	const char *name;
	size_t offset;
	/* Of a text; NULL: the key has a shape of its own. */
	void (*text)(const struct field_reader *reader, const char *path, const char *text, void *target);
} keys[] = {
    {"kind", 0, read_kind},
    {"endpoints", offsetof(struct etcd_config, endpoints), NULL},
    {"prefix", offsetof(struct etcd_config, prefix), read_prefix},
    {"ca_file", offsetof(struct etcd_config, ca_file), field_path},
    {"cert_file", offsetof(struct etcd_config, cert_file), field_path},
    {"key_file", offsetof(struct etcd_config, key_file), field_path},
    {"user", offsetof(struct etcd_config, user), field_text},
    {"password", offsetof(struct etcd_config, password), NULL},
};

static void read_key(const struct field_reader *reader, const struct key *key, const config_setting_t *setting,
		     struct etcd_config *config)
{
	const struct document *document = reader->document;
	void *target = (char *)config + key->offset;
	const char *text = config_setting_get_string(setting);

	if (!strcmp(key->name, "password")) {
		if (!field_secret(reader, key->name, setting, target) || config->password.kind == SECRET_STORED)
			document_error(
			    document, key->name,
			    "'password' must be { file = \"...\" }, { command = [ ... ] } or { env = \"...\" }");
	} else if (!key->text) {
		if (!field_elements(reader, key->name, setting, read_endpoint, target))
			document_error(document, key->name,
				       "'endpoints' must be [ \"https://HOST:2379\", ... ], not %s",
				       document_type(setting));
	} else if (!text) {
		document_error(document, key->name, "'%s' must be a string, not %s", key->name, document_type(setting));
	} else {
		key->text(reader, key->name, text, target);
	}
}

static void read_root(const struct field_reader *reader, const config_setting_t *root, struct etcd_config *config)
{
	const char *known[ARRAY_LEN(keys)];

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		known[i] = keys[i].name;
	for (int i = 0; i < config_setting_length(root); i++) {
		const config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
		size_t row = 0;

		while (row < ARRAY_LEN(keys) && strcmp(keys[row].name, config_setting_name(setting)) != 0)
			row++;
		if (row < ARRAY_LEN(keys))
			read_key(reader, &keys[row], setting, config);
		else
			document_error_unknown(reader->document, config_setting_name(setting), "key", "", known,
					       ARRAY_LEN(known));
	}
}

/* What is missing stands nowhere. */
static void check_whole(const config_setting_t *root, const struct etcd_config *config, struct diagnostics *list)
{
	const struct position nowhere = {0, 0};

	if (!config_setting_get_member(root, "kind"))
		diagnostics_add(list, nowhere, "'kind' is missing: write kind = \"etcd\";");
	if (!config->endpoints.count)
		diagnostics_add(list, nowhere, "'endpoints' is missing, or empty");
	if (!config->cert_file != !config->key_file)
		diagnostics_add(list, nowhere, "'%s' is missing: 'cert_file' and 'key_file' go together",
				config->cert_file ? "key_file" : "cert_file");
	if (!config->user != (config->password.kind == SECRET_ABSENT))
		diagnostics_add(list, nowhere, "'%s' is missing: 'user' and 'password' go together",
				config->user ? "password" : "user");
}

int etcd_config_read(struct etcd_config *config, const char *name, const struct environ *env, struct document *document,
		     struct error *err)
{
	const struct source_table none = {.count = 0};
	const struct field_reader reader = {.env = env, .sources = &none, .document = document};
	struct scan_key scan[ARRAY_LEN(keys)];
	const config_setting_t *root;
	int result;

	*config = (struct etcd_config)ETCD_CONFIG_INIT;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		scan[i] = (struct scan_key){
		    .name = keys[i].name, .shown = strcmp(keys[i].name, "password") != 0, .text = true};
	result = document_read(document, scan, ARRAY_LEN(scan), err);
	root = result ? NULL : document_root(document);
	if (root) {
		read_root(&reader, root, config);
		if (!document->list->count)
			check_whole(root, config, document->list);
	}
	if (!result)
		result = diagnostics_verdict(document->list, err);
	config->name = xstrdup(name);
	if (!config->prefix)
		config->prefix = xstrdup("/discred/");
	if (result)
		etcd_config_release(config);
	return result;
}

int etcd_config_load(struct etcd_config *config, const char *name, const struct environ *env, struct diagnostics *list,
		     struct error *err)
{
	struct document document;
	int result;

	*config = (struct etcd_config)ETCD_CONFIG_INIT;
	document_init(&document, list);
	result = document_find(&document, env, "stores", name, err);
	if (!result) {
		result = etcd_config_read(config, name, env, &document, err);
	} else if (err->code == ERROR_NONE) {
		error_set(err, ERROR_CONFIG, "there is no store '%s'", name);
		error_hint(err, "write 'stores/%s.cfg' (discred-store(5)), or correct 'store' in the profile", name);
	}
	document_release(&document);
	return result;
}
