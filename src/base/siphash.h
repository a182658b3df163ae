/*
 * SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012): a keyed hash that needs no library. It
 * tells whether a value has changed without the value being kept; it is no signature, and no hash for passwords.
 */
#ifndef DISCRED_SIPHASH_H
#define DISCRED_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY = 16 };

uint64_t siphash(const unsigned char key[static SIPHASH_KEY], const void *bytes, size_t len)
    __attribute__((nonnull, warn_unused_result));

#endif
