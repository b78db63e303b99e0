/* What happens to a record between the page that it is copied from and the DNS: terms that hang
 * together, strings without the space between them; and how the record reads when that is mended.
 *
 * SPDX-License-Identifier: MIT */

#include "../inside.h"

#include <string.h>

enum {
	TOLD_MAX = 20,	   /* findings */
	STRINGS_MAX = 200, /* that are looked at */
	RECORD_MAX = 4096, /* octets */
	TERM_MAX = 512,
};

static struct mailauth_finding *add_guess(struct mailauth_finding *finding, struct ma_text guess)
{
	return guess.data != NULL ? ma_finding_text(finding, "suggestion", guess) : finding;
}

/* --- Names that hold more than a name ----------------------------------------------- */

bool ma_spf_is_odd_name(struct ma_text spec)
{
	return ma_spf_find_odd(spec) < spec.length;
}

static void note_odd(struct ma_pass *pass, const struct ma_spf_record *record,
		     const struct ma_spf_term *term, struct ma_text name, enum ma_finding_id id)
{
	size_t at = (size_t)(term->domain_spec.data - record->text.data) +
		    ma_spf_find_odd(term->domain_spec);
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, name);

	ma_finding_record(finding, record->text, at, at + 1);
	ma_finding_text(finding, "character",
			ma_characters_word(pass->arena, ma_text_slice(record->text, at, at + 1)));
	ma_finding_text(finding, "term", ma_text_slice(term->text, 0, TERM_MAX));
	add_guess(finding, ma_spf_guess_term(pass->arena, record->text, term->from, term->to));
}

static void note_glued(struct ma_pass *pass, const struct ma_spf_record *record,
		       const struct ma_spf_term *term)
{
	size_t from = term->from + ma_spf_find_glued_all(term->text);
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, MA_SPF_GLUED_ALL, record->domain);

	ma_finding_record(finding, record->text, from, term->to);
	ma_finding_text(finding, "term", ma_text_slice(term->text, 0, TERM_MAX));
	add_guess(finding, ma_spf_guess_term(pass->arena, record->text, term->from, term->to));
}

void ma_spf_note_odd_target(struct ma_pass *pass, struct ma_text name,
			    const struct ma_spf_record *record, const struct ma_spf_term *term)
{
	note_odd(pass, record, term, name, MA_SPF_ODD_TARGET);
}

/* Whether the tree met TERM, and found nothing where it leads. */
static bool was_told(const struct ma_pass *pass, const struct ma_spf_record *record,
		     const struct ma_spf_term *term)
{
	const struct mailauth_finding *finding = pass->findings.first;

	while (finding != NULL &&
	       (finding->id != MA_SPF_ODD_TARGET || finding->from < term->from ||
		finding->to > term->to || !ma_text_equal(finding->name, record->domain) ||
		!ma_text_equal(finding->record, record->text)))
		finding = finding->next;
	return finding != NULL;
}

static bool look_at_term(struct ma_pass *pass, const struct ma_spf_record *record,
			 const struct ma_spf_term *term)
{
	struct ma_text spec = term->domain_spec;

	if (spec.length == 0)
		return false;
	if (record->all == NULL && ma_spf_find_glued_all(spec) < spec.length)
		note_glued(pass, record, term);
	else if (!ma_spf_is_odd_name(spec))
		return false;
	else if (!was_told(pass, record, term))
		note_odd(pass, record, term, record->domain, MA_SPF_ODD_NAME);
	return true;
}

/* A second record behind the first: RFC 7208 6 takes its version for an unknown modifier. */
static bool has_second_version(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && (term->kind != MA_SPF_OTHER || !ma_text_starts(term->text, "v=")))
		term = term->next;
	return term != NULL;
}

bool ma_spf_has_glued_all(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && ma_spf_find_glued_all(term->domain_spec) == term->domain_spec.length)
		term = term->next;
	return term != NULL;
}

bool ma_spf_look_at_paste(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	const struct ma_spf_record *record = ma_spf_parse(pass->arena, name, text, NULL);
	struct ma_text guess = ma_spf_guess_record(pass->arena, text);
	unsigned told = 0;

	if (record == NULL)
		return false;
	/* RFC 7208 7.1 lets a name hold any visible character; receivers take it as it is. */
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (record->faults == 0 && told < TOLD_MAX)
			told += look_at_term(pass, record, term);
	if (guess.data != NULL)
		add_guess(ma_findings_add(&pass->findings, MA_SPF_REPAIRED, name), guess);
	return told > 0 || record->notes > 0 || has_second_version(record);
}

