/*
 * UTF-8, for text that comes from elsewhere: the one decoder for everything that may reach a terminal.
 */
#ifndef DISCRED_UTF8_H
#define DISCRED_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The character that these bytes begin with, and its length; false for what is no UTF-8 (RFC 3629: no overlong form, no
 * surrogate, nothing above U+10FFFF), of which one byte is to be passed over. len must not be 0.
 */
bool utf8_decode(const char *bytes, size_t len, uint32_t *character, size_t *size)
    __attribute__((nonnull, warn_unused_result));

/*
 * Whether a character may steer a terminal or deceive its reader: controls (C0, DEL, C1), what turns the direction of
 * writing, what takes no room, and separators of lines.
 */
bool utf8_is_harmful(uint32_t character) __attribute__((warn_unused_result));

#endif
