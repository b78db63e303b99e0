# Completion of dnsaudit for bash.
#
# SPDX-License-Identifier: MIT

_dnsaudit()
{
    local current=$2 previous=$3
    # Options for an audit, for explain, for verify, and for all of them.
    local audit='--allow --assume --assume-zone --auth --compare --compat --deep --dnsbl --expect-helo
        --expect-include --expect-ip --expect-ns --fail-on --key --long --no-mail --probe
        --replay --scope --selector --servers --spf-all'
    local explain='--audit --symptom --text'
    local verify='--long --replay --scope'
    local serve='--allow-group --allow-servers --allow-user --allow-zones --connections --help --lang --server
        --socket --timeout --version --zone'
    local batch='--assume --assume-zone --auth --deep --dnsbl --expect-helo --expect-include --expect-ip --expect-ns
        --from --helo --help --inflight --ip --jobs --lang --mail-from --no-mail --now --queries --rate --receiver
        --replay --resume --scope --selector --server --server-rate --spf-all --timeout --unordered --version --zone'
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
    --assume-zone | --record | --replay | --resume | --socket | --zone)
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --compat) words=nagios ;;
    --fail-on) words='error warning' ;;
    --format) words='text json html fragment zone nsupdate ar' ;;
    --lang) words='ja en' ;;
    --scope) words='full sender' ;;
    --spf-all) words='fail softfail neutral' ;;
    --server) words=system ;;
    --symptom) words=$(dnsaudit explain --symptom --lang en 2>/dev/null | sed -n 's/^  \([a-z0-9-]*\)$/\1/p') ;;
    --allow | --allow-group | --allow-user | --assume | --auth | --connections | --expect-helo | --expect-include | --expect-ip | --expect-ns | --from | --helo | --inflight | --ip | --jobs | --key | --mail-from | --now | --rate | --receiver | --selector | --server-rate | --timeout)
        return
        ;;
    *)
        case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *' explain '*) words="$explain $both" ;;
        *' batch '*) words=$batch ;;
        *' diff '*) words=$diff ;;
        *' serve '*) words=$serve ;;
        *' verify '*) words="$verify ${both/ --from/}" ;;
        *) words="$audit $both" ;;
        esac
        if ((COMP_CWORD == 1)); then
            words+=' audit batch diff explain help serve verify version'
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
