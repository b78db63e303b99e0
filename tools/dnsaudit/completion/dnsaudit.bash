# Completion of dnsaudit for bash.
#
# SPDX-License-Identifier: MIT

_dnsaudit()
{
    local current=$2 previous=$3
    # Options for an audit, for explain, for verify, and for all of them.
    local audit='--allow --assume --assume-zone --auth --deep --dnsbl --expect-helo
        --expect-include --expect-ip --expect-ns --fail-on --key --long --replay --scope --selector --servers'
    local explain='--audit --symptom --text'
    local verify='--long --replay --scope'
    local both='--ascii --format --from --helo --help --ip --lang --mail-from --now --queries
        --receiver --record --server --timeout --version --zone'
    local words=''

    COMPREPLY=()
    # An option with its value after an equals sign is three words.
    if [[ $current == = ]]; then
        current=''
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    case $previous in
    --assume-zone | --record | --replay | --zone)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --fail-on) words='error warning' ;;
    --format) words='text json zone nsupdate ar' ;;
    --lang) words='ja en' ;;
    --scope) words='full sender' ;;
    --server) words=system ;;
    --symptom) words=$(dnsaudit explain --symptom --lang en 2>/dev/null | sed -n 's/^  \([a-z0-9-]*\)$/\1/p') ;;
    --allow | --assume | --auth | --expect-helo | --expect-include | --expect-ip | --expect-ns | --from | --helo | --ip | --key | --mail-from | --now | --receiver | --selector | --timeout)
        return
        ;;
    *)
        case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *' explain '*) words="$explain $both" ;;
        *' verify '*) words="$verify ${both/ --from/}" ;;
        *) words="$audit $both" ;;
        esac
        if ((COMP_CWORD == 1)); then
            words+=' audit explain help verify version'
        elif [[ $current != -* && ${COMP_WORDS[1]} =~ ^(explain|verify)$ ]]; then
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _dnsaudit dnsaudit
