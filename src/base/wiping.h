/*
 * Allocator functions to hand to a library that handles secrets (jansson, libcurl): malloc's own, except that every
 * block is wiped before it is given back.
 *
 * The size is asked of malloc, not kept in a prefix. So blocks made before these functions were installed may be freed
 * by them, and the other way round: nothing depends on the order, and nothing breaks where somebody calls free().
 */
#ifndef DISCRED_WIPING_H
#define DISCRED_WIPING_H

#include <stddef.h>

/* NULL is fine. */
void wiping_free(void *block);

/* Moves always, so that the old block can be wiped. NULL when there is no memory; the old block then stays. */
void *wiping_realloc(void *block, size_t size) __attribute__((warn_unused_result));

#endif
