/* The key of a record: what its octets hold, and how strong it is (RFC 6376 3.6.1, RFC 8301 3.2,
 * RFC 8463 4.2).
 *
 * SPDX-License-Identifier: MIT */

#include "../key/der.h"
#include "../key/numbers.h"
#include "reading.h"

enum {
	STRING_MAX = 255,
};

/* --- What it holds ---------------------------------------------------------- */

static void whole_fault(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			enum ma_finding_id id)
{
	ma_dkim_note_fatal(reading, id, tag->value_from, tag->value_to);
	reading->record->ambiguous = true;
}

static void weaken(struct ma_dkim_reading *reading)
{
	if (reading->record->status == MAILAUTH_KEY_OK)
		reading->record->status = MAILAUTH_KEY_WEAK;
}

static void note_size(struct ma_dkim_reading *reading, const struct ma_tag *tag, unsigned bits)
{
	struct ma_dkim_fault *fault = NULL;

	/* RFC 8301 3.2: verifiers "MUST NOT consider signatures using RSA keys of less than 1024
	 * bits as valid signatures". */
	if (bits < MA_DKIM_RSA_LEAST) {
		fault = ma_dkim_note_fatal(reading, MA_DKIM_RSA_TOO_SHORT, tag->value_from,
					   tag->value_to);
		reading->record->ambiguous = true;
	} else if (bits < MA_DKIM_RSA_USUAL) {
		fault = ma_dkim_note_fault(reading, MA_DKIM_RSA_SHORT, tag->value_from,
					   tag->value_to);
		weaken(reading);
	} else if (bits > MA_DKIM_RSA_LIMIT) {
		fault = ma_dkim_note_fatal(reading, MA_DKIM_RSA_TOO_LONG, tag->value_from,
					   tag->value_to);
		reading->record->ambiguous = true;
	} else if (bits > MA_DKIM_RSA_MOST) {
		fault = ma_dkim_note_fault(reading, MA_DKIM_RSA_LONG, tag->value_from,
					   tag->value_to);
		weaken(reading);
	}
	ma_dkim_fault_value(fault, "bits", ma_arena_number(reading->arena, bits));
}

static void note_weakness(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			  const struct ma_rsa_strength *strength)
{
	const struct {
		bool found;
		enum ma_finding_id id;
	} notes[] = {
		{ strength->roca && !strength->small_factor, MA_DKIM_ROCA },
		{ !strength->bad_exponent && strength->tiny_exponent, MA_DKIM_TINY_EXPONENT },
		{ !strength->bad_exponent && strength->long_exponent, MA_DKIM_LONG_EXPONENT },
	};

	if (strength->even)
		whole_fault(reading, tag, MA_DKIM_EVEN_MODULUS);
	if (strength->small_factor)
		whole_fault(reading, tag, MA_DKIM_SMALL_FACTOR);
	if (strength->bad_exponent)
		whole_fault(reading, tag, MA_DKIM_BAD_EXPONENT);
	for (size_t i = 0; i < sizeof(notes) / sizeof(*notes); i++) {
		if (!notes[i].found)
			continue;
		ma_dkim_note_fault(reading, notes[i].id, tag->value_from, tag->value_to);
		weaken(reading);
	}
}

static void take_rsa(struct ma_dkim_reading *reading, const struct ma_tag *tag,
		     const struct ma_der_key *key)
{
	struct ma_dkim_record *record = reading->record;
	struct ma_rsa_strength strength;

	if (!ma_rsa_measure(key->modulus, key->exponent, &strength)) {
		reading->scratch->failed = true;
		return;
	}
	record->modulus = key->modulus;
	record->exponent = key->exponent;
	record->bits = strength.bits;
	note_size(reading, tag, strength.bits);
	if (strength.bits >= MA_DKIM_RSA_LEAST)
		note_weakness(reading, tag, &strength);
}

static void take_ed25519(struct ma_dkim_reading *reading, struct ma_text octets)
{
	reading->record->octets = octets;
	reading->record->bits = 8 * MA_DKIM_ED25519_OCTETS;
}