/* --- Beside a record ------------------------------------------------------------------- */

/* No suggestion: set right where it stands, it would be a second record, and both would be void. */
static bool note_second(struct ma_pass *pass, struct ma_text name, struct ma_text text)
{
	size_t from;
	size_t to;
	size_t version = ma_spf_find_version(text, &from, &to);
	uint32_t code;

	if (version == 0 || ma_spf_is_record(text))
		return false;
	if (from == to) { /* then it is what follows */
		size_t length = ma_utf8_decode(ma_text_slice(text, version, text.length), &code);

		from = version;
		to = version + (length > 0 ? length : 1);
	}
	ma_finding_record(ma_findings_add(&pass->findings, MA_SPF_ALMOST_SECOND_RECORD, name), text,
			  from, to);
	return true;
}

void ma_spf_look_beside(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer)
{
	unsigned told = 0;

	for (size_t i = 0; i < answer->count && told < TOLD_MAX; i++)
		told += note_second(pass, name, ma_record_txt(pass->arena, &answer->records[i]));
}

/* --- Strings without the space between them -------------------------------------------- */

/* The strings of a TXT record on their way into one text. */
struct strings {
	struct ma_arena *arena;
	struct ma_buffer spaced; /* with the spaces that are missing */
	size_t joined;		 /* octets without them */
	size_t from;		 /* of JOINED: the first terms that the strings glue together */
	size_t to;
	bool missing;
};

static struct ma_text last_word(const struct ma_buffer *buffer)
{
	struct ma_text text = { (unsigned char *)buffer->data, buffer->length };
	size_t space = ma_text_last(text, ' ');

	return space == text.length ? text : ma_text_slice(text, space + 1, text.length);
}

static struct ma_text first_word(struct ma_text text)
{
	size_t end = 0;

	while (end < text.length && text.data[end] != ' ')
		end++;
	return ma_text_slice(text, 0, end);
}

/* Whether two strings meet in what are two terms, and no term together: a split at 255 octets may
 * well go through one. */
static bool lacks_space(struct strings *strings, struct ma_text left, struct ma_text right)
{
	struct ma_buffer joined = { 0 };
	struct ma_text term;

	if (left.length == 0 || right.length == 0 || left.length > TERM_MAX ||
	    right.length > TERM_MAX || ma_spf_read_term(strings->arena, right) != MA_TERM_SOUND)
		return false;
	if (left.length == strings->spaced.length) /* nothing before: the version */
		return ma_text_is(left, "v=spf1");
	if (ma_spf_read_term(strings->arena, left) != MA_TERM_SOUND)
		return false;
	ma_buffer_text(&joined, left);
	ma_buffer_text(&joined, right);
	term = ma_buffer_keep(&joined, strings->arena);
	return ma_spf_read_term(strings->arena, term) != MA_TERM_SOUND;
}

static void add_string(struct strings *strings, struct ma_text string)
{
	struct ma_text left = last_word(&strings->spaced);
	struct ma_text right = first_word(string);

	if (strings->joined > 0 && lacks_space(strings, left, right)) {
		if (!strings->missing) {
			strings->from = strings->joined - left.length;
			strings->to = strings->joined + right.length;
		}
		strings->missing = true;
		ma_buffer_byte(&strings->spaced, ' ');
	}
	ma_buffer_text(&strings->spaced, string);
	strings->joined += string.length;
}

bool ma_spf_note_unspaced(struct ma_pass *pass, struct ma_text name, const struct ma_record *txt,
			  struct ma_text joined)
{
	struct strings strings = { .arena = pass->arena };
	struct ma_text string;
	struct ma_text spaced;
	struct mailauth_finding *finding;
	size_t count = 0;

	if (!ma_text_starts(joined, "v=spf1") || joined.length > RECORD_MAX)
		return false;
	for (size_t at = 0; ma_record_txt_string(txt, &at, &string) && count < STRINGS_MAX; count++)
		add_string(&strings, string);
	spaced = ma_buffer_keep(&strings.spaced, pass->arena);
	if (!strings.missing || count == STRINGS_MAX || !ma_spf_is_record(spaced))
		return false;
	finding = ma_findings_add(&pass->findings, MA_SPF_STRINGS_UNSPACED, name);
	ma_finding_record(finding, joined, strings.from, strings.to);
	if (ma_spf_is_fit(pass->arena, &(struct ma_spf_guess){ .text = spaced }))
		ma_finding_text(finding, "suggestion", spaced);
	else
		add_guess(finding, ma_spf_guess_record(pass->arena, spaced));
	return true;
}
