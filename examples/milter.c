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
static char results[] = "Authentication-Results";
static char name[] = "mailauth";

/* --- A connection ------------------------------------------------------------------ */

enum {
	FIELDS_MAX = 64,
};

struct mail {
	struct mailauth_network *network;
	struct mailauth_loop *loop;
	char address[INET6_ADDRSTRLEN];
	char *helo;
	char *sender;
	struct mailauth_message *message;
	int fields;		 /* called Authentication-Results */
	bool claims[FIELDS_MAX]; /* which of them pretend to be from here */
	bool blanks;		 /* the blank after a field's colon is part of its value */
};

static void forget_message(struct mail *mail)
{
	mailauth_message_free(mail->message);
	free(mail->sender);
	mail->message = NULL;
	mail->sender = NULL;
	mail->fields = 0;
}

static sfsistat on_negotiate(SMFICTX *context, unsigned long actions, unsigned long steps,
			     unsigned long unused1, unsigned long unused2, unsigned long *wanted,
			     unsigned long *skipped, unsigned long *reserved1,
			     unsigned long *reserved2)
{
	struct mail *mail = calloc(1, sizeof(*mail));

	(void)actions, (void)unused1, (void)unused2;
	if (mail == NULL || smfi_setpriv(context, mail) != MI_SUCCESS) {
		free(mail);
		return SMFIS_REJECT;
	}
	if (mailauth_network_new(&mail->network) < 0 ||
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
	socklen_t length = sizeof(struct sockaddr_in);

	(void)host_name;
	if (address != NULL && address->sa_family == AF_INET6)
		length = sizeof(struct sockaddr_in6);
	if (address == NULL || address->sa_family == AF_UNIX ||
	    getnameinfo(address, length, mail->address, sizeof(mail->address), NULL, 0,
			NI_NUMERICHOST) != 0)
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
	size_t length = strlen(words[0]);
	bool angled = length > 1 && words[0][0] == '<' && words[0][length - 1] == '>';

	forget_message(mail);
	mail->sender = angled ? strndup(words[0] + 1, length - 2) : strdup(words[0]);
	return mail->sender != NULL && mailauth_message_new(&mail->message, 0) == 0
		       ? SMFIS_CONTINUE
		       : SMFIS_TEMPFAIL;
}

/* --- Its message --------------------------------------------------------------------- */

static bool add(struct mail *mail, const char *text, size_t length)
{
	return mailauth_message_add(mail->message, text, length) == 0;
}

/* VALUE, whose lines end in LF alone. */
static bool add_lines(struct mail *mail, const char *value)
{
	for (const char *end; (end = strchr(value, '\n')) != NULL; value = end + 1)
		if (!add(mail, value, (size_t)(end - value) - (end > value && end[-1] == '\r')) ||
		    !add(mail, "\r\n", 2))
			return false;
	return add(mail, value, strlen(value)) && add(mail, "\r\n", 2);
}

/* RFC 8601 5: what claims to be of this host, someone else has written. */
static bool claims_host(const char *value)
{
	size_t length = strlen(host);

	value += strspn(value, " \t\r\n");
	return strncasecmp(value, host, length) == 0 && strchr("; \t\r\n/", value[length]) != NULL;
}

static sfsistat on_field(SMFICTX *context, char *field, char *value)
{
	struct mail *mail = smfi_getpriv(context);

	if (strcasecmp(field, results) == 0) {
		if (mail->fields == FIELDS_MAX)
			return SMFIS_REJECT;
		mail->claims[mail->fields++] = claims_host(value);
	}
	return add(mail, field, strlen(field)) && add(mail, ": ", mail->blanks ? 1 : 2) &&
			       add_lines(mail, value)
		       ? SMFIS_CONTINUE
		       : SMFIS_TEMPFAIL;
}

static sfsistat on_header_end(SMFICTX *context)
{
	return add(smfi_getpriv(context), "\r\n", 2) ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat on_body(SMFICTX *context, unsigned char *data, size_t length)
{
	return add(smfi_getpriv(context), (char *)data, length) ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

/* --- Its results ----------------------------------------------------------------------- */

/* Whose mail it is: the visible sender's, or else that of the envelope or of the greeting. */
static const char *domain_of(const struct mail *mail)
{
	const char *domain = mailauth_message_from_domain(mail->message);
	const char *at = strrchr(mail->sender, '@');

	if (domain != NULL)
		return domain;
	return at != NULL ? at + 1 : mail->helo != NULL ? mail->helo : host;
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

/* FIELD is "NAME: VALUE" with a line break at its end. */
static bool insert(SMFICTX *context, char *field)
{
	char *colon = strchr(field, ':');

	*colon = '\0';
	colon[strlen(colon + 1)] = '\0';
	return smfi_insheader(context, 0, field, colon + 2) == MI_SUCCESS;
}

static sfsistat on_end(SMFICTX *context)
{
	struct mail *mail = smfi_getpriv(context);
	char *field = mailauth_message_end(mail->message) == 0 ? judge(mail) : NULL;
	bool done = field != NULL;

	/* From the last, since the numbers of those after it would change. */
	for (int i = mail->fields; i > 0 && done; i--)
		if (mail->claims[i - 1])
			done = smfi_chgheader(context, results, i, NULL) == MI_SUCCESS;
	done = done && insert(context, field);
	mailauth_free(field);
	forget_message(mail);
	return done ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
}

static sfsistat on_abort(SMFICTX *context)
{
	forget_message(smfi_getpriv(context));
	return SMFIS_CONTINUE;
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

/* --- Start --------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	struct smfiDesc milter = {
		.xxfi_name = name,
		.xxfi_version = SMFI_VERSION,
		.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS,
		.xxfi_negotiate = on_negotiate,
		.xxfi_connect = on_connect,
		.xxfi_helo = on_helo,
		.xxfi_envfrom = on_sender,
		.xxfi_header = on_field,
		.xxfi_eoh = on_header_end,
		.xxfi_body = on_body,
		.xxfi_eom = on_end,
		.xxfi_abort = on_abort,
		.xxfi_close = on_close,
	};

	if (argc != 4) {
		fprintf(stderr, "usage: milter SOCKET AUTHSERV-ID SERVER\n");
		return 64;
	}
	host = argv[2];
	resolver = argv[3];
	if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(milter) != MI_SUCCESS)
		return 1;
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}
