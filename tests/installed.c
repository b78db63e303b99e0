/* A program that uses an installed libmailauth, as anybody's would.
 *
 * SPDX-License-Identifier: MIT */

#include <mailauth/report.h>

#include <stdio.h>

int main(void)
{
	struct mailauth_audit *audit;
	int r;

	if (mailauth_audit_new(&audit, "example.jp", 0) < 0)
		return 1;
	r = mailauth_audit_add_key(audit, "s1", "no key", 6, 0); /* libcrypto is found, too */
	if (r == 0)
		r = mailauth_audit_step(audit);
	if (r == MAILAUTH_PENDING && mailauth_audit_give_up(audit, MAILAUTH_OFFLINE) == 0)
		r = mailauth_audit_step(audit);
	if (r == MAILAUTH_DONE)
		puts(mailauth_report_domain(mailauth_audit_report(audit)));
	mailauth_audit_free(audit);
	return r == MAILAUTH_DONE ? 0 : 1;
}
