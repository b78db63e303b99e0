/* The causes of a verdict: why it is what it is, in a few sentences.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "report.h"

static void add(struct ma_sentence *sentence, struct ma_argument argument)
{
	if (sentence->argument_count < MA_ARGUMENTS_MAX)
		sentence->arguments[sentence->argument_count++] = argument;
	else
		sentence->overfull = true;
}

void ma_sentence_add(struct ma_sentence *sentence, const char *key, struct ma_text value)
{
	add(sentence, (struct ma_argument){ key, value, MA_VALUE_RAW });
}

void ma_sentence_add_company(struct ma_sentence *sentence, const struct ma_provider *company)
{
	add(sentence, (struct ma_argument){ "company", ma_text(company->id), MA_VALUE_COMPANY });
}

/* Adds TEMPLATE with the values of SENTENCE, companies by what they are called. */
static void add_phrase(struct ma_buffer *buffer, const struct ma_sentence *sentence,
		       const char *template, enum mailauth_language language)
{
	struct ma_argument arguments[MA_ARGUMENTS_MAX];

	for (size_t i = 0; i < sentence->argument_count; i++) {
		arguments[i] = sentence->arguments[i];
		if (arguments[i].kind == MA_VALUE_COMPANY)
			arguments[i].value = ma_provider_called(arguments[i].value, language);
	}
	ma_words_add(buffer, template, arguments, sentence->argument_count);
}

void ma_sentence_words(struct ma_buffer *buffer, const struct ma_sentence *sentence,
		       enum mailauth_language language)
{
	buffer->failed = buffer->failed || sentence->overfull;
	if (sentence->finding != NULL)
		ma_words_finding(buffer, sentence->finding, language, false);
	else
		add_phrase(buffer, sentence, ma_phrase(sentence->phrase, language), language);
}

void ma_sentence_in_short(struct ma_buffer *buffer, const struct ma_sentence *sentence,
			  enum mailauth_language language)
{
	buffer->failed = buffer->failed || sentence->overfull;
	if (sentence->finding != NULL)
		ma_words_finding_in_short(buffer, sentence->finding, language, MA_SAID_LEAST);
	else
		add_phrase(buffer, sentence, ma_phrase_in_short(sentence->phrase, language),
			   language);
}

struct ma_sentence *ma_cause_add(struct ma_verdict *verdict, enum ma_phrase_id phrase,
				 const struct mailauth_finding *finding)
{
	struct ma_sentence *cause = &verdict->causes[MA_CAUSES_MAX - 1];

	if (verdict->cause_count < MA_CAUSES_MAX)
		cause = &verdict->causes[verdict->cause_count++];
	*cause = (struct ma_sentence){ .phrase = phrase, .finding = finding };
	return cause;
}

/* What says how a sender fares is the verdict itself, and not its cause. */
static bool is_sender_result(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_SENDER_PASS:
	case MA_SPF_SENDER_FAIL:
	case MA_SPF_SENDER_SOFTFAIL:
	case MA_SPF_SENDER_NEUTRAL:
	case MA_SPF_SENDER_NEUTRAL_TERM:
	case MA_SPF_SENDER_NONE:
	case MA_SPF_HELO_NONE:
	case MA_SPF_HELO_NEUTRAL:
	case MA_SPF_SENDER_UNSURE:
	case MA_SPF_SENDER_REFUSED:
	case MA_SPF_NEEDS_HELO:
	case MA_SPF_SENDER_MALFORMED:
	case MA_SPF_SENDER_NO_IDENTITY:
	case MA_SPF_SENDER_PERMERROR:
	case MA_SPF_SENDER_TEMPERROR:
	case MA_SPF_SENDER_RECORD_ALONE:
		return true;
	default:
		return false;
	}
}

/* Of two faults that are as grave, the heavier is the reason. */
enum weight {
	LOST,	 /* reports alone: no mail is stopped by it */
	FOLLOWS, /* from another that is named as well */
	PLAIN,
	VOIDS, /* nothing that the record says counts, or stops anything, or a limit is passed for
		* this reason */
};

bool ma_finding_is_of_reports(const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_DMARC_RUA_MISSING:
	case MA_DMARC_ENFORCED_WITHOUT_REPORTS:
	case MA_DMARC_URI_INVALID:
	case MA_DMARC_URI_PLACEHOLDER:
	case MA_DMARC_REPORT_NOT_AUTHORISED:
	case MA_DMARC_REPORT_NAME_TOO_LONG:
	case MA_DMARC_REPORT_REDIRECTED:
	case MA_DMARC_REPORT_NO_DOMAIN:
	case MA_DMARC_REPORT_NO_MAIL:
		return true;
	default:
		return false;
	}
}

static enum weight weigh(const struct mailauth_finding *finding)
{
	if (ma_finding_is_of_reports(finding))
		return LOST;
	switch (finding->id) {
	case MA_SPF_REFUSAL_NOT_REACHED:
		return FOLLOWS;
	case MA_SPF_LOOP:
	case MA_SPF_ONE_PERMITS_ALL:
	case MA_DMARC_PARKED:
	case MA_DMARC_SEVERAL_RECORDS:
	case MA_DMARC_VERSION_NOT_FIRST:
	case MA_DMARC_VERSION_MISWRITTEN:
	case MA_DMARC_VERSION_RUN_ON:
	case MA_DMARC_JUNK_BEFORE:
	case MA_DMARC_RECORD_AT_DOMAIN:
	case MA_DMARC_WRONG_NAME:
	case MA_DMARC_DOUBLED_NAME:
	case MA_DMARC_P_MISSING_VOID:
	case MA_DMARC_POLICY_INVALID:
	case MA_DMARC_POLICY_INVALID_VOID:
		return VOIDS;
	default:
		return PLAIN;
	}
}

