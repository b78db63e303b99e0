/* The report: what all inquiries came to, and the verdict.  Reads settled results, asks nothing.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_REPORT_H
#define MA_REPORT_H

#include "../dkim/dkim.h"
#include "../dmarc/dmarc.h"
#include "../host/host.h"
#include "../mx/mx.h"
#include "../sender/sender.h"
#include "../servers/servers.h"
#include "../spf/spf.h"
#include "../zone/zone.h"

#include <mailauth/changes.h>
#include <mailauth/fixes.h>
#include <mailauth/providers.h>
#include <mailauth/receivers.h>

/* A sentence of the verdict: a phrase with its values, or what a finding says. */
struct ma_sentence {
	enum ma_phrase_id phrase;
	const struct mailauth_finding *finding; /* if not NULL, instead of the phrase */
	struct ma_argument arguments[MA_ARGUMENTS_MAX];
	size_t argument_count;
	bool overfull; /* it got more than fit, and cannot be said */
};

enum {
	MA_CAUSES_MAX = 4,
};

/* Whose text has to change. */
struct ma_holder {
	struct ma_text name; /* where it is published; length 0: it is not a published text */
	bool own;	     /* of the owner of the audited domain */
	const struct ma_provider *company; /* that publishes it; NULL: not known */
};

/* A company, as one name shows it. */
struct ma_found_provider {
	const struct ma_provider *provider;
	enum mailauth_provider_role role;
	struct ma_text evidence; /* the name */
};

/* What a finding asks for, and what the rest of the report makes of it. */
struct ma_remedy {
	struct ma_text at; /* the name that is asked for the text: often the holder's */
	struct ma_holder holder;
	struct ma_text keeper; /* the holder's name, if the text is to be left to others */
	unsigned who;	       /* a set of enum mailauth_who */
	const struct ma_provider *helper; /* whose support can help; or NULL */
	const struct ma_host *host;	  /* at which it is set, and not in a zone; or NULL */
	bool manager; /* WHO is, more exactly, the one who manages the holder's name */
	const struct ma_text *where; /* the name servers that publish it, where they are its own */
	size_t where_count;
	struct ma_text zone; /* that they publish, if it is another than the domain's */
	uint32_t wait;	     /* seconds until a change is seen, at most; 0: not known */
	const struct mailauth_finding *overruled_by; /* whose advice holds instead; or NULL */
	bool counts;  /* for severities: it is not overruled altogether */
	bool signing; /* it is about keys that the one who sends makes */
	bool told;    /* the verdict says what it means */
	bool solved;  /* a record that is shown removes it */
	bool closing; /* its advice is for a domain without mail: no proposed record follows it */
	bool follows; /* from another fault: the record that ends both is all there is to say */
	bool said;    /* one before it says the same to a reader */
	bool listed;  /* it has a place among the findings of its section */
};

/* What it comes to, for someone who reads nothing else. */
struct ma_verdict {
	struct ma_sentence summary;
	const struct mailauth_sender *sender; /* the one that it is about; or NULL */
	const struct mailauth_finding *told;  /* the finding that the summary says; or NULL */
	struct ma_sentence causes[MA_CAUSES_MAX];
	size_t cause_count;
	bool beside; /* the cause is not of what is said first, but of what is fixed besides */
	const struct mailauth_finding *fault; /* the first of the causes that is a fault; or NULL */
	const struct mailauth_finding *reason; /* the one that leads; or NULL */
	struct ma_remedy remedy;	       /* of what has to change, if anything has to */
	enum mailauth_spoofable spoofable;
	enum mailauth_spoofable by_strangers; /* the same, but for customers of a company */
	struct ma_sentence spoof;	      /* the same for people */
};

/* Whether a key that verifies signatures was seen.  No one can say NO of selectors that were
 * guessed. */
enum ma_seen {
	MA_SEEN_UNKNOWN,
	MA_SEEN_NO,
	MA_SEEN_YES,
};

/* A difference that assumptions make (<mailauth/changes.h>). */
struct mailauth_change {
	enum mailauth_change_kind kind;
	size_t index;
	const char *before;
	const char *after;
	const struct mailauth_finding *finding; /* that is gone or new; or NULL */
};

