#include "net/etcd/config.h"

#include <criterion/criterion.h>

#define NODES "kind = \"etcd\"; endpoints = [ \"https://10.0.0.1:2379/\", \"http://127.0.0.1:2379\" ];\n"

static int read(const char *source, struct etcd_config *config, struct error *err)
{
	struct diagnostics list = DIAGNOSTICS_INIT;
	struct environ env = {.home = "/home/somebody"};
	struct document document;
	struct buf text = BUF_INIT(BUF_FILE_MAX);
	int result;

	buf_str(&text, source);
	document_init(&document, &list);
	document_give(&document, "fleet.cfg", &text);
	result = etcd_config_read(config, "fleet", &env, &document, err);
	document_release(&document);
	diagnostics_release(&list);
	buf_release(&text);
	return result;
}

Test(etcd_config, defaults)
{
	struct etcd_config config;
	struct error err = ERROR_INIT;

	cr_assert_eq(read(NODES, &config, &err), 0, "%s", err.text);
	cr_expect_str_eq(config.name, "fleet");
	cr_expect_str_eq(config.prefix, "/discred/");
	cr_expect_eq(config.endpoints.count, 2);
	cr_expect_str_eq(config.endpoints.item[0], "https://10.0.0.1:2379");
	cr_expect_null(config.user);
	etcd_config_release(&config);
}

Test(etcd_config, everything)
{
	struct etcd_config config;
	struct error err = ERROR_INIT;

	cr_assert_eq(read(NODES "prefix = \"/team/\"; ca_file = \"/etc/ca.pem\"; cert_file = \"~/c.pem\";"
				"key_file = \"~/k.pem\"; user = \"discred\"; password = { file = \"~/p\"; };",
			  &config, &err),
		     0, "%s", err.text);
	cr_expect_str_eq(config.prefix, "/team/");
	cr_expect_str_eq(config.key_file, "/home/somebody/k.pem");
	cr_expect_str_eq(config.user, "discred");
	cr_expect_eq(config.password.kind, SECRET_FILE);
	etcd_config_release(&config);
}

static void expect_error(const char *source, const char *text)
{
	struct etcd_config config;
	struct error err = ERROR_INIT;

	cr_expect_eq(read(source, &config, &err), -1, "%s", source);
	cr_expect_eq(err.code, ERROR_CONFIG);
	cr_expect_str_eq(err.text, text);
}

Test(etcd_config, errors_by_place)
{
	expect_error("endpoints = [ \"https://a:1\" ];", "fleet.cfg: 'kind' is missing: write kind = \"etcd\";");
	expect_error("kind = \"redis\";", "fleet.cfg:1:8: there are no stores of kind 'redis': write \"etcd\"");
	expect_error("kind = \"etcd\";", "fleet.cfg: 'endpoints' is missing, or empty");
	expect_error("kind = \"etcd\";\nendpoints = [ \"http://10.0.0.1:2379\" ];",
		     "fleet.cfg:2:15: 'http://10.0.0.1:2379' would send secrets in clear: write https");
	expect_error("kind = \"etcd\";\nendpoints = [ \"https://a:1/v3\" ];",
		     "fleet.cfg:2:15: 'https://a:1/v3' must be a scheme, a host and a port, and nothing else");
	expect_error(NODES "prefix = \"/team\";",
		     "fleet.cfg:2:10: 'prefix' must end with '/', and be 2 to 200 bytes long");
	expect_error(NODES "usr = \"x\";", "fleet.cfg:2:1: unknown key 'usr': did you mean 'user'?");
	expect_error(NODES "user = \"x\";", "fleet.cfg: 'password' is missing: 'user' and 'password' go together");
	expect_error(NODES "cert_file = \"/c\";",
		     "fleet.cfg: 'key_file' is missing: 'cert_file' and 'key_file' go together");
	expect_error(
	    NODES "user = \"x\"; password = { stored = true; };",
	    "fleet.cfg:2:24: 'password' must be { file = \"...\" }, { command = [ ... ] } or { env = \"...\" }");
	expect_error(NODES "ca_file = \"ca.pem\";",
		     "fleet.cfg:2:11: 'ca_file' must be an absolute path, or begin with '~/'");
}
