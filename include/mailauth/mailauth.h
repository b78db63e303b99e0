/* The audit of one mail domain: questions out, DNS packets in, a report at the end.
 *
 * SPDX-License-Identifier: MIT
 *
 * libmailauth does no I/O.  An audit asks; you answer it with DNS packets, from
 * any resolver, in any order:
 *
 *	const struct mailauth_question *question;
 *	struct mailauth_audit *audit;
 *	int r;
 *
 *	if ((r = mailauth_audit_new(&audit, "example.jp", time(NULL))) < 0)
 *		return r;
 *	mailauth_audit_add_sender(audit, "203.0.113.9", "info@example.jp", NULL);
 *
 *	while ((r = mailauth_audit_step(audit)) == MAILAUTH_PENDING) {
 *		while ((question = mailauth_audit_next_question(audit)) != NULL)
 *			send_it(question);          mailauth_question_packet() writes it
 *		if (receive_one(&id, packet, &length))
 *			mailauth_audit_answer(audit, id, packet, length);
 *		else                                the deadline has passed
 *			mailauth_audit_give_up(audit, MAILAUTH_TIMED_OUT);
 *	}
 *	if (r == MAILAUTH_DONE)
 *		use(mailauth_audit_report(audit));
 *	mailauth_audit_free(audit);
 *
 * If you would rather not write that loop, use the one in <mailauth/resolver.h>.
 * What a report holds is in <mailauth/report.h>.
 *
 * Status.  Functions that return int follow one rule: 0 is success, a negative
 * number is a failure to pass on (MAILAUTH_ENOMEM, MAILAUTH_EINVAL), a positive
 * one is an outcome that the function's comment names and that the caller handles.  Nothing that a
 * domain publishes is ever a failure: it is a finding.
 *
 * Deadlines.  There is no clock inside.  An audit whose questions are never
 * answered never ends: call mailauth_audit_fail() or mailauth_audit_give_up().
 *
 * Threads.  The library keeps no state of its own between calls.  Different
 * audits may be used by different threads at the same time; one audit may be
 * used by one thread at a time.
 *
 * Arguments.  Pointers must not be NULL where no comment allows it.  A function stores its result
 * through a pointer only if there is one, that is if it returns 0, true, or an address that is not
 * NULL; otherwise what was there stays as it was.  Where something is stored with another status,
 * the comment says what.
 *
 * Foreign code.  Packets are read with ldns, international names with libidn2, text is broken into
 * lines with libunistring, and the Public Suffix List is the one that is built into libpsl; none of
 * them keeps state here.  Keys are measured with OpenSSL's libcrypto, whose list of errors is left
 * as it was, and which prepares itself on its first use, once for the process.  Records are judged
 * without its providers.  Only an Ed25519 private key (mailauth_audit_add_key()) needs them, in a
 * library context of its own; if this is the first use of OpenSSL's providers in the process,
 * OpenSSL then reads its openssl.cnf, as it does for any program. */

#ifndef MAILAUTH_MAILAUTH_H
#define MAILAUTH_MAILAUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_audit;
struct mailauth_question;
struct mailauth_report;

/* --- The library ------------------------------------------------------------ */

/* The version that this header belongs to (https://semver.org/). */
#define MAILAUTH_VERSION_MAJOR 0
#define MAILAUTH_VERSION_MINOR 1
#define MAILAUTH_VERSION_PATCH 0
#define MAILAUTH_VERSION "0.1.0"

/* The version of the library that runs.  Static. */
const char *mailauth_version(void);

/* Frees a text or a packet that a function of this library has returned; a program's own free()
 * may belong to another allocator.  NULL is allowed. */
void mailauth_free(void *memory);

