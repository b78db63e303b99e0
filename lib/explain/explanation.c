/* Explanations as their readers see them: accessors, steps, and values put into words.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

enum mailauth_explanation_kind
mailauth_explanation_kind(const struct mailauth_explanation *explanation)
{
	return explanation->kind;
}

const char *mailauth_explanation_rule(const struct mailauth_explanation *explanation)
{
	return explanation->row != NULL ? explanation->row->id : NULL;
}

/* A wrongly written address is a class of its own, whatever led to it. */
bool ma_explanation_class(const struct mailauth_explanation *explanation, enum ma_class_id *class)
{
	if (explanation->kind == MAILAUTH_EXPLANATION_ADDRESS)
		*class = MA_CLASS_ADDRESS_SYNTAX;
	else if (explanation->row != NULL)
		*class = explanation->at_receiver != NULL ? explanation->at_receiver->class
							  : explanation->row->class;
	else
		return false;
	return true;
}

const char *mailauth_explanation_class(const struct mailauth_explanation *explanation)
{
	enum ma_class_id class;

	return ma_explanation_class(explanation, &class) ? ma_class_word(class) : NULL;
}

enum mailauth_permanence
mailauth_explanation_permanence(const struct mailauth_explanation *explanation)
{
	return explanation->permanence;
}

enum mailauth_confidence
mailauth_explanation_confidence(const struct mailauth_explanation *explanation)
{
	return explanation->kind == MAILAUTH_EXPLANATION_ADDRESS ? MAILAUTH_CONFIDENCE_CERTAIN
								 : explanation->confidence;
}

const char *mailauth_explanation_second(const struct mailauth_explanation *explanation)
{
	return explanation->second != NULL ? ma_class_word(explanation->second->class) : NULL;
}

const char *mailauth_explanation_notice(const struct mailauth_explanation *explanation)
{
	return ma_notice_word(explanation->notice);
}

int mailauth_explanation_next_command(const struct mailauth_explanation *explanation,
				      char **command)
{
	struct ma_buffer words = { 0 };

	ma_explanation_next_command(&words, explanation);
	if (words.length == 0 && !words.failed)
		return MAILAUTH_NOT_HELD;
	return ma_buffer_take(&words, command, NULL) ? 0 : MAILAUTH_ENOMEM;
}

/* The first of the answers of group INDEX; .count where there is none. */
static size_t answer_at(const struct ma_deliveries *answers, size_t index)
{
	size_t i = 0;

	while (i < answers->count && answers->items[i].group != index)
		i++;
	return i;
}

const char *mailauth_explanation_answer(const struct mailauth_explanation *explanation,
					size_t index)
{
	size_t i = answer_at(&explanation->answers, index);

	if (explanation->answers.count < 2 || i == explanation->answers.count)
		return NULL;
	return ma_class_word(explanation->answers.items[i].row->class);
}

const char *mailauth_explanation_answer_recipient(const struct mailauth_explanation *explanation,
						  size_t index, size_t recipient)
{
	const struct ma_deliveries *answers = &explanation->answers;
	size_t i = answer_at(answers, index) + recipient;

	if (answers->count < 2 || i >= answers->count || answers->items[i].group != index)
		return NULL;
	return (const char *)answers->items[i].recipient.data;
}

static bool is_over(const struct mailauth_explanation *explanation)
{
	return explanation->kind != MAILAUTH_EXPLANATION_SYMPTOM &&
	       explanation->permanence == MAILAUTH_PERMANENCE_PERMANENT;
}

enum mailauth_who mailauth_explanation_who(const struct mailauth_explanation *explanation,
					   size_t index)
{
	unsigned named = 0;

	if (explanation->kind == MAILAUTH_EXPLANATION_ADDRESS && index == 0)
		return MAILAUTH_WHO_SENDER_USER;
	for (size_t i = 0; explanation->row != NULL && i < MA_WHO_MAX; i++) {
		const unsigned char *fixers = explanation->at_receiver != NULL
						      ? explanation->at_receiver->who
						      : explanation->row->who;
		enum mailauth_who who = (enum mailauth_who)fixers[i];

		/* No one waits for what is over. */
		if (is_over(explanation) && who == MAILAUTH_WHO_WAIT)
			who = MAILAUTH_WHO_RECIPIENT_ADMIN;
		if ((named & (unsigned)who) != 0)
			continue;
		named |= (unsigned)who;
		if (index-- == 0)
			return who;
	}
	return (enum mailauth_who)0;
}

