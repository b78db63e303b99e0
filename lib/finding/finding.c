/* Findings: a list that only grows, and what the public may read of each.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "finding.h"

#include <string.h>

void ma_findings_move(struct ma_findings *findings, struct mailauth_finding *finding)
{
	finding->next = NULL;
	if (findings->last != NULL)
		findings->last->next = finding;
	else
		findings->first = finding;
	findings->last = finding;
}

void ma_findings_copy(struct ma_findings *findings, const struct ma_findings *others)
{
	for (const struct mailauth_finding *f = others->first; f != NULL; f = f->next) {
		struct mailauth_finding *copy = ma_arena_alloc(findings->arena, sizeof(*copy));

		if (copy == NULL)
			return;
		*copy = *f;
		copy->arena = findings->arena;
		copy->remedy = NULL;
		copy->keeper = NULL;
		copy->solved = NULL;
		ma_findings_move(findings, copy);
	}
}

struct mailauth_finding *ma_findings_add(struct ma_findings *findings, enum ma_finding_id id,
					 struct ma_text name)
{
	struct mailauth_finding *finding = ma_arena_alloc(findings->arena, sizeof(*finding));

	if (finding == NULL)
		return NULL;
	finding->arena = findings->arena;
	finding->id = id;
	finding->name = ma_arena_copy(findings->arena, name);
	ma_findings_move(findings, finding);
	return finding;
}

struct mailauth_finding *ma_finding_record(struct mailauth_finding *finding, struct ma_text record,
					   size_t from, size_t to)
{
	if (finding == NULL)
		return NULL;
	finding->record = record;
	finding->from = from;
	finding->to = to;
	return finding;
}

static struct mailauth_finding *add_argument(struct mailauth_finding *finding, const char *key,
					     struct ma_text value, enum ma_value_kind kind)
{
	if (finding == NULL)
		return NULL;
	if (finding->argument_count == MA_ARGUMENTS_MAX) {
		finding->arena->failed = true;
		return finding;
	}
	finding->arguments[finding->argument_count++] =
		(struct ma_argument){ key, ma_arena_copy(finding->arena, value), kind };
	return finding;
}

struct mailauth_finding *ma_finding_text(struct mailauth_finding *finding, const char *key,
					 struct ma_text value)
{
	return add_argument(finding, key, value, MA_VALUE_RAW);
}

struct mailauth_finding *ma_finding_name(struct mailauth_finding *finding, const char *key,
					 struct ma_text presented)
{
	return add_argument(finding, key, presented, MA_VALUE_SAFE);
}

struct mailauth_finding *ma_finding_list(struct mailauth_finding *finding, const char *key,
					 struct ma_text list)
{
	return add_argument(finding, key, list, MA_VALUE_LIST);
}

struct mailauth_finding *ma_finding_failure(struct mailauth_finding *finding,
					    enum mailauth_failure failure)
{
	return add_argument(finding, "failure", ma_failure_word(failure), MA_VALUE_FAILURE);
}

struct mailauth_finding *ma_finding_result(struct mailauth_finding *finding,
					   enum mailauth_spf_result result)
{
	return add_argument(finding, "result", ma_text(mailauth_spf_result_word((int)result)),
			    MA_VALUE_RESULT);
}

struct mailauth_finding *ma_finding_policy(struct mailauth_finding *finding, const char *key,
					   struct ma_text word)
{
	return add_argument(finding, key, word, MA_VALUE_POLICY);
}

struct mailauth_finding *ma_finding_characters(struct mailauth_finding *finding,
					       struct ma_text characters)
{
	return add_argument(finding, "character", characters, MA_VALUE_CHARACTERS);
}

struct mailauth_finding *ma_finding_company(struct mailauth_finding *finding,
					    const struct ma_provider *provider)
{
	return add_argument(finding, "company", ma_text(provider->id), MA_VALUE_COMPANY);
}

struct mailauth_finding *ma_finding_meant(struct mailauth_finding *finding, struct ma_text meant)
{
	return add_argument(finding, "meant", meant, MA_VALUE_MEANT);
}

struct mailauth_finding *ma_finding_meant_record(struct mailauth_finding *finding,
						 struct ma_text record)
{
	return add_argument(finding, "meant", record, MA_VALUE_RECORD);
}

/* The policy of today; "-" is not a word of DMARC. */
static void add_now(struct mailauth_finding *finding, struct ma_text now)
{
	add_argument(finding, "now", now, ma_text_is(now, "-") ? MA_VALUE_POLICY : MA_VALUE_RAW);
}

struct mailauth_finding *ma_finding_stronger(struct mailauth_finding *finding, struct ma_text now,
					     struct ma_text then)
{
	add_now(finding, now);
	return add_argument(finding, "stronger", then, MA_VALUE_STRONGER);
}

struct mailauth_finding *ma_finding_weaker(struct mailauth_finding *finding, struct ma_text now,
					   struct ma_text then)
{
	add_now(finding, now);
	return add_argument(finding, "weaker", then, MA_VALUE_WEAKER);
}

bool ma_finding_equal(const struct mailauth_finding *a, const struct mailauth_finding *b)
{
	if (a->id != b->id || a->from != b->from || a->to != b->to ||
	    a->argument_count != b->argument_count || !ma_text_equal(a->name, b->name) ||
	    !ma_text_equal(a->record, b->record))
		return false;
	for (size_t i = 0; i < a->argument_count; i++)
		if (!ma_text_equal(a->arguments[i].value, b->arguments[i].value))
			return false;
	return true;
}

struct ma_text ma_finding_argument(const struct mailauth_finding *finding, const char *key)
{
	for (size_t i = 0; i < finding->argument_count; i++)
		if (strcmp(finding->arguments[i].key, key) == 0)
			return finding->arguments[i].value;
	return (struct ma_text){ 0 };
}

const struct ma_argument *ma_finding_value(const struct mailauth_finding *finding,
					   enum ma_value_kind kind)
{
	for (size_t i = 0; i < finding->argument_count; i++)
		if (finding->arguments[i].kind == kind)
			return &finding->arguments[i];
	return NULL;
}

int mailauth_visible(const void *data, size_t length, char **text)
{
	struct ma_buffer buffer = { 0 };

	ma_buffer_visible(&buffer, (struct ma_text){ data, length });
	return ma_buffer_take(&buffer, text, NULL) ? 0 : MAILAUTH_ENOMEM;
}