/* k= says one kind, and this is the other. */
static void note_other_kind(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			    const char *kind)
{
	struct ma_dkim_fault *fault = ma_dkim_note_fatal(reading, MA_DKIM_KEY_TYPE_MISMATCH,
							 tag->value_from, tag->value_to);

	ma_dkim_fault_value(fault, "type", reading->record->type);
	ma_dkim_fault_value(fault, "kind", ma_text(kind));
	reading->record->type = ma_text(kind);
}

static bool is_ed25519(const struct ma_dkim_reading *reading)
{
	return ma_text_is(reading->record->type, "ed25519");
}

static void read_rsa(struct ma_dkim_reading *reading, const struct ma_tag *tag,
		     const struct ma_der_key *key)
{
	if (is_ed25519(reading))
		note_other_kind(reading, tag, "rsa");
	else if (key->form == MA_KEY_RSA_PKCS1) {
		/* RFC 6376 3.6.1 asks for it, and for the other in its example; erratum 3017. */
		ma_dkim_note_fault(reading, MA_DKIM_PKCS1, tag->value_from, tag->value_to);
		reading->record->flawed = true;
	}
	take_rsa(reading, tag, key);
}

/* RFC 8463 4.2: the 32 octets themselves, and nothing around them. */
static void read_octets(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			struct ma_text octets)
{
	struct ma_dkim_fault *fault;

	if (octets.length == MA_DKIM_ED25519_OCTETS) {
		if (!is_ed25519(reading))
			note_other_kind(reading, tag, "ed25519");
		take_ed25519(reading, octets);
		return;
	}
	if (!is_ed25519(reading)) {
		whole_fault(reading, tag, MA_DKIM_KEY_UNREADABLE);
		return;
	}
	fault = ma_dkim_note_fatal(reading, MA_DKIM_ED25519_LENGTH, tag->value_from, tag->value_to);
	ma_dkim_fault_value(fault, "count", ma_arena_number(reading->arena, octets.length));
	reading->record->ambiguous = true;
}

/* Letters after the key FIRST: the same key again, another one, or something else. */
static void note_behind(struct ma_dkim_reading *reading, const struct ma_tag *tag, size_t from,
			struct ma_text first)
{
	struct ma_text rest = ma_dkim_decode_rest(reading, tag->value, from);
	struct ma_der_key key = ma_der_read(rest);
	bool same = first.length > 0 && ma_text_equal(ma_text_slice(rest, 0, first.length), first);
	bool other = key.form > MA_KEY_UNREADABLE ||
		     (is_ed25519(reading) && rest.length == MA_DKIM_ED25519_OCTETS);

	ma_dkim_note_fatal(reading, same || other ? MA_DKIM_TWO_KEYS : MA_DKIM_KEY_EXCESS,
			   tag->value_from + from, tag->value_to);
	/* Where a key in DER ends, it says itself. */
	reading->record->ambiguous = reading->record->ambiguous || (other && !same);
}

/* RFC 1035 3.3: a character-string has at most 255 octets.  What ends where a full one does was
 * most likely cut there. */
static bool is_at_limit(const struct ma_dkim_reading *reading)
{
	return reading->record->raw.length > 0 && reading->record->raw.length % STRING_MAX == 0;
}

/* A sign "+" became a blank on its way through a form of the web: with all of them put back, the
 * key has the length that it says.  False if that is not so. */
static bool take_with_plus(struct ma_dkim_reading *reading, const struct ma_tag *tag)
{
	size_t from;
	struct ma_text octets = ma_dkim_decode_with_plus(reading, tag->value, &from);
	struct ma_der_key key = ma_der_read(octets);

	if (from == tag->value.length || key.form != MA_KEY_RSA || key.used != octets.length ||
	    reading->record->ambiguous)
		return false;
	ma_dkim_note_fatal(reading, MA_DKIM_BLANK_FOR_PLUS, tag->value_from + from,
			   tag->value_from + from + 1);
	take_rsa(reading, tag, &key);
	return true;
}