const char *mailauth_explanation_meaning(const struct mailauth_explanation *explanation,
					 enum mailauth_language language)
{
	if (explanation->row == NULL || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return ma_phrase(explanation->at_receiver != NULL ? explanation->at_receiver->meaning
							  : explanation->row->phrase,
			 language);
}

const char *mailauth_explanation_remedy(const struct mailauth_explanation *explanation,
					enum mailauth_language language)
{
	if (explanation->row == NULL || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return explanation->at_receiver != NULL
		       ? ma_phrase(explanation->at_receiver->remedy, language)
		       : ma_remedy(explanation->row->remedy, language);
}

const char *mailauth_explanation_evidence(const struct mailauth_explanation *explanation,
					  size_t index, size_t *length)
{
	return index < explanation->evidence_count
		       ? (const char *)ma_text_bytes(explanation->evidence[index], length)
		       : NULL;
}

const char *mailauth_explanation_provider(const struct mailauth_explanation *explanation)
{
	if (explanation->provider == MA_SYSTEM_COUNT ||
	    ma_system(explanation->provider)->kind != MA_SYSTEM_KIND_PROVIDER)
		return NULL;
	return ma_system(explanation->provider)->name;
}

const char *mailauth_explanation_extracted(const struct mailauth_explanation *explanation,
					   enum mailauth_extracted what)
{
	if ((unsigned)what >= MAILAUTH_EXTRACTED_COUNT)
		return NULL;
	return (const char *)explanation->extracted[what].data;
}

const char *mailauth_explanation_domain(const struct mailauth_explanation *explanation)
{
	const char *domain =
		mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN);

	return domain != NULL ? domain
			      : mailauth_explanation_extracted(explanation,
							       MAILAUTH_EXTRACTED_FROM_DOMAIN);
}

const char *mailauth_explanation_verdict(const struct mailauth_explanation *explanation,
					 size_t index)
{
	if (index >= explanation->stated_result_count)
		return NULL;
	return (const char *)explanation->stated_results[index].data;
}

/* --- Values in words ------------------------------------------------------ */

enum value {
#define VALUE(id, key) VALUE_##id,
#include "value.def"
#undef VALUE
	VALUE_COUNT,
};

static const struct {
	const char *key;
	enum ma_phrase_id otherwise;
} values[] = {
#define VALUE(id, key) { key, MA_PHRASE_VALUE_##id },
#include "value.def"
#undef VALUE
};

/* The fields that give a value, the better one first. */
static const enum mailauth_extracted givers[VALUE_COUNT][2] = {
	[VALUE_IP] = { MAILAUTH_EXTRACTED_IP, MAILAUTH_EXTRACTED_IP },
	[VALUE_DOMAIN] = { MAILAUTH_EXTRACTED_FROM_DOMAIN, MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN },
	[VALUE_ENVELOPE] = { MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN, MAILAUTH_EXTRACTED_FROM_DOMAIN },
	[VALUE_RECIPIENT] = { MAILAUTH_EXTRACTED_RECIPIENT, MAILAUTH_EXTRACTED_RECIPIENT },
	[VALUE_SELECTOR] = { MAILAUTH_EXTRACTED_SELECTOR, MAILAUTH_EXTRACTED_SELECTOR },
	[VALUE_HELO] = { MAILAUTH_EXTRACTED_HELO, MAILAUTH_EXTRACTED_HELO },
	[VALUE_HOST] = { MAILAUTH_EXTRACTED_HOST, MAILAUTH_EXTRACTED_HOST },
};

/* Japanese words need no spaces between them: TEMPLATE without those around the keys of values
 * that are words. */
static void add_template(struct ma_buffer *buffer, const char *template,
			 const struct ma_argument *arguments)
{
	while (*template != '\0') {
		const char *key = template + (*template == ' ');
		size_t length = 0;

		for (size_t i = 0; *key == '{' && i < VALUE_COUNT; i++)
			if (arguments[i].kind == MA_VALUE_SAFE &&
			    strncmp(key + 1, arguments[i].key, strlen(arguments[i].key)) == 0 &&
			    key[strlen(arguments[i].key) + 1] == '}')
				length = strlen(arguments[i].key) + 2;
		if (length > 0) {
			ma_buffer_add(buffer, key, length);
			template = key + length + (key[length] == ' ');
		} else {
			ma_buffer_byte(buffer, (unsigned char)*template ++);
		}
	}
}

/* What is known for the value INDEX; .data is NULL where that is nothing. */
static struct ma_text value_of(const struct mailauth_explanation *explanation,
			       const struct ma_provider *provider, size_t index,
			       enum mailauth_language language)
{
	struct ma_text value = { 0 };

	if (index == VALUE_OPERATOR)
		provider = explanation->sends;
	if (index == VALUE_PROVIDER || index == VALUE_OPERATOR)
		return provider != NULL ? ma_text(ma_provider_name(provider, language)) : value;
	value = explanation->extracted[givers[index][0]];
	return value.data != NULL ? value : explanation->extracted[givers[index][1]];
}

void ma_explanation_words(struct ma_buffer *buffer, const struct mailauth_explanation *explanation,
			  const struct ma_provider *provider, const char *template,
			  enum mailauth_language language)
{
	struct ma_argument arguments[VALUE_COUNT];
	struct ma_buffer words = { 0 };

