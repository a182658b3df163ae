#include <criterion/criterion.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"

/* As the kernel writes them: no namespace, PrivateUsers=, a rootless container. */
static const char whole[] = "         0          0 4294967295\n";
static const char alone[] = "      1000       1000          1\n";
static const char container[] = "         0       1000          1\n         1     100000      65536\n";

enum { OVERFLOW = 65534 };

Test(owner, root_is_root_where_it_is_mapped)
{
	cr_assert(owner_judge(whole, 0, "/home/u/x"));
	cr_assert_not(owner_judge(whole, 1000, "/etc/x"));
	cr_assert_not(owner_judge(whole, OVERFLOW, "/etc/x"));
	cr_assert(owner_judge(container, 0, "/home/u/x"));
	cr_assert_not(owner_judge(container, OVERFLOW, "/etc/x"));
}

Test(owner, the_place_tells_where_it_is_not)
{
	cr_assert(owner_judge(alone, OVERFLOW, "/etc/xdg/discred/profiles/x.cfg"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/home/other/x.cfg"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/tmp/etc/x.cfg"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/etcetera/x.cfg"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/etc"));
	cr_assert_not(owner_judge(alone, OVERFLOW, ""));
	cr_assert_not(owner_judge(alone, 1000, "/etc/x"), "the user's own are not root's");
	cr_assert_not(owner_judge("1000 1000 1\n65534 65534 1\n", OVERFLOW, "/etc/x"), "somebody is mapped to it");
}

Test(owner, without_a_map_nobody_is_hidden)
{
	cr_assert(owner_judge("", 0, "/x"));
	cr_assert_not(owner_judge("", OVERFLOW, "/etc/x"));
}

Test(owner, of_an_open_file)
{
	struct stat st;
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	cr_assert_eq(fstat(fd, &st), 0);
	cr_assert(owner_is_root(fd, st.st_uid));
	cr_assert_eq(owner_is_root(fd, 4711), false);
	close(fd);
}