static void read_octets_or_key(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			       struct ma_text octets)
{
	struct ma_der_key key = ma_der_read(octets);

	/* 32 octets are an Ed25519 key, whatever they begin with. */
	if (octets.length == MA_DKIM_ED25519_OCTETS && is_ed25519(reading))
		key.form = MA_KEY_UNREADABLE;
	if (key.used > 0 && key.used < octets.length && key.form > MA_KEY_OTHER)
		note_behind(reading, tag, ma_dkim_place_of_letter(tag->value, key.used * 4 / 3),
			    ma_text_slice(octets, 0, key.used));
	switch (key.form) {
	case MA_KEY_RSA:
	case MA_KEY_RSA_PKCS1:
		read_rsa(reading, tag, &key);
		break;
	case MA_KEY_ED25519:
		ma_dkim_note_fatal(reading, MA_DKIM_ED25519_WRAPPED, tag->value_from,
				   tag->value_to);
		reading->record->type = MA_TEXT("ed25519");
		take_ed25519(reading, key.octets);
		break;
	case MA_KEY_RSA_PRIVATE:
	case MA_KEY_ED25519_SEED:
		whole_fault(reading, tag, MA_DKIM_PRIVATE_KEY);
		reading->record->leaked = true;
		reading->record->modulus = key.modulus;
		reading->record->exponent = key.exponent;
		reading->record->seed = key.octets;
		break;
	case MA_KEY_OTHER:
		whole_fault(reading, tag,
			    key.odd_rsa ? MA_DKIM_RSA_IDENTIFIER : MA_DKIM_OTHER_ALGORITHM);
		break;
	case MA_KEY_CUT:
		if (is_ed25519(reading))
			read_octets(reading, tag, octets);
		else if (!take_with_plus(reading, tag))
			whole_fault(reading, tag,
				    is_at_limit(reading) ? MA_DKIM_KEY_CUT_AT_255
							 : MA_DKIM_KEY_CUT);
		break;
	case MA_KEY_UNREADABLE:
		read_octets(reading, tag, octets);
		break;
	}
}

/* Letters after padding: what is before it may be a key, or the first part of one. */
static void read_behind(struct ma_dkim_reading *reading, const struct ma_tag *tag,
			const struct ma_dkim_letters *letters, struct ma_text octets)
{
	enum ma_key_form form = ma_der_read(octets).form;

	if (form > MA_KEY_OTHER || octets.length == MA_DKIM_ED25519_OCTETS) {
		note_behind(reading, tag, letters->behind, octets);
		return;
	}
	ma_dkim_note_fatal(reading, MA_DKIM_BAD_BASE64, tag->value_from + letters->padding_from,
			   tag->value_from + letters->behind);
	reading->record->ambiguous = true;
}

void ma_dkim_read_key(struct ma_dkim_reading *reading)
{
	const struct ma_tag *tag = reading->known[MA_DKIM_TAG_P];
	struct ma_dkim_letters letters;
	struct ma_text octets;

	if (tag == NULL) {
		/* A letter in the wrong case has been reported. */
		ma_dkim_note_fatal(reading, MA_DKIM_NO_KEY, 0,
				   0); /* what is not there has no place */
		reading->record->ambiguous = true;
		return;
	}
	if (ma_dkim_was_emptied(reading, tag)) { /* the publisher did not write that */
		whole_fault(reading, tag, MA_DKIM_KEY_UNREADABLE);
		return;
	}
	if (tag->value.length == 0) { /* RFC 6376 3.6.1: "this public key has been revoked" */
		ma_dkim_note_fault(reading, MA_DKIM_REVOKED, tag->from, tag->to);
		reading->record->status = MAILAUTH_KEY_REVOKED;
		reading->record->ambiguous = true;
		return;
	}
	ma_dkim_take_letters(reading, tag, &letters);
	if (ma_dkim_exact(reading, MA_DKIM_TAG_K) != NULL && !is_ed25519(reading) &&
	    !ma_text_is(reading->record->type, "rsa"))
		return; /* no one knows what it should hold */
	if (letters.bad && reading->record->ambiguous)
		return; /* what was lost cannot be guessed */
	octets = ma_base64_decode(reading->scratch, letters.text);
	if (letters.behind < tag->value.length)
		read_behind(reading, tag, &letters, octets);
	read_octets_or_key(reading, tag, octets);
	ma_dkim_note_padding(reading, tag, &letters);
}
