# fish completion of discred. discred itself says what can stand at the cursor (`discred --complete`); this asks it, and
# puts the answer the way fish wants it. What was typed is only ever an argument here: nothing of it is evaluated.

function __discred_complete
    command -q discred; or return
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l word (string unescape -- $token)
    set -l part ''
    set -l before ''
    # Variables and such may stand before the command.
    while set -q words[1]; and not string match -qr '(^|/)discred$' -- $words[1]
        set -e words[1]
    end
    set -e words[1]
    for line in (command discred --complete words $words "$word" 2>/dev/null)
        set -l fields (string split \t -- $line)
        if test -n "$fields[1]"
            printf '%s\t%s\n' $before$fields[1] "$fields[2]"
            continue
        end
        switch $fields[2]
            case part
                set part "$fields[3]"
                set before (string sub -l (math (string length -- "$word") - (string length -- "$part")) -- "$word")
            case command
                complete -C (string join ' ' -- (string escape -- $words[$fields[3]..]) $token)
            case files directories
                # An empty command's arguments are files. A ~ means something at the beginning of a word only.
                set -l typed $token
                test -z "$before"; or set typed (string escape -- "$part")
                set -l paths (complete -C "'' $typed")
                test $fields[2] = files; or set paths (string match -r '.*/$' -- $paths)
                test -z "$paths"; or printf '%s\n' $before$paths
        end
    end
end

complete -c discred -f -k -a '(__discred_complete)'
