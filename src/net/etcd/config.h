/*
 * stores/NAME.cfg on the search path: where a store is that hosts share. The file has the profile's grammar, and what
 * is wrong with it is said by line and column.
 *
 *	kind       "etcd", the only one
 *	endpoints  URLs of the nodes, tried in turn; http for a loopback host only
 *	prefix     of all keys, ends with '/'; "/discred/"
 *	ca_file    who signs the nodes' certificates; the system's authorities
 *	cert_file, key_file   a client certificate
 *	user, password        of etcd's own users; the password is a reference (discred-profile(5)), but not stored
 */
#ifndef DISCRED_NET_ETCD_CONFIG_H
#define DISCRED_NET_ETCD_CONFIG_H

#include "base/environ.h"
#include "base/strings.h"
#include "core/profile/diagnostics.h"
#include "core/profile/document.h"
#include "discred/error.h"
#include "discred/secret.h"

struct etcd_config {
	char *name;
	struct strings endpoints; /* without a slash at the end; at least one */
	char *prefix;
	char *ca_file;
	char *cert_file;
	char *key_file;
	char *user; /* NULL: nobody has to be */
	struct secret_ref password;
};

#define ETCD_CONFIG_INIT                                                                                               \
	{                                                                                                              \
		.password = SECRET_REF_INIT                                                                            \
	}

void etcd_config_release(struct etcd_config *config) __attribute__((nonnull));

/* Loads the file of that name. ERROR_CONFIG: there is none, or the first thing that is wrong with it; all are in list.
 */
int etcd_config_load(struct etcd_config *config, const char *name, const struct environ *env, struct diagnostics *list,
		     struct error *err) __attribute__((nonnull, warn_unused_result));

/* The same from a document that was opened, or given a text. */
int etcd_config_read(struct etcd_config *config, const char *name, const struct environ *env, struct document *document,
		     struct error *err) __attribute__((nonnull, warn_unused_result));

#endif
