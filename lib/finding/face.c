/* What the public may read of a finding.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

#include <string.h>

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

const char *mailauth_finding_name(const struct mailauth_finding *finding)
{
	return (const char *)finding->name.data;
}

const unsigned char *mailauth_finding_record(const struct mailauth_finding *finding, size_t *length)
{
	return ma_text_bytes(finding->record, length);
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

size_t mailauth_finding_argument_count(const struct mailauth_finding *finding)
{
	return finding->argument_count;
}

const char *mailauth_finding_argument_key(const struct mailauth_finding *finding, size_t index)
{
	return index < finding->argument_count ? finding->arguments[index].key : NULL;
}

const char *mailauth_finding_argument_value(const struct mailauth_finding *finding, size_t index,
					    size_t *length)
{
	return index < finding->argument_count
		       ? (const char *)ma_text_bytes(finding->arguments[index].value, length)
		       : NULL;
}

int mailauth_finding_text(const struct mailauth_finding *finding, enum mailauth_language language,
			  bool advice, char **text)
{
	struct ma_buffer buffer = { 0 };

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	ma_words_finding(&buffer, finding, language, advice);
	return ma_buffer_take(&buffer, text, NULL) ? 0 : MAILAUTH_ENOMEM;
}
