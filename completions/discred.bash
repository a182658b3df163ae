# bash completion of discred. discred itself says what can stand at the cursor (`discred --complete`); this asks it, and
# puts the answer the way bash wants it. What was typed is only ever an argument here: nothing of it is evaluated.

# The words behind `--` of `discred run` are a command line of their own, whose first word has the index $1 here.
_discred_command() {
	if declare -F _comp_command_offset >/dev/null; then
		_comp_command_offset "$1"
	elif declare -F _command_offset >/dev/null; then
		_command_offset "$1"
	elif [[ $COMP_CWORD -eq $1 ]]; then
		mapfile -t COMPREPLY < <(compgen -c -- "$2")
	else
		compopt -o default
	fi
}

# bash takes '=' and others for the ends of words: $1 is what it will replace, $2 what the candidates replace. It has
# quotes and backslashes still in it; where these are within that part, there is nothing to offer.
_discred_fit() {
	local index
	for index in "${!COMPREPLY[@]}"; do
		if [[ $2 == *"$1" ]]; then
			COMPREPLY[index]=${COMPREPLY[index]:${#2}-${#1}}
		elif [[ $1 == *"$2" ]]; then
			COMPREPLY[index]=${1%"$2"}${COMPREPLY[index]}
		else
			unset -v 'COMPREPLY[index]'
		fi
	done
}

_discred() {
	local line part='' command='' index
	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		$'\tpart\t'*) part=${line#$'\tpart\t'} ;;
		$'\tcommand\t'*) command=${line#$'\tcommand\t'} ;;
		$'\tfiles') compopt -o default ;;
		$'\tdirectories') compopt -o dirnames ;;
		$'\tmore') compopt -o nospace ;;
		$'\t'*) ;;
		"$part"*) COMPREPLY+=("${line%%$'\t'*}") ;;
		esac
	done < <(command discred --complete line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
	if [[ $command ]]; then
		for index in "${!COMP_WORDS[@]}"; do
			[[ ${COMP_WORDS[index]} != -- ]] || break
		done
		_discred_command "$((index < COMP_CWORD ? index + 1 : command))" "$2"
		return
	fi
	_discred_fit "$2" "$part"
	if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[*]} == *= ]]; then
		compopt -o nospace
	fi
}

complete -F _discred discred
