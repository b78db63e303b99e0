/* The values of DMARC's tags (RFC 9989 4.8): what each may hold, and what is wrong with it.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

/* --- Values ----------------------------------------------------------------- */

/* Without regard to ASCII case; WORD is in lower case. */
static bool is_word(struct ma_text value, struct ma_text word)
{
	if (value.length != word.length)
		return false;
	for (size_t i = 0; i < word.length; i++)
		if ((value.data[i] | 0x20) != word.data[i])
			return false;
	return true;
}

/* RFC 9989 4.8: the words are plain ABNF strings, whose case does not matter. */
static void read_request(struct ma_dmarc_reader *reader, const struct ma_tag *tag,
			 struct ma_dmarc_request *request)
{
	static const struct {
		struct ma_text word;
		enum mailauth_policy policy;
	} words[] = {
		{ { (const unsigned char *)"reject", 6 }, MAILAUTH_POLICY_REJECT },
		{ { (const unsigned char *)"none", 4 }, MAILAUTH_POLICY_NONE },
		{ { (const unsigned char *)"quarantine", 10 }, MAILAUTH_POLICY_QUARANTINE },
	};

	request->state = MA_REQUEST_INVALID; /* reported when all tags are read */
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is_word(tag->value, words[i].word)) {
			request->state = MA_REQUEST_VALID;
			request->policy = words[i].policy;
		}
	if (request->state == MA_REQUEST_INVALID)
		reader->record->faults++;
}

static void read_p(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->p_second = tag == &reader->record->tags.tags[1];
	read_request(reader, tag, &reader->record->p);
}

static void read_sp(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	read_request(reader, tag, &reader->record->sp);
}

static void read_np(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	read_request(reader, tag, &reader->record->np);
}

static bool read_strict(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	if (is_word(tag->value, MA_TEXT("s")))
		return true;
	if (!is_word(tag->value, MA_TEXT("r")))
		ma_dmarc_fault_tag(reader, MA_DMARC_ALIGNMENT_INVALID, tag);
	return false;
}

static void read_adkim(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->strict_dkim = read_strict(reader, tag);
}

static void read_aspf(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->strict_spf = read_strict(reader, tag);
}

static void read_psd(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	if (ma_text_is(tag->value, "y"))
		reader->record->psd = MA_PSD_YES;
	else if (ma_text_is(tag->value, "n"))
		reader->record->psd = MA_PSD_NO;
	else if (!ma_text_is(tag->value, "u"))
		ma_dmarc_fault_tag(reader, MA_DMARC_FLAG_INVALID, tag);
}

static void read_t(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->testing = ma_text_is(tag->value, "y");
	if (!reader->record->testing && !ma_text_is(tag->value, "n"))
		ma_dmarc_fault_tag(reader, MA_DMARC_FLAG_INVALID, tag);
}

/* --- What RFC 7489 had -------------------------------------------------------- */

static void read_historic(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	ma_dmarc_remark_tag(reader, MA_DMARC_HISTORIC_TAG, tag);
}

static void read_pct(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	struct ma_cursor cursor = { .text = tag->value };
	unsigned percent;

	/* RFC 7489 6.3: what cannot be read has its default. */
	if (!ma_cursor_number(&cursor, 100, &percent) || percent > 100 ||
	    !ma_cursor_at_end(&cursor))
		percent = 100;
	reader->record->percent = percent;
	if (percent == 100)
		read_historic(reader, tag);
}

/* --- Tags ------------------------------------------------------------------- */

/* By length, so that a name is compared with few of them. */
static const struct known {
	const char *name;
	void (*read)(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
} known[] = {
	{ "p", read_p },
	{ "t", read_t },
	{ "sp", read_sp },
	{ "np", read_np },
	{ "fo", ma_dmarc_read_fo },
	{ "rf", read_historic },
	{ "ri", read_historic },
	{ "rua", ma_dmarc_read_rua },
	{ "ruf", ma_dmarc_read_ruf },
	{ "pct", read_pct },
	{ "psd", read_psd },
	{ "aspf", read_aspf },
	{ "adkim", read_adkim },
};

/* Where in it the names of a length begin, and those of the next. */
static const unsigned char begins[] = { 0, 0, 2, 7, 11, 12, 13 };

enum {
	KNOWN_COUNT = sizeof(known) / sizeof(*known),
	LENGTH_MAX = sizeof(begins) - 2,
};

static const struct known *find_known(struct ma_text name, bool exact)
{
	if (name.length > LENGTH_MAX)
		return NULL;
	for (size_t i = begins[name.length]; i < begins[name.length + 1]; i++) {
		const unsigned char *word = (const unsigned char *)known[i].name;
		size_t at = 0;

		while (at < name.length &&
		       word[at] == (exact ? name.data[at] : ma_fold(name.data[at])))
			at++;
		if (at == name.length)
			return &known[i];
	}
	return NULL;
}

size_t ma_dmarc_tag_at(struct ma_text text)
{
	static const char *const version[] = { "v" };

	for (size_t i = 0; i <= KNOWN_COUNT; i++) {
		const char *name = i < KNOWN_COUNT ? known[i].name : version[0];
		size_t end = strlen(name);
		size_t at = end;

		if (!ma_text_starts(text, name))
			continue;
		while (ma_tags_space(text, at) > 0)
			at += ma_tags_space(text, at);
		if (at < text.length && text.data[at] == '=')
			return end;
	}
	return 0;
}

bool ma_dmarc_read_value(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	const struct known *entry = find_known(tag->name, reader->exact);

	if (entry != NULL)
		entry->read(reader, tag);
	return entry != NULL;
}

void ma_dmarc_read_unreadable(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	const struct known *entry = find_known(tag->name, reader->exact);

	if (entry == NULL)
		return;
	if (entry->read == read_p || entry->read == read_sp || entry->read == read_np)
		entry->read(reader, tag);
	if (entry->read == ma_dmarc_read_fo)
		reader->fo = tag;
}