struct mailauth_report {
	struct ma_settings settings;
	bool complete;
	bool missing; /* there is no such domain, and nothing else is said of it */
	struct ma_zone zone;
	struct ma_servers servers; /* that were asked themselves */
	struct ma_spf_published spf;
	struct ma_envelopes envelopes;
	struct ma_mx mx;
	struct ma_visits visits; /* to mail servers that were greeted */
	struct ma_hosts hosts;
	struct ma_lists lists;		  /* block lists that were asked */
	const struct mailauth_key **keys; /* that are shown, in the order of their selectors */
	size_t key_count;
	const struct mailauth_signature **signatures; /* of the message that was given */
	size_t signature_count;
	bool keys_asked; /* there were selectors to look at */
	enum ma_seen keys_seen;
	const struct ma_dmarc *dmarc;	     /* of the Author Domain */
	const struct ma_dmarc *dmarc_domain; /* of the audited domain: often the same */
	struct ma_dmarc_message message;     /* the mail that was given, if any was */
	bool from_given;		     /* with what DMARC needs to know of it */
	struct mailauth_sender **senders;
	size_t sender_count;
	/* Those that count, and after them those that another overrules altogether. */
	const struct mailauth_finding **findings;
	size_t finding_count;
	size_t overruled_count;
	struct ma_remedy *remedies;	      /* of each of them */
	const struct mailauth_query *queries; /* by name and type */
	size_t query_count;
	const struct ma_inquiries *inquiries;
	struct ma_answers *answers;	  /* what was answered, */
	const struct ma_assumed *overlay; /* and what is assumed instead; or NULL */
	struct ma_verdict verdict;
	const struct mailauth_report *before;  /* without what was assumed; NULL: nothing was */
	const struct mailauth_change *changes; /* from it to this one */
	size_t change_count;
	struct ma_found_provider *providers; /* by role */
	size_t provider_count;
	const struct ma_provider *dns_company; /* that answers for the zone alone; or NULL */
	struct mailauth_fix **fixes;	       /* what to publish, proven (../fix/fix.h) */
	size_t fix_count;
	/* What receivers ask for (../receivers/receivers.h). */
	const struct mailauth_receiver *receivers;
	size_t receiver_count;
};

/* --- Making it ------------------------------------------------------------------ */

/* Says of a verdict that names no cause, as nothing is worse than what stops no spoofed mail, what
 * else is wrong: FINDING, which is fixed as REMEDY says. */
void ma_verdict_add_fixed(struct mailauth_report *report, const struct mailauth_finding *finding,
			  const struct ma_remedy *remedy);
/* The report of INQUIRIES, which are settled, in their arena.  NULL once memory failed. */
struct mailauth_report *ma_report_make(const struct ma_inquiries *inquiries,
				       struct ma_answers *answers);
/* The same with nothing but results and findings, to be compared: no one reads it. */
struct mailauth_report *ma_report_collect(const struct ma_inquiries *inquiries,
					  struct ma_answers *answers);

/* Adds what no inquiry sees alone. */
void ma_verdict_combine(const struct mailauth_report *report, struct ma_findings *findings);
/* Adds what the policy of the audited domain, its SPF record, its mail servers and its DKIM keys
 * come to together. */
void ma_verdict_combine_keys(const struct mailauth_report *report, enum ma_seen keys,
			     struct ma_findings *findings);
/* Adds what the companies whose names the domain uses ask of it. */
void ma_verdict_combine_companies(const struct mailauth_report *report,
				  struct ma_findings *findings);
/* Whether others can send as the audited domain, and why. */
void ma_verdict_judge_spoofable(struct mailauth_report *report);
/* Adds that the policy of the audited domain stops nothing, where its SPF record undoes it. */
void ma_verdict_note_undone(const struct mailauth_report *report, struct ma_findings *findings);
/* Fills in the verdict of REPORT, whose findings are there: what is said first, why, and who can
 * act. */
void ma_verdict_judge(struct mailauth_report *report);

/* Marks the findings that the verdict says, those that say again what one before them said, and
 * those that another overrules. */
void ma_report_mark_said(struct mailauth_report *report);

/* --- The domain as a whole -------------------------------------------------------- */

/* Whether the audited domain does not exist, and the mail that is judged shows no other. */
bool ma_domain_is_missing(const struct mailauth_report *report, struct ma_arena *arena);
/* Whether anything of FINDING is to be said of a domain that may not exist. */
bool ma_domain_leaves_room(const struct mailauth_report *report,
			   const struct mailauth_finding *finding);
