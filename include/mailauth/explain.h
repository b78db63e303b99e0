/* What a mail server's rejection means, whether it goes away by itself, and who can fix it.
 *
 * SPDX-License-Identifier: MIT
 *
 *	struct mailauth_explainer *explainer;
 *	struct mailauth_explanation *explanation;
 *	char *text;
 *
 *	if (mailauth_explainer_new(&explainer) < 0)
 *		return;
 *	if (mailauth_explain(explainer, reply, strlen(reply), NULL, &explanation) == 0) {
 *		if (mailauth_explanation_text(explanation, NULL, MAILAUTH_JAPANESE, 0, 0,
 *					      &text, NULL) == 0)
 *			puts(text);
 *		mailauth_explanation_free(explanation);
 *	}
 *	mailauth_explainer_free(explainer);
 *
 * A text is anything that a person has: an SMTP reply ("553 5.7.1 Relaying denied"),
 * with line breaks and continuations; what a mail program shows; a bounce with the quoted
 * message after it; a line of a mail log; or a complaint without any code.  Any bytes are
 * allowed.  Only the first 1 MiB is read, and not every reply of a log with hundreds of them;
 * the text and JSON ("cut") then say so.
 *
 * An explanation is data: ids, classes and words like "permanent" are the interface and keep
 * their meaning for ever; sentences are a rendering of them.  What is not known is said to be
 * not known: a reply that no rule fits is MAILAUTH_EXPLANATION_UNKNOWN, never a guess, and a
 * provider is named only where the text (or the caller) says which host answered.
 *
 * Lifetimes.  What an accessor returns belongs to the explanation and lives until
 * mailauth_explanation_free(); an explanation may outlive its explainer.
 * Threads.  Neither an explainer nor an explanation changes once it is made, but for
 * mailauth_explanation_set_partial(): threads may share them.  Arguments are as in
 * <mailauth/mailauth.h>: a result that does not exist is not stored.
 * Bytes.  Extracted values and evidence come from the text and hold any bytes: they are not
 * safe to print.  Renderings are.
 * Foreign code.  Patterns are matched with PCRE2, which keeps no state here. */

#ifndef MAILAUTH_EXPLAIN_H
#define MAILAUTH_EXPLAIN_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_explainer;
struct mailauth_explanation;

/* --- Making --------------------------------------------------------------- */

/* Makes an explainer: reads the rules, once.  A pattern of theirs is compiled when a text first
 * needs it, and kept for all threads.
 * Returns 0 and stores it in *EXPLAINER, which mailauth_explainer_free() ends;
 * MAILAUTH_ENOMEM. */
int mailauth_explainer_new(struct mailauth_explainer **explainer);

/* Ends EXPLAINER.  NULL is allowed. */
void mailauth_explainer_free(struct mailauth_explainer *explainer);

/* Explains LENGTH bytes at TEXT.
 *
 * HOST is the name of the host that answered, where the caller knows it from elsewhere (a log);
 * NULL leaves it to the text to say.
 *
 * Returns 0 and stores the explanation in *EXPLANATION, which mailauth_explanation_free()
 * ends, whatever the text; MAILAUTH_ENOMEM. */
int mailauth_explain(const struct mailauth_explainer *explainer, const void *text, size_t length,
		     const char *host, struct mailauth_explanation **explanation);

/* Explains a complaint: WORD is the slug or the id of a symptom (mailauth_symptom_slug()), or
 * words of the complaint ("VPN").  Returns 0 and stores the explanation, of kind
 * MAILAUTH_EXPLANATION_NOTHING if no symptom is called so; MAILAUTH_ENOMEM. */
int mailauth_explain_symptom(const struct mailauth_explainer *explainer, const char *word,
			     struct mailauth_explanation **explanation);

/* Notes that the text was only a part of a message, one that is too large or has too many parts:
 * the text and JSON ("cut") then say so.  To be called before EXPLANATION is shared. */
void mailauth_explanation_set_partial(struct mailauth_explanation *explanation);

/* Ends EXPLANATION.  NULL is allowed. */
void mailauth_explanation_free(struct mailauth_explanation *explanation);

/* The symptoms there are: slug ("vpn-blocks-smtp") and what it means.  NULL for an INDEX that
 * is too large, or an unknown LANGUAGE.  Static. */
const char *mailauth_symptom_slug(size_t index);
const char *mailauth_symptom_text(size_t index, enum mailauth_language language);

/* --- What was found ------------------------------------------------------- */

