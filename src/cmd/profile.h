/*
 * The verbs of `discred profile`: profiles as files that a person makes, reads and changes.
 */
#ifndef DISCRED_CMD_PROFILE_H
#define DISCRED_CMD_PROFILE_H

#include "discred/environ.h"
#include "discred/error.h"

int profile_import(int argc, char **argv, const struct environ *env, struct error *err);
int profile_new(int argc, char **argv, const struct environ *env, struct error *err);
int profile_path(int argc, char **argv, const struct environ *env, struct error *err);
int profile_set_secret(int argc, char **argv, const struct environ *env, struct error *err);

#endif