	for (size_t i = 0; i < VALUE_COUNT; i++) {
		struct ma_text value = value_of(explanation, provider, i, language);

		arguments[i] = (struct ma_argument){ values[i].key, value, MA_VALUE_RAW };
		if (value.data == NULL)
			arguments[i] = (struct ma_argument){
				values[i].key, ma_text(ma_phrase(values[i].otherwise, language)),
				MA_VALUE_SAFE
			};
	}
	if (!ma_language_is_spaced(language))
		add_template(&words, template, arguments);
	else
		ma_buffer_string(&words, template);
	if (!words.failed)
		ma_words_add(buffer, words.data, arguments, VALUE_COUNT);
	buffer->failed = buffer->failed || words.failed;
	ma_buffer_finish(&words);
}

const struct ma_step *ma_explanation_step(const struct mailauth_explanation *explanation,
					  enum mailauth_who who, size_t index)
{
	bool over = explanation->permanence == MAILAUTH_PERMANENCE_PERMANENT;
	enum ma_situation_id situation = explanation->situation;
	enum ma_class_id class;

	if (!ma_explanation_class(explanation, &class))
		return NULL;
	/* Only what holds for all numbers with the same first digit. */
	if (ma_explanation_is_guess(explanation)) {
		class = over ? MA_CLASS_POLICY : MA_CLASS_TEMP_SERVER;
		situation = MA_SITUATION_NONE;
	}
	if (situation != MA_SITUATION_NONE)
		class = MA_CLASS_COUNT;
	for (size_t i = 0; i < ma_step_count; i++)
		if (ma_steps[i].class == class && ma_steps[i].situation == situation &&
		    ma_steps[i].who == who && !(over && ma_steps[i].waiting) && index-- == 0)
			return &ma_steps[i];
	return NULL;
}

int mailauth_explanation_step(const struct mailauth_explanation *explanation, enum mailauth_who who,
			      size_t index, enum mailauth_language language, char **step)
{
	const struct ma_step *found = ma_explanation_step(explanation, who, index);
	struct ma_buffer words = { 0 };

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	if (found == NULL)
		return MAILAUTH_NOT_HELD;
	ma_explanation_words(&words, explanation, ma_explanation_sends(explanation, NULL),
			     ma_phrase(found->phrase, language), language);
	return ma_buffer_take(&words, step, NULL) ? 0 : MAILAUTH_ENOMEM;
}

void ma_mailbox_words(struct ma_buffer *buffer, const struct ma_mailbox_fault *fault,
		      enum mailauth_language language)
{
	struct ma_buffer position = { 0 };
	struct ma_argument arguments[] = {
		{ "address", fault->address, MA_VALUE_RAW },
		{ "character", fault->character, MA_VALUE_RAW },
		{ "instead", fault->instead, MA_VALUE_RAW },
		{ "position", { 0 }, MA_VALUE_SAFE },
	};

	/* A space shows as what it is. */
	if (fault->kind == MA_MAILBOX_SPACE)
		arguments[1].value = MA_TEXT(" ");
	ma_buffer_number(&position, fault->position);
	if (!position.failed)
		arguments[3].value =
			(struct ma_text){ (const unsigned char *)position.data, position.length };
	ma_words_add(buffer, ma_mailbox_text(fault->kind, language), arguments,
		     sizeof(arguments) / sizeof(*arguments));
	buffer->failed = buffer->failed || position.failed;
	ma_buffer_finish(&position);
}

/* --- With an audit ---------------------------------------------------------- */

static bool is_checked(unsigned checks, enum mailauth_section section)
{
	static const unsigned sections[] = {
		[MAILAUTH_SECTION_SPF] = MA_CHECKS_SPF,
		[MAILAUTH_SECTION_DKIM] = MA_CHECKS_DKIM,
		[MAILAUTH_SECTION_DMARC] = MA_CHECKS_DMARC,
		[MAILAUTH_SECTION_MX] = MA_CHECKS_MX,
		[MAILAUTH_SECTION_HOST] = MA_CHECKS_PTR,
		[MAILAUTH_SECTION_DNS] = 0,
	};

	return (checks & sections[section]) != 0;
}

/* A sender that was not judged says nothing of its SPF. */
bool ma_explanation_is_unexamined(const struct mailauth_explanation *explanation,
				  const struct mailauth_report *report,
				  enum mailauth_section section)
{
	if (explanation->row == NULL || !is_checked(explanation->row->checks, section))
		return false;
	return mailauth_report_section_severity(report, section) == MAILAUTH_SEVERITY_NONE ||
	       (section == MAILAUTH_SECTION_SPF && mailauth_report_sender(report, 0) == NULL);
}

bool ma_explanation_is_explained_by(const struct mailauth_explanation *explanation,
				    const struct mailauth_finding *finding)
{
	enum mailauth_severity severity = mailauth_finding_severity(finding);

	return explanation->row != NULL &&
	       (severity == MAILAUTH_SEVERITY_ERROR || severity == MAILAUTH_SEVERITY_WARNING) &&
	       is_checked(explanation->row->checks, mailauth_finding_section(finding));
}