/* What functions return. */
enum mailauth_status {
	/* Success. */
	MAILAUTH_DONE = 0,
	/* Questions are open: answer at least one, then step again. */
	MAILAUTH_PENDING = 1,
	/* The packet is cut (TC=1); its question stays open: ask again over TCP. */
	MAILAUTH_TRUNCATED_PACKET = 2,
	/* The packet does not answer this question, which stays open: wait for another. */
	MAILAUTH_NOT_AN_ANSWER = 3,
	/* No back end holds an answer (resolver.h). */
	MAILAUTH_NOT_HELD = 4,
	/* The input has faults, which can be listed (resolver.h). */
	MAILAUTH_FAULTY = 5,
	/* There is no setting of that name. */
	MAILAUTH_UNKNOWN_NAME = 6,
	/* This library was built without what it takes (message.h). */
	MAILAUTH_NOT_BUILT = 7,

	/* Memory is exhausted. */
	MAILAUTH_ENOMEM = -1,
	/* An argument is not allowed, or no longer allowed. */
	MAILAUTH_EINVAL = -2,
	/* A file could not be read; errno says why (resolver.h only). */
	MAILAUTH_EIO = -3,
};

/* Why a question has no answer.  Every failure makes what rests on it "unknown",
 * never "there is no such record". */
enum mailauth_failure {
	/* No answer came in time. */
	MAILAUTH_TIMED_OUT = 1,
	/* The server could not be reached. */
	MAILAUTH_UNREACHABLE,
	/* The server refused (RCODE 5), or it only refers to others. */
	MAILAUTH_REFUSED,
	/* The server reported a failure of its own (RCODE 2, or any but 0, 3 and 5). */
	MAILAUTH_SERVER_FAILURE,
	/* The answer was cut and could not be had whole. */
	MAILAUTH_TRUNCATED,
	/* The answer could not be read, or its aliases (CNAME) go in a circle. */
	MAILAUTH_MALFORMED,
	/* The answer's DNSSEC signatures do not verify (RFC 8914 4.7 to 4.13). */
	MAILAUTH_BOGUS,
	/* The audit's own limit was reached first. */
	MAILAUTH_NOT_ASKED,
	/* No zone and no recording holds the answer, and no server may be asked. */
	MAILAUTH_OFFLINE,
	/* The caller gave up. */
	MAILAUTH_CANCELLED,
};

/* Languages of everything that is written for people. */
enum mailauth_language {
	MAILAUTH_ENGLISH = 0,
	MAILAUTH_JAPANESE = 1,
};

/* The code of LANGUAGE (ISO 639), such as "ja"; NULL if the library does not speak it. */
const char *mailauth_language_code(int language);

/* Stores the language of CODE (ISO 639: "en", "ja") in *LANGUAGE.  Returns 0; MAILAUTH_EINVAL if
 * the library does not speak it, or if an argument is NULL. */
int mailauth_language_find(enum mailauth_language *language, const char *code);

/* --- An audit ------------------------------------------------------------- */

/* Makes an audit of DOMAIN as of NOW.
 *
 * DOMAIN is a name as people type it: UTF-8, with or without a trailing dot,
 * international (日本語.jp) or already encoded (xn--…).  It is copied.  A name that
 * cannot be a domain is not a failure: the audit asks nothing, and the report says so.
 * NOW is the time of the audit in seconds since 1970-01-01 00:00 UTC; nothing in
 * the library looks at a clock.
 *
 * Returns 0 and stores the audit in *AUDIT, which mailauth_audit_free() ends;
 * MAILAUTH_ENOMEM; MAILAUTH_EINVAL if AUDIT or DOMAIN is NULL. */
int mailauth_audit_new(struct mailauth_audit **audit, const char *domain, int64_t now);

/* Ends AUDIT, its questions and its report.  NULL is allowed. */
void mailauth_audit_free(struct mailauth_audit *audit);

/* Also evaluates SPF for the domain of the visible From header, for mail from the address IP; the
 * report has the result as MAILAUTH_IDENTITY_FROM.  SPF itself does not use this domain (RFC 7208
 * 2.4), but Sender ID did (RFC 4407), and so have mobile carriers in Japan.
 *
 * IP is as in mailauth_audit_add_sender(); FROM is an address, which may be in "<" and ">"
 * after a display name, or a domain alone.  Both are copied.  Where a sender with the same IP and
 * the same envelope domain was added, nothing is added: its result is the same.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if one is NULL, if IP is not an address, or if the
 * audit has taken its first step. */
