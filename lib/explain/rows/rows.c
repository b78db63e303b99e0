/* The tables of rejections, symptoms, steps and words: facts; the sentences are in ../words.
 *
 * SPDX-License-Identifier: MIT */

#include "../explain.h"

#include <string.h>

/* Short names for the fields of the .def files. */
enum {
	SENDER = MAILAUTH_WHO_SENDER_USER,
	ADMIN = MAILAUTH_WHO_SENDER_ADMIN,
	RECIPIENT = MAILAUTH_WHO_RECIPIENT_USER,
	POSTMASTER = MAILAUTH_WHO_RECIPIENT_ADMIN,
	HOST = MAILAUTH_WHO_HOSTING_PROVIDER,
	WAIT = MAILAUTH_WHO_WAIT,
	OWNER = MAILAUTH_WHO_GROUP_OWNER,

	FROM_HOST = MA_FROM_HOST,
	AT_RCPT = MA_AT_RCPT,
	AT_DATA = MA_AT_DATA,
	WRAPPER = MA_WRAPPER,
	BARE = MA_BARE,
	BY_STATED_RESULT = MA_BY_STATED_RESULT,
	MANY_REASONS = MA_MANY_REASONS,
	COMMON_WORDING = MA_COMMON_WORDING,
	VAGUE_WORDING = MA_VAGUE_WORDING,
	TELLING_WORDS = MA_TELLING_WORDS,
	AT_SUBMISSION = MA_AT_SUBMISSION,
	UNSURE = MA_UNSURE,

	SEED_553 = 1,
	SEED_550 = 2,
	SEED_NDR = 4,

	SPF = MA_CHECKS_SPF,
	DKIM = MA_CHECKS_DKIM,
	DMARC = MA_CHECKS_DMARC,
	MX = MA_CHECKS_MX,
	PTR = MA_CHECKS_PTR,
	DNSBL = MA_CHECKS_OTHER,
	HELO = MA_CHECKS_OTHER,
	ARC = MA_CHECKS_OTHER,
	DANE = MA_CHECKS_OTHER,
	MTA_STS = MA_CHECKS_OTHER,
	TLS = MA_CHECKS_OTHER,
	SMTP_AUTH = MA_CHECKS_OTHER,
	ADDRESS = MA_CHECKS_OTHER,
	CONTENT = MA_CHECKS_OTHER,
	QUOTA = MA_CHECKS_OTHER,
	SIZE = MA_CHECKS_OTHER,
};

/* An enumerator of another enumeration would be a conversion. */
#define PERMANENT MAILAUTH_PERMANENCE_PERMANENT
#define TEMPORARY MAILAUTH_PERMANENCE_TEMPORARY
#define BY_CODE MAILAUTH_PERMANENCE_UNKNOWN

const struct ma_rejection ma_rejections[] = {
#define REJECTION(name, identifier, ...)                                                           \
	{ .id = identifier, .phrase = MA_PHRASE_REJECTION_##name, __VA_ARGS__ },
#include "../rejection.def"
#undef REJECTION
#define SYMPTOM(name, identifier, slug, ...)                                                       \
	{ .id = identifier,                                                                        \
	  .kind = MA_REJECTION_SYMPTOM,                                                            \
	  .reply = "",                                                                             \
	  .code = "",                                                                              \
	  .pattern = slug,                                                                         \
	  .phrase = MA_PHRASE_SYMPTOM_##name,                                                      \
	  __VA_ARGS__ },
#include "../symptom.def"
#undef SYMPTOM
};
const size_t ma_rejection_count = sizeof(ma_rejections) / sizeof(*ma_rejections);

const struct ma_rejection *ma_rejection_called(const char *id)
{
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (strcmp(ma_rejections[i].id, id) == 0)
			return &ma_rejections[i];
	return NULL;
}

/* A word, and the sentence for it. */
struct worded {
	const char *word;
	enum ma_phrase_id phrase;
};

static const struct worded classes[] = {
#define CLASS(id, word) { word, MA_PHRASE_CLASS_##id },
#include "../class.def"
#undef CLASS
};

const char *ma_class_word(enum ma_class_id id)
{
	return classes[id].word;
}

const char *ma_class_headline(enum ma_class_id id, enum mailauth_language language)
{
	return ma_phrase(classes[id].phrase, language);
}

static const struct {
	enum ma_class_id class; /* whose steps say it at length; or MA_CLASS_COUNT */
	enum ma_phrase_id phrase;
} remedies[] = {
#define REMEDY(id) { MA_CLASS_COUNT, MA_PHRASE_REMEDY_##id },
#define CLASS_REMEDY(class) { MA_CLASS_##class, MA_PHRASE_REMEDY_##class },
#include "../remedy.def"
#undef REMEDY
#undef CLASS_REMEDY
};

const char *ma_remedy(enum ma_remedy_id id, enum mailauth_language language)
{
	return ma_phrase(remedies[id].phrase, language);
}

bool ma_remedy_is_special(const struct ma_rejection *row)
{
	return remedies[row->remedy].class != row->class;
}

static const struct {
	char level;
	const char *reference;
} sources[] = {
	{ 0, "" },
#define SOURCE(id, level, reference) { level, reference },
#include "../source.def"
#undef SOURCE
};

const char *ma_source_reference(enum ma_source_id id)
{
	return sources[id].reference;
}

char ma_source_level(enum ma_source_id id)
{
	return sources[id].level;
}

static const struct worded addresses[] = {
#define MAILBOX(id, word) { word, MA_PHRASE_MAILBOX_##id },
#include "../mailbox.def"
#undef MAILBOX
};

const char *ma_mailbox_word(enum ma_mailbox_kind kind)
{
	return addresses[kind].word;
}

const char *ma_mailbox_text(enum ma_mailbox_kind kind, enum mailauth_language language)
{
	return ma_phrase(addresses[kind].phrase, language);
}

const struct ma_step ma_steps[] = {
#define STEP(class, who, number)                                                                   \
	{ MA_CLASS_##class, MA_SITUATION_NONE, (enum mailauth_who)who, false,                      \
	  MA_PHRASE_STEP_##class##_##who##_##number },
#define WAITING(class, who, number)                                                                \
	{ MA_CLASS_##class, MA_SITUATION_NONE, (enum mailauth_who)who, true,                       \
	  MA_PHRASE_STEP_##class##_##who##_##number },
#include "../step.def"
#undef STEP
#undef WAITING
#define SITUATION(id)
#define ADVICE(situation, who, number)                                                             \
	{ MA_CLASS_COUNT, MA_SITUATION_##situation, (enum mailauth_who)who, false,                 \
	  MA_PHRASE_SITUATION_##situation##_##who##_##number },
#include "../situation.def"
};
const size_t ma_step_count = sizeof(ma_steps) / sizeof(*ma_steps);

const struct ma_program_step ma_program_steps[] = {
#define PROGRAM(class, program)                                                                    \
	{ MA_CLASS_##class, MA_PHRASE_PROGRAM_##program, MA_PHRASE_PROGRAM_##class##_##program },
#include "../program.def"
#undef PROGRAM
};
const size_t ma_program_step_count = sizeof(ma_program_steps) / sizeof(*ma_program_steps);
