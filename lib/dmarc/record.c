/* The reader of DMARC records (RFC 9989 4.7, 4.8): every tag, and every fault with its place.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

#include <string.h>

enum {
	FAULTS_TOLD = 20,
	URIS_USUAL = 2, /* that every receiver sends to (RFC 7489 6.2) */
	URIS_TOLD = 50, /* looked at one by one, as a record may be nothing but URIs */
};

/* A record on its way. */
struct reader {
	struct ma_arena *arena;
	struct ma_findings *findings; /* or NULL */
	struct ma_text name;
	struct ma_dmarc_record *record;
	struct ma_tags tags;
	struct ma_text suggestion;
	bool guessed;
	bool dirty; /* some tag holds bytes that none may hold */
	unsigned told;
	struct mailauth_finding *suggesting[FAULTS_TOLD]; /* that show what was meant */
	unsigned suggesting_count;
};

/* --- Findings --------------------------------------------------------------- */

/* What the record was meant to be is looked for once, and only where somebody is told. */
static struct ma_text suggestion_of(struct reader *reader)
{
	if (!reader->guessed) {
		reader->guessed = true;
		reader->suggestion = ma_dmarc_guess(reader->arena, reader->record->text);
	}
	return reader->suggestion;
}

static void suggest(struct reader *reader, struct mailauth_finding *finding)
{
	if (finding == NULL || suggestion_of(reader).data == NULL)
		return;
	ma_finding_text(finding, "suggestion", suggestion_of(reader));
	reader->suggesting[reader->suggesting_count++] = finding;
}

/* What is legal, but worth a word. */
static struct mailauth_finding *remark(struct reader *reader, enum ma_finding_id id, size_t from,
				       size_t to)
{
	struct mailauth_finding *finding;

	if (reader->findings == NULL || reader->told++ >= FAULTS_TOLD)
		return NULL;
	finding = ma_findings_add(reader->findings, id, reader->name);
	ma_finding_record(finding, reader->record->text, from, to);
	return finding;
}

/* A fault, with the record as it was meant, where that is clear. */
static struct mailauth_finding *fault(struct reader *reader, enum ma_finding_id id, size_t from,
				      size_t to)
{
	struct mailauth_finding *finding;

	reader->record->faults++;
	finding = remark(reader, id, from, to);
	suggest(reader, finding);
	return finding;
}

