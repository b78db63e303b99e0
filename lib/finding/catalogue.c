/* The catalogue of findings, and findings put into words.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "finding.h"

#include <libpsl.h>
#include <string.h>

enum {
	NOBODY = 0,
	ADMIN = MAILAUTH_WHO_SENDER_ADMIN,
	USER = MAILAUTH_WHO_SENDER_USER,
	HOST = MAILAUTH_WHO_HOSTING_PROVIDER,
	WAIT = MAILAUTH_WHO_WAIT,
	GROUP = MAILAUTH_WHO_GROUP_OWNER,
	READER = MAILAUTH_WHO_RECIPIENT_USER,
	POSTMASTER = MAILAUTH_WHO_RECIPIENT_ADMIN,
};

static const struct ma_catalogue_entry entries[] = {
#define FINDING(id, word, severity, section, who, source)                                          \
	[MA_##id] = { word,   MAILAUTH_SEVERITY_##severity, MAILAUTH_SECTION_##section, who,       \
		      source, MA_PHRASE_FINDING_##id },
#include "catalogue.def"
#undef FINDING
};

const struct ma_catalogue_entry *ma_catalogue(enum ma_finding_id id)
{
	return &entries[id];
}

bool ma_catalogue_says(enum ma_finding_id id, const char *key)
{
	size_t length = strlen(key);

	for (size_t i = 0; i < MA_LANGUAGES; i++)
		for (const char *at = ma_phrase(entries[id].phrase, (enum mailauth_language)i);
		     (at = strchr(at, '{')) != NULL;)
			if (strncmp(++at, key, length) == 0 && at[length] == '}')
				return true;
	return false;
}

/* The phrase for a failure's word; the word itself if it is none. */
static struct ma_text failure_phrase(struct ma_text word, enum mailauth_language language)
{
	static const enum ma_phrase_id phrases[] = {
		[MAILAUTH_TIMED_OUT] = MA_PHRASE_FAILURE_TIMED_OUT,
		[MAILAUTH_UNREACHABLE] = MA_PHRASE_FAILURE_UNREACHABLE,
		[MAILAUTH_REFUSED] = MA_PHRASE_FAILURE_REFUSED,
		[MAILAUTH_SERVER_FAILURE] = MA_PHRASE_FAILURE_SERVER_FAILURE,
		[MAILAUTH_TRUNCATED] = MA_PHRASE_FAILURE_TRUNCATED,
		[MAILAUTH_MALFORMED] = MA_PHRASE_FAILURE_MALFORMED,
		[MAILAUTH_BOGUS] = MA_PHRASE_FAILURE_BOGUS,
		[MAILAUTH_NOT_ASKED] = MA_PHRASE_FAILURE_NOT_ASKED,
		[MAILAUTH_OFFLINE] = MA_PHRASE_FAILURE_OFFLINE,
		[MAILAUTH_CANCELLED] = MA_PHRASE_FAILURE_CANCELLED,
	};

	for (int i = MAILAUTH_TIMED_OUT; i <= MAILAUTH_CANCELLED; i++)
		if (ma_text_equal(word, ma_failure_word((enum mailauth_failure)i)))
			return ma_text(ma_phrase(phrases[i], language));
	return word;
}

/* What people call a result of SPF; the word itself if it is none. */
static struct ma_text result_phrase(struct ma_text word, enum mailauth_language language)
{
	static const struct {
		const char *word;
		enum ma_phrase_id phrase;
	} results[] = {
		{ "none", MA_PHRASE_WORD_NONE },
		{ "neutral", MA_PHRASE_WORD_NEUTRAL },
		{ "pass", MA_PHRASE_WORD_PASS },
		{ "fail", MA_PHRASE_WORD_FAIL },
		{ "softfail", MA_PHRASE_WORD_SOFTFAIL },
		{ "temperror", MA_PHRASE_WORD_TEMPERROR },
		{ "permerror", MA_PHRASE_WORD_PERMERROR },
	};

	for (size_t i = 0; i < sizeof(results) / sizeof(*results); i++)
		if (ma_text_is(word, results[i].word))
			return ma_text(ma_phrase(results[i].phrase, language));
	return word;
}

/* The tag that asks for a policy; a phrase where there is none. */
static struct ma_text policy_phrase(struct ma_text word, enum mailauth_language language)
{
	if (ma_text_is(word, "none"))
		return MA_TEXT("p=none");
	if (ma_text_is(word, "quarantine"))
		return MA_TEXT("p=quarantine");
	return ma_text_is(word, "reject") ? MA_TEXT("p=reject")
					  : ma_text(ma_phrase(MA_PHRASE_POLICY_ABSENT, language));
}