/* Faults on their way to being causes: the heaviest is named, the others are counted. */
struct faults {
	const struct mailauth_finding *first;
	size_t count;
};

static void count_fault(struct faults *faults, const struct mailauth_finding *finding,
			enum mailauth_severity severity)
{
	if (mailauth_finding_severity(finding) != severity || is_sender_result(finding))
		return;
	if (faults->count++ == 0 || weigh(finding) > weigh(faults->first))
		faults->first = finding;
}

static void add_faults(struct ma_verdict *verdict, const struct faults *faults)
{
	if (faults->count > 0)
		ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, faults->first);
	if (faults->count > 1)
		ma_cause_add(verdict,
			     mailauth_finding_severity(faults->first) == MAILAUTH_SEVERITY_UNKNOWN
				     ? MA_PHRASE_CAUSE_MORE_UNKNOWN
				     : MA_PHRASE_CAUSE_MORE,
			     NULL);
	verdict->fault = faults->first;
}

/* What a sender's own evaluation found; faults of other domains are not its causes. */
void ma_cause_add_sender(struct ma_verdict *verdict, const struct mailauth_sender *sender,
			 enum mailauth_severity severity)
{
	struct faults faults = { 0 };

	for (const struct mailauth_finding *f = sender->findings; f != NULL; f = f->next)
		count_fault(&faults, f, severity);
	add_faults(verdict, &faults);
}

void ma_cause_add_section(struct mailauth_report *report, enum mailauth_section section,
			  enum mailauth_severity severity)
{
	struct faults faults = { 0 };

	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == section)
			count_fault(&faults, report->findings[i], severity);
	add_faults(&report->verdict, &faults);
}

/* Of several records, each read alone: would one of them have let the sender pass? */
static void add_alone(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	enum ma_phrase_id phrase = MA_PHRASE_CAUSE_LISTED_IN_NONE;

	if (sender->record_count < 2)
		return;
	for (size_t i = 0; i < sender->record_count; i++) {
		enum mailauth_spf_result result = sender->records[i].result;

		if (result == MAILAUTH_SPF_PASS)
			phrase = MA_PHRASE_CAUSE_LISTED_IN_ONE;
		else if ((result == MAILAUTH_SPF_TEMPERROR || result == MAILAUTH_SPF_PERMERROR) &&
			 phrase == MA_PHRASE_CAUSE_LISTED_IN_NONE)
			phrase = MA_PHRASE_CAUSE_LISTED_UNKNOWN;
	}
	ma_sentence_add(ma_cause_add(verdict, phrase, NULL), "ip", sender->ip_text);
}

/* The term that decided, in a phrase of its own or after another. */
static void add_term(struct ma_verdict *verdict, enum ma_phrase_id phrase,
		     const struct mailauth_sender *sender)
{
	struct ma_sentence *cause;

	if (sender->outcome.matched.data == NULL)
		return;
	cause = ma_cause_add(verdict, phrase, NULL);
	ma_sentence_add(cause, "ip", sender->ip_text);
	ma_sentence_add(cause, "term", sender->outcome.matched);
	ma_sentence_add(cause, "name", sender->outcome.matched_domain);
}

static void add_late(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, sender->too_late);
	verdict->fault = sender->too_late;
}

/* That there is no record, with what to do about it where the sender needs one. */
static void add_absence(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	const struct mailauth_finding *found = sender->findings;
	bool unread = ma_finding_argument(sender->finding, "unread").data != NULL;

	while (found != NULL && found->id != MA_SPF_NO_RECORD)
		found = found->next;
	if (found != NULL && sender->finding->id == MA_SPF_SENDER_NONE)
		ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, found);
	else
		ma_sentence_add(
			ma_cause_add(verdict,
				     unread ? MA_PHRASE_CAUSE_UNREAD : MA_PHRASE_CAUSE_NO_RECORD,
				     NULL),
			"domain", sender->domain_text);
}

void ma_cause_add_result(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	switch (sender->outcome.result) {
	case MAILAUTH_SPF_FAIL:
	case MAILAUTH_SPF_SOFTFAIL:
		if (sender->too_late != NULL) {
			add_late(verdict, sender);
			break;
		}
		ma_sentence_add(ma_cause_add(verdict,
					     sender->refused ? MA_PHRASE_CAUSE_REFUSED
							     : MA_PHRASE_CAUSE_NOT_LISTED,
					     NULL),
				"ip", sender->ip_text);
		add_term(verdict, MA_PHRASE_CAUSE_DECIDED, sender);
		break;
	case MAILAUTH_SPF_PASS:
		add_term(verdict, MA_PHRASE_CAUSE_LISTED, sender);
		break;
	case MAILAUTH_SPF_NEUTRAL:
		if (sender->too_late != NULL)
			add_late(verdict, sender);
		else
			ma_sentence_add(ma_cause_add(verdict, MA_PHRASE_CAUSE_NOT_SAID, NULL), "ip",
					sender->ip_text);
		if (sender->named)
			add_term(verdict, MA_PHRASE_CAUSE_DECIDED, sender);
		break;
	case MAILAUTH_SPF_NONE:
		/* There may be no such name, or a text that is nearly a record. */
		ma_cause_add_sender(verdict, sender, MAILAUTH_SEVERITY_ERROR);
		if (verdict->fault == NULL)
			add_absence(verdict, sender);
		break;
	case MAILAUTH_SPF_TEMPERROR:
		ma_cause_add_sender(verdict, sender, MAILAUTH_SEVERITY_UNKNOWN);
		break;
	case MAILAUTH_SPF_PERMERROR:
		ma_cause_add_sender(verdict, sender, MAILAUTH_SEVERITY_ERROR);
		add_alone(verdict, sender);
		break;
	}
}
