#!/bin/sh
# usage: build.sh SOURCE VERSION DIRECTORY [PROFILE]
# Builds the Debian package of the tree SOURCE, called VERSION (empty: as debian/changelog says), in DIRECTORY. PROFILE may
# be nocheck.
# shellcheck disable=SC2016 # what is in single quotes is for another shell or program
set -eu

source=$1
version=$2
directory=$3
profile=${4:-}

rm -rf "$directory"
mkdir -p "$directory/discred"
# What belongs to the tree: as git knows it, else all but what was built.
if git -C "$source" rev-parse --git-dir >/dev/null 2>&1; then
	(cd "$source" && git ls-files -z | xargs -0 -r sh -c 'for file; do [ ! -e "$file" ] || printf "%s\0" "$file"; done' sh |
		tar -c --null -T -) | tar -x -C "$directory/discred"
else
	tar -C "$source" -c --exclude=./build . | tar -x -C "$directory/discred"
fi
cd "$directory/discred"
[ -z "$version" ] || sed -i "1s/(.*)/($version)/" debian/changelog
DEB_BUILD_OPTIONS="parallel=$(nproc) $profile" DEB_BUILD_PROFILES=$profile dpkg-buildpackage -b -us -uc