void ma_domain_note_missing(const struct mailauth_report *report, struct ma_findings *findings);
/* Adds that a mail server of the domain's own is permitted by IPv4 alone. */
void ma_domain_note_ipv6(const struct mailauth_report *report, struct ma_findings *findings);
/* Adds what the answers show of the DNS itself: broken DNSSEC, TTLs. */
void ma_domain_note_dns(const struct mailauth_report *report, struct ma_findings *findings);
/* That it is broken, as the cause of a result that is not known. */
void ma_cause_add_bogus(struct mailauth_report *report);
/* Adds that own mail is refused, if it is. */
bool ma_domain_note_refused(const struct mailauth_report *report, struct ma_findings *findings);

/* Adds that own mail from a provider that SPF does not permit is refused, if it is. */
void ma_domain_note_unpermitted(const struct mailauth_report *report, struct ma_findings *findings);

/* What becomes of mail that SENDER sends as the domain, where SPF does not pass, no key can and a
 * policy stops what fails; 0 otherwise. */
enum ma_phrase_id ma_domain_phrase_of_refusal(const struct mailauth_report *report,
					      const struct mailauth_sender *sender);
/* What FINDING is overruled by altogether, of what is known of several inquiries together; or NULL.
 */
const struct mailauth_finding *ma_report_find_overruling(const struct mailauth_report *report,
							 const struct ma_findings *combined,
							 const struct mailauth_finding *finding);
/* What is said first of the audited domain: the worst. */
void ma_headline_judge(struct mailauth_report *report);
/* The same of one that does not exist; false if it does. */
bool ma_headline_judge_missing(struct mailauth_report *report);

/* --- What assumptions change ------------------------------------------------------ */

/* Notes in REPORT what is different from BEFORE, the same without what is assumed. */
void ma_report_compare(struct mailauth_report *report, const struct mailauth_report *before,
		       struct ma_arena *arena);

/* --- Findings ------------------------------------------------------------------- */

/* The first finding ID; NULL if there is none. */
const struct mailauth_finding *ma_report_find(const struct mailauth_report *report,
					      enum ma_finding_id id);
/* Whether something is published that was meant as the SPF record of the domain, and that receivers
 * do not read as one. */
bool ma_report_has_unread_spf(const struct mailauth_report *report);
/* The same of the DMARC record of NAME. */
bool ma_report_has_unread_dmarc(const struct mailauth_report *report, struct ma_text name);
/* Whether the SPF record permits everyone, or nearly everyone. */
bool ma_report_is_open(const struct mailauth_report *report);

/* --- Causes --------------------------------------------------------------------- */

void ma_sentence_add(struct ma_sentence *sentence, const char *key, struct ma_text value);
/* The value for "company". */
void ma_sentence_add_company(struct ma_sentence *sentence, const struct ma_provider *company);
/* One more cause: FINDING, or if that is NULL a PHRASE. */
struct ma_sentence *ma_cause_add(struct ma_verdict *verdict, enum ma_phrase_id phrase,
				 const struct mailauth_finding *finding);
/* Why SENDER's result is what it is. */
void ma_cause_add_result(struct ma_verdict *verdict, const struct mailauth_sender *sender);
/* What the evaluation of SENDER found that is as grave as SEVERITY. */
void ma_cause_add_sender(struct ma_verdict *verdict, const struct mailauth_sender *sender,
			 enum mailauth_severity severity);
/* What is as grave in a section. */
void ma_cause_add_section(struct mailauth_report *report, enum mailauth_section section,
			  enum mailauth_severity severity);

/* That the host of the verdict's sender, which SPF permits, is one that receivers refuse. */
void ma_cause_add_host(struct mailauth_report *report);

/* Whether FINDING says only that reports are lost, which stops no mail. */
bool ma_finding_is_of_reports(const struct mailauth_finding *finding);

/* --- Remedies ------------------------------------------------------------------- */

/* Which name servers publish what is to be changed in the zone of the domain. */
void ma_remedy_place(struct ma_remedy *remedy, const struct mailauth_report *report);
/* Where what FINDING is about is changed, and how long receivers may remember what is there now:
 * for REMEDY, of which it is known who acts, and at which name. */
void ma_remedy_find_place(const struct mailauth_report *report, struct ma_arena *arena,
			  struct ma_remedy *remedy, const struct mailauth_finding *finding);
