#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
	static const char message[] = "discred: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		abort();
	abort();
}

void *xmalloc(size_t size)
{
	void *block = malloc(size ? size : 1);

	if (!block)
		out_of_memory();
	return block;
}

void *xcalloc(size_t count, size_t size)
{
	void *block = calloc(count ? count : 1, size ? size : 1);

	if (!block)
		out_of_memory();
	return block;
}

char *xstrndup(const char *text, size_t len)
{
	char *copy = xmalloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *xvasprintf(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		out_of_memory();
	return text;
}

char *xasprintf(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvasprintf(format, args);
	va_end(args);
	return text;
}

void *xgrow(void *vector, size_t count, size_t size)
{
	char *grown;

	if (count && (count & (count - 1))) {
		memset((char *)vector + count * size, 0, size);
		return vector;
	}
	if (count > SIZE_MAX / 2 / size)
		out_of_memory();
	grown = xcalloc(count ? count * 2 : 1, size);
	if (count) {
		memcpy(grown, vector, count * size);
		explicit_bzero(vector, count * size);
		free(vector);
	}
	return grown;
}

void free_string(char *text)
{
	if (!text)
		return;
	explicit_bzero(text, strlen(text));
	free(text);
}

int equal_secret(const void *a, size_t a_len, const void *b, size_t b_len)
{
	const unsigned char *left = a;
	const unsigned char *right = b;
	unsigned char difference = 0;

	if (a_len != b_len)
		return 0;
	for (size_t i = 0; i < a_len; i++)
		difference |= left[i] ^ right[i];
	return difference == 0;
}
