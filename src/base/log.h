/*
 * What a person is told besides the answer, on stderr: one line each, control bytes replaced.
 *
 *	warning   something is wrong, and was lived with; always shown
 *	note      what they should know; dropped by --quiet
 *	detail    what is being done: which file, which source, which request; shown by --verbose
 *	trace     HTTP exchanges, several lines; shown by --trace
 *
 * These take plain text about what happens, never a token, a secret or a reply's body: there is no level that would
 * print one. The text of a trace is made by http_trace.h, which lets through what is known to be harmless.
 */
#ifndef DISCRED_LOG_H
#define DISCRED_LOG_H

#include "discred/buf.h"

void log_warn(const char *format, ...) __attribute__((nonnull(1), format(printf, 1, 2)));
void log_note(const char *format, ...) __attribute__((nonnull(1), format(printf, 1, 2)));
void log_detail(const char *format, ...) __attribute__((nonnull(1), format(printf, 1, 2)));

/* Lines, each ended by a newline; shown as they are, but for control bytes. */
void log_trace(const struct buf *lines) __attribute__((nonnull));

#endif
