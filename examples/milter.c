/* A milter that adds an Authentication-Results field (RFC 8601) to each message.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: milter SOCKET AUTHSERV-ID SERVER
 *
 * SOCKET is what the mail server connects to (inet:8891@127.0.0.1), AUTHSERV-ID the name that the
 * field begins with, and SERVER the address of a resolver, or "system".  Postfix needs
 *
 *	smtpd_milters = inet:127.0.0.1:8891
 *
 * No message is refused for its results; one that cannot be judged now is put off. */

#include <mailauth/message.h>
#include <mailauth/resolver.h>

#include <libmilter/mfapi.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* AUTHSERV-ID and SERVER: libmilter's callbacks are given a connection, and nothing else. */
static const char *host;
static const char *resolver;
static char results[] = "Authentication-Results", name[] = "mailauth";

struct mail {
	struct mailauth_network *network;
	struct mailauth_loop *loop;
	char address[INET6_ADDRSTRLEN];
	char *helo;
	char sender[1024];
	struct mailauth_message *message;
	int fields;	 /* called Authentication-Results */
	uint64_t forged; /* a bit for each of them that pretends to be from here */
	bool blanks;	 /* the blank after a field's colon is part of its value */
};

static void forget_message(struct mail *mail)
{
	mailauth_message_free(mail->message);
	mail->message = NULL;
	mail->fields = 0;
	mail->forged = 0;
}

static sfsistat on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps,
			     unsigned long unused1, unsigned long unused2, unsigned long *wanted,
			     unsigned long *skipped, unsigned long *reserved1,
			     unsigned long *reserved2)
{
	struct mail *mail = calloc(1, sizeof(*mail));

	(void)actions, (void)unused1, (void)unused2;
	smfi_setpriv(context, mail);
	if (mail == NULL || mailauth_network_new(&mail->network) < 0 ||
	    mailauth_network_add_server(mail->network, resolver) < 0 ||
	    mailauth_loop_new(&mail->loop) < 0 ||
	    mailauth_loop_set_network(mail->loop, mail->network) < 0)
		return SMFIS_REJECT;
	mail->blanks = (steps & SMFIP_HDR_LEADSPC) != 0;
	*wanted = SMFIF_ADDHDRS | SMFIF_CHGHDRS;
	*skipped = steps & (SMFIP_NORCPT | SMFIP_NODATA | SMFIP_NOUNKNOWN | SMFIP_HDR_LEADSPC);
	*reserved1 = *reserved2 = 0;
	return SMFIS_CONTINUE;
}

static sfsistat on_connect(SMFICTX *context, char *host_name, _SOCK_ADDR *address)
{
	struct mail *mail = smfi_getpriv(context);

	(void)host_name;
	if (address == NULL || address->sa_family == AF_UNIX ||
	    getnameinfo(address, sizeof(struct sockaddr_in6), mail->address, sizeof(mail->address),
			NULL, 0, NI_NUMERICHOST) != 0)
		return SMFIS_ACCEPT;
	return SMFIS_CONTINUE;
}

static sfsistat on_helo(SMFICTX *context, char *greeting)
{
	struct mail *mail = smfi_getpriv(context);

	free(mail->helo);
	mail->helo = strdup(greeting);
	return SMFIS_CONTINUE;
}