int mailauth_audit_add_from(struct mailauth_audit *audit, const char *ip, const char *from);

/* Adds a sender to be judged: mail that arrives from the address IP with the
 * envelope sender MAIL_FROM, greeted as HELO.
 *
 * IP is an IPv4 or IPv6 address in text.  An IPv4-mapped IPv6 address is treated
 * as the IPv4 address that it holds (RFC 7208 5).
 * MAIL_FROM is an address ("info@example.jp"), a domain alone, or the null sender
 * ("" or "<>"); NULL stands for postmaster at the audited domain.  Bytes are taken
 * as they are; what is not an address is judged "none" (RFC 7208 4.3).
 * HELO is the host name of the greeting, or NULL where it is not known.  Where it
 * is given, it is also judged by itself (RFC 7208 2.3), and the null sender is
 * judged as postmaster at HELO (RFC 7208 2.4).
 *
 * All are copied.  Senders are reported in the order in which they were added.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if IP is NULL or not an address, or if
 * the audit has taken its first step. */
int mailauth_audit_add_sender(struct mailauth_audit *audit, const char *ip, const char *mail_from,
			      const char *helo);

/* Sets the visible From of the mail that is judged, for DMARC: its domain is the Author Domain.
 * FROM is as in mailauth_audit_add_from(), which sets it, too, if none is set; without either the
 * Author Domain is the audited one.  Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if FROM is NULL or
 * the audit has taken its first step. */
int mailauth_audit_set_from(struct mailauth_audit *audit, const char *from);

/* Adds an authentication result that the caller already has, in the words of RFC 8601:
 *
 *	spf=pass smtp.mailfrom=NAME
 *	dkim=pass header.d=NAME header.s=SELECTOR
 *
 * NAME may have a local part and "@" before it; where the result is not "pass" it may be missing,
 * as in "dkim=none".  In DMARC, an SPF result replaces those of the
 * senders.  With at least one DKIM result, the given ones are taken to be all of the mail's DKIM
 * results; without one, an aligned SPF pass shows that DMARC passes, and nothing shows that it
 * fails.  At most 100.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if AUTH is not of that form, or the audit has taken
 * its first step. */
int mailauth_audit_add_auth(struct mailauth_audit *audit, const char *auth);

/* Names the host that receives the mail: the %{r} of explanations (RFC 7208 7.3).  An
 * explanation with bytes that are not printable ASCII is not used.  Without it the word "unknown"
 * is used.  Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL after the first step. */
int mailauth_audit_set_receiver(struct mailauth_audit *audit, const char *receiver);

/* Chooses whether senders' questions are asked ahead: with true, everything that
 * an evaluation may need is asked at once, for speed; with false, the
 * default, only what a receiver would ask, in a receiver's order.  The report is
 * the same.  (Where a sender's domain has several SPF records, each is also judged alone, which a
 * receiver would not ask for.)  Returns 0; MAILAUTH_EINVAL after the first step. */
int mailauth_audit_set_eager(struct mailauth_audit *audit, bool eager);

/* Which DKIM selectors are looked up besides those that were added.  No one can list a domain's
 * selectors: a guessed one that does not exist proves nothing, and there is no finding about it. */
enum mailauth_selectors {
	/* None: an audit of SPF alone costs no more. */
	MAILAUTH_SELECTORS_NAMED = 0,
	/* Those that are likely (some 20), and those of services that the SPF record names. */
	MAILAUTH_SELECTORS_LIKELY,
	/* All that are known to be in use somewhere (about 170). */
	MAILAUTH_SELECTORS_ALL,
};
/* Chooses them; without it, NAMED.  Returns 0; MAILAUTH_EINVAL after the first step, or for
 * another value. */
