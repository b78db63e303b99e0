/* Several TXT records at one selector: two keys, or one that was spread over them.
 *
 * SPDX-License-Identifier: MIT */

#include "lookup.h"

enum {
	PARTS_MOST = 3, /* of one key: 4,096 bits are three strings */
	END_SHOWN = 16, /* octets that distinguish one record from another */
};

static struct ma_text text_of(const struct ma_answer *answer, size_t index)
{
	return ma_record_text(&answer->records[index]);
}

/* --- One key in several records --------------------------------------------- */

static struct ma_text join(struct ma_pass *pass, const struct ma_answer *answer,
			   const size_t *order)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < answer->count; i++)
		ma_buffer_text(&out, text_of(answer, order[i]));
	return ma_buffer_keep(&out, pass->arena);
}

static bool is_sound(const struct ma_dkim_record *record)
{
	return record->fatal_count == 0 && ma_dkim_record_has_key(record);
}

/* Tries one order of the parts: only the first of them may be a record, and no part alone may hold
 * a key. */
static bool is_spread(struct ma_pass *pass, const struct ma_answer *answer, const size_t *order,
		      struct ma_text *joined)
{
	const struct ma_dkim_record *first = ma_dkim_record_of(&answer->records[order[0]]);

	if (is_sound(first) || first->status == MAILAUTH_KEY_REVOKED || !first->is_key)
		return false;
	for (size_t i = 1; i < answer->count; i++)
		if (ma_dkim_record_of(&answer->records[order[i]])->is_key)
			return false;
	*joined = join(pass, answer, order);
	return is_sound(ma_dkim_record_read(pass->arena, *joined));
}

/* The DNS keeps no order of records, so that each has to be tried. */
static bool find_spread(struct ma_pass *pass, const struct ma_answer *answer,
			struct ma_text *joined)
{
	static const size_t orders[][PARTS_MOST] = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 },
						     { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	size_t count = answer->count == 2 ? 2 : 6;

	if (answer->count > PARTS_MOST)
		return false;
	for (size_t i = 0; i < count; i++)
		if (is_spread(pass, answer, orders[i], joined))
			return true;
	return false;
}

/* --- Each of them ------------------------------------------------------------ */

static struct ma_text end_of(struct ma_text text)
{
	return ma_text_slice(text, text.length > END_SHOWN ? text.length - END_SHOWN : 0,
			     text.length);
}

static void note_one(struct ma_pass *pass, const struct mailauth_key *key, struct ma_text text,
		     const struct ma_dkim_record *record)
{
	struct mailauth_finding *finding = ma_dkim_note(pass, key, MA_DKIM_ONE_OF_SEVERAL);

	ma_finding_record(finding, text, 0, 0);
	ma_finding_text(finding, "end", end_of(text));
	ma_finding_text(finding, "type", record->type);
	ma_finding_text(finding, "bits", ma_arena_number(pass->arena, record->bits));
}

static bool any_key(const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (is_sound(ma_dkim_record_of(&answer->records[i])))
			return true;
	return false;
}

static void note_no_key(struct ma_pass *pass, const struct mailauth_key *key, struct ma_text text)
{
	struct mailauth_finding *finding = ma_dkim_note(pass, key, MA_DKIM_NO_KEY_BESIDE);

	ma_finding_record(finding, text, 0, 0);
	ma_finding_text(finding, "end", end_of(text));
}

/* Whether the key file belongs to one of them. */
static bool compare_one(struct ma_pass *pass, const struct ma_selector *selector,
			const struct mailauth_key *key, struct ma_text text,
			const struct ma_dkim_record *record)
{
	struct mailauth_finding *finding;

	if (selector->file == NULL || record->leaked || !ma_dkim_is_same(selector->file, record))
		return false;
	finding = ma_dkim_note(pass, key, MA_DKIM_KEY_MATCHES_ONE);
	ma_finding_record(finding, text, 0, 0);
	ma_finding_text(finding, "end", end_of(text));
	return true;
}

static void tell_each(struct ma_pass *pass, const struct ma_selector *selector,
		      const struct mailauth_key *key, const struct ma_answer *answer)
{
	const struct ma_dkim_place place = { &pass->findings, key->name, key->selector,
					     selector->named };
	const struct ma_dkim_record *last = NULL;
	size_t same = 0;

	for (size_t i = 0; i < answer->count && i < MA_DKIM_RECORDS_TOLD; i++) {
		const struct ma_dkim_record *record = ma_dkim_record_of(&answer->records[i]);
		struct ma_text text = text_of(answer, i);

		/* Next to a key, a remnant of something else is to be removed, not fixed. */
		if (record->is_key || !any_key(answer))
			ma_dkim_tell(&place, record);
		else
			note_no_key(pass, key, text);
		if (record->bits > 0 && record->type.data != NULL) {
			note_one(pass, key, text, record);
			last = record;
		}
		same += compare_one(pass, selector, key, text, record);
	}
	/* A file that belongs to none of them, or is not a key at all. */
	ma_dkim_compare(pass, selector, same == 0 ? last : NULL, key);
}

/* RFC 6376 3.6.2.2: "the results are undefined". */
void ma_dkim_evaluate_several(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer)
{
	struct mailauth_finding *finding;
	struct ma_text joined;

	key->status = MAILAUTH_KEY_INVALID;
	if (!find_spread(pass, answer, &joined)) {
		key->several = true;
		ma_finding_text(ma_dkim_note(pass, key, MA_DKIM_SEVERAL_RECORDS), "count",
				ma_arena_number(pass->arena, answer->count));
		tell_each(pass, selector, key, answer);
		return;
	}
	finding = ma_dkim_note(pass, key, MA_DKIM_KEY_SPREAD);
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, answer->count));
	ma_finding_meant_record(finding, joined);
	ma_dkim_compare(pass, selector, ma_dkim_record_read(pass->arena, joined), key);
}
