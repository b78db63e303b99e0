/* What an audit found: verdict, senders, findings; and the same written for people.
 *
 * SPDX-License-Identifier: MIT
 *
 * A report is data.  Results and ids are the interface and never change their meaning;
 * sentences are a rendering of them, in the language that the caller names.
 *
 * Lifetimes.  Everything here belongs to the audit that the report came from and lives
 * until mailauth_audit_free(), except for texts, which the caller frees with mailauth_free().
 * Threads.  Reading a report from several threads at the same time is safe.
 * Arguments are as in <mailauth/mailauth.h>: a report, sender, key or finding must not be NULL, and
 * a length is stored only with what it is the length of.  An index that is too large gives NULL.
 *
 * Bytes.  Anyone can publish a record, with any bytes in it; records are returned as they are,
 * with their length where they have one, and are not safe to print; a string without a length
 * ends at its first NUL, which a record may hold.  mailauth_report_text() and
 * mailauth_finding_text() are: whatever could move a cursor, change colours or hide text is
 * written as \DDD there. */

#ifndef MAILAUTH_REPORT_H
#define MAILAUTH_REPORT_H

#include <mailauth/mailauth.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_sender;
struct mailauth_key;
struct mailauth_finding;

/* How bad something is.  A later value outweighs an earlier one: UNKNOWN outweighs a warning,
 * because it may hide an error, but not a known error. */
enum mailauth_severity {
	/* Not asked for, or does not apply. */
	MAILAUTH_SEVERITY_NONE = 0,
	/* Correct. */
	MAILAUTH_SEVERITY_OK,
	/* Good to know. */
	MAILAUTH_SEVERITY_NOTICE,
	/* Likely to do harm. */
	MAILAUTH_SEVERITY_WARNING,
	/* The DNS did not answer: neither correct nor wrong. */
	MAILAUTH_SEVERITY_UNKNOWN,
	/* Mail fails, or a record has no effect. */
	MAILAUTH_SEVERITY_ERROR,
};

/* What a finding is about. */
enum mailauth_section {
	MAILAUTH_SECTION_SPF = 0,
	MAILAUTH_SECTION_DKIM,
	MAILAUTH_SECTION_DMARC,
	MAILAUTH_SECTION_MX,
	MAILAUTH_SECTION_HOST,
	MAILAUTH_SECTION_DNS,
};

/* The results of check_host() (RFC 7208 2.6). */
enum mailauth_spf_result {
	MAILAUTH_SPF_NONE = 0,
	MAILAUTH_SPF_NEUTRAL,
	MAILAUTH_SPF_PASS,
	MAILAUTH_SPF_FAIL,
	MAILAUTH_SPF_SOFTFAIL,
	MAILAUTH_SPF_TEMPERROR,
	MAILAUTH_SPF_PERMERROR,
};

/* Which of a sender's names was judged. */
enum mailauth_identity {
	/* The envelope sender; of the null sender, postmaster at the greeting's name. */
	MAILAUTH_IDENTITY_MAILFROM = 0,
	/* The name in the greeting (RFC 7208 2.3). */
	MAILAUTH_IDENTITY_HELO,
	/* The domain of the visible From, which SPF does not use (RFC 4407 did). */
	MAILAUTH_IDENTITY_FROM,
};

/* What a DKIM key record is worth. */
enum mailauth_key_status {
	/* A key that verifies signatures. */
	MAILAUTH_KEY_OK = 0,
	/* It does, but is easier to break than it should be. */
	MAILAUTH_KEY_WEAK,
	/* It does, but says that its domain is only testing (RFC 6376 3.6.1, t=y). */
	MAILAUTH_KEY_TESTING,
	/* It was revoked (an empty p=). */
	MAILAUTH_KEY_REVOKED,
	/* No signature verifies with it. */
	MAILAUTH_KEY_INVALID,
	/* There is none. */
	MAILAUTH_KEY_MISSING,
	/* The DNS did not say. */
	MAILAUTH_KEY_UNKNOWN,
};

/* The results of DMARC (RFC 9989 9.2).  "None" says that there is no policy to check against, which
 * is not the policy "none". */