enum mailauth_explanation_kind {
	/* There is neither a rejection nor a known complaint in the text. */
	MAILAUTH_EXPLANATION_NOTHING = 0,
	/* There is a rejection, but no rule fits it: only its first digit is known to mean
	   something. */
	MAILAUTH_EXPLANATION_UNKNOWN,
	/* A rejection that a rule explains. */
	MAILAUTH_EXPLANATION_REJECTION,
	/* A complaint without a code. */
	MAILAUTH_EXPLANATION_SYMPTOM,
	/* No rejection, but an address that cannot be one. */
	MAILAUTH_EXPLANATION_ADDRESS,
	/* An automatic message that is not a refusal: mailauth_explanation_notice() says which. */
	MAILAUTH_EXPLANATION_NOTICE,
};

/* Whether waiting helps. */
enum mailauth_permanence {
	/* Not known. */
	MAILAUTH_PERMANENCE_UNKNOWN = 0,
	/* Sending again fails again. */
	MAILAUTH_PERMANENCE_PERMANENT,
	/* The sending server tries again by itself. */
	MAILAUTH_PERMANENCE_TEMPORARY,
};

/* How sure an explanation is. */
enum mailauth_confidence {
	/* There is nothing to be sure of. */
	MAILAUTH_CONFIDENCE_NONE = 0,
	/* Only the number is known, and it is used for many reasons. */
	MAILAUTH_CONFIDENCE_GUESS,
	/* The words, or a code that has one meaning in the standards, say so. */
	MAILAUTH_CONFIDENCE_LIKELY,
	/* It is a known reply. */
	MAILAUTH_CONFIDENCE_CERTAIN,
};

enum mailauth_explanation_kind
mailauth_explanation_kind(const struct mailauth_explanation *explanation);

enum mailauth_confidence
mailauth_explanation_confidence(const struct mailauth_explanation *explanation);

/* The class that it may be, too, where that is not certain; NULL where there is none. */
const char *mailauth_explanation_second(const struct mailauth_explanation *explanation);

/* What kind of automatic message the text is: "bounce", "delay", "success", "auto-reply",
 * "challenge", "complaint", "dmarc-report", "backscatter" (a bounce of mail that someone else sent
 * with the reader's address); NULL where it is none that is known. */
const char *mailauth_explanation_notice(const struct mailauth_explanation *explanation);

/* Where the text has answers about several recipients: the class of cause INDEX, the worst
 * first; NULL where there are no more, or only one recipient. */
const char *mailauth_explanation_answer(const struct mailauth_explanation *explanation,
					size_t index);

/* The recipients that cause INDEX is about, not safe to print; NULL where there are no more. */
const char *mailauth_explanation_answer_recipient(const struct mailauth_explanation *explanation,
						  size_t index, size_t recipient);

/* The command that looks at the DNS of the domain in question, with what the text says of the
 * sender ("dnsaudit example.jp --ip 192.0.2.1 …"), written to *COMMAND, which the caller frees
 * with mailauth_free().  Returns 0; MAILAUTH_NOT_HELD where there is nothing to look at, or the
 * text names no domain; MAILAUTH_ENOMEM. */
int mailauth_explanation_next_command(const struct mailauth_explanation *explanation,
				      char **command);

/* The rule's id ("PF-RELAY"), which keeps its meaning for ever; NULL where no rule fits. */
const char *mailauth_explanation_rule(const struct mailauth_explanation *explanation);

/* What kind of refusal it is ("relay-denied", "auth-dmarc"; class.def lists them); NULL where
 * that is not known. */
const char *mailauth_explanation_class(const struct mailauth_explanation *explanation);

enum mailauth_permanence
mailauth_explanation_permanence(const struct mailauth_explanation *explanation);

/* Who can fix it: the person of rank INDEX, most likely first; 0 where there are no more. */
enum mailauth_who mailauth_explanation_who(const struct mailauth_explanation *explanation,
					   size_t index);

/* What it means, and what to do about it, in a sentence or two; NULL where it is not known,
 * or for an unknown LANGUAGE.  Static. */
const char *mailauth_explanation_meaning(const struct mailauth_explanation *explanation,
					 enum mailauth_language language);
const char *mailauth_explanation_remedy(const struct mailauth_explanation *explanation,
					enum mailauth_language language);

/* What a person who can fix it should do: step INDEX of the instructions for WHO, safe to print,
 * written to *STEP, which the caller frees with mailauth_free().  Returns 0;
 * MAILAUTH_NOT_HELD where there are no more; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown
 * LANGUAGE. */
