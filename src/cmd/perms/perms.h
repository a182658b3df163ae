/*
 * What the verbs of `discred perms` share: values on the command line, tables and JSON.
 */
#ifndef DISCRED_CMD_PERMS_H
#define DISCRED_CMD_PERMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/environ.h"
#include "core/discord/permission.h"
#include "core/output/json_layout.h"
#include "discred/error.h"

/* permission_parse for a word of the command line: a wrong one is shown on stderr, with a caret below the place. */
int perms_parse(const char *text, uint64_t *value, struct error *err) __attribute__((nonnull, warn_unused_result));

/* What the options --needs ask for together. */
struct perms_needs {
	uint64_t value;
	bool given;
};

/* One more of them. */
int perms_add_needs(struct perms_needs *needs, const char *text, struct error *err)
    __attribute__((nonnull, warn_unused_result));

/* Below the help of a verb that takes expressions. */
void perms_print_grammar(void);

/* "68608", and "0x10c00". */
enum { PERMS_NUMBER = 24 };
void perms_decimal(uint64_t value, char text[static PERMS_NUMBER]);
void perms_hex(uint64_t value, char text[static PERMS_NUMBER]);

/* The names of a value's bits, one a line, with a word before each if it is not NULL. */
void perms_print_names(const char *word, uint64_t value);

/* The permissions of a value as rows with a heading, undocumented ones last. */
void perms_print_table(uint64_t value);

/* A value as a decimal string, as a hexadecimal one; the names of its bits; all there is to say of each of its bits. */
json_t *perms_json_value(uint64_t value) __attribute__((warn_unused_result));
json_t *perms_json_hex(uint64_t value) __attribute__((warn_unused_result));
json_t *perms_json_names(uint64_t value) __attribute__((warn_unused_result));
json_t *perms_json_table(uint64_t value) __attribute__((warn_unused_result));

/* Ends the program with status 1, which is for permissions that are missing. Returns when stdout can't be written. */
int perms_end_missing(struct error *err) __attribute__((nonnull, warn_unused_result));

int perms_list(int argc, char **argv, const struct environ *env, struct error *err);
int perms_explain(int argc, char **argv, const struct environ *env, struct error *err);
int perms_calc(int argc, char **argv, const struct environ *env, struct error *err);
int perms_check(int argc, char **argv, const struct environ *env, struct error *err);
int perms_diff(int argc, char **argv, const struct environ *env, struct error *err);
int perms_channel(int argc, char **argv, const struct environ *env, struct error *err);
int perms_invite(int argc, char **argv, const struct environ *env, struct error *err);

#endif
