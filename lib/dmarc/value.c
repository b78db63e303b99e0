/* The values of DMARC's tags (RFC 9989 4.8): what each may hold, and what is wrong with it.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

enum {
	URIS_USUAL = 2,	  /* that every receiver sends to (RFC 7489 6.2) */
	URIS_JUDGED = 50, /* one by one, as a record may be nothing but URIs */
};

/* --- Faults ------------------------------------------------------------------- */

struct ma_dmarc_fault *ma_dmarc_add_remark(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   size_t from, size_t to)
{
	struct ma_dmarc_fault *fault;

	if (reader->record->seen++ >= MA_DMARC_FAULTS_KEPT)
		return NULL;
	fault = ma_arena_alloc(reader->arena, sizeof(*fault));
	if (fault == NULL)
		return NULL;
	fault->id = id;
	fault->from = from;
	fault->to = to;
	*reader->end = fault;
	reader->end = &fault->next;
	return fault;
}

struct ma_dmarc_fault *ma_dmarc_add_fault(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					  size_t from, size_t to)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_remark(reader, id, from, to);

	reader->record->faults++;
	if (fault != NULL)
		fault->counts = fault->unclear = true;
	return fault;
}

struct ma_dmarc_fault *ma_dmarc_remark_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
					   const struct ma_tag *tag)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_remark(reader, id, tag->from, tag->to);

	if (fault != NULL)
		fault->tag = tag;
	return fault;
}

void ma_dmarc_fault_tag(struct ma_dmarc_reader *reader, enum ma_finding_id id,
			const struct ma_tag *tag)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_fault(reader, id, tag->from, tag->to);

	if (fault != NULL)
		fault->tag = tag;
}

/* --- Values ----------------------------------------------------------------- */

/* ASCII case aside; WORD is in small letters. */
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

	request->state = MA_REQUEST_INVALID; /* told when all tags are read */
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

/* --- Reports ----------------------------------------------------------------- */

static void judge_uri(struct ma_dmarc_reader *reader, const struct ma_tag *tag,
		      const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri)
{
	bool empty = uri->from == uri->to;
	struct ma_dmarc_fault *fault = NULL;

	if (!uri->valid)
		fault = ma_dmarc_add_fault(reader, MA_DMARC_URI_INVALID,
					   empty ? tag->from : uri->from,
					   empty ? tag->to : uri->to);
	else if (!uri->mail)
		fault = ma_dmarc_add_remark(reader, MA_DMARC_URI_SCHEME, uri->from, uri->to);
	if (fault != NULL)
		fault->tag = tag;
	if (uri->sized)
		ma_dmarc_add_remark(reader, MA_DMARC_URI_SIZE, uri->from, uri->to);
	if (uri->valid && ma_dmarc_is_repeated(first, uri))
		ma_dmarc_add_remark(reader, MA_DMARC_DUPLICATE_URI, uri->from, uri->to);
}

static struct ma_dmarc_uri *read_uris(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	struct ma_dmarc_uri *first = ma_dmarc_read_uris(reader->arena, tag->value, tag->value_from);
	struct ma_dmarc_fault *fault;
	unsigned count = 0;

	for (const struct ma_dmarc_uri *uri = first; uri != NULL; uri = uri->next, count++) {
		if (count < URIS_JUDGED)
			judge_uri(reader, tag, first, uri);
		else
			reader->record->faults += !uri->valid;
	}
	if (count > URIS_USUAL) {
		fault = ma_dmarc_remark_tag(reader, MA_DMARC_MANY_URIS, tag);
		if (fault != NULL)
			fault->count = count;
	}
	return first;
}

static void read_rua(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->rua = read_uris(reader, tag);
	for (const struct ma_dmarc_uri *uri = reader->record->rua; uri != NULL; uri = uri->next)
		reader->record->reports = reader->record->reports || uri->valid;
}

static void read_ruf(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->ruf = tag;
	reader->record->ruf = read_uris(reader, tag);
}

static void read_fo(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->fo = tag;
	if (!ma_dmarc_is_failure_option(tag->value))
		ma_dmarc_add_fault(reader, MA_DMARC_FO_INVALID, tag->from, tag->to);
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
	else
		ma_dmarc_add_remark(reader, MA_DMARC_PARTIAL_PERCENTAGE, tag->from, tag->to);
}

/* --- Tags ------------------------------------------------------------------- */

static const struct known {
	const char *name;
	void (*read)(struct ma_dmarc_reader *reader, const struct ma_tag *tag);
} known[] = {
	{ "p", read_p },	 { "rua", read_rua }, { "sp", read_sp },   { "adkim", read_adkim },
	{ "aspf", read_aspf },	 { "np", read_np },   { "ruf", read_ruf }, { "fo", read_fo },
	{ "pct", read_pct },	 { "t", read_t },     { "psd", read_psd }, { "rf", read_historic },
	{ "ri", read_historic },
};

enum {
	KNOWN_COUNT = sizeof(known) / sizeof(*known),
};

static const struct known *look_up(struct ma_text name)
{
	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		const char *word = known[i].name;
		size_t at = 0;

		if ((unsigned char)word[0] != name.data[0])
			continue;
		while (at < name.length && (unsigned char)word[at] == name.data[at])
			at++;
		if (at == name.length && word[at] == '\0')
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
	const struct known *entry = look_up(tag->name);

	if (entry != NULL)
		entry->read(reader, tag);
	return entry != NULL;
}

void ma_dmarc_read_unreadable(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	const struct known *entry = look_up(tag->name);

	if (entry == NULL)
		return;
	if (entry->read == read_p || entry->read == read_sp || entry->read == read_np)
		entry->read(reader, tag);
	if (entry->read == read_fo)
		reader->fo = tag;
}
