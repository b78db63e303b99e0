"""Mail-in-a-Box: SPF, DKIM and DMARC of a domain among its status checks.

SPDX-License-Identifier: MIT

Put this file and ../python/mailauth.py into management/, and call check_mail_records() where status_checks.py calls
check_mail_domain().  OUTPUT is the buffer that its checks write to: one line if all is right, else what is wrong and the
records to publish.
"""

import mailauth

STATES = {"ok": "print_ok", "notice": "print_ok", "warning": "print_warning", "unknown": "print_warning", "error": "print_error"}


def check_mail_records(domain, env, output, **options):
    own = {"expect_ip": [env[key] for key in ("PUBLIC_IP", "PUBLIC_IPV6") if env.get(key)], "selector": "mail"}
    try:
        report = mailauth.audit(domain, **{**own, **options})
    except mailauth.Error as error:
        output.print_warning(f"The mail records of {domain} could not be checked: {error}")
        return
    verdict = report["verdict"]
    getattr(output, STATES[verdict["severity"]])(verdict["summary"])
    if verdict["severity"] in ("ok", "notice"):
        return
    for cause in verdict["causes"]:
        output.print_line(cause)
    for fix in report["fixes"]:
        output.print_line(f"{fix['type']} of {fix['name']}:")
        for value in fix["publish"]:
            output.print_line(value, monospace=True)