int mailauth_explanation_step(const struct mailauth_explanation *explanation, enum mailauth_who who,
			      size_t index, enum mailauth_language language, char **step);

/* The words that decided, as they are in the text.  NULL for an INDEX that is too large; else
 * the length goes to *LENGTH. */
const char *mailauth_explanation_evidence(const struct mailauth_explanation *explanation,
					  size_t index, size_t *length);

/* Whose servers answered ("Gmail"); NULL unless the host's name says so. */
const char *mailauth_explanation_provider(const struct mailauth_explanation *explanation);

/* A company that the text names, or whose name servers or sending host it does, and where its
 * customers edit the DNS, by INDEX from 0; NULL after the last. */
const char *mailauth_explanation_company(const struct mailauth_explanation *explanation,
					 size_t index, enum mailauth_language language);
const char *mailauth_explanation_screen(const struct mailauth_explanation *explanation,
					size_t index, enum mailauth_language language);

/* A host of the sending side that the text names ("www1234.sakura.ne.jp"), by INDEX from 0, and
 * whose hosts have such names.  Anyone can write one.  NULL after the last; else the length of the
 * name goes to *LENGTH. */
const char *mailauth_explanation_named(const struct mailauth_explanation *explanation, size_t index,
				       size_t *length);
const char *mailauth_explanation_named_company(const struct mailauth_explanation *explanation,
					       size_t index, enum mailauth_language language);

/* --- What the text says of the mail --------------------------------------- */

enum mailauth_extracted {
	/* The address that sent, as the receiver saw it. */
	MAILAUTH_EXTRACTED_IP = 0,
	/* The visible sender: address, and its domain. */
	MAILAUTH_EXTRACTED_FROM,
	MAILAUTH_EXTRACTED_FROM_DOMAIN,
	/* The envelope sender: address, and its domain. */
	MAILAUTH_EXTRACTED_ENVELOPE,
	MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN,
	MAILAUTH_EXTRACTED_HELO,
	/* Of a DKIM signature. */
	MAILAUTH_EXTRACTED_SELECTOR,
	MAILAUTH_EXTRACTED_DKIM_DOMAIN,
	MAILAUTH_EXTRACTED_RECIPIENT,
	/* The host that answered. */
	MAILAUTH_EXTRACTED_HOST,
	/* When, and with which program, as the text says. */
	MAILAUTH_EXTRACTED_DATE,
	MAILAUTH_EXTRACTED_PROGRAM,

	MAILAUTH_EXTRACTED_COUNT,
};

/* A value that the text gives, NUL-terminated, not safe to print; NULL where it gives none. */
const char *mailauth_explanation_extracted(const struct mailauth_explanation *explanation,
					   enum mailauth_extracted what);

/* The domain that an audit should look at: that of the envelope sender, else that of the
 * visible one; NULL where the text gives neither. */
const char *mailauth_explanation_domain(const struct mailauth_explanation *explanation);

/* The receiver's own verdict in its words, as in RFC 8601 ("spf=fail"); NULL for an INDEX
 * that is too large. */
const char *mailauth_explanation_verdict(const struct mailauth_explanation *explanation,
					 size_t index);

/* --- Renderings ----------------------------------------------------------- */

/* Writes EXPLANATION for a person, safe to print: what happened and whether waiting helps; what
 * it means; what you, and then others, do about it; what to send to a support desk.
 * REPORT, which may be NULL, is of an audit of the sender that the text names: the answer then
 * says what the DNS says today, and whether that agrees with the receiver.
 * WIDTH, FLAGS, *TEXT and *LENGTH are as for mailauth_report_text().
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag. */
int mailauth_explanation_text(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned width, unsigned flags, char **text, size_t *length);

/* Writes EXPLANATION as HTML, all that mailauth_explanation_text() says.  REPORT is as there; FLAGS,
 * *TEXT and *LENGTH are as for mailauth_report_html().
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag. */
int mailauth_explanation_html(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned flags, char **text, size_t *length);

/* Writes EXPLANATION as one JSON object on one line: the key "explanation", and with REPORT, which
 * may be NULL, all that mailauth_report_json() writes.  FLAGS, *TEXT and *LENGTH are as
 * there.  Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL for an unknown LANGUAGE or flag, or
 * for flags without a report. */
int mailauth_explanation_json(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned flags, char **text, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
