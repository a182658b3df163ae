#include "base/wiping.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

void wiping_free(void *block)
{
	if (!block)
		return;
	explicit_bzero(block, malloc_usable_size(block));
	free(block);
}

void *wiping_realloc(void *block, size_t size)
{
	size_t old = block ? malloc_usable_size(block) : 0;
	void *moved = malloc(size ? size : 1);

	if (!moved)
		return NULL;
	if (old)
		memcpy(moved, block, old < size ? old : size);
	wiping_free(block);
	return moved;
}