int mailauth_audit_set_selectors(struct mailauth_audit *audit, enum mailauth_selectors selectors);

/* Adds a DKIM selector that mail of the domain is signed with: its key record is looked up and
 * judged, and it is an error if there is none.  SELECTOR is UTF-8, as it follows s= in a
 * signature; of a whole name ("s1._domainkey.example.jp") only the selector is used.  What
 * cannot be a selector gets a finding.  A selector that is added twice counts once.  It is copied.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if SELECTOR is NULL or empty, is the 1,001st, or
 * after the first step. */
int mailauth_audit_add_selector(struct mailauth_audit *audit, const char *selector);

enum {
	MAILAUTH_KEY_SIZE_MAX = 65536, /* octets of a key file */
};
enum mailauth_key_flags {
	/* Others than its owner may read the file that the key comes from. */
	MAILAUTH_KEY_READABLE = 1 << 0,
};
/* Adds SELECTOR, and a key that its record is compared with: the LENGTH bytes of a key file at
 * DATA, a private or a public key, RSA or Ed25519, in PEM or DER (SubjectPublicKeyInfo, PKCS#1,
 * PKCS#8 without encryption; the public half of an OpenSSH private key, too).  It is read at once,
 * and only its public half is kept.  A file that is not such a key gets a finding.  FLAGS is a
 * set of enum mailauth_key_flags.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if SELECTOR or DATA is NULL or SELECTOR empty, for
 * a longer file, an unknown flag or a second key of the same selector, or after the first step. */
int mailauth_audit_add_key(struct mailauth_audit *audit, const char *selector, const void *data,
			   size_t length, unsigned flags);

/* What is asked and reported. */
enum mailauth_scope {
	/* All about the domain, and its senders. */
	MAILAUTH_SCOPE_FULL = 0,
	/* What a receiver needs to judge the senders that were added: check_host(), and DMARC of
	 * the visible From where one was set.  Nothing else is asked: 7 to 8 questions for an
	 * ordinary mail.  What was not asked is not reported: the sections of keys, mail servers
	 * and name servers are empty, and whether others can send is unknown. */
	MAILAUTH_SCOPE_SENDER,
};
/* Chooses it; without it, FULL.  Without a sender and without a result (mailauth_audit_add_auth())
 * there is nothing to judge, and the scope stays FULL.  Returns 0; MAILAUTH_EINVAL after
 * the first step, or for another value. */
int mailauth_audit_set_scope(struct mailauth_audit *audit, enum mailauth_scope scope);

/* Chooses whether block lists are asked about the hosts that send, the domain's mail servers and
 * the domain itself (<mailauth/host.h>); without it they are not.  Each list has terms of its own,
 * and most answer no public resolver.  Returns 0; MAILAUTH_EINVAL after the first step. */
int mailauth_audit_set_blocklists(struct mailauth_audit *audit, bool ask);

/* Which name servers of the domain's zone are asked themselves, whether all say the same. */
enum mailauth_servers {
	/* None, which is the default. */
	MAILAUTH_SERVERS_NONE = 0,
	/* Those whose addresses are of the global Internet. */
	MAILAUTH_SERVERS_GLOBAL,
	/* All: who publishes a domain chooses where its questions go to, so this is for networks of
	 * your own.  The back end may have bounds of its own (mailauth_network_allow()). */
	MAILAUTH_SERVERS_ANY,
};
/* Chooses them.  Such a question names its server (mailauth_question_server()); a back end that
 * cannot ask it fails it as MAILAUTH_NOT_ASKED, and the report says so.  A server is asked eight
 * questions at most, one of them over TCP (mailauth_question_needs_tcp()); two servers of the zone
 * above are asked one each: to whom they delegate the zone.  Returns 0; MAILAUTH_EINVAL after the
 * first step, or for another value. */
int mailauth_audit_set_servers(struct mailauth_audit *audit, enum mailauth_servers servers);

