/*
 * One entry of a stack: { control = "..."; source = "..."; OPTION = VALUE; ... }, checked against the source's row.
 */
#ifndef DISCRED_CORE_FIELDS_STACK_H
#define DISCRED_CORE_FIELDS_STACK_H

#include "core/profile/fields_read.h"

/* Adds the entry, unless there was something to complain about. */
void stack_entry_read(const struct field_reader *reader, const char *path, const config_setting_t *group,
		      struct stack *stack) __attribute__((nonnull));

/* Adds the defaults of options that are not set yet. */
void stack_entry_standards(const struct source *source, struct source_settings *settings) __attribute__((nonnull));

/* Reads the value of an option that the source's row has. */
void stack_option_read(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		       const struct source_option *option, struct source_settings *settings) __attribute__((nonnull));

/* Reads the value of an option that the source passes on: its name becomes part of a record's key. */
void stack_option_pass(const struct field_reader *reader, const char *path, const config_setting_t *setting,
		       struct source_settings *settings) __attribute__((nonnull));

#endif