static sfsistat on_sender(SMFICTX *context, char **words)
{
	struct mail *mail = smfi_getpriv(context);
	const char *path = words[0] + (words[0][0] == '<');

	forget_message(mail);
	snprintf(mail->sender, sizeof(mail->sender), "%.*s", (int)strcspn(path, ">"), path);
	return mailauth_message_new(&mail->message, 0) == 0 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static bool add(struct mail *mail, const char *text, size_t length)
{
	return mailauth_message_add(mail->message, text, length) == 0;
}

/* RFC 8601 5: what claims to be of this host, someone else has written. */
static bool claims_host(const char *value)
{
	const char *from = value + strspn(value, " \t\r\n");
	size_t length = strlen(host);

	return strncasecmp(from, host, length) == 0 && strchr("; \t\r\n/", from[length]) != NULL;
}

static sfsistat on_field(SMFICTX *context, char *field, char *value)
{
	struct mail *mail = smfi_getpriv(context);

	if (strcasecmp(field, results) == 0) {
		if (mail->fields == 64) /* bits of forged */
			return SMFIS_REJECT;
		mail->forged |= (uint64_t)claims_host(value) << mail->fields++;
	}
	/* Within a field lines end in LF; so the first line does, and all others may. */
	return add(mail, field, strlen(field)) && add(mail, ": ", mail->blanks ? 1 : 2) &&
			       add(mail, value, strlen(value)) && add(mail, "\n", 1)
		       ? SMFIS_CONTINUE
		       : SMFIS_TEMPFAIL;
}

static sfsistat on_header_end(SMFICTX *context)
{
	return add(smfi_getpriv(context), "\n", 1) ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat on_body(SMFICTX *context, unsigned char *data, size_t length)
{
	return add(smfi_getpriv(context), (char *)data, length) ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

/* Whose mail it is: the visible sender's, or else that of the envelope or of the greeting. */
static const char *domain_of(const struct mail *mail)
{
	const char *domain = mailauth_message_from_domain(mail->message);
	const char *at = strrchr(mail->sender, '@');

	return domain != NULL	    ? domain
	       : at != NULL	    ? at + 1
	       : mail->helo != NULL ? mail->helo
				    : host;
}

/* Runs AUDIT to its end; 0 if its report is complete.  A server with one thread for everything
 * would wait for the loop's descriptor next to its own. */
static int run(struct mailauth_loop *loop, struct mailauth_audit *audit)
{
	int r = mailauth_loop_add(loop, audit);
	int status = 0;

	for (audit = NULL; r == 0 && audit == NULL;) {
		struct pollfd fds[] = { { .fd = mailauth_loop_fd(loop), .events = POLLIN } };

		poll(fds, 1, mailauth_loop_timeout(loop));
		r = mailauth_loop_process(loop, &audit, &status);
	}
	return r != 0 ? r : status;
}

/* The field of the message that has ended; NULL without memory, or if the audit did not end. */
static char *judge(const struct mail *mail)
{
	struct mailauth_audit *audit = NULL;
	char *field = NULL;

	if (mailauth_audit_new(&audit, domain_of(mail), time(NULL)) == 0 &&
	    mailauth_audit_set_scope(audit, MAILAUTH_SCOPE_SENDER) == 0 &&
	    mailauth_audit_add_sender(audit, mail->address, mail->sender, mail->helo) == 0 &&
	    mailauth_audit_set_message(audit, mail->message) == 0 && run(mail->loop, audit) == 0)
		mailauth_report_authentication_results(mailauth_audit_report(audit), host, &field,
						       NULL);
	mailauth_audit_free(audit);
	return field;
}

static sfsistat on_end(SMFICTX *context)
{
	struct mail *mail = smfi_getpriv(context);
	char *field = mailauth_message_end(mail->message) == 0 ? judge(mail) : NULL;
	bool done = field != NULL;

	/* From the last, since the numbers of those after it would change. */
	for (int i = mail->fields; i > 0 && done; i--)
		if ((mail->forged >> (i - 1) & 1) != 0)
			done = smfi_chgheader(context, results, i, NULL) == MI_SUCCESS;
	/* It begins with its name and ends in a line break: its value is between. */
	if (done)
		field[strlen(field) - 1] = '\0';
	done = done && smfi_insheader(context, 0, results,
				      field + sizeof(results) + !mail->blanks) == MI_SUCCESS;
	mailauth_free(field);
	return done ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat on_close(SMFICTX *context)
{
	struct mail *mail = smfi_getpriv(context);

	if (mail == NULL)
		return SMFIS_CONTINUE;
	forget_message(mail);
	mailauth_loop_free(mail->loop);
	mailauth_network_free(mail->network);
	free(mail->helo);
	free(mail);
	smfi_setpriv(context, NULL);
	return SMFIS_CONTINUE;
}

int main(int argc, char **argv)
{
	struct smfiDesc milter = {
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_negotiate = on_negotiate,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_sender,
		.xxfi_header = on_field,
		.xxfi_eoh = on_header_end,
		.xxfi_body = on_body,
		.xxfi_eom = on_end,
		.xxfi_close = on_close,
	};

	if (argc != 4) {
		fprintf(stderr, "usage: milter SOCKET AUTHSERV-ID SERVER\n");
		return 64;
	}
	host = argv[2];
	resolver = argv[3];
	return smfi_setconn(argv[1]) == MI_SUCCESS && smfi_register(milter) == MI_SUCCESS &&
			       smfi_main() == MI_SUCCESS
		       ? 0
		       : 1;
}
