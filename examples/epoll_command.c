/* The command around epoll.c: what to audit, where to ask, and how to print it.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: epoll [--now SECONDS] [--lang ja|en] [--format text|json]
 *              SERVER[:PORT] DOMAIN [IP [MAIL_FROM [HELO]]] */

#include "epoll.h"

#include <mailauth/report.h>

#include <getopt.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct settings {
	int64_t now;
	enum mailauth_language language;
	bool json;
	char **arguments; /* SERVER …, and NULL at the end */
};

static bool read_options(struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = {
		{ "now", required_argument, NULL, 'n' },
		{ "lang", required_argument, NULL, 'l' },
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	int id;

	*settings = (struct settings){ .now = time(NULL) };
	while ((id = getopt_long(argc, argv, "", options, NULL)) != -1) {
		char *end = NULL;

		if (id == 'n')
			settings->now = strtoll(optarg, &end, 10);
		else if (id == 'l' && strcmp(optarg, "ja") == 0)
			settings->language = MAILAUTH_JAPANESE;
		else if (id == 'f' && strcmp(optarg, "json") == 0)
			settings->json = true;
		else if ((id != 'l' || strcmp(optarg, "en") != 0) &&
			 (id != 'f' || strcmp(optarg, "text") != 0))
			return false;
		if (end != NULL && (end == optarg || *end != '\0'))
			return false;
	}
	settings->arguments = argv + optind;
	return argc - optind >= 2 && argc - optind <= 5;
}

/* "192.0.2.1", "192.0.2.1:53", "2001:db8::1" or "[2001:db8::1]:53". */
static struct addrinfo *find_server(char *server)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
					.ai_socktype = SOCK_DGRAM };
	char *colon = strrchr(server, ':');
	const char *port = "53";
	struct addrinfo *found;

	if (server[0] == '[' && strchr(server, ']') != NULL) {
		server = strtok(server + 1, "]");
		if (colon > server + strlen(server))
			port = colon + 1;
	} else if (colon != NULL && strchr(server, ':') == colon) {
		*colon = '\0';
		port = colon + 1;
	}
	return getaddrinfo(server, port, &hints, &found) == 0 ? found : NULL;
}

static int print(const struct mailauth_report *report, const struct settings *settings)
{
	char *text;
	int r;

	if (settings->json)
		r = mailauth_report_json(report, settings->language, 0, &text, NULL);
	else
		r = mailauth_report_text(report, settings->language, 0, 0, &text, NULL);
	if (r == 0) {
		fputs(text, stdout);
		free(text);
	}
	return r;
}

static int audit(const struct settings *settings, const struct addrinfo *server)
{
	const char *values[5] = { NULL };
	struct mailauth_audit *audit;
	int r;

	for (size_t i = 0; settings->arguments[i] != NULL; i++)
		values[i] = settings->arguments[i];
	if ((r = mailauth_audit_new(&audit, values[1], settings->now)) != 0)
		return r;
	r = mailauth_audit_set_selectors(audit, MAILAUTH_SELECTORS_LIKELY);
	if (r == 0 && values[2] != NULL)
		r = mailauth_audit_add_sender(audit, values[2], values[3], values[4]);
	if (r == 0)
		r = audit_with_epoll(audit, server->ai_addr, server->ai_addrlen);
	if (r == 0)
		r = print(mailauth_audit_report(audit), settings);
	mailauth_audit_free(audit);
	return r;
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct addrinfo *server;
	int r;

	if (!read_options(&settings, argc, argv) ||
	    (server = find_server(settings.arguments[0])) == NULL) {
		fputs("usage: epoll [--now SECONDS] [--lang ja|en] [--format text|json]\n"
		      "             SERVER[:PORT] DOMAIN [IP [MAIL_FROM [HELO]]]\n",
		      stderr);
		return 64;
	}
	r = audit(&settings, server);
	freeaddrinfo(server);
	if (r != 0)
		fprintf(stderr, "epoll: status %d\n", r);
	return r == 0 ? 0 : 1;
}
