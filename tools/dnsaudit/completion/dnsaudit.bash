# Completion of dnsaudit for bash.
#
# SPDX-License-Identifier: MIT

_dnsaudit()
{
    local current=$2 previous=$3
    # Options for an audit, for explain, for verify, and for all of them.
    local audit='--assume --assume-zone --auth --compat --deep --expect-helo --expect-include
        --expect-ip --expect-ns --fail-on --key --long --replay --scope --selector'
    local explain='--audit --symptom --text'
    local verify='--long --replay --scope'
    local serve='--allow-group --allow-servers --allow-user --allow-zones --connections --help --lang --server
        --socket --timeout --version --zone'
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
    --assume-zone | --record | --replay | --socket | --zone)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --compat) words=nagios ;;
    --fail-on) words='error warning' ;;
    --format) words='text json html fragment zone nsupdate ar' ;;
    --lang) words='ja en' ;;
    --scope) words='full sender' ;;
    --server) words=system ;;
    --symptom) words=$(dnsaudit explain --symptom --lang en 2>/dev/null | sed -n 's/^  \([a-z0-9-]*\)$/\1/p') ;;
    --allow-group | --allow-user | --assume | --auth | --connections | --expect-helo | --expect-include | --expect-ip | --expect-ns | --from | --helo | --ip | --key | --mail-from | --now | --receiver | --selector | --timeout)
        return
        ;;
    *)
        case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *' explain '*) words="$explain $both" ;;
        *' serve '*) words=$serve ;;
        *' verify '*) words="$verify ${both/ --from/}" ;;
        *) words="$audit $both" ;;
        esac
        if ((COMP_CWORD == 1)); then
            words+=' audit explain help serve verify version'
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
