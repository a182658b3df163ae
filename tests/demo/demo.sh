#!/bin/sh
# The main job from end to end, against the sandbox, in directories of its own: nothing of yours is read or changed.
# usage: demo.sh BUILD_DIRECTORY
set -eu

# One stream, so that what is said stands where it was said.
exec 2>&1

PATH=$1:$PATH
DISCRED_EXEC_PATH=$1
export PATH DISCRED_EXEC_PATH
# A proxy would not reach the sandbox, and a profile of yours is not meant.
unset DISCRED_PROFILE BROWSER http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY || true

home=$(mktemp -d)
sandbox=
finish() {
	status=$?
	[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
	rm -rf "$home"
	exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM

export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home/run"
mkdir -m 700 "$home/config" "$home/state" "$home/run"

title() {
	printf '\n== %s\n' "$1"
}

# Shows a command, and runs it.
show() {
	printf '$ %s\n' "$1"
	sh -c "$1"
}

# The same for one that has to end with this status.
show_status() {
	printf '$ %s\n' "$2"
	status=0
	sh -c "$2" || status=$?
	echo "(exit status $status)"
	[ "$status" -eq "$1" ] || { echo "demo: expected $1" >&2 && exit 1; }
}

count() {
	curl -s "$url/sandbox/requests" | sed -n 's/.*"refresh_token": *\([0-9]*\).*/\1/p'
}

# A user in a hurry: what xdg-open would do, by curl. It is given the local address only, never the state.
cat >"$home/browser" <<'END'
#!/bin/sh
exec curl -sL -o /dev/null "$1"
END
chmod 700 "$home/browser"
export DISCRED_BROWSER="$home/browser"

title 'a stand-in for Discord, on a loopback port; its tokens live for 12 seconds here'
mkfifo "$home/ready"
redirects='-r http://127.0.0.1:23472/callback -r http://127.0.0.1:23473/callback -r http://127.0.0.1:23474/callback'
printf '$ discred sandbox --approve --token-lifetime 12 &\n'
# shellcheck disable=SC2086 # a list of options
discred sandbox --approve --token-lifetime 12 --port 0 $redirects >"$home/ready" 2>"$home/log" &
sandbox=$!
read -r line <"$home/ready" || true
url=${line#sandbox: }
case $url in
http://127.0.0.1:*) echo "$line" ;;
*) cat "$home/log" >&2 && exit 1 ;;
esac

title 'a profile; secrets come on stdin. Without options "discred profile new" asks'
# The sandbox's own, which its --help prints.
printf '%s\n' sandbox-client-secret-0123456789 sandbox-bot-token-0123456789 >"$home/secrets"
show "discred profile new reader --client-id 1190000000000000010 --scope 'identify bot' \\
	--channel-id 1190000000000000101 --guild-id 1190000000000000100 --client-secret-stdin --bot-token-stdin \\
	--api-base $url/api/v10 --authorize-url $url/oauth2/authorize \\
	--redirect-uri '$(echo "$redirects" | sed 's/-r //g')' <$home/secrets"
# Renew when less than 6 seconds are left.
printf 'min_valid = 6;\n' >>"$XDG_CONFIG_HOME/discred/profiles/reader.cfg"
show "grep -v -e '^ *#' -e '^\$' $XDG_CONFIG_HOME/discred/profiles/reader.cfg"

title 'is everything on this machine as discred needs it?'
show 'discred doctor reader' || true # a busy port, say: the login has two more

title 'log in; the browser is a script'
show 'discred auth login reader'
show 'discred profile list'
show 'discred auth check reader'

title 'any program gets a current token'
show 'discred token reader'
show "discred token -o header reader | curl -s -H @- $url/api/v10/users/@me && echo"
show "discred api reader '/channels/{channel_id}' && echo"

title 'with a stored token: nothing is forked, and no network library is loaded'
show 'strace -f -c -e trace=execve,fork,vfork,clone,clone3 discred token reader 2>&1 >/dev/null |
	grep -E "calls|execve|fork|clone" || echo "(strace may not trace here)"'
show "ldd $1/discred-token | grep -c -e libcurl -e libgnutls || true"

title 'time passes, and the token is renewed by whoever asks next'
printf '$ sleep 8\n'
sleep 8
show 'discred token --explain reader'

title '20 callers at once, with a token that is due: one refresh'
printf '$ sleep 8\n'
sleep 8
before=$(count)
printf '$ for i in 1 2 ... 20; do discred token reader & done; wait\n'
callers=''
i=0
while [ "$i" -lt 20 ]; do
	discred token reader >"$home/token.$i" &
	callers="$callers $!"
	i=$((i + 1))
done
for caller in $callers; do
	wait "$caller"
done
echo "different tokens: $(sort -u "$home"/token.* | wc -l)"
echo "refreshes that the sandbox saw: $(($(count) - before))"
[ "$(sort -u "$home"/token.* | wc -l)" -eq 1 ] || exit 1
[ "$(($(count) - before))" -eq 1 ] || exit 1

title 'the user removes the application: refused, and what to do next'
show "curl -s -X POST $url/sandbox/end-grants && echo"
printf '$ sleep 8\n'
sleep 8
show_status 77 'discred token reader'

title 'and that was all; everything lived in a temporary directory. Next, by hand:'
cat <<'END'
./dev install                          # then, in one terminal:
discred sandbox --write-profile try    # and in another one:
discred auth login try
discred token try
discred help                           # the commands; README.md tells the rest
END
