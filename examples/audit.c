/* Audits one domain and prints the report: the shortest program, which blocks until it is done.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: audit DOMAIN SOURCE…	where a SOURCE is the address of a resolver, "system" for those
 *				that this host is configured with, or a zone file */

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What no server can be called is the name of a file. */
static int add_source(struct mailauth_network *network, struct mailauth_zones *zones,
		      const char *source)
{
	int r = mailauth_network_add_server(network, source);

	return r == MAILAUTH_EINVAL ? mailauth_zones_load(zones, source, NULL) : r;
}

int main(int argc, char **argv)
{
	struct mailauth_network *network = NULL;
	struct mailauth_zones *zones = NULL;
	struct mailauth_audit *audit = NULL;
	struct mailauth_loop *loop = NULL;
	char *text = NULL;
	int r;

	if (argc < 3)
		return 64;
	if ((r = mailauth_network_new(&network)) == 0)
		r = mailauth_zones_new(&zones);
	for (int i = 2; i < argc && r == 0; i++)
		r = add_source(network, zones, argv[i]);
	if (r == 0 && (r = mailauth_loop_new(&loop)) == 0)
		r = mailauth_loop_set_zones(loop, zones);
	if (r == 0 && mailauth_network_count(network) > 0)
		r = mailauth_loop_set_network(loop, network);
	if (r == 0 && (r = mailauth_audit_new(&audit, argv[1], time(NULL))) == 0)
		r = mailauth_audit_set_selectors(audit, MAILAUTH_SELECTORS_LIKELY);
	if (r == 0)
		r = mailauth_loop_run(loop, audit);
	if (r == 0)
		r = mailauth_report_text(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0, 0,
					 &text, NULL);
	if (r == 0)
		fputs(text, stdout);
	else
		fprintf(stderr, "audit: status %d\n", r);

	free(text);
	mailauth_audit_free(audit);
	mailauth_loop_free(loop);
	mailauth_zones_free(zones);
	mailauth_network_free(network);
	return r == 0 ? 0 : 1;
}
