/*
 * What a person is told besides the answer, on stderr: one line each, control bytes replaced.
 *
 * These take plain text about what happens, never a token, a secret or a reply's body: there is no debug level that
 * would print one.
 */
#ifndef DISCRED_LOG_H
#define DISCRED_LOG_H

#include <stdbool.h>

/* Notes are dropped when quiet; warnings are not. */
void log_set_quiet(bool quiet);

void log_note(const char *format, ...) __attribute__((nonnull(1), format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((nonnull(1), format(printf, 1, 2)));

#endif
