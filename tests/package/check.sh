#!/bin/sh
# usage: check.sh SOURCE DIRECTORY
# Builds the package in bare Debian 12 and 13 systems and tries it there, as root of this machine: install, use, upgrade,
# remove, purge. The systems come from the mirror that apt uses here, lie below DIRECTORY, and are removed at the end.
# shellcheck disable=SC2016 # what is in single quotes is for another shell or program
set -eu

source=$(readlink -f -- "$1")
mkdir -p "$2"
work=$(mktemp -d "$(readlink -f -- "$2")/check.XXXXXX")
log=${work%/*}/check.log
root=
: >"$log"

say() {
	printf '%s\n' "$*" | tee -a "$log"
}

fail() {
	say "failed: $*; see $log"
	exit 1
}

clean() {
	status=$?
	trap - EXIT
	unmount
	rm -rf --one-file-system "$work"
	exit "$status"
}

unmount() {
	for place in "$work"/*/proc "$work"/*/dev; do
		! mountpoint -q "$place" || umount -l "$place"
	done
}

# In the system, as root.
inside() {
	chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive "$@" >>"$log" 2>&1
}

# In the system, as a user who has nothing but a home.
as_user() {
	chroot "$root" /usr/bin/setpriv --reuid ada --regid ada --init-groups /usr/bin/env -i PATH=/usr/bin:/bin \
		HOME=/home/ada LANG=C.UTF-8 sh -c "$1"
}

expect() {
	what=$1
	shift
	"$@" || fail "$suite: $what"
	say "$suite: $what"
}

enter() {
	mount -t proc proc "$root/proc"
	mount --bind /dev "$root/dev"
	# Of its own: shared memory for every user, terminals, and a name for this machine.
	mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
	[ -s "$root/etc/hosts" ] || echo '127.0.0.1 localhost' >"$root/etc/hosts"
}

version_is() {
	[ "$(as_user 'discred --version' | sed -n '1s/^discred \([^ ]*\).*/\1/p')" = "$version" ] &&
		[ "$(chroot "$root" dpkg-query -W -f '${Version}' discred)" = "$1" ]
}

# A bot's profile by script, the secret on stdin; what is printed is the token that was given.
hands_out_a_token() {
	token=MTU3NzMwNTkwNDkyMTk2ODY0.GPlant.not-a-real-token-but-one-of-its-form
	printf '%s\n' "$token" | as_user 'discred profile new reader --client-id 157730590492196864 --bot-token-stdin -y' \
		>>"$log" 2>&1 || return
	[ "$(as_user 'discred token reader' 2>>"$log")" = "$token" ] &&
		[ "$(as_user 'discred run reader -- sh -c '\''echo "$DISCORD_TOKEN"'\''' 2>>"$log")" = "$token" ]
}

works_here() {
	as_user '
		set -e
		discred doctor --offline reader
		discred help token | grep -q "discred token"
		[ "$(printf "protocol=https\nhost=example.org\n\n" | git-credential-discred get)" = "" ]
		discred perms calc VIEW_CHANNEL+SEND_MESSAGES | grep -qx 3072
		bash -n /usr/share/bash-completion/completions/discred
		test -s /usr/share/zsh/vendor-completions/_discred
		test -s /usr/share/fish/vendor_completions.d/discred.fish
		test -s /usr/share/man/man1/discred.1.gz
		test -s /usr/lib/systemd/user/discred-refresh.timer
		test -s /usr/lib/systemd/user/discred-token@.socket
	' >>"$log" 2>&1
}

units_are_right() {
	inside env XDG_RUNTIME_DIR=/run systemd-analyze verify --user --man=no /usr/lib/systemd/user/discred-refresh.service \
		/usr/lib/systemd/user/discred-refresh.timer /usr/lib/systemd/user/discred-token@.socket
}

conffile_kept() {
	grep -q '^# ours$' "$root/etc/xdg/discred/config.cfg"
}

gone() {
	[ ! -e "$root/usr/bin/discred" ] && [ ! -e "$root/usr/libexec/discred" ] && [ ! -e "$root/usr/share/doc/discred" ]
}

purged() {
	gone && [ ! -e "$root/etc/xdg/discred" ]
}

users_files_stay() {
	[ -s "$root/home/ada/.config/discred/profiles/reader.cfg" ]
}

build() {
	chroot "$root" sh /package/build.sh /package/source "$1" /package/out "$2" >>"$log" 2>&1 &&
		cp "$root"/package/out/discred_*.deb "$work/$3.deb"
}

check() {
	suite=$1
	bare=$work/$suite
	say "$suite: installing a bare system"
	debootstrap --variant=minbase "$suite" "$bare" "$mirror" >>"$log" 2>&1 || fail "$suite: debootstrap"
	root=$work/$suite-build
	cp -a "$bare" "$root"
	enter
	mkdir -p "$root/package"
	cp "$here/build.sh" "$root/package/"
	# Without its history, so that the system needs no git.
	sh -c "$copy" sh "$source" "$root/package/source"
	inside apt-get update -qq || fail "$suite: apt-get update"
	inside apt-get install -qq -y --no-install-recommends build-essential || fail "$suite: build-essential"
	inside apt-get build-dep -qq -y --no-install-recommends /package/source || fail "$suite: the build dependencies"
	expect 'built and tested' build '' '' new
	expect 'built with a lower version' build 0.1.9 nocheck old
	unmount
	rm -rf --one-file-system "$root"

	root=$bare
	enter
	cp "$work/old.deb" "$work/new.deb" "$root/"
	inside useradd --create-home ada || fail "$suite: useradd"
	inside apt-get update -qq || fail "$suite: apt-get update"
	expect 'installed, lower version' inside apt-get install -qq -y --no-install-recommends /old.deb
	expect 'the installed version is the lower one' version_is 0.1.9
	expect 'hands out a token' hands_out_a_token
	expect 'help, helpers, completions, pages and units are there' works_here
	inside apt-get install -qq -y --no-install-recommends systemd || fail "$suite: systemd"
	expect 'the units are right' units_are_right
	echo '# ours' >>"$root/etc/xdg/discred/config.cfg"
	expect 'upgraded' inside apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold /new.deb
	expect 'the installed version is the new one' version_is "$version"
	expect 'the changed configuration is kept' conffile_kept
	expect 'hands out the token that was stored before' sh -c "chroot '$root' setpriv --reuid ada --regid ada --init-groups \
		env -i PATH=/usr/bin:/bin HOME=/home/ada discred token reader | grep -q ^MTU3"
	expect 'removed' inside apt-get remove -qq -y discred
	expect 'no program is left' gone
	expect 'the configuration survives' conffile_kept
	expect 'purged' inside apt-get purge -qq -y discred
	expect 'nothing of the package is left' purged
	expect 'what is a user'\''s stays' users_files_stay
	unmount
	rm -rf --one-file-system "$root"
}

[ "$(id -u)" -eq 0 ] || fail 'root is needed'
here=$(readlink -f -- "${0%/*}")
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Component: main' |
	sed -n 's/ \(bookworm\|trixie\)$//p' | head -n 1)
[ -n "$mirror" ] || fail "no mirror of Debian is named in apt's sources"
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$source/debian/changelog")
copy='mkdir -p "$2" && cd "$1" && git ls-files -z | tar -c --null -T - | tar -x -C "$2"'
for suite in bookworm trixie; do
	check "$suite"
done
say 'all is well'
