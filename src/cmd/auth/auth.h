/*
 * The verbs of `discred auth`, and how those that renew a token or answer for a source do it.
 */
#ifndef DISCRED_CMD_AUTH_H
#define DISCRED_CMD_AUTH_H

#include "cmd/auth/session.h"
#include "net/oauth/renewal.h"

/* A renewal as every verb does it; min_valid -1: the profile's, begun -1: now. */
struct renewal auth_renewal(const struct auth *auth, long min_valid, long begun)
    __attribute__((nonnull, warn_unused_result));

/* Prints a source's answer as a record. */
int auth_print_answer(enum source_result result, const struct token *token, const struct error *reason,
		      struct error *err) __attribute__((nonnull, warn_unused_result));

int auth_login(int argc, char **argv, const struct environ *env, struct error *err);
int auth_refresh(int argc, char **argv, const struct environ *env, struct error *err);
int auth_answer(int argc, char **argv, const struct environ *env, struct error *err);
int auth_status(int argc, char **argv, const struct environ *env, struct error *err);
int auth_check(int argc, char **argv, const struct environ *env, struct error *err);
int auth_logout(int argc, char **argv, const struct environ *env, struct error *err);
int auth_revoke(int argc, char **argv, const struct environ *env, struct error *err);
int auth_webhook(int argc, char **argv, const struct environ *env, struct error *err);
int auth_seal(int argc, char **argv, const struct environ *env, struct error *err);
int auth_unseal(int argc, char **argv, const struct environ *env, struct error *err);
int auth_rekey(int argc, char **argv, const struct environ *env, struct error *err);
int auth_move(int argc, char **argv, const struct environ *env, struct error *err);
int auth_secret(int argc, char **argv, const struct environ *env, struct error *err);

#endif