enum mailauth_dmarc_result {
	/* Not asked for: no sender was given. */
	MAILAUTH_DMARC_NOT_ASKED = 0,
	/* It rests on DKIM results that are not known. */
	MAILAUTH_DMARC_UNKNOWN,
	MAILAUTH_DMARC_NONE,
	MAILAUTH_DMARC_PASS,
	MAILAUTH_DMARC_FAIL,
	MAILAUTH_DMARC_TEMPERROR,
	MAILAUTH_DMARC_PERMERROR,
};

/* What a domain asks receivers to do with mail that fails (RFC 9989 4.7). */
enum mailauth_policy {
	/* The DNS did not say. */
	MAILAUTH_POLICY_UNKNOWN = 0,
	/* DMARC does not apply: there is no policy, not even p=none. */
	MAILAUTH_POLICY_ABSENT,
	MAILAUTH_POLICY_NONE,
	MAILAUTH_POLICY_QUARANTINE,
	MAILAUTH_POLICY_REJECT,
};

/* Whose policy: the domain's own, that of its subdomains that exist, and that of those that do not
 * (NXDOMAIN). */
enum mailauth_policy_of {
	MAILAUTH_POLICY_OF_DOMAIN = 0,
	MAILAUTH_POLICY_OF_EXISTING,
	MAILAUTH_POLICY_OF_MISSING,
};

/* Whether others (PARTLY: or customers of a company) can send as the domain, and are delivered. */
enum mailauth_spoofable {
	MAILAUTH_SPOOFABLE_UNKNOWN = 0,
	MAILAUTH_SPOOFABLE_NO,
	MAILAUTH_SPOOFABLE_PARTLY,
	MAILAUTH_SPOOFABLE_YES,
};

/* Who can act on a finding; several may be set. */
enum mailauth_who {
	MAILAUTH_WHO_SENDER_USER = 1 << 0,
	MAILAUTH_WHO_SENDER_ADMIN = 1 << 1,
	MAILAUTH_WHO_RECIPIENT_USER = 1 << 2,
	MAILAUTH_WHO_RECIPIENT_ADMIN = 1 << 3,
	MAILAUTH_WHO_HOSTING_PROVIDER = 1 << 4,
	MAILAUTH_WHO_WAIT = 1 << 5,
	/* Who owns a mailing list or a group, or moderates it. */
	MAILAUTH_WHO_GROUP_OWNER = 1 << 6,
};

/* The word for one of them in JSON ("sender-admin"); NULL for another value. */
const char *mailauth_who_word(int who);

/* The standard's word for a value, as in JSON and in RFC 8601: "pass", "error", "spf",
 * "mailfrom".  Static; NULL for any other number. */
const char *mailauth_spf_result_word(int result);
const char *mailauth_severity_word(int severity);
const char *mailauth_section_word(int section);
const char *mailauth_identity_word(int identity);
const char *mailauth_key_status_word(int status);
/* NULL for results and policies that are not known or were not asked for. */
const char *mailauth_dmarc_result_word(int result);
const char *mailauth_policy_word(int policy);
const char *mailauth_spoofable_word(int spoofable);

/* Writes the version of the rules to VERSION: 16 hexadecimal digits, a hash of the version of
 * the library, the Public Suffix List, and all findings with their severities and sentences.  Two
 * reports of the same answers with the same version are the same. */
enum {
	MAILAUTH_RULES_VERSION_SIZE = 17,
};
void mailauth_rules_version(char version[MAILAUTH_RULES_VERSION_SIZE]);

/* --- The report ----------------------------------------------------------- */

/* The audited domain: as it is in the DNS (xn--…), or as it was typed if it cannot be a
 * domain name; and as people read it.  Both NUL-terminated UTF-8, not safe to print. */
const char *mailauth_report_domain(const struct mailauth_report *report);
const char *mailauth_report_domain_unicode(const struct mailauth_report *report);

/* The time that mailauth_audit_new() was given, in seconds since 1970. */
int64_t mailauth_report_now(const struct mailauth_report *report);

/* Whether the given name can be a domain name. */
bool mailauth_report_is_domain(const struct mailauth_report *report);

/* What was asked and is reported. */
enum mailauth_scope mailauth_report_scope(const struct mailauth_report *report);

/* False if a question failed that something in the report depends on. */
bool mailauth_report_is_complete(const struct mailauth_report *report);

