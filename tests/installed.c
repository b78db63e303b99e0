/* A program that uses an installed libmailauth, as anyone's would.
 *
 * SPDX-License-Identifier: MIT */

#include <mailauth/explain.h>
#include <mailauth/report.h>

#include <stdio.h>
#include <string.h>

static int audit_domain(void)
{
	struct mailauth_audit *audit;
	int r;

	if (mailauth_audit_new(&audit, "example.jp", 0) < 0)
		return -1;
	r = mailauth_audit_add_key(audit, "s1", "no key", 6, 0); /* libcrypto is found, too */
	if (r == 0)
		r = mailauth_audit_step(audit);
	if (r == MAILAUTH_PENDING && mailauth_audit_give_up(audit, MAILAUTH_OFFLINE) == 0)
		r = mailauth_audit_step(audit);
	if (r == MAILAUTH_DONE)
		puts(mailauth_report_domain(mailauth_audit_report(audit)));
	mailauth_audit_free(audit);
	return r;
}

static int explain_reply(void)
{
	static const char reply[] = "553 5.7.1 Relaying denied";
	struct mailauth_explanation *explanation;
	struct mailauth_explainer *explainer;
	int r;

	if (mailauth_explainer_new(&explainer) < 0)
		return -1;
	r = mailauth_explain(explainer, reply, strlen(reply), NULL, &explanation);
	mailauth_explainer_free(explainer);
	if (r < 0)
		return r;
	puts(mailauth_explanation_class(explanation));
	mailauth_explanation_free(explanation);
	return 0;
}

int main(void)
{
	return audit_domain() == MAILAUTH_DONE && explain_reply() == 0 ? 0 : 1;
}
