# Completion of dnsaudit for bash.
#
# SPDX-License-Identifier: MIT

_dnsaudit()
{
    local current=$2 previous=$3
    # Options for an audit, for explain, for verify, and for all of them.
    local audit='--assume --assume-zone --auth --deep --expect-helo --expect-include
        --expect-ip --expect-ns --fail-on --key --long --replay --scope --selector'
    local explain='--audit --symptom --text'
    local verify='--long --replay --scope'
    local batch='--assume --assume-zone --auth --deep --expect-helo --expect-include --expect-ip --expect-ns
        --from --helo --help --inflight --ip --jobs --lang --mail-from --now --queries --rate --receiver
        --replay --resume --scope --selector --server --server-rate --timeout --unordered --version --zone'
    local diff='--ascii --format --help --lang --version'
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
    --assume-zone | --record | --replay | --resume | --zone)
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
    --assume | --auth | --expect-helo | --expect-include | --expect-ip | --expect-ns | --from | --helo | --inflight | --ip | --jobs | --key | --mail-from | --now | --rate | --receiver | --selector | --server-rate | --timeout)
        return
        ;;
    *)
        case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *' explain '*) words="$explain $both" ;;
        *' batch '*) words=$batch ;;
        *' diff '*) words=$diff ;;
        *' verify '*) words="$verify ${both/ --from/}" ;;
        *) words="$audit $both" ;;
        esac
        if ((COMP_CWORD == 1)); then
            words+=' audit batch diff explain help verify version'
        elif [[ $current != -* && ${COMP_WORDS[1]} =~ ^(batch|diff|explain|verify)$ ]]; then
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
        fi
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _dnsaudit dnsaudit
