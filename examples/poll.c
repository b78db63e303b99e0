/* Audits domains inside a poll() loop of the program's own, as a server has one.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: poll SERVER DOMAIN…	where SERVER is the address of a resolver, or "system" */

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Puts an audit of DOMAIN under way, whose place is *AUDIT until it is at its end. */
static int add(struct mailauth_loop *loop, struct mailauth_audit **audit, const char *domain)
{
	int r = mailauth_audit_new(audit, domain, time(NULL));

	if (r != 0)
		return r;
	mailauth_audit_set_user(*audit, audit);
	return mailauth_loop_add(loop, *audit);
}

/* Takes the audits that are at their end; how many goes to *COUNT. */
static int take(struct mailauth_loop *loop, int *count)
{
	struct mailauth_audit *audit;
	int status;
	int r;

	while ((r = mailauth_loop_process(loop, &audit, &status)) == 0 && audit != NULL) {
		const struct mailauth_report *report = mailauth_audit_report(audit);
		char *text = NULL;

		if (status == 0 && mailauth_verdict_summary(report, MAILAUTH_ENGLISH, &text) == 0)
			printf("%s: %s\n", mailauth_report_domain(report), text);
		mailauth_free(text);
		*(struct mailauth_audit **)mailauth_audit_user(audit) = NULL;
		mailauth_audit_free(audit);
		*count += 1;
	}
	return r;
}

int main(int argc, char **argv)
{
	struct mailauth_network *network = NULL;
	struct mailauth_loop *loop = NULL;
	struct mailauth_audit **audits;
	int ended = 0;
	int r;

	if (argc < 3)
		return 64;
	audits = calloc((size_t)argc, sizeof(*audits));
	if (audits == NULL)
		return 1;
	if ((r = mailauth_network_new(&network)) == 0)
		r = mailauth_network_add_server(network, argv[1]);
	if (r == 0 && (r = mailauth_loop_new(&loop)) == 0)
		r = mailauth_loop_set_network(loop, network);
	for (int i = 2; i < argc && r == 0; i++)
		r = add(loop, &audits[i], argv[i]);
	while (r == 0 && ended < argc - 2) {
		/* What else the program waits for goes here, too. */
		struct pollfd fds[] = { { .fd = mailauth_loop_fd(loop), .events = POLLIN } };

		poll(fds, 1, mailauth_loop_timeout(loop));
		r = take(loop, &ended);
	}
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	/* Those that something kept from their ends: the loop has let go of them. */
	for (int i = 2; i < argc; i++)
		mailauth_audit_free(audits[i]);
	free(audits);
	return r == 0 ? 0 : 1;
}
