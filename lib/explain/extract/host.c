/* Hosts: which one answered, as the text before its reply says.
 *
 * SPDX-License-Identifier: MIT */

#include "extract.h"

#include <string.h>

enum {
	HOST_BEFORE = 600, /* bytes before a reply in which its host is named */
};

static const struct {
	const char *word;
} hosts[] = {
#define HOST(word, pattern) { word },
#include "../host.def"
#undef HOST
};

static struct ma_text last_host(struct ma_scratch *scratch, size_t index, struct ma_source source)
{
	struct ma_text rest = source.text;
	struct ma_text found = { 0 };
	struct ma_text value;

	if (strstr(source.folded, hosts[index].word) == NULL)
		return found;
	for (unsigned i = 0;
	     i < MA_EXTRACT_MATCHES_MAX &&
	     ma_regex_match(scratch, &scratch->explainer->hosts[index], rest, &value);
	     i++) {
		size_t behind = (size_t)(value.data - rest.data) + value.length;

		size_t behind_dot = value.length;

		/* "gmail-smtp-in.l.google.com." */
		while (behind_dot > 0 && value.data[behind_dot - 1] == '.')
			behind_dot--;
		if (ma_extract_is_domain(ma_text_slice(value, 0, behind_dot)))
			found = ma_text_slice(value, 0, behind_dot);
		rest = ma_text_slice(rest, behind, rest.length);
	}
	return found;
}

/* What the fields of the notice TEXT name for all of it; looked up once. */
static struct ma_text host_of_notice(struct ma_scratch *scratch, struct ma_text text)
{
	struct ma_arena memory = { 0 };
	struct ma_source whole = { .text = ma_text_slice(text, 0, MA_EXTRACT_MAX) };

	if (scratch->notice.data == text.data && scratch->notice.length == text.length)
		return scratch->notice_host;
	whole.folded = ma_text_folded(&memory, whole.text);
	scratch->notice = text;
	scratch->notice_host = (struct ma_text){ 0 };
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strcmp(hosts[i].word, "remote-mta:") == 0)
			scratch->notice_host = last_host(scratch, i, whole);
	scratch->failed = scratch->failed || memory.failed;
	ma_arena_finish(&memory);
	return scratch->notice_host;
}

struct ma_text ma_host_find(struct ma_scratch *scratch, struct ma_text text,
			    const struct ma_reply *reply)
{
	struct ma_arena memory = { 0 };
	size_t from = reply->from > HOST_BEFORE ? reply->from - HOST_BEFORE : 0;
	struct ma_source before = { .text = ma_text_slice(text, from, reply->from + 4) };
	struct ma_text best = { 0 };

	before.folded = ma_text_folded(&memory, before.text);
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct ma_text host = last_host(scratch, i, before);

		if (host.data != NULL && host.data > best.data)
			best = host;
	}
	scratch->failed = scratch->failed || memory.failed;
	ma_arena_finish(&memory);
	return best.data != NULL ? best : host_of_notice(scratch, text);
}
