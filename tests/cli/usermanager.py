"""A real `systemd --user` for a test: in namespaces of its own and in a cgroup of its own, so that it sees and moves no
process but those it starts, and ends with them. Only root can make that."""

import contextlib
import os
import shutil
import subprocess

import authcase
import harness

# What comes behind it is run as a shell script when the manager is up. The home of the test is /home, and what was
# installed with the prefix /opt/discred is there.
PREPARE = r"""
set -e
# Shared among the namespaces below this one, as systemd has it: a credential is mounted.
mount --make-rshared /
for dir in $DISCRED_CGROUPS; do echo 0 >"$dir/cgroup.procs"; done
# The other hierarchies of the first version are not for it.
awk '$3 == "cgroup" && $2 !~ "/systemd$" {print $2}' /proc/mounts | while read -r dir; do
	mount -o remount,bind,ro "$dir"
done
mount -t tmpfs -o mode=755 none /run
mkdir -p /run/systemd/system /run/user/0
mount -t tmpfs -o mode=755 none /opt
mkdir /opt/discred
mount --bind "$DISCRED_HOME/root/opt/discred" /opt/discred
mount --bind "$DISCRED_HOME" /home
mount --bind /home/runtime /run/user/0
cd /
systemd --user --log-target=null >/dev/null 2>&1 &
n=0
until systemctl --user is-system-running >/dev/null 2>&1; do
	[ $((n += 1)) -lt 600 ] || exit 98
	sleep 0.1
done
# Where the system's manager makes it for services of root.
cp -a /run/user/0/systemd/inaccessible /run/systemd/
set +e
"""


def hierarchies():
    """The directories of this process in the cgroup hierarchies that systemd manages."""
    with open("/proc/self/cgroup", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(":", 2) for line in file]
    mounts = {"name=systemd": ["/sys/fs/cgroup/systemd"], "": ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]}
    for _, controllers, path in rows:
        for top in mounts.get(controllers, []):
            if os.path.exists(top + path + "/cgroup.procs"):
                yield top + path.rstrip("/")
                break


class ManagerCase(authcase.AuthCase):
    """self.units is the folder with the user's units."""

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0 or not shutil.which("systemd") or not shutil.which("unshare"):
            self.skipTest("needs root, systemd and unshare")
        self.cgroups = []
        for top in hierarchies():
            path = "%s/discred-test-%d" % (top, os.getpid())
            try:
                os.mkdir(path)
            except OSError as error:
                self.skipTest("no cgroup is to be had here: %s" % error)
            self.cgroups.append(path)
            self.addCleanup(self.remove_cgroup, path)
        if not self.cgroups:
            self.skipTest("there are no cgroups here")
        done = subprocess.run(["cmake", "--install", harness.BUILD, "--prefix", "/opt/discred"], check=False,
                              env=os.environ | {"DESTDIR": self.home.path + "/root"}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.units = os.path.join(self.home.config, "systemd/user")
        shutil.copytree(self.home.path + "/root/opt/discred/lib/systemd/user", self.units)
        os.makedirs(self.home.path + "/.local")
        os.symlink("../state", self.home.path + "/.local/state")

    @staticmethod
    def remove_cgroup(path):
        for directory, _, _ in os.walk(path, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(directory)

    def manage(self, script, **more):
        """Runs a shell script beside a user manager; everything ends with it."""
        env = {"HOME": "/home", "XDG_CONFIG_HOME": "/home/config", "XDG_STATE_HOME": None,
               "XDG_RUNTIME_DIR": "/run/user/0", "XDG_CONFIG_DIRS": None, "DISCRED_EXEC_PATH": None,
               "PATH": "/opt/discred/bin:/usr/bin:/bin", "DISCRED_HOME": self.home.path,
               "DISCRED_CGROUPS": " ".join(self.cgroups),
               # It traces the process, which the system calls of a service leave out.
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
        return self.home.run("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                             PREPARE + script, **{**env, **more})
