/* An explanation as JSON: ids, words and values, with sentences in one language.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include "../../explain/explain.h"
#include "../../known/known.h"

enum {
	SCHEMA_VERSION = 1,
};

static void write_string(struct ma_json *json, const char *key, const char *string)
{
	if (string == NULL)
		ma_json_null(json, key);
	else
		ma_json_text(json, key, ma_text(string));
}

/* WORDS, which are finished. */
static void write_words(struct ma_json *json, const char *key, struct ma_buffer *words)
{
	ma_buffer_add(words, "", 0);
	if (!words->failed)
		ma_json_text(json, key, ma_buffer_view(words));
	json->out->failed = json->out->failed || words->failed;
	ma_buffer_finish(words);
}

/* --- What it is --------------------------------------------------------------- */

static const char *const confidences[] = {
	[MAILAUTH_CONFIDENCE_NONE] = "none",
	[MAILAUTH_CONFIDENCE_GUESS] = "guess",
	[MAILAUTH_CONFIDENCE_LIKELY] = "likely",
	[MAILAUTH_CONFIDENCE_CERTAIN] = "certain",
};

static void write_kind(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	static const char *const kinds[] = {
		[MAILAUTH_EXPLANATION_NOTHING] = "nothing",
		[MAILAUTH_EXPLANATION_UNKNOWN] = "unknown",
		[MAILAUTH_EXPLANATION_REJECTION] = "rejection",
		[MAILAUTH_EXPLANATION_SYMPTOM] = "symptom",
		[MAILAUTH_EXPLANATION_ADDRESS] = "address",
		[MAILAUTH_EXPLANATION_NOTICE] = "notice",
	};

	write_string(json, "kind", kinds[explanation->kind]);
	write_string(json, "confidence", confidences[mailauth_explanation_confidence(explanation)]);
	write_string(json, "rule", mailauth_explanation_rule(explanation));
	write_string(json, "class", mailauth_explanation_class(explanation));
	if (explanation->permanence == MAILAUTH_PERMANENCE_UNKNOWN)
		ma_json_null(json, "permanent");
	else
		ma_json_bool(json, "permanent",
			     explanation->permanence == MAILAUTH_PERMANENCE_PERMANENT);
	write_string(json, "provider", mailauth_explanation_provider(explanation));
	if (explanation->cut || explanation->partial)
		ma_json_bool(json, "cut", true);
}

static void write_second(struct ma_json *json, const struct mailauth_explanation *explanation,
			 enum mailauth_language language)
{
	struct ma_buffer command = { 0 };

	if (mailauth_explanation_notice(explanation) != NULL)
		write_string(json, "notice", mailauth_explanation_notice(explanation));
	ma_explanation_next_command(&command, explanation);
	if (command.length > 0 || command.failed)
		write_words(json, "next_command", &command);
	else
		ma_json_null(json, "next_command");
	if (explanation->second == NULL)
		return;
	ma_json_open(json, "second", '{');
	write_string(json, "rule", explanation->second->id);
	write_string(json, "class", ma_class_word(explanation->second->class));
	write_string(json, "meaning", ma_phrase(explanation->second->phrase, language));
	ma_json_close(json, '}');
}