/* The worst severity of all findings, or of those of a section; MAILAUTH_SEVERITY_NONE for another
 * value of SECTION. */
enum mailauth_severity mailauth_report_severity(const struct mailauth_report *report);
enum mailauth_severity mailauth_report_section_severity(const struct mailauth_report *report,
							enum mailauth_section section);

/* How many IPv4 addresses the SPF record of the audited domain permits, with everything that it
 * includes, each counted once.  What macros, exists and ptr permit is not known and left out.
 * False unless there is exactly one valid record and all of it is known. */
bool mailauth_report_spf_addresses(const struct mailauth_report *report, uint64_t *count);

/* The SPF records of the audited domain, strings joined (RFC 7208 3.3), in byte order:
 * 0 where there is none or the question failed.  The length goes to *LENGTH. */
size_t mailauth_report_spf_record_count(const struct mailauth_report *report);
const unsigned char *mailauth_report_spf_record(const struct mailauth_report *report, size_t index,
						size_t *length);

/* The zone that holds the domain, and its name servers in byte order: where a record has to
 * be changed.  The apex is NULL, and the count 0, where the DNS did not say. */
const char *mailauth_report_apex(const struct mailauth_report *report);
size_t mailauth_report_name_server_count(const struct mailauth_report *report);
const char *mailauth_report_name_server(const struct mailauth_report *report, size_t index);

/* Whether a name server answers for the zone, at an address where it was asked itself. */
enum mailauth_server_status {
	MAILAUTH_SERVER_NOT_ASKED = 0,
	MAILAUTH_SERVER_SILENT,
	/* It answers, but not for the zone. */
	MAILAUTH_SERVER_LAME,
	MAILAUTH_SERVER_ANSWERS,
};
/* The addresses at which the name server at INDEX was to be asked (mailauth_audit_set_servers()),
 * by WHICH from 0: NULL after the last; what became of it there; the word for that in JSON; and the
 * serial number of the zone there, false where it is not known. */
const char *mailauth_report_server_address(const struct mailauth_report *report, size_t index,
					   size_t which);
enum mailauth_server_status mailauth_report_server_status(const struct mailauth_report *report,
							  size_t index, size_t which);
const char *mailauth_server_status_word(int status);
bool mailauth_report_server_serial(const struct mailauth_report *report, size_t index, size_t which,
				   uint32_t *serial);

/* Whom the zone above names, and a zone file next to what is published: <mailauth/published.h>. */

/* --- Senders -------------------------------------------------------------- */

/* The senders judged: in the order in which they were added; where HELO was given, the
 * envelope sender first, then the greeting. */
size_t mailauth_report_sender_count(const struct mailauth_report *report);
const struct mailauth_sender *mailauth_report_sender(const struct mailauth_report *report,
						     size_t index);

/* The address that sent (RFC 5952), which of its names was judged, the domain judged
 * (NUL-terminated, not safe to print), and the result. */
const char *mailauth_sender_ip(const struct mailauth_sender *sender);
enum mailauth_identity mailauth_sender_identity(const struct mailauth_sender *sender);
const char *mailauth_sender_domain(const struct mailauth_sender *sender);
enum mailauth_spf_result mailauth_sender_result(const struct mailauth_sender *sender);

/* The term that decided, as published ("-all"), and the domain whose record holds it; NULL
 * where no term did.  NUL-terminated, not safe to print. */
const char *mailauth_sender_matched(const struct mailauth_sender *sender);
const char *mailauth_sender_matched_domain(const struct mailauth_sender *sender);

/* The terms that caused lookups (at most 10 are allowed) and the void lookups (at most 2; RFC 7208
 * 4.6.4); 11 or 3 where the limit was passed and the evaluation ended. */
unsigned mailauth_sender_lookups(const struct mailauth_sender *sender);
unsigned mailauth_sender_voids(const struct mailauth_sender *sender);

/* What the domain's owner says about a "fail" (RFC 7208 6.2): printable ASCII from a third
 * party.  NULL where the result is not "fail" or the domain publishes no usable text. */
const char *mailauth_sender_explanation(const struct mailauth_sender *sender);

/* --- Signing keys (DKIM) --------------------------------------------------- */

/* Whether any selector was looked up.  Where none was, JSON has no "dkim", and an empty list of
 * keys says nothing about the domain. */
