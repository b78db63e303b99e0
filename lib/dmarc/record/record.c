/* The reader of DMARC records (RFC 9989 4.7, 4.8): every tag, and every fault with its place.
 *
 * SPDX-License-Identifier: MIT
 *
 * Faults are data; reporting them, and guessing what was meant, is done elsewhere. */

#include "reader.h"

#include <string.h>

static void fault_character(struct ma_dmarc_reader *reader, enum ma_finding_id id, size_t from,
			    size_t to)
{
	struct ma_dmarc_fault *fault = ma_dmarc_add_fault(reader, id, from, to);

	if (fault != NULL)
		fault->character = true;
}

/* --- Tags ------------------------------------------------------------------- */

/* A tag within the value of another, as something else than a semicolon divides them: where the
 * divider begins; the end of the value if there is none. */
static size_t find_divider(struct ma_text text, const struct ma_tag *tag)
{
	size_t length = tag->value_to - tag->value_from;

	/* "x,p=" is the shortest. */
	if (length < 4 || memchr(text.data + tag->value_from, '=', length) == NULL)
		return tag->value_to;
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

/* Bytes that no tag may hold, and dividers that divide nothing.  True if there are any of the
 * former. */
static bool judge_bytes(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	struct ma_text text = reader->record->text;
	size_t from, to = 0;
	size_t divider;

	if (reader->dirty &&
	    ma_tags_bad_bytes(ma_text_slice(text, tag->from, tag->to), &from, &to)) {
		fault_character(reader, MA_DMARC_BAD_CHARACTER, tag->from + from, tag->from + to);
		return true;
	}
	divider = find_divider(text, tag);
	if (divider < tag->value_to)
		fault_character(reader, MA_DMARC_WRONG_SEPARATOR, divider,
				divider + character_length(text, divider));
	return false;
}

/* RFC 9989 4.8 compares names as RFC 5234 2.3 does, RFC 6376 3.2 with their case. */
static bool has_capital(struct ma_text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (ma_fold(name.data[i]) != name.data[i])
			return true;
	return false;
}

static bool is_known(const struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	return ma_dmarc_tag_at(ma_text_slice(reader->record->text, tag->from, tag->to)) ==
	       tag->name.length;
}

/* A tag that is known but for its case. */
static void judge_case(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	if (!has_capital(tag->name) || !is_known(reader, tag))
		return;
	reader->record->capital = true;
	ma_dmarc_fault_tag(reader, MA_DMARC_TAG_CASE, tag);
}

/* RFC 9989 4.7: "Unknown tags MUST be ignored." */
static void read_value(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	judge_case(reader, tag);
	if (!ma_dmarc_read_value(reader, tag) && !is_known(reader, tag))
		ma_dmarc_remark_tag(reader, MA_DMARC_UNKNOWN_TAG, tag);
}

/* A tag that is there before, perhaps in letters of another case.  RFC 6376 3.2: "if a tag name
 * does occur more than once, the entire tag-list is invalid" */
static void read_again(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	if (ma_text_equal(tag->name, tag->first->name)) {
		reader->record->invalid = true;
		ma_dmarc_fault_tag(reader, MA_DMARC_DUPLICATE_TAG, tag);
		return;
	}
	reader->record->twice = true;
	judge_case(reader, tag);
}

static void read_tag(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	if (tag->state == MA_TAG_EMPTY) {
		ma_dmarc_add_remark(reader, MA_DMARC_EMPTY_TAG, tag->from, tag->to);
		return;
	}
	if (judge_bytes(reader, tag)) {
		if (tag->state == MA_TAG_SOUND && tag->first == NULL)
			ma_dmarc_read_unreadable(reader, tag);
		return;
	}
	if (tag->state != MA_TAG_SOUND) {
		ma_dmarc_add_fault(reader, MA_DMARC_SYNTAX, tag->from, tag->to);
	} else if (tag->first != NULL) {
		read_again(reader, tag);
	} else {
		read_value(reader, tag);
	}
}

/* --- The whole --------------------------------------------------------------- */

static const struct ma_tag *find_tag(const struct ma_dmarc_record *record, const char *name)
{
	for (size_t i = 1; i < record->tags.count; i++)
		if (record->tags.tags[i].state == MA_TAG_SOUND &&
		    ma_text_is(record->tags.tags[i].name, name))
			return &record->tags.tags[i];
	return NULL;
}

/* RFC 9989 4.10.1: what a faulty policy comes to depends on whether someone reads reports. */
static void judge_request(struct ma_dmarc_reader *reader, const struct ma_dmarc_request *request,
			  const char *name)
{
	const struct ma_tag *tag;
	struct ma_dmarc_fault *fault;

	if (request->state != MA_REQUEST_INVALID || (tag = find_tag(reader->record, name)) == NULL)
		return;
	fault = ma_dmarc_remark_tag(reader,
				    reader->record->reports ? MA_DMARC_POLICY_INVALID
							    : MA_DMARC_POLICY_INVALID_VOID,
				    tag);
	if (fault != NULL)
		fault->unclear = true;
}

/* RFC 7489 6.6.4: it lowers a policy, and there is none to lower where nothing is asked. */
static void judge_percentage(struct ma_dmarc_reader *reader)
{
	const struct ma_dmarc_record *record = reader->record;
	const struct ma_tag *tag = record->percent < 100 ? find_tag(record, "pct") : NULL;

	if (tag == NULL)
		return;
	if (record->p.policy > MAILAUTH_POLICY_NONE || record->sp.policy > MAILAUTH_POLICY_NONE)
		ma_dmarc_add_remark(reader, MA_DMARC_PARTIAL_PERCENTAGE, tag->from, tag->to);
	else
		ma_dmarc_remark_tag(reader, MA_DMARC_HISTORIC_TAG, tag);
}

static void judge_whole(struct ma_dmarc_reader *reader)
{
	const struct ma_dmarc_record *record = reader->record;
	const struct ma_tag *tag;

	judge_request(reader, &record->p, "p");
	judge_request(reader, &record->sp, "sp");
	judge_request(reader, &record->np, "np");
	judge_percentage(reader);
	if (record->p.state == MA_REQUEST_ABSENT)
		ma_dmarc_add_remark(reader,
				    record->reports ? MA_DMARC_P_MISSING : MA_DMARC_P_MISSING_VOID,
				    0, 0);
	else if (!record->p_second && (tag = find_tag(record, "p")) != NULL)
		ma_dmarc_add_remark(reader, MA_DMARC_P_NOT_SECOND, tag->from, tag->to);
	if (record->ruf == NULL && reader->fo != NULL)
		ma_dmarc_add_remark(reader, MA_DMARC_FO_WITHOUT_RUF, reader->fo->from,
				    reader->fo->to);
	if (record->ruf != NULL)
		ma_dmarc_add_remark(reader, MA_DMARC_RUF_RARE, reader->ruf->from, reader->ruf->to);
}

static const struct ma_dmarc_record *read_record(struct ma_arena *arena, struct ma_text text,
						 bool exact)
{
	struct ma_dmarc_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct ma_dmarc_reader reader = { .arena = arena, .record = record, .exact = exact };

	if (record == NULL)
		return NULL;
	reader.end = &record->first_fault;
	record->text = text;
	record->percent = 100;
	ma_tags_read(arena, text, !exact, &record->tags);
	reader.dirty = !ma_text_is_plain(text);
	if (record->tags.count > 0) /* memory did not suffice */
		judge_case(&reader, &record->tags.tags[0]);
	for (size_t i = 1; i < record->tags.count; i++)
		read_tag(&reader, &record->tags.tags[i]);
	judge_whole(&reader);
	return record;
}

const struct ma_dmarc_record *ma_dmarc_read(struct ma_arena *arena, struct ma_text text)
{
	return read_record(arena, text, false);
}

const struct ma_dmarc_record *ma_dmarc_read_exactly(struct ma_arena *arena,
						    const struct ma_dmarc_record *record)
{
	const struct ma_dmarc_record *exact = record;

	if (record->capital)
		exact = record->text.data[0] == 'v' ? read_record(arena, record->text, true) : NULL;
	return exact != NULL && !exact->invalid ? exact : NULL;
}