/* Whether FINDING is about a message: what it lacks is set right where it is sent, and not in a
 * zone. */
bool ma_remedy_is_of_message(const struct mailauth_report *report,
			     const struct mailauth_finding *finding);
/* Who can act on each finding, and on what the verdict is about. */
void ma_remedy_judge(struct mailauth_report *report, struct ma_arena *arena);
/* Whether FINDING is about a host: what REMEDY then is, but for the company. */
bool ma_remedy_is_of_host(const struct mailauth_report *report,
			  const struct mailauth_finding *finding, struct ma_remedy *remedy);

/* --- Holders -------------------------------------------------------------------- */

/* Whether NAME is known to be in a zone below the domain's own, which others may hold. */
bool ma_holder_is_delegated(const struct mailauth_report *report, struct ma_text name);
/* Whether NAME is in the domain's zone; where that is not known, in its organization. */
bool ma_holder_is_in_zone(const struct mailauth_report *report, struct ma_text name);
/* Whether what FINDING is about is an alias, and not what it leads to. */
bool ma_holder_is_of_alias(const struct mailauth_finding *finding);
/* The question that asked for the text at NAME which FINDING is about: its name and its type. */
struct ma_text ma_holder_asked(struct ma_arena *arena, struct ma_text name,
			       const struct mailauth_finding *finding);
uint16_t ma_holder_type(const struct mailauth_finding *finding);
/* Who holds that text. */
struct ma_holder ma_holder_of(const struct mailauth_report *report, struct ma_arena *arena,
			      struct ma_text name, const struct mailauth_finding *finding);
/* The domain in whose zone a wildcard is; NAME, if it is none. */
struct ma_text ma_domain_of_wildcard(struct ma_text name);
/* Who holds the text at NAME that answers to TYPE. */
struct ma_holder ma_holder_find(const struct mailauth_report *report, struct ma_arena *arena,
				struct ma_text name, uint16_t type);

/* --- Companies ------------------------------------------------------------------ */

/* Notes the companies whose names the domain uses. */
void ma_report_find_providers(struct mailauth_report *report, struct ma_arena *arena);
/* A company that takes mail in and whose servers SPF should permit, too: the term that it asks for.
 */
struct ma_lacking {
	const struct ma_provider *company;
	enum ma_spf_kind kind;
	struct ma_text name;
	struct ma_text
		other; /* another server of the company, which is permitted; .data may be NULL */
};

/* False where none is lacking. */
bool ma_report_find_lacking(const struct mailauth_report *report, struct ma_lacking *lacking);
/* The one company that takes mail in for mailboxes; NULL where it is not known, or not one. */
const struct ma_provider *ma_report_find_mailer(const struct mailauth_report *report);
/* Who publishes what the holder of REMEDY has: of own names those who answer for the zone, where
 * that is known. */
const struct ma_provider *ma_report_company_of(const struct mailauth_report *report,
					       const struct ma_remedy *remedy);
/* Whose servers TERM permits; NULL where none is recognized. */
const struct ma_provider *ma_provider_of_term(const struct ma_spf_term *term);
/* Whose HOST is, by its names in reverse DNS; NULL where none is recognized. */
const struct ma_provider *ma_provider_of_host(const struct ma_host *host);
/* Whose the mail server HOST is; NULL where none is recognized. */
const struct ma_provider *ma_provider_of_mx(struct ma_text host);

/* --- For renderings --------------------------------------------------------------- */

/* Whether FINDING is about KEY. */
bool ma_finding_is_about(const struct mailauth_finding *finding, const struct mailauth_key *key);
/* The gravest that is to be said of what is published. */
enum mailauth_severity ma_key_severity(const struct mailauth_report *report,
				       const struct mailauth_key *key);
/* Whether RECORD is an SPF or DMARC record that applies to the domain, which is shown in any
 * case. */
bool ma_report_publishes(const struct mailauth_report *report, struct ma_text record);
/* Adds SENTENCE in LANGUAGE. */
void ma_sentence_words(struct ma_buffer *buffer, const struct ma_sentence *sentence,
		       enum mailauth_language language);
/* The same in few words. */
void ma_sentence_in_short(struct ma_buffer *buffer, const struct ma_sentence *sentence,
			  enum mailauth_language language);

#endif