bool mailauth_report_keys_were_asked(const struct mailauth_report *report);

/* The keys of the selectors that were added, in that order; after them those of guessed selectors
 * where something was found, in a fixed order. */
size_t mailauth_report_key_count(const struct mailauth_report *report);
const struct mailauth_key *mailauth_report_key(const struct mailauth_report *report, size_t index);

/* The selector (NUL-terminated, not safe to print) and the name of its record, in presentation
 * format. */
const char *mailauth_key_selector(const struct mailauth_key *key);
const char *mailauth_key_name(const struct mailauth_key *key);
enum mailauth_key_status mailauth_key_status(const struct mailauth_key *key);

/* The kind of the key ("rsa", "ed25519", or what the record says, not safe to print), NULL where
 * it is not known; and its size, 0 where it is not. */
const char *mailauth_key_type(const struct mailauth_key *key);
unsigned mailauth_key_bits(const struct mailauth_key *key);

/* The record, raw; its length goes to *LENGTH.  NULL where there is none, or more than one. */
const unsigned char *mailauth_key_record(const struct mailauth_key *key, size_t *length);

/* The names that aliases (CNAME) led to, in order, in presentation format. */
size_t mailauth_key_alias_count(const struct mailauth_key *key);
const char *mailauth_key_alias(const struct mailauth_key *key, size_t index);

/* --- DMARC ---------------------------------------------------------------- */

/* The policy of the Author Domain and of the names below it (RFC 9989 4.10.1), after sp, np and t.
 * The Author Domain is that of the visible From where one was given, else the audited one.
 * MAILAUTH_POLICY_UNKNOWN for another value of OF. */
enum mailauth_policy mailauth_report_dmarc_policy(const struct mailauth_report *report,
						  enum mailauth_policy_of of);
/* The same for receivers that follow RFC 7489 and the Public Suffix List; they know one policy for
 * all subdomains. */
enum mailauth_policy mailauth_report_dmarc_policy_7489(const struct mailauth_report *report,
						       enum mailauth_policy_of of);
/* The Author Domain, the domain that publishes the record, and the Organizational Domain (RFC 9989
 * 4.10.2), in presentation format; NULL where there is none or the DNS did not answer. */
const char *mailauth_report_dmarc_domain(const struct mailauth_report *report);
const char *mailauth_report_dmarc_policy_domain(const struct mailauth_report *report);
const char *mailauth_report_dmarc_org_domain(const struct mailauth_report *report);

/* What DMARC says of the mail that was given, by its senders or by mailauth_audit_add_auth(); of
 * several senders, the worst result. */
enum mailauth_dmarc_result mailauth_report_dmarc_result(const struct mailauth_report *report);
/* What the domain asks receivers to do with that mail: MAILAUTH_POLICY_NONE if it passes,
 * MAILAUTH_POLICY_ABSENT if DMARC says nothing, MAILAUTH_POLICY_UNKNOWN if the result is not
 * known.  Receivers decide for themselves (RFC 9989 5.4). */
enum mailauth_policy mailauth_report_dmarc_disposition(const struct mailauth_report *report);

/* Whether others can send as the audited domain: by its policy in both readings, and by what its
 * SPF record permits. */
enum mailauth_spoofable mailauth_report_spoofable(const struct mailauth_report *report);

/* --- Findings ------------------------------------------------------------- */

/* The findings, in an order that depends on the DNS alone: first those that count, then those that
 * another overrules altogether (mailauth_finding_counts()). */
size_t mailauth_report_finding_count(const struct mailauth_report *report);
const struct mailauth_finding *mailauth_report_finding(const struct mailauth_report *report,
						       size_t index);

/* The finding's id ("spf.multiple-records"), which keeps its meaning for ever. */
const char *mailauth_finding_id(const struct mailauth_finding *finding);
enum mailauth_severity mailauth_finding_severity(const struct mailauth_finding *finding);
enum mailauth_section mailauth_finding_section(const struct mailauth_finding *finding);

/* Where the rule is published ("RFC 7208 4.5"); "" where there is none. */
const char *mailauth_finding_source(const struct mailauth_finding *finding);

/* Who can act on it: a set of enum mailauth_who, empty where there is nothing to do. */
unsigned mailauth_finding_who(const struct mailauth_finding *finding);