static void add_tag_name(struct mailauth_finding *finding, const struct ma_tag *tag)
{
	ma_finding_text(finding, "tag", tag->name);
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
static void read_request(struct reader *reader, const struct ma_tag *tag,
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

static void read_p(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->p_second = tag == &reader->tags.tags[1];
	read_request(reader, tag, &reader->record->p);
}

static void read_sp(struct reader *reader, const struct ma_tag *tag)
{
	read_request(reader, tag, &reader->record->sp);
}

static void read_np(struct reader *reader, const struct ma_tag *tag)
{
	read_request(reader, tag, &reader->record->np);
}

static bool read_strict(struct reader *reader, const struct ma_tag *tag)
{
	if (is_word(tag->value, MA_TEXT("s")))
		return true;
	if (!is_word(tag->value, MA_TEXT("r")))
		add_tag_name(fault(reader, MA_DMARC_ALIGNMENT_INVALID, tag->from, tag->to), tag);
	return false;
}

static void read_adkim(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->strict_dkim = read_strict(reader, tag);
}

static void read_aspf(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->strict_spf = read_strict(reader, tag);
}

static void read_psd(struct reader *reader, const struct ma_tag *tag)
{
	if (ma_text_is(tag->value, "y"))
		reader->record->psd = MA_PSD_YES;
	else if (ma_text_is(tag->value, "n"))
		reader->record->psd = MA_PSD_NO;
	else if (!ma_text_is(tag->value, "u"))
		add_tag_name(fault(reader, MA_DMARC_FLAG_INVALID, tag->from, tag->to), tag);
}

static void read_t(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->testing = ma_text_is(tag->value, "y");
	if (!reader->record->testing && !ma_text_is(tag->value, "n"))
		add_tag_name(fault(reader, MA_DMARC_FLAG_INVALID, tag->from, tag->to), tag);
}

/* --- Reports ----------------------------------------------------------------- */

static void look_at_uri(struct reader *reader, const struct ma_tag *tag,
			const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri)
{
	bool empty = uri->from == uri->to;

	if (!uri->valid)
		add_tag_name(fault(reader, MA_DMARC_URI_INVALID, empty ? tag->from : uri->from,
				   empty ? tag->to : uri->to),
			     tag);
	else if (!uri->mail)
		add_tag_name(remark(reader, MA_DMARC_URI_SCHEME, uri->from, uri->to), tag);
	if (uri->sized)
		remark(reader, MA_DMARC_URI_SIZE, uri->from, uri->to);
	if (uri->valid && ma_dmarc_is_repeated(first, uri))
		remark(reader, MA_DMARC_DUPLICATE_URI, uri->from, uri->to);
}

static struct ma_dmarc_uri *read_uris(struct reader *reader, const struct ma_tag *tag)
{
	struct ma_dmarc_uri *first = ma_dmarc_read_uris(reader->arena, tag->value, tag->value_from);
	struct mailauth_finding *finding;
	size_t count = 0;

	for (const struct ma_dmarc_uri *uri = first; uri != NULL; uri = uri->next, count++) {
		if (!uri->valid)
			reader->record->faults += reader->findings == NULL;
		if (reader->findings != NULL && count < URIS_TOLD)
			look_at_uri(reader, tag, first, uri);
	}
	if (count > URIS_USUAL) {
		finding = remark(reader, MA_DMARC_MANY_URIS, tag->from, tag->to);
		add_tag_name(finding, tag);
		ma_finding_text(finding, "count", ma_arena_number(reader->arena, count));
	}
	return first;
}

static void read_rua(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->rua = read_uris(reader, tag);
	for (const struct ma_dmarc_uri *uri = reader->record->rua; uri != NULL; uri = uri->next)
		reader->record->reports = reader->record->reports || uri->valid;
}

static void read_ruf(struct reader *reader, const struct ma_tag *tag)
{
	reader->record->ruf = read_uris(reader, tag);
}

static void read_fo(struct reader *reader, const struct ma_tag *tag)
{
	if (!ma_dmarc_is_failure_option(tag->value))
		fault(reader, MA_DMARC_FO_INVALID, tag->from, tag->to);
}

/* --- What RFC 7489 had -------------------------------------------------------- */

static void read_historic(struct reader *reader, const struct ma_tag *tag)
{
	add_tag_name(remark(reader, MA_DMARC_HISTORIC_TAG, tag->from, tag->to), tag);
}

static void read_pct(struct reader *reader, const struct ma_tag *tag)
{
	struct ma_cursor cursor = { .text = tag->value };
	struct mailauth_finding *finding;
	unsigned percent;

	/* RFC 7489 6.3: what cannot be read has its default. */
	if (!ma_cursor_number(&cursor, 100, &percent) || percent > 100 ||
	    !ma_cursor_at_end(&cursor))
		percent = 100;
	reader->record->percent = percent;
	if (percent == 100) {
		read_historic(reader, tag);
		return;
	}
	finding = remark(reader, MA_DMARC_PARTIAL_PERCENTAGE, tag->from, tag->to);
	ma_finding_text(finding, "percent", ma_arena_number(reader->arena, percent));
}

/* --- Tags ------------------------------------------------------------------- */

static const struct known {
	const char *name;
	void (*read)(struct reader *reader, const struct ma_tag *tag);
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

/* A tag that stands within the value of another, as something else than a semicolon divides them:
 * where the divider begins; the end of the value if there is none. */
static size_t find_divider(struct ma_text text, const struct ma_tag *tag)
{
	for (size_t at = tag->value_from + 1; at < tag->value_to; at++) {
		size_t before = at - 1;

		if (ma_is_alnum(text.data[before]) ||
		    ma_dmarc_tag_at(ma_text_slice(text, at, tag->value_to)) == 0)
			continue;
		/* Of ", " the comma. */
		while (before > tag->value_from && text.data[before] == ' ' &&
		       !ma_is_alnum(text.data[before - 1]))
			before--;
		return before;
	}
	return tag->value_to;
}

static size_t character_length(struct ma_text text, size_t at)
{
	uint32_t code;
	size_t length = ma_utf8_decode(ma_text_slice(text, at, text.length), &code);

	return length > 0 ? length : 1;
}

static void add_character(struct reader *reader, struct mailauth_finding *finding, size_t from,
			  size_t to)
{
	ma_finding_text(
		finding, "character",
		ma_characters_word(reader->arena, ma_text_slice(reader->record->text, from, to)));
}

/* Bytes that no tag may hold, and dividers that divide nothing.  True if there are any. */
static bool look_at_bytes(struct reader *reader, const struct ma_tag *tag)
{
	struct ma_text text = reader->record->text;
	size_t from, to = 0;
	size_t divider;

	if (reader->dirty &&
	    ma_tags_bad_bytes(ma_text_slice(text, tag->from, tag->to), &from, &to)) {
		from += tag->from;
		to += tag->from;
		add_character(reader, fault(reader, MA_DMARC_BAD_CHARACTER, from, to), from, to);
		return true;
	}
	if (reader->findings == NULL)
		return false;
	divider = find_divider(text, tag);
	if (divider < tag->value_to) {
		to = divider + character_length(text, divider);
		add_character(reader, fault(reader, MA_DMARC_WRONG_SEPARATOR, divider, to), divider,
			      to);
	}
	return false;
}

/* RFC 9989 4.7: "Unknown tags MUST be ignored." */
static void note_unknown(struct reader *reader, const struct ma_tag *tag)
{
	bool is_known = ma_dmarc_tag_at(ma_text_slice(reader->record->text, tag->from, tag->to)) ==
			tag->name.length;

	if (is_known)
		add_tag_name(fault(reader, MA_DMARC_TAG_CASE, tag->from, tag->to), tag);
	else
		add_tag_name(remark(reader, MA_DMARC_UNKNOWN_TAG, tag->from, tag->to), tag);
}

/* RFC 9989 4.10.1: a policy that cannot be read is not an absent one. */
static void mark_unreadable(struct reader *reader, const struct ma_tag *tag)
{
	const struct known *entry =
		tag->state == MA_TAG_SOUND && tag->first == NULL ? look_up(tag->name) : NULL;

	if (entry != NULL &&
	    (entry->read == read_p || entry->read == read_sp || entry->read == read_np))
		entry->read(reader, tag);
}

/* The part of a tag that is none: what stands where a name would. */
static void read_tag(struct reader *reader, const struct ma_tag *tag)
{
	const struct known *entry;

	if (tag->state == MA_TAG_EMPTY) {
		remark(reader, MA_DMARC_EMPTY_TAG, tag->from, tag->to);
		return;
	}
	if (look_at_bytes(reader, tag)) {
		mark_unreadable(reader, tag);
		return;
	}
	if (tag->state != MA_TAG_SOUND) {
		fault(reader, MA_DMARC_SYNTAX, tag->from, tag->to);
	} else if (tag->first != NULL) {
		/* RFC 6376 3.2 has it that no tag may stand there twice; here the first counts. */
		reader->record->twice = true;
		add_tag_name(fault(reader, MA_DMARC_DUPLICATE_TAG, tag->from, tag->to), tag);
	} else if ((entry = look_up(tag->name)) != NULL) {
		entry->read(reader, tag);
	} else {
		note_unknown(reader, tag);
	}
}

/* --- The whole --------------------------------------------------------------- */

static const struct ma_tag *find_tag(const struct reader *reader, const char *name)
{
	for (size_t i = 1; i < reader->tags.count; i++)
		if (reader->tags.tags[i].state == MA_TAG_SOUND &&
		    ma_text_equal(reader->tags.tags[i].name, ma_text(name)))
			return &reader->tags.tags[i];
	return NULL;
}

/* RFC 9989 4.10.1: what a faulty policy comes to depends on whether somebody reads reports. */
static void look_at_request(struct reader *reader, const struct ma_dmarc_request *request,
			    const char *name)
{
	const struct ma_tag *tag = find_tag(reader, name);
	struct mailauth_finding *finding;

	if (request->state != MA_REQUEST_INVALID || tag == NULL)
		return;
	finding = remark(reader,
			 reader->record->reports ? MA_DMARC_POLICY_INVALID
						 : MA_DMARC_POLICY_INVALID_VOID,
			 tag->from, tag->to);
	add_tag_name(finding, tag);
	suggest(reader, finding);
}

static void look_at_whole(struct reader *reader)
{
	const struct ma_dmarc_record *record = reader->record;
	const struct ma_tag *fo = find_tag(reader, "fo");
	const struct ma_tag *p = find_tag(reader, "p");

	look_at_request(reader, &record->p, "p");
	look_at_request(reader, &record->sp, "sp");
	look_at_request(reader, &record->np, "np");
	if (record->p.state == MA_REQUEST_ABSENT)
		remark(reader, record->reports ? MA_DMARC_P_MISSING : MA_DMARC_P_MISSING_VOID, 0,
		       0);
	else if (!record->p_second && p != NULL)
		remark(reader, MA_DMARC_P_NOT_SECOND, p->from, p->to);
	if (fo != NULL && record->ruf == NULL)
		remark(reader, MA_DMARC_FO_WITHOUT_RUF, fo->from, fo->to);
	if (record->ruf != NULL)
		remark(reader, MA_DMARC_RUF_RARE, find_tag(reader, "ruf")->from,
		       find_tag(reader, "ruf")->to);
}

/* Who pastes the record as it was meant has to know if another policy takes effect then. */
static void compare_suggestion(struct reader *reader)
{
	enum mailauth_policy from, to;

	if (reader->suggesting_count == 0 ||
	    !ma_dmarc_compare(reader->arena, reader->record, reader->suggestion, &from, &to))
		return;
	for (unsigned i = 0; i < reader->suggesting_count; i++) {
		ma_finding_text(reader->suggesting[i], "now", ma_dmarc_policy_word(from));
		ma_finding_text(reader->suggesting[i], to > from ? "stronger" : "weaker",
				ma_dmarc_policy_word(to));
	}
}

const struct ma_dmarc_record *ma_dmarc_parse(struct ma_arena *arena, struct ma_text name,
					     struct ma_text text, struct ma_findings *findings)
{
	struct ma_dmarc_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct reader reader = {
		.arena = arena, .findings = findings, .name = name, .record = record
	};

	if (record == NULL)
		return NULL;
	record->text = text;
	record->percent = 100;
	ma_tags_read(arena, text, false, &reader.tags);
	reader.dirty = !ma_text_is_plain(text);
	for (size_t i = 1; i < reader.tags.count; i++)
		read_tag(&reader, &reader.tags.tags[i]);
	if (findings != NULL)
		look_at_whole(&reader);
	compare_suggestion(&reader);
	return record;
}
