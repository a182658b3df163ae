#include <criterion/criterion.h>
#include <string.h>

#include "base/owner.h"

/* As the kernel writes them: no namespace, PrivateUsers=, a rootless container. */
static const char whole[] = "         0          0 4294967295\n";
static const char alone[] = "      1000       1000          1\n";
static const char container[] = "         0       1000          1\n         1     100000      65536\n";

enum { OVERFLOW = 65534 };

Test(owner, root_is_root_where_it_is_mapped)
{
	cr_assert(owner_judge(whole, 0, "/home/u/x", "/home/u"));
	cr_assert_not(owner_judge(whole, 1000, "/etc/x", "/home/u"));
	cr_assert_not(owner_judge(whole, OVERFLOW, "/etc/x", "/home/u"));
	cr_assert(owner_judge(container, 0, "/home/u/x", "/home/u"));
	cr_assert_not(owner_judge(container, OVERFLOW, "/etc/x", "/home/u"));
}

Test(owner, outside_the_home_nobody_is_root_where_it_is_not)
{
	cr_assert(owner_judge(alone, OVERFLOW, "/etc/xdg/discred/profiles/x.cfg", "/home/u"));
	cr_assert(owner_judge(alone, OVERFLOW, "/home/ulla/x.cfg", "/home/u"));
	cr_assert(owner_judge(alone, OVERFLOW, "/", "/home/u"));
	cr_assert(owner_judge(alone, OVERFLOW, "/etc/x", NULL));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/home/u/x.cfg", "/home/u"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "/home/u", "/home/u"));
	cr_assert_not(owner_judge(alone, OVERFLOW, "", "/home/u"));
	cr_assert_not(owner_judge(alone, 1000, "/etc/x", "/home/u"), "the user's own are not root's");
	cr_assert_not(owner_judge("1000 1000 1\n65534 65534 1\n", OVERFLOW, "/etc/x", "/home/u"),
		      "somebody is mapped to it");
}

Test(owner, without_a_map_nobody_is_hidden)
{
	cr_assert(owner_judge("", 0, "/x", NULL));
	cr_assert_not(owner_judge("", OVERFLOW, "/etc/x", NULL));
}

Test(owner, of_a_file)
{
	cr_assert(owner_is_root(0, "/etc/passwd", NULL));
	cr_assert_not(owner_is_root(4711, "/etc/passwd", NULL));
}

static bool alone_in(const char *passwd, const char *groups, uid_t owner, gid_t group)
{
	FILE *users = fmemopen((char *)passwd, strlen(passwd), "r");
	FILE *lists = fmemopen((char *)groups, strlen(groups), "r");
	bool found = owner_alone_in(users, lists, owner, group);

	fclose(users);
	fclose(lists);
	return found;
}

Test(owner, alone_in_a_group)
{
	static const char users[] = "root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/:\nbob:x:1001:1001::/:\n";

	cr_expect(alone_in(users, "ann:x:1000:\n", 1000, 1000), "it is ann's primary group");
	cr_expect(alone_in(users, "ann:x:1000:ann\n", 1000, 1000), "and lists her too");
	cr_expect(alone_in(users, "web:x:50:ann\n", 1000, 50), "a list is enough");
	cr_expect(alone_in(users, "root:x:0:\nann:x:1000:\n", 0, 0));
	cr_expect_not(alone_in(users, "ann:x:1000:bob\n", 1000, 1000));
	cr_expect_not(alone_in(users, "ann:x:1000:ann,bob\n", 1000, 1000));
	cr_expect_not(alone_in(users, "web:x:50:bob\n", 1000, 50), "the owner is not in it");
	cr_expect_not(alone_in(users, "web:x:50:\n", 1000, 50), "nobody is in it");
	cr_expect_not(alone_in(users, "ann:x:1000:eve\n", 1000, 1000), "nobody here knows eve");
	cr_expect_not(alone_in(users, "ann:x:1000:\nann2:x:1000:bob\n", 1000, 1000), "the group is there twice");
	cr_expect_not(alone_in(users, "root:x:0:\n", 1000, 1000), "the group is not there");
	cr_expect_not(alone_in("ann:x:1000:1000::/:\nbob:x:1001:1000::/:\n", "ann:x:1000:\n", 1000, 1000),
		      "it is bob's primary group too");
	cr_expect_not(alone_in("", "ann:x:1000:\n", 1000, 1000));
}
