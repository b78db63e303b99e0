/* The tables of rejections, symptoms, steps and words.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

/* Short names for the columns of the .def files. */
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

	SEED_553 = 1,
	SEED_550 = 2,
	SEED_NDR = 4,

	PERMANENT = MAILAUTH_PERMANENCE_PERMANENT,
	TEMPORARY = MAILAUTH_PERMANENCE_TEMPORARY,
	BY_CODE = MAILAUTH_PERMANENCE_UNKNOWN,
};

#define WHO(...)                                                                                   \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}
#define FIRST(a, ...) MA_SOURCE_##a
#define SECOND(a, b, ...) MA_SOURCE_##b
#define THIRD(a, b, c, ...) MA_SOURCE_##c
#define FOURTH(a, b, c, d, ...) MA_SOURCE_##d
#define SOURCES(...)                                                                               \
	{                                                                                          \
		FIRST(__VA_ARGS__, 0, 0, 0, 0), SECOND(__VA_ARGS__, 0, 0, 0, 0),                   \
			THIRD(__VA_ARGS__, 0, 0, 0, 0), FOURTH(__VA_ARGS__, 0, 0, 0, 0)            \
	}

const struct ma_rejection ma_rejections[] = {
#define REJECTION(id, system, reply, code, kind, pattern, word, conditions, class, permanence,     \
		  who, checks, articles, sources, remedy, en, ja)                                  \
	{ id,                                                                                      \
	  MA_SYSTEM_##system,                                                                      \
	  reply,                                                                                   \
	  code,                                                                                    \
	  MA_REJECTION_##kind,                                                                     \
	  pattern,                                                                                 \
	  word,                                                                                    \
	  conditions,                                                                              \
	  MA_CLASS_##class,                                                                        \
	  (enum mailauth_permanence)permanence,                                                    \
	  who,                                                                                     \
	  checks,                                                                                  \
	  articles,                                                                                \
	  sources,                                                                                 \
	  MA_REMEDY_##remedy,                                                                      \
	  { en, ja } },
#include "rejection.def"
#undef REJECTION
#define SYMPTOM(id, slug, system, class, permanence, who, checks, words, articles, sources,        \
		remedy, en, ja)                                                                    \
	{ id,                                                                                      \
	  MA_SYSTEM_##system,                                                                      \
	  "",                                                                                      \
	  "",                                                                                      \
	  MA_REJECTION_SYMPTOM,                                                                    \
	  slug,                                                                                    \
	  words,                                                                                   \
	  0,                                                                                       \
	  MA_CLASS_##class,                                                                        \
	  (enum mailauth_permanence)permanence,                                                    \
	  who,                                                                                     \
	  checks,                                                                                  \
	  articles,                                                                                \
	  sources,                                                                                 \
	  MA_REMEDY_##remedy,                                                                      \
	  { en, ja } },
#include "symptom.def"
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

static const struct {
	const char *word;
	const char *headline[MA_LANGUAGES];
} classes[] = {
#define CLASS(id, word, en, ja) { word, { en, ja } },
#include "class.def"
#undef CLASS
};

const char *ma_class_word(enum ma_class_id id)
{
	return classes[id].word;
}

const char *ma_class_headline(enum ma_class_id id, enum mailauth_language language)
{
	return classes[id].headline[language];
}

static const struct {
	enum ma_class_id class; /* whose steps say it at length; or MA_CLASS_COUNT */
	const char *text[MA_LANGUAGES];
} remedies[] = {
#define REMEDY(id, en, ja) { MA_CLASS_COUNT, { en, ja } },
#define CLASS_REMEDY(class, en, ja) { MA_CLASS_##class, { en, ja } },
#include "remedy.def"
#undef REMEDY
#undef CLASS_REMEDY
};

const char *ma_remedy(enum ma_remedy_id id, enum mailauth_language language)
{
	return remedies[id].text[language];
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
#include "source.def"
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

static const struct {
	const char *word;
	const char *text[MA_LANGUAGES];
} addresses[] = {
#define MAILBOX(id, word, en, ja) { word, { en, ja } },
#include "mailbox.def"
#undef MAILBOX
};

const char *ma_mailbox_word(enum ma_mailbox_kind kind)
{
	return addresses[kind].word;
}

const char *ma_mailbox_text(enum ma_mailbox_kind kind, enum mailauth_language language)
{
	return addresses[kind].text[language];
}

const struct ma_step ma_steps[] = {
#define STEP(class, who, en, ja) { MA_CLASS_##class, (enum mailauth_who)who, false, { en, ja } },
#define WAITING(class, who, en, ja) { MA_CLASS_##class, (enum mailauth_who)who, true, { en, ja } },
#include "step.def"
#undef STEP
#undef WAITING
};
const size_t ma_step_count = sizeof(ma_steps) / sizeof(*ma_steps);

const struct ma_program_step ma_program_steps[] = {
#define PROGRAM(class, program_en, program_ja, en, ja)                                             \
	{ MA_CLASS_##class, { program_en, program_ja }, { en, ja } },
#include "program.def"
#undef PROGRAM
};
const size_t ma_program_step_count = sizeof(ma_program_steps) / sizeof(*ma_program_steps);
