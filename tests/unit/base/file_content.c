#include <criterion/criterion.h>

#include "base/file.h"
#include "descriptors.h"
#include "expect.h"
#include "scratch.h"

TestSuite(file_content, .init = scratch_make_unprivileged, .fini = scratch_remove);

Test(file_content, is_opened_below_a_directory)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(100);
	int dirfd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	scratch_text("f", "here", 0600);
	cr_assert_eq(file_load(dirfd, "f", FILE_STATE, &text, &err), 0);
	cr_assert_str_eq(buf_text(&text), "here");
	buf_release(&text);
	close(dirfd);
}

Test(file_content, load_appends_every_byte)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(20000);
	char bytes[10000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	buf_str(&text, "before");
	cr_assert_eq(file_load(AT_FDCWD, scratch_file("f", bytes, sizeof(bytes), 0600), FILE_STATE, &text, &err), 0);
	cr_assert_eq(text.len, 6 + sizeof(bytes));
	cr_assert_arr_eq(text.ptr + 6, bytes, sizeof(bytes));
	cr_assert_eq(file_load(AT_FDCWD, scratch_text("g", "", 0600), FILE_STATE, &text, &err), 0);
	cr_assert_eq(text.len, 6 + sizeof(bytes));
	buf_release(&text);
}

Test(file_content, load_takes_what_just_fits)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(5);
	const char *path = scratch_text("f", "12345", 0600);
	unsigned before = open_descriptors();
	char want[SCRATCH_PATH + 64];

	cr_assert_eq(file_load(AT_FDCWD, path, FILE_STATE, &text, &err), 0);
	cr_assert_str_eq(buf_text(&text), "12345");
	buf_clear(&text);
	scratch_text("f", "123456", 0600);
	cr_assert_eq(file_load(AT_FDCWD, path, FILE_STATE, &text, &err), -1);
	snprintf(want, sizeof(want), "'%s' is larger than 5 bytes", path);
	expect_error(err, ERROR_CONFIG, want);
	cr_assert_eq(text.len, 0);
	cr_assert_eq(open_descriptors(), before);
	buf_release(&text);
}

Test(file_content, read_tells_why_it_cannot)
{
	struct error err = ERROR_INIT;
	struct buf text = BUF_INIT(5);
	int fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	cr_assert_eq(file_read(fd, "state", &text, &err), -1);
	expect_error(err, ERROR_SYS, "cannot read 'state': Is a directory");
	close(fd);
}

Test(file_content, write_all_tells_why_it_cannot)
{
	struct error err = ERROR_INIT;
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	cr_assert_eq(file_write_all(fd, "state", "x", 1, &err), -1);
	expect_error(err, ERROR_SYS, "cannot write 'state': No space left on device");
	cr_assert_eq(file_write_all(fd, "state", NULL, 0, &err), 0);
	close(fd);
}