/* The name at which the text is published that would have to change, in presentation format: the
 * last one that aliases lead to, or the one that an include or a redirect names.  NULL where it is
 * about no published text.  It lives as long as the report. */
const char *mailauth_finding_holder(const struct mailauth_finding *finding);
/* Whether that name belongs to the owner of the audited domain.  What another party holds, only
 * that party can change. */
bool mailauth_finding_holder_is_own(const struct mailauth_finding *finding);
/* The name servers that publish it, in presentation format, by INDEX from 0; NULL after the last,
 * and where the text is not the domain's own or its name servers are not known. */
const char *mailauth_finding_where(const struct mailauth_finding *finding, size_t index);
/* How many seconds it takes until everyone sees a change, at most; 0 where that is not known. */
uint32_t mailauth_finding_wait(const struct mailauth_finding *finding);
/* What was probably meant: a term or a whole record, as it is to be published; NULL where that is
 * not clear.  The same as the argument "meant". */
const char *mailauth_finding_meant(const struct mailauth_finding *finding);
/* The finding whose advice holds instead of this one's; NULL where there is none. */
const struct mailauth_finding *
mailauth_finding_overruled_by(const struct mailauth_finding *finding);
/* Whether it counts for the severity of its section and of the report.  A finding that another
 * overrules altogether does not, and the text does not show it: a domain without mail hears that it
 * can be closed at once, and not that its DMARC policy is still "none". */
bool mailauth_finding_counts(const struct mailauth_finding *finding);

/* The name it is about, in presentation format; "" where it is about no name. */
const char *mailauth_finding_name(const struct mailauth_finding *finding);

/* The record it is about, raw; NULL where it is about none.  Its faulty bytes are those from
 * *FROM up to but not including *TO. */
const unsigned char *mailauth_finding_record(const struct mailauth_finding *finding,
					     size_t *length);
void mailauth_finding_span(const struct mailauth_finding *finding, size_t *from, size_t *to);

/* The value of the finding's argument KEY ("count", "limit", "term" …), raw and
 * NUL-terminated; NULL where it has none of that name.  "meant" is what was probably meant: a
 * term or a whole record without a fault, to be shown to a person who can say whether it is right.
 * "company" is the id of a company (<mailauth/providers.h>).
 * "character" names characters by code point, separated by spaces ("U+FF1A U+3000"; "0xFF" is a
 * byte that is not UTF-8; a last "+" says that there are more). */
const char *mailauth_finding_argument(const struct mailauth_finding *finding, const char *key);

/* All arguments of a finding, in the order of JSON's "args": how many; the key of one, static; and
 * its value, raw, whose length goes to *LENGTH, followed by a NUL that does not count.  NULL for an
 * INDEX that is too large. */
size_t mailauth_finding_argument_count(const struct mailauth_finding *finding);
const char *mailauth_finding_argument_key(const struct mailauth_finding *finding, size_t index);
const char *mailauth_finding_argument_value(const struct mailauth_finding *finding, size_t index,
					    size_t *length);

/* --- The verdict ------------------------------------------------------------ */

/* The summary, for a person who reads nothing else.  Sentences are written in LANGUAGE, safe
 * to print, as NUL-terminated UTF-8 to *TEXT, which the caller frees with mailauth_free(); those
 * functions return 0, MAILAUTH_ENOMEM, or MAILAUTH_EINVAL for an unknown LANGUAGE or INDEX. */

/* The first sentence of the report: about the mail, if one is judged, or the domain; the worst. */
int mailauth_verdict_summary(const struct mailauth_report *report, enum mailauth_language language,
			     char **text);
/* Whether others can send as the domain, in a sentence.  MAILAUTH_EINVAL, too, where the audited
 * name cannot be a domain, or where there is no such domain and no DMARC policy above covers it. */
int mailauth_verdict_spoofable(const struct mailauth_report *report,
			       enum mailauth_language language, char **text);
/* Why: at most four sentences, the most important one first. */
size_t mailauth_verdict_cause_count(const struct mailauth_report *report);
int mailauth_verdict_cause(const struct mailauth_report *report, size_t index,
			   enum mailauth_language language, char **text);