/* Chooses which mail servers of the domain are greeted, each at each of its addresses, ten in all
 * (<mailauth/mx.h>); without it none is.  These questions are MAILAUTH_QUESTION_SMTP, and fail as
 * others do; that a server cannot be reached is not a fault of the domain, because many lines block
 * port 25.  Returns 0; MAILAUTH_EINVAL after the first step, or for another value. */
int mailauth_audit_set_probe(struct mailauth_audit *audit, enum mailauth_servers servers);

/* Sets NAME, an option of the command dnsaudit without its dashes, to VALUE:
 *
 *	ip		the address of a host that sends; each adds a sender, 64 at most
 *	mail-from, helo	the envelope sender and the greeting of all of them
 *	from		the visible From, as mailauth_audit_set_from()
 *	receiver	as mailauth_audit_set_receiver()
 *	auth		as mailauth_audit_add_auth(); each adds a result
 *	selector	a DKIM selector, or several with commas between; each adds
 *	selectors	"named", "likely" or "all": enum mailauth_selectors
 *	scope		"full" or "sender": enum mailauth_scope
 *	expect-ip	an address or a range of the caller's own that SPF has to permit; each adds
 *	expect-include	a service that the SPF record has to include; each adds
 *	expect-helo	a name of an own host in the greeting; each adds
 *	expect-ns	a name server of the zone; each adds
 *	no-mail		"yes": the domain does not use mail, which a website alone does not show
 *			(<mailauth/fixes.h>)
 *	spf-all		"fail", "softfail" or "neutral": what a proposed SPF record says of all
 *			other servers (<mailauth/fixes.h>), in place of the mildest that is there
 *	dnsbl		"yes" or "no": mailauth_audit_set_blocklists()
 *	servers		"no", "yes" (those of the global Internet) or "any": enum mailauth_servers
 *	probe		"no", "yes" (mail servers of the global Internet) or "any":
 *			mailauth_audit_set_probe()
 *	compare		"yes": questions without a server are answered from a zone file, which is
 *			compared with what the name servers publish ("servers")
 *	assume		"NAME [TTL] [IN] TYPE [DATA]": a record to treat as published
 *
 * An assumed record replaces the published record set of that NAME and TYPE, and the report says
 * what this changes (<mailauth/changes.h>).  Without DATA there is no such record set; several of
 * one NAME and TYPE make one set, to which one without DATA adds nothing.  A CNAME replaces all
 * other records of its name, and any other record replaces a CNAME; a CNAME together with another
 * record of its name is refused.  A wildcard ("*.example.jp") answers for names that do not exist.
 * NAME is complete with or without a dot at its end, with two exceptions: "@" is the audited
 * domain, and a name of one label, or one whose last label begins with "_" ("_dmarc",
 * "s1._domainkey"), is below it unless it is written with escapes.  Names in DATA follow the same
 * rules.  International names are converted.  TTL is in seconds; the default is that of the
 * replaced set, or not known. TYPE is A, AAAA, CNAME, MX, NS, PTR, SOA or TXT.  DATA is in
 * presentation format (RFC 1035 5.1), on one line; TXT data that does not begin with a quotation
 * mark is the text itself, of any length.  At most 10,000 are taken.
 *
 * The order does not matter; addresses are combined with the rest when the audit takes its first
 * step.  For senders that differ in more there is mailauth_audit_add_sender().  VALUE is copied.
 * Returns 0; MAILAUTH_UNKNOWN_NAME; MAILAUTH_EINVAL if VALUE is not one that NAME can have, or the
 * audit has taken its first step; MAILAUTH_ENOMEM. */
int mailauth_audit_set(struct mailauth_audit *audit, const char *name, const char *value);

/* The settings of AUDIT: "domain" and "now" of mailauth_audit_new(), then everything that was set
 * by name, in that order.  What was set by the typed setters is not included, and therefore not
 * part of a recording either (mailauth_recording_add_audit()).  NULL for an INDEX that is too
 * large; strings live as long as AUDIT. */
