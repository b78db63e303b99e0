/* What the public may read of remedies: who can act, where, how long it takes, what was meant; of
 * each finding, and of the verdict.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

static const struct ma_remedy none;

static const struct ma_remedy *remedy_of(const struct mailauth_finding *finding)
{
	return finding->remedy != NULL ? finding->remedy : &none;
}

static const char *holder_of(const struct ma_remedy *remedy)
{
	return remedy->holder.name.length > 0 ? (const char *)remedy->holder.name.data : NULL;
}

static const char *where(const struct ma_remedy *remedy, size_t index)
{
	return index < remedy->where_count ? (const char *)remedy->where[index].data : NULL;
}

/* --- Findings ----------------------------------------------------------------- */

unsigned mailauth_finding_who(const struct mailauth_finding *finding)
{
	return remedy_of(finding)->who;
}

const char *mailauth_finding_holder(const struct mailauth_finding *finding)
{
	return holder_of(remedy_of(finding));
}

bool mailauth_finding_holder_is_own(const struct mailauth_finding *finding)
{
	return remedy_of(finding)->holder.own;
}

const char *mailauth_finding_where(const struct mailauth_finding *finding, size_t index)
{
	return where(remedy_of(finding), index);
}

uint32_t mailauth_finding_wait(const struct mailauth_finding *finding)
{
	return remedy_of(finding)->wait;
}

const char *mailauth_finding_meant(const struct mailauth_finding *finding)
{
	return mailauth_finding_argument(finding, "meant");
}

const struct mailauth_finding *mailauth_finding_overruled_by(const struct mailauth_finding *finding)
{
	return remedy_of(finding)->overruled_by;
}

bool mailauth_finding_counts(const struct mailauth_finding *finding)
{
	return remedy_of(finding)->counts;
}

/* --- The verdict --------------------------------------------------------------- */

static int write_sentence(const struct ma_sentence *sentence, enum mailauth_language language,
			  char **text)
{
	struct ma_buffer words = { 0 };

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	ma_buffer_add(&words, "", 0);
	ma_sentence_words(&words, sentence, language);
	return ma_buffer_take(&words, text, NULL) ? 0 : MAILAUTH_ENOMEM;
}

int mailauth_verdict_summary(const struct mailauth_report *report, enum mailauth_language language,
			     char **text)
{
	return write_sentence(&report->verdict.summary, language, text);
}

int mailauth_verdict_spoofable(const struct mailauth_report *report,
			       enum mailauth_language language, char **text)
{
	/* Of what is not a domain nothing can be said. */
	if (report->verdict.spoof.argument_count == 0)
		return MAILAUTH_EINVAL;
	return write_sentence(&report->verdict.spoof, language, text);
}

size_t mailauth_verdict_cause_count(const struct mailauth_report *report)
{
	return report->verdict.cause_count;
}

int mailauth_verdict_cause(const struct mailauth_report *report, size_t index,
			   enum mailauth_language language, char **text)
{
	if (index >= report->verdict.cause_count)
		return MAILAUTH_EINVAL;
	return write_sentence(&report->verdict.causes[index], language, text);
}

const struct mailauth_finding *mailauth_verdict_reason(const struct mailauth_report *report)
{
	return report->verdict.reason;
}

unsigned mailauth_verdict_who(const struct mailauth_report *report)
{
	return report->verdict.remedy.who;
}

const char *mailauth_verdict_holder(const struct mailauth_report *report)
{
	return holder_of(&report->verdict.remedy);
}

bool mailauth_verdict_holder_is_own(const struct mailauth_report *report)
{
	return report->verdict.remedy.holder.own;
}

const char *mailauth_verdict_where(const struct mailauth_report *report, size_t index)
{
	return where(&report->verdict.remedy, index);
}

uint32_t mailauth_verdict_wait(const struct mailauth_report *report)
{
	return report->verdict.remedy.wait;
}