/* The finding that leads; NULL where none does. */
const struct mailauth_finding *mailauth_verdict_reason(const struct mailauth_report *report);
/* Who can act, whose text has to change, where, and how long it takes: as those of a finding. */
unsigned mailauth_verdict_who(const struct mailauth_report *report);
const char *mailauth_verdict_holder(const struct mailauth_report *report);
bool mailauth_verdict_holder_is_own(const struct mailauth_report *report);
const char *mailauth_verdict_where(const struct mailauth_report *report, size_t index);
uint32_t mailauth_verdict_wait(const struct mailauth_report *report);

/* --- Words ---------------------------------------------------------------- */

/* Writes what FINDING means (and, with advice true, what to do instead), safe to print, as
 * NUL-terminated UTF-8 to *TEXT, which the caller frees with mailauth_free().
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE. */
int mailauth_finding_text(const struct mailauth_finding *finding, enum mailauth_language language,
			  bool advice, char **text);

/* Writes LENGTH bytes at DATA so that they are safe to show, as NUL-terminated UTF-8 to *TEXT,
 * which the caller frees with mailauth_free(): valid UTF-8 that shows stays as it is, everything
 * else and the backslash become \DDD.  Returns 0 or MAILAUTH_ENOMEM. */
int mailauth_visible(const void *data, size_t length, char **text);

enum mailauth_text_flags {
	/* Colours, as ANSI sequences: for terminals only. */
	MAILAUTH_TEXT_COLOUR = 1 << 0,
	/* Marks in ASCII; the language may still need more. */
	MAILAUTH_TEXT_ASCII = 1 << 1,
	/* All of it: after the verdict and the records to publish (<mailauth/fixes.h>) not one line
	 * a section with what is wrong, but every record, finding, id and source, what each term of
	 * the SPF record costs, and how each sender was judged. */
	MAILAUTH_TEXT_LONG = 1 << 2,
};

/* Writes the report for a person, safe to print, as NUL-terminated UTF-8 to *TEXT, which the
 * caller frees with mailauth_free(); its length goes to *LENGTH unless that is NULL.
 * WIDTH is the columns of a line (0 means 80, less than 40 means 40).  FLAGS is
 * a set of enum mailauth_text_flags.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag. */
int mailauth_report_text(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned width, unsigned flags, char **text, size_t *length);

enum mailauth_html_flags {
	/* A whole page.  Without it a part of one, for a page of your own: one <article>, whose
	 * headings begin at the second level. */
	MAILAUTH_HTML_PAGE = 1 << 0,
};

/* Writes the report as HTML, all that MAILAUTH_TEXT_LONG has: the verdict, the records to publish
 * with what can be copied, a badge for each section, each record with its faulty bytes marked and
 * the proposed one next to it, what the SPF record leads to, and what receivers ask for.
 *
 * It is read without a script, a style sheet or anything from elsewhere: elements, and classes that
 * begin with "ma-".  There is no style and no script in it, so that a page may forbid these
 * (Content-Security-Policy: default-src 'self').  mailauth.css and mailauth.js, which are installed
 * with the library (share/mailauth), add colours and working buttons; a whole page expects them
 * next to it.  Every value is escaped, for elements and for quoted attributes.
 *
 * *TEXT is NUL-terminated UTF-8, which the caller frees with mailauth_free(); its length goes to
 * *LENGTH unless that is NULL.  FLAGS is a set of enum mailauth_html_flags.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag. */
int mailauth_report_html(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned flags, char **text, size_t *length);

enum mailauth_json_flags {
	/* The key "queries": every question that the report rests on, with its answer
	 * (<mailauth/queries.h>). */
	MAILAUTH_JSON_QUERIES = 1 << 0,
};

/* Writes the report as one JSON object on one line, as NUL-terminated UTF-8 to *TEXT, which the
 * caller frees with mailauth_free(); its length goes to *LENGTH unless that is NULL.  Ids, words
 * and numbers do not depend on LANGUAGE, which is that of the sentences.  Keys that were not asked
 * for are absent, values that are not known are null.  Nothing raw is written: bytes that are not
 * UTF-8, and backslashes of records, are \DDD; characters that do not show are \uXXXX.
 * FLAGS is a set of enum mailauth_json_flags.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag. */
int mailauth_report_json(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned flags, char **text, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