const char *mailauth_audit_option_name(const struct mailauth_audit *audit, size_t index);
const char *mailauth_audit_option_value(const struct mailauth_audit *audit, size_t index);

/* A pointer of the caller's own, which the library only keeps: NULL until it is set. */
void mailauth_audit_set_user(struct mailauth_audit *audit, void *user);
void *mailauth_audit_user(const struct mailauth_audit *audit);

/* Evaluates as far as the answers allow.
 *
 * Returns MAILAUTH_DONE (0) when the report is ready, now and at every later call;
 * MAILAUTH_PENDING when questions are open; MAILAUTH_ENOMEM, after which the audit
 * can only be freed.  When to step is your choice and never changes the report: after
 * each answer for the shortest wait, or only when no question is open for the least
 * work. */
int mailauth_audit_step(struct mailauth_audit *audit);

/* Returns a question that was not returned before, or NULL when there is none.  It belongs to the
 * audit and lives as long as the audit does. */
const struct mailauth_question *mailauth_audit_next_question(struct mailauth_audit *audit);

/* Returns how many questions have no answer yet, whether or not they were returned. */
size_t mailauth_audit_open_questions(const struct mailauth_audit *audit);

/* Returns how many passes of its evaluators the audit has taken so far: what stepping costs, for
 * benchmarks.  Not part of the report. */
size_t mailauth_audit_passes(const struct mailauth_audit *audit);

/* Answers the question ID with a DNS message in wire format.
 *
 * Checked here: that the message is a response to exactly this question (name without
 * regard to ASCII case, type, class IN), and that its records can be read.  Not checked:
 * the message's id and where it came from; the caller who received it has to do that.
 * The first answer counts; another one for the same question is ignored, as is an
 * answer after the report is ready.  Response codes 0 and 3 are answers, all others
 * are failures of that question.  A message that belongs to the question but cannot
 * be read is the failure MAILAUTH_MALFORMED.
 *
 * Returns 0 if the message was taken or ignored; MAILAUTH_TRUNCATED_PACKET and
 * MAILAUTH_NOT_AN_ANSWER, which leave the question open; MAILAUTH_EINVAL if the
 * audit never returned a question ID; MAILAUTH_ENOMEM. */
int mailauth_audit_answer(struct mailauth_audit *audit, uint32_t id, const void *packet,
			  size_t length);

/* The same for a caller who has records instead of a message: from a cache, a control panel's
 * database, or a language whose resolver returns nothing else.
 *
 * RCODE is the response code: 0, or 3 where the name does not exist (of aliases, the last one's
 * target); any other is a failure, without records.  Each of the COUNT texts at RECORDS is a record
 * in presentation format (RFC 1035 5.1), as dig shows it:
 *
 *	OWNER TTL [IN] TYPE DATA	"example.jp 300 MX 10 mx.example.jp"
 *
 * Names are whole, with or without a dot at their end.  TYPE is A, AAAA, CNAME, MX, NS, PTR, SOA or
 * TXT; TXT data that does not begin with a quotation mark is the text itself, of any length.
 * Give the records of the type that was asked for and the aliases (CNAME) that lead there, in any
 * order.  Where there is none of that type, add the SOA record of the zone if you have it: its TTL
 * and its last number say how long the answer may be kept (RFC 2308 5).
 *
 * If one record is refused, none is taken.  Returns 0 if the answer was taken or ignored
 * (mailauth_audit_answer()); MAILAUTH_EINVAL if the audit never returned a question ID, if it is
 *not MAILAUTH_QUESTION_DNS, for an RCODE over 15, for a record that cannot be read or does not
 *belong to this answer, or if the records are over 65,535 bytes together; MAILAUTH_ENOMEM. */
int mailauth_audit_answer_records(struct mailauth_audit *audit, uint32_t id, unsigned rcode,
				  const char *const *records, size_t count);

/* Ends the question ID without an answer.  The first answer or failure counts.
 * Returns 0; MAILAUTH_EINVAL if the audit never returned a question ID, or for an unknown
 * FAILURE; MAILAUTH_ENOMEM. */