static void write_answers(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	const struct ma_deliveries *answers = &explanation->answers;

	if (answers->count < 2)
		return;
	ma_json_open(json, "answers", '[');
	for (size_t i = 0; i < answers->count;) {
		const struct ma_delivery *first = &answers->items[i];

		ma_json_open(json, NULL, '{');
		ma_json_open(json, "recipients", '[');
		for (; i < answers->count && answers->items[i].group == first->group; i++)
			ma_json_bytes(json, NULL, answers->items[i].recipient);
		ma_json_close(json, ']');
		write_string(json, "rule", first->row->id);
		write_string(json, "class", ma_class_word(first->row->class));
		write_string(json, "confidence", confidences[first->confidence]);
		ma_json_bool(json, "permanent", first->permanence == MAILAUTH_PERMANENCE_PERMANENT);
		ma_json_bytes(json, "reply", first->reply);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_who(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	enum mailauth_who who;

	ma_json_open(json, "who", '[');
	for (size_t i = 0; (who = mailauth_explanation_who(explanation, i)) != 0; i++)
		write_string(json, NULL, mailauth_who_word(who));
	ma_json_close(json, ']');
}

static void write_reply(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	struct ma_buffer code = { 0 };

	if (explanation->reply.length == 0)
		return;
	ma_json_open(json, "reply", '{');
	if (explanation->code != 0)
		ma_json_number(json, "code", explanation->code);
	else
		ma_json_null(json, "code");
	for (unsigned i = 0; i < 3 && explanation->enhanced[0] != 0; i++) {
		if (i > 0)
			ma_buffer_byte(&code, '.');
		ma_buffer_number(&code, explanation->enhanced[i]);
	}
	if (code.length > 0 || code.failed)
		write_words(json, "enhanced", &code);
	else
		ma_json_null(json, "enhanced");
	ma_json_bytes(json, "text", explanation->reply);
	ma_json_close(json, '}');
}

/* --- What to do ------------------------------------------------------------------ */

static void write_steps(struct ma_json *json, const struct mailauth_explanation *explanation,
			const struct ma_provider *provider, enum mailauth_language language)
{
	ma_json_open(json, "steps", '[');
	for (unsigned bit = 1; bit <= MAILAUTH_WHO_GROUP_OWNER; bit <<= 1) {
		const enum mailauth_who who = (enum mailauth_who)bit;
		const struct ma_step *step;

		for (size_t i = 0; (step = ma_explanation_step(explanation, who, i)) != NULL; i++) {
			struct ma_buffer words = { 0 };

			ma_json_open(json, NULL, '{');
			write_string(json, "who", mailauth_who_word(who));
			ma_explanation_words(&words, explanation, provider,
					     ma_phrase(step->phrase, language), language);
			write_words(json, "text", &words);
			ma_json_close(json, '}');
		}
	}
	ma_json_close(json, ']');
}

static void write_programs(struct ma_json *json, const struct mailauth_explanation *explanation,
			   enum mailauth_language language)
{
	enum ma_class_id class;

	ma_json_open(json, "programs", '[');
	for (size_t i = 0; i < ma_program_step_count; i++) {
		if (!ma_explanation_class(explanation, &class) ||
		    explanation->situation != MA_SITUATION_NONE ||
		    ma_program_steps[i].class != class)
			continue;
		ma_json_open(json, NULL, '{');
		write_string(json, "program", ma_phrase(ma_program_steps[i].program, language));
		write_string(json, "text", ma_phrase(ma_program_steps[i].phrase, language));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

/* --- What the text says ------------------------------------------------------------ */

static void write_extracted(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	static const char *const names[] = {
		[MAILAUTH_EXTRACTED_IP] = "ip",
		[MAILAUTH_EXTRACTED_FROM] = "from",
		[MAILAUTH_EXTRACTED_FROM_DOMAIN] = "from_domain",
		[MAILAUTH_EXTRACTED_ENVELOPE] = "envelope",
		[MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN] = "envelope_domain",
		[MAILAUTH_EXTRACTED_HELO] = "helo",
		[MAILAUTH_EXTRACTED_SELECTOR] = "selector",
		[MAILAUTH_EXTRACTED_DKIM_DOMAIN] = "dkim_domain",
		[MAILAUTH_EXTRACTED_RECIPIENT] = "recipient",
		[MAILAUTH_EXTRACTED_HOST] = "host",
		[MAILAUTH_EXTRACTED_DATE] = "date",
		[MAILAUTH_EXTRACTED_PROGRAM] = "program",
	};
	const char *domain = mailauth_explanation_domain(explanation);

	ma_json_open(json, "extracted", '{');
	if (domain != NULL)
		ma_json_bytes(json, "domain", ma_text(domain));
	for (size_t i = 0; i < MAILAUTH_EXTRACTED_COUNT; i++)
		if (explanation->extracted[i].data != NULL)
			ma_json_bytes(json, names[i], explanation->extracted[i]);
	ma_json_open(json, "verdicts", '[');
	for (size_t i = 0; i < explanation->stated_result_count; i++)
		ma_json_bytes(json, NULL, explanation->stated_results[i]);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

static void write_addresses(struct ma_json *json, const struct mailauth_explanation *explanation,
			    enum mailauth_language language)
{
	ma_json_open(json, "addresses", '[');
	for (const struct ma_mailbox_fault *fault = explanation->address_faults; fault != NULL;
	     fault = fault->next) {
		struct ma_buffer words = { 0 };

		ma_json_open(json, NULL, '{');
		write_string(json, "fault", ma_mailbox_word(fault->kind));
		ma_json_bytes(json, "address", fault->address);
		ma_json_bytes(json, "character", fault->character);
		ma_json_number(json, "position", (int64_t)fault->position);
		if (fault->instead.length > 0)
			ma_json_bytes(json, "instead", fault->instead);
		else
			ma_json_null(json, "instead");
		ma_mailbox_words(&words, fault, language);
		write_words(json, "text", &words);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_sources(struct ma_json *json, const struct mailauth_explanation *explanation)
{
	ma_json_open(json, "sources", '[');
	for (size_t i = 0; explanation->row != NULL && i < MA_SOURCES_MAX; i++) {
		enum ma_source_id source = (enum ma_source_id)explanation->row->sources[i];

		if (source != MA_SOURCE_0)
			write_string(json, NULL, ma_source_reference(source));
	}
	ma_json_close(json, ']');
}

static void write_companies(struct ma_json *json, const struct mailauth_explanation *explanation,
			    enum mailauth_language language)
{
	ma_json_open(json, "companies", '[');
	for (size_t i = 0; i < explanation->company_count; i++) {
		const struct ma_provider *company = explanation->companies[i];

		ma_json_open(json, NULL, '{');
		write_string(json, "id", company->id);
		write_string(json, "name", ma_provider_name(company, language));
		write_string(json, "screen", ma_provider_screen(company, language));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_named(struct ma_json *json, const struct mailauth_explanation *explanation,
			enum mailauth_language language)
{
	ma_json_open(json, "named", '[');
	for (size_t i = 0; i < explanation->named_count; i++) {
		const struct ma_named *named = &explanation->named[i];

		ma_json_open(json, NULL, '{');
		ma_json_bytes(json, "host", named->name);
		write_string(json, "id", named->company->id);
		write_string(json, "company", ma_provider_name(named->company, language));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

/* --- With an audit -------------------------------------------------------------------- */

static void write_agreement(struct ma_json *json, const struct mailauth_explanation *explanation,
			    const struct mailauth_report *report)
{
	static const char *const words[] = {
		[MA_AGREEMENT_NONE] = "nothing-to-compare",
		[MA_AGREEMENT_SAME] = "agrees",
		[MA_AGREEMENT_DIFFERENT] = "differs",
		[MA_AGREEMENT_UNKNOWN] = "unknown",
	};
	enum ma_agreement dmarc = ma_explanation_dmarc_agreement(explanation, report);
	const struct mailauth_finding *finding;

	ma_json_open(json, "audit", '{');
	write_string(json, "agreement", words[ma_explanation_agreement(explanation, report)]);
	if (dmarc != MA_AGREEMENT_NONE)
		write_string(json, "dmarc_agreement", words[dmarc]);
	ma_json_open(json, "findings", '[');
	for (size_t i = 0; (finding = mailauth_report_finding(report, i)) != NULL; i++)
		if (mailauth_finding_counts(finding) &&
		    ma_explanation_is_explained_by(explanation, finding))
			write_string(json, NULL, mailauth_finding_id(finding));
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

/* --- The whole ------------------------------------------------------------------------ */

static void write_explanation(struct ma_json *json, const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language)
{
	ma_json_open(json, "explanation", '{');
	write_string(json, "rules_version", explanation->rules);
	write_kind(json, explanation);
	write_second(json, explanation, language);
	write_answers(json, explanation);
	write_who(json, explanation);
	write_string(json, "meaning", mailauth_explanation_meaning(explanation, language));
	write_string(json, "remedy", mailauth_explanation_remedy(explanation, language));
	write_steps(json, explanation, ma_explanation_sends(explanation, report), language);
	write_programs(json, explanation, language);
	write_reply(json, explanation);
	write_extracted(json, explanation);
	write_addresses(json, explanation, language);
	write_string(json, "list", explanation->list != NULL ? explanation->list->id : NULL);
	ma_json_open(json, "evidence", '[');
	for (size_t i = 0; i < explanation->evidence_count; i++)
		ma_json_bytes(json, NULL, explanation->evidence[i]);
	ma_json_close(json, ']');
	write_sources(json, explanation);
	write_companies(json, explanation, language);
	write_named(json, explanation, language);
	if (report != NULL)
		write_agreement(json, explanation, report);
	ma_json_close(json, '}');
}

static void write_versions(struct ma_json *json, enum mailauth_language language)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];

	mailauth_rules_version(rules);
	ma_json_number(json, "schema_version", SCHEMA_VERSION);
	write_string(json, "rules_version", rules);
	write_string(json, "lang", mailauth_language_code((int)language));
}

int mailauth_explanation_json(const struct mailauth_explanation *explanation,
			      const struct mailauth_report *report, enum mailauth_language language,
			      unsigned flags, char **text, size_t *length)
{
	struct ma_buffer out = { 0 };
	struct ma_json json = { .out = &out };

	if ((unsigned)language >= MA_LANGUAGES || (flags & ~(unsigned)MAILAUTH_JSON_QUERIES) != 0 ||
	    (flags != 0 && report == NULL))
		return MAILAUTH_EINVAL;
	ma_json_open(&json, NULL, '{');
	if (report != NULL)
		ma_json_report(&json, report, language, (flags & MAILAUTH_JSON_QUERIES) != 0);
	else
		write_versions(&json, language);
	write_explanation(&json, explanation, report, language);
	ma_json_close(&json, '}');
	ma_buffer_byte(&out, '\n');
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}
