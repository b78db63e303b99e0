/* What the public may read of the catalogue: all findings that there can be.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

#include <mailauth/catalogue.h>

#include <string.h>

static const struct ma_catalogue_entry *entry_at(size_t index)
{
	return index < MA_FINDING_COUNT ? ma_catalogue((enum ma_finding_id)index) : NULL;
}

size_t mailauth_catalogue_count(void)
{
	return MA_FINDING_COUNT;
}

bool mailauth_catalogue_find(const char *id, size_t *index)
{
	for (size_t i = 0; i < MA_FINDING_COUNT; i++) {
		if (strcmp(entry_at(i)->word, id) != 0)
			continue;
		*index = i;
		return true;
	}
	return false;
}

const char *mailauth_catalogue_id(size_t index)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	return entry != NULL ? entry->word : NULL;
}

enum mailauth_severity mailauth_catalogue_severity(size_t index)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	return entry != NULL ? entry->severity : MAILAUTH_SEVERITY_NONE;
}

enum mailauth_section mailauth_catalogue_section(size_t index)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	return entry != NULL ? entry->section : MAILAUTH_SECTION_SPF;
}

unsigned mailauth_catalogue_who(size_t index)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	return entry != NULL ? entry->who : 0;
}

const char *mailauth_catalogue_source(size_t index)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	return entry != NULL ? entry->source : NULL;
}

const char *mailauth_catalogue_text(size_t index, enum mailauth_language language, bool advice)
{
	const struct ma_catalogue_entry *entry = entry_at(index);

	if (entry == NULL || (unsigned)language >= MA_LANGUAGES)
		return NULL;
	return (advice ? ma_phrase_advice : ma_phrase)(entry->phrase, language);
}
