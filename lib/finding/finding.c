/* Findings: a list that only grows, and what the public may read of each.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

#include <string.h>

struct mailauth_finding *ma_findings_add(struct ma_findings *findings, enum ma_finding_id id,
					 struct ma_text name)
{
	struct mailauth_finding *finding = ma_arena_alloc(findings->arena, sizeof(*finding));

	if (finding == NULL)
		return NULL;
	finding->arena = findings->arena;
	finding->id = id;
	finding->name = ma_arena_copy(findings->arena, name);
	if (findings->last != NULL)
		findings->last->next = finding;
	else
		findings->first = finding;
	findings->last = finding;
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
					     struct ma_text value, bool safe)
{
	if (finding == NULL || finding->argument_count == MA_ARGUMENTS_MAX)
		return finding;
	finding->arguments[finding->argument_count++] =
		(struct ma_argument){ key, ma_arena_copy(finding->arena, value), safe };
	return finding;
}

struct mailauth_finding *ma_finding_text(struct mailauth_finding *finding, const char *key,
					 struct ma_text value)
{
	return add_argument(finding, key, value, false);
}

struct mailauth_finding *ma_finding_name(struct mailauth_finding *finding, const char *key,
					 struct ma_text presented)
{
	return add_argument(finding, key, presented, true);
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

const char *mailauth_finding_id(const struct mailauth_finding *finding)
{
	return ma_catalogue(finding->id)->word;
}

enum mailauth_severity mailauth_finding_severity(const struct mailauth_finding *finding)
{
	return ma_catalogue(finding->id)->severity;
}

enum mailauth_section mailauth_finding_section(const struct mailauth_finding *finding)
{
	return ma_catalogue(finding->id)->section;
}

const char *mailauth_finding_source(const struct mailauth_finding *finding)
{
	return ma_catalogue(finding->id)->source;
}

unsigned mailauth_finding_who(const struct mailauth_finding *finding)
{
	return ma_catalogue(finding->id)->who;
}

const char *mailauth_finding_name(const struct mailauth_finding *finding)
{
	return (const char *)finding->name.data;
}

const unsigned char *mailauth_finding_record(const struct mailauth_finding *finding, size_t *length)
{
	*length = finding->record.length;
	return finding->record.data;
}

void mailauth_finding_span(const struct mailauth_finding *finding, size_t *from, size_t *to)
{
	*from = finding->from;
	*to = finding->to;
}

const char *mailauth_finding_argument(const struct mailauth_finding *finding, const char *key)
{
	return (const char *)ma_finding_argument(finding, key).data;
}

int mailauth_visible(const void *data, size_t length, char **text)
{
	struct ma_buffer buffer = { 0 };

	ma_buffer_visible(&buffer, (struct ma_text){ data, length });
	*text = ma_buffer_take(&buffer, NULL);
	return *text != NULL ? 0 : MAILAUTH_ENOMEM;
}

int mailauth_finding_text(const struct mailauth_finding *finding, enum mailauth_language language,
			  bool advice, char **text)
{
	struct ma_buffer buffer = { 0 };

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	ma_words_finding(&buffer, finding, language, advice);
	*text = ma_buffer_take(&buffer, NULL);
	return *text != NULL ? 0 : MAILAUTH_ENOMEM;
}
