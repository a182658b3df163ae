#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

Test(memory, nothing_is_a_block_too)
{
	void *block = xmalloc(0);
	char *zeroed = xcalloc(0, 0);
	int *numbers = xcalloc(3, sizeof(*numbers));

	cr_assert_not_null(block);
	cr_assert_not_null(zeroed);
	cr_assert(!numbers[0] && !numbers[1] && !numbers[2]);
	free(block);
	free(zeroed);
	free(numbers);
}

Test(memory, copies_of_strings)
{
	char *whole = xstrdup("text");
	char *part = xstrndup("text", 2);
	char *none = xstrndup("text", 0);
	char *bytes = xstrndup("a\0b", 3);
	char *formatted = xasprintf("%s-%d", "x", 7);

	cr_assert_str_eq(whole, "text");
	cr_assert_str_eq(part, "te");
	cr_assert_str_eq(none, "");
	cr_assert_arr_eq(bytes, "a\0b", 4);
	cr_assert_str_eq(formatted, "x-7");
	free(whole);
	free(part);
	free(none);
	free(bytes);
	free(formatted);
}

Test(memory, a_vector_grows_and_its_new_element_is_zero)
{
	unsigned long *vector = NULL;

	for (size_t count = 0; count < 300; count++) {
		vector = xgrow(vector, count, sizeof(*vector));
		cr_assert_eq(vector[count], 0);
		vector[count] = count + 1;
		for (size_t i = 0; i <= count; i++)
			cr_assert_eq(vector[i], i + 1);
	}
	free(vector);
}

Test(memory, an_element_that_is_used_again_is_zeroed)
{
	int *vector = NULL;

	for (size_t count = 0; count < 3; count++)
		vector = xgrow(vector, count, sizeof(*vector));
	vector[3] = 7;
	vector = xgrow(vector, 3, sizeof(*vector));
	cr_assert_eq(vector[3], 0);
	free(vector);
}

Test(memory, out_of_memory_says_so_and_aborts)
{
	char text[64] = "";
	int ends[2];
	int status = 0;
	pid_t child;

	cr_assert_eq(pipe(ends), 0);
	child = fork();
	if (!child) {
		struct rlimit none = {0, 0};
		void *volatile block;

		setrlimit(RLIMIT_CORE, &none);
		dup2(ends[1], STDERR_FILENO);
		block = xgrow((void *)1, SIZE_MAX / 2 + 1, 1);
		_exit(block ? 0 : 1);
	}
	close(ends[1]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	cr_assert_gt(read(ends[0], text, sizeof(text) - 1), 0);
	cr_assert_str_eq(text, "discred: out of memory\n");
	close(ends[0]);
}

Test(memory, equal_secret)
{
	cr_assert(equal_secret("abc", 3, "abc", 3));
	cr_assert(equal_secret("", 0, "", 0));
	cr_assert(equal_secret("abX", 2, "abY", 2));
	cr_assert(equal_secret("a\0b", 3, "a\0b", 3));
	cr_assert_not(equal_secret("a\0b", 3, "a\0c", 3));
	cr_assert_not(equal_secret("abc", 3, "abcd", 4));
	cr_assert_not(equal_secret("", 0, "a", 1));
	for (unsigned bit = 0; bit < 8; bit++) {
		char other[] = {'a', (char)('b' ^ 1 << bit), 'c'};

		cr_assert_not(equal_secret("abc", 3, other, 3));
	}
}

Test(memory, wiping_takes_the_whole)
{
	struct {
		char a[40];
		int b;
	} object;
	char array[33];

	memset(&object, 'x', sizeof(object));
	memset(array, 'x', sizeof(array));
	wipe_object(&object);
	wipe_array(array);
	for (size_t i = 0; i < sizeof(object); i++)
		cr_assert_eq(((const char *)&object)[i], 0);
	for (size_t i = 0; i < sizeof(array); i++)
		cr_assert_eq(array[i], 0);
}