int mailauth_audit_fail(struct mailauth_audit *audit, uint32_t id, enum mailauth_failure failure);

/* Ends every open question and every later one in the same way: after this call the
 * next step ends the audit.  Returns 0; MAILAUTH_EINVAL for an unknown FAILURE;
 * MAILAUTH_ENOMEM. */
int mailauth_audit_give_up(struct mailauth_audit *audit, enum mailauth_failure failure);

/* The report; NULL before mailauth_audit_step() has returned MAILAUTH_DONE.  It
 * belongs to the audit and lives as long as the audit does. */
const struct mailauth_report *mailauth_audit_report(const struct mailauth_audit *audit);

/* --- A question ----------------------------------------------------------- */

/* Kinds of questions.  Others may follow: fail the kinds that you do not know as
 * MAILAUTH_NOT_ASKED. */
enum mailauth_question_kind {
	MAILAUTH_QUESTION_DNS = 1,
	/* What the mail server at the address mailauth_question_server() says on TCP port 25 (RFC
	 * 5321 3.1, 3.2), whose name is that of the question: connect, read the greeting, send
	 * EHLO if it begins with "2", read the reply to that, send QUIT.  Nothing else is sent.
	 * mailauth_audit_answer() takes the bytes that came, as they came, also those of a server
	 * that stopped in the middle; none at all: it took the connection and said nothing.  Where
	 * there is no connection, the question fails.  The type is 0, and there is no packet. */
	MAILAUTH_QUESTION_SMTP = 2,
};
enum {
	MAILAUTH_SMTP_MAX = 4096, /* bytes that a mail server may say; others are not read */
};

/* The number by which the question is answered.  Unique within its audit; not a DNS
 * message id. */
uint32_t mailauth_question_id(const struct mailauth_question *question);

/* A pointer of the caller's own, which the library only keeps: NULL until it is set. */
void mailauth_question_set_user(const struct mailauth_question *question, void *user);
void *mailauth_question_user(const struct mailauth_question *question);

/* What has to be asked: an enum mailauth_question_kind. */
int mailauth_question_kind(const struct mailauth_question *question);

/* The name in wire format, lower case, uncompressed; its length goes to *LENGTH. */
const unsigned char *mailauth_question_wire_name(const struct mailauth_question *question,
						 size_t *length);

/* The name in presentation format (RFC 1035 5.1): no trailing dot (the root is "."), and as
 * \DDD every byte that is not printable ASCII, or is one of . \ " ; ( ) @ $ inside a label.
 * Macros make names of any bytes (RFC 7208 7.4). */
const char *mailauth_question_name(const struct mailauth_question *question);

/* The record type, as a number (1 A, 2 NS, 6 SOA, 12 PTR, 15 MX, 16 TXT, 28 AAAA). */
uint16_t mailauth_question_type(const struct mailauth_question *question);

/* The address of the server that has to be asked itself, a name server with RD=0, in text; or NULL
 * where any resolver will do. */
const char *mailauth_question_server(const struct mailauth_question *question);

/* Whether that server has to be asked over TCP from the start: a mail server, or a name server, to
 * see whether it takes that (RFC 7766 5).  The same question may be asked over UDP, too: they are
 * two, with an answer each. */
bool mailauth_question_needs_tcp(const struct mailauth_question *question);

/* Writes the question as a DNS message with the message id MESSAGE_ID: RD=1 (RD=0 to a
 * named server), and an EDNS record of exactly 11 bytes at the end that allows answers of
 * 1,232 bytes (RFC 6891).  300 bytes always suffice.
 * Returns 0 and stores the message's length in *LENGTH; MAILAUTH_EINVAL if SIZE is too
 * small, or it is not MAILAUTH_QUESTION_DNS. */
int mailauth_question_packet(const struct mailauth_question *question, uint16_t message_id,
			     void *packet, size_t size, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