/* FNV-1a, strings apart by their NUL. */
static uint64_t add_string(uint64_t hash, const char *string)
{
	do
		hash = (hash ^ (unsigned char)*string) * 1099511628211u;
	while (*string++ != '\0');
	return hash;
}

void mailauth_rules_version(char version[MAILAUTH_RULES_VERSION_SIZE])
{
	uint64_t hash = add_string(ma_words_version(), MAILAUTH_VERSION);

	/* The Public Suffix List decides, too. */
	if (psl_builtin() != NULL)
		hash = add_string(hash, psl_builtin_sha1sum());
	for (size_t i = 0; i < MAILAUTH_RULES_VERSION_SIZE - 1; i++)
		version[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	version[MAILAUTH_RULES_VERSION_SIZE - 1] = '\0';
}

/* Some values are words for programs, and others must not be cut: puts what people read into WORDS,
 * and lets ARGUMENT point there. */
static void prepare(struct ma_argument *argument, struct ma_buffer *words,
		    enum mailauth_language language)
{
	switch (argument->kind) {
	case MA_VALUE_FAILURE:
		argument->value = failure_phrase(argument->value, language);
		return;
	case MA_VALUE_RESULT:
		argument->value = result_phrase(argument->value, language);
		return;
	case MA_VALUE_POLICY:
		argument->value = policy_phrase(argument->value, language);
		return;
	case MA_VALUE_COMPANY:
		argument->value = ma_provider_called(argument->value, language);
		argument->kind = MA_VALUE_SAFE;
		return;
	case MA_VALUE_CHARACTERS:
		ma_characters_describe(words, argument->value, language);
		break;
	case MA_VALUE_LIST:
		ma_words_list(words, argument->value, language);
		break;
	case MA_VALUE_MEANT:
		ma_buffer_visible(words, argument->value);
		break;
	default:
		return;
	}
	if (words->data == NULL)
		return;
	argument->value = (struct ma_text){ (unsigned char *)words->data, words->length };
	argument->kind = MA_VALUE_SAFE;
}

/* What was meant, after advice that does not say so itself. */
static void add_meant(struct ma_buffer *buffer, const struct mailauth_finding *finding,
		      const struct ma_argument *arguments, size_t count,
		      enum mailauth_language language)
{
	const char *advice = ma_phrase_advice(entries[finding->id].phrase, language);

	if (ma_finding_value(finding, MA_VALUE_STRONGER) != NULL)
		ma_words_add(buffer, ma_phrase(MA_PHRASE_MEANT_STRONGER, language), arguments,
			     count);
	if (ma_finding_value(finding, MA_VALUE_WEAKER) != NULL)
		ma_words_add(buffer, ma_phrase(MA_PHRASE_MEANT_WEAKER, language), arguments, count);
	if (ma_finding_value(finding, MA_VALUE_MEANT) != NULL && strstr(advice, "{meant}") == NULL)
		ma_words_add(buffer, ma_phrase(MA_PHRASE_MEANT, language), arguments, count);
}

static enum ma_phrase_id advice_of_others(enum ma_finding_id id)
{
	switch (id) {
	case MA_SPF_PASSES_EVERYONE:
	case MA_SPF_WILDCARD_PASSES_EVERYONE:
		return MA_PHRASE_ADVICE_OPEN_OTHERS;
	case MA_SPF_NO_RECORD:
		return MA_PHRASE_ADVICE_NO_RECORD_OTHERS;
	case MA_SPF_SENDER_FAIL:
	case MA_SPF_SENDER_SOFTFAIL:
	case MA_SPF_SENDER_NEUTRAL:
	case MA_SPF_SENDER_NEUTRAL_TERM:
	case MA_SPF_SENDER_REFUSED:
	case MA_SPF_LISTED_TOO_LATE:
		return MA_PHRASE_ADVICE_SENDER_OF_OTHERS;
	case MA_DMARC_REPORT_NO_DOMAIN:
		return MA_PHRASE_ADVICE_DMARC_FREE_OF_OTHERS;
	default:
		return entries[id].section == MAILAUTH_SECTION_DMARC
			       ? MA_PHRASE_ADVICE_DMARC_OF_OTHERS
			       : MA_PHRASE_ADVICE_OF_OTHERS;
	}
}

enum ma_phrase_id ma_finding_left_to_others(const struct mailauth_finding *finding)
{
	if (finding->keeper == NULL || finding->keeper->length == 0 ||
	    ma_phrase_advice(entries[finding->id].phrase, MAILAUTH_ENGLISH)[0] == '\0')
		return 0;
	return advice_of_others(finding->id);
}

/* What the reader can do about a text that others publish: he cannot change it. */
static bool add_advice_of_others(struct ma_buffer *buffer, const struct mailauth_finding *finding,
				 enum mailauth_language language, bool brief)
{
	struct ma_argument name = { .key = "name", .kind = MA_VALUE_SAFE };
	enum ma_phrase_id phrase = ma_finding_left_to_others(finding);

	if (phrase == 0)
		return false;
	name.value = *finding->keeper;
	ma_words_add(buffer, (brief ? ma_phrase_in_short : ma_phrase)(phrase, language), &name, 1);
	return true;
}

/* Adds TEMPLATE with the values of FINDING; MEANT: and what was meant at its end. */
static void add_words(struct ma_buffer *buffer, const struct mailauth_finding *finding,
		      enum mailauth_language language, const char *template, bool meant)
{
	struct ma_argument arguments[MA_ARGUMENTS_MAX + 2];
	struct ma_buffer words[MA_ARGUMENTS_MAX] = { { 0 } };
	size_t count = finding->argument_count;
	struct ma_text faulty = { 0 };

	memcpy(arguments, finding->arguments, count * sizeof(*arguments));
	for (size_t i = 0; i < count; i++)
		prepare(&arguments[i], &words[i], language);
	if (finding->record.data != NULL)
		faulty = ma_text_slice(finding->record, finding->from, finding->to);
	/* What every finding has needs no argument of its own. */
	arguments[count++] = (struct ma_argument){ "name", finding->name, MA_VALUE_SAFE };
	arguments[count++] = (struct ma_argument){ "faulty", faulty, MA_VALUE_RAW };
	ma_words_add(buffer, template, arguments, count);
	if (meant)
		add_meant(buffer, finding, arguments, count, language);
	for (size_t i = 0; i < finding->argument_count; i++) {
		buffer->failed = buffer->failed || words[i].failed;
		ma_buffer_finish(&words[i]);
	}
}

void ma_words_finding(struct ma_buffer *buffer, const struct mailauth_finding *finding,
		      enum mailauth_language language, bool advice)
{
	enum ma_phrase_id phrase = entries[finding->id].phrase;
	enum ma_phrase_id other =
		advice ? ma_finding_other_advice(finding) : ma_finding_other_words(finding);

	if (advice && add_advice_of_others(buffer, finding, language, false))
		return;
	if (other != 0)
		add_words(buffer, finding, language, ma_phrase(other, language), advice);
	else
		add_words(buffer, finding, language,
			  (advice ? ma_phrase_advice : ma_phrase)(phrase, language), advice);
}

void ma_words_advice_in_short(struct ma_buffer *buffer, const struct mailauth_finding *finding,
			      enum mailauth_language language)
{
	enum ma_phrase_id other = ma_finding_other_advice(finding);

	if (add_advice_of_others(buffer, finding, language, true))
		return;
	if (other != 0)
		add_words(buffer, finding, language, ma_phrase_in_short(other, language), true);
	else
		add_words(buffer, finding, language,
			  ma_phrase_advice_in_short(entries[finding->id].phrase, language), true);
}

/* The place after the first COUNT sentences of TEXT; NULL if it has no more than those. */
static const char *find_end(const char *text, enum mailauth_language language, size_t count)
{
	const char *stop = ma_language_is_spaced(language) ? ". " : "。";
	const char *end = text;

	while (count-- > 0) {
		end = strstr(end, stop);
		if (end == NULL)
			return NULL;
		end += strlen(stop);
	}
	return *end != '\0' ? end : NULL;
}

void ma_words_finding_in_short(struct ma_buffer *buffer, const struct mailauth_finding *finding,
			       enum mailauth_language language, size_t least)
{
	enum ma_phrase_id other = ma_finding_other_words(finding);
	enum ma_phrase_id phrase = other != 0 ? other : entries[finding->id].phrase;
	const char *english = ma_phrase(phrase, MAILAUTH_ENGLISH);
	const char *whole = ma_phrase(phrase, language);
	const char *brief = ma_phrase_in_short(phrase, language);
	struct ma_buffer first = { 0 };
	size_t count = 1;
	const char *end;

	if (brief != whole) {
		add_words(buffer, finding, language, brief, false);
		return;
	}
	/* As many in each language. */
	while ((end = find_end(english, MAILAUTH_ENGLISH, count)) != NULL &&
	       (size_t)(end - english) < least)
		count++;
	end = find_end(whole, language, count);
	ma_buffer_add(&first, whole, end != NULL ? (size_t)(end - whole) : strlen(whole));
	while (first.length > 0 && first.data[first.length - 1] == ' ')
		first.length--;
	ma_buffer_byte(&first, '\0');
	if (!first.failed)
		add_words(buffer, finding, language, first.data, false);
	buffer->failed = buffer->failed || first.failed;
	ma_buffer_finish(&first);
}
