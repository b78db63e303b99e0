/* The lookups of an evaluation, what they cost (RFC 7208 4.6.4), and the findings about both.
 *
 * SPDX-License-Identifier: MIT */

#include "lookups.h"

#include <string.h>

struct mailauth_finding *ma_spf_note_term(struct ma_findings *findings,
					  const struct ma_spf_frame *frame,
					  const struct ma_spf_term *term, enum ma_finding_id id)
{
	struct mailauth_finding *finding = ma_findings_add(findings, id, frame->presented);

	return ma_finding_record(finding, frame->record->text, term != NULL ? term->from : 0,
				 term != NULL ? term->to : 0);
}

struct mailauth_finding *ma_spf_note_limit(struct ma_pass *pass, const struct ma_spf_frame *frame,
					   const struct ma_spf_term *term, enum ma_finding_id id,
					   unsigned limit)
{
	return ma_finding_text(ma_spf_note_term(&pass->findings, frame, term, id), "limit",
			       ma_arena_number(pass->arena, limit));
}

void ma_spf_note_several(struct ma_pass *pass, struct ma_text name, size_t count)
{
	ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_MULTIPLE_RECORDS, name), "count",
			ma_arena_number(pass->arena, count));
}

void ma_spf_note_failure(struct ma_pass *pass, const struct ma_name *name, const char *type,
			 const struct ma_answer *answer)
{
	bool offline = answer->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding;

	/* Where aliases lead on, the last name is the one that did not answer. */
	if (answer->link_count > 0)
		name = answer->links[answer->link_count - 1].name;
	finding = ma_findings_add(&pass->findings,
				  offline ? MA_SPF_LOOKUP_OFFLINE : MA_SPF_LOOKUP_FAILED,
				  ma_name_present(pass->arena, name));

	ma_finding_text(finding, "type", ma_text(type));
	if (!offline)
		ma_finding_failure(finding, answer->failure);
}

/* Whether NAME may be an address in text: the last label is a number, or there is a colon in the
 * first. */
static bool resembles_address(const struct ma_name *name)
{
	const unsigned char *label = name->wire;

	if (memchr(label + 1, ':', label[0]) != NULL)
		return true;
	while (label[0] != 0 && label[1 + label[0]] != 0)
		label += 1 + label[0];
	for (size_t i = 1; i <= label[0]; i++)
		if (!ma_is_digit(label[i]))
			return false;
	return label[0] > 0;
}

/* An address where an MX record needs a name.  RFC 3696 2: no top-level domain is all-numeric, and
 * so there is no such name, whatever data is given. */
static bool is_address(struct ma_pass *pass, const struct ma_name *name)
{
	struct ma_ip ip;

	return resembles_address(name) && ma_ip_parse(ma_name_present(pass->arena, name), &ip);
}

/* "example.com-all": a blank is missing.  RFC 1123 2.1: top-level names are of letters; the hyphens
 * of those that are not ASCII come after "xn" (RFC 5890 2.3.2.1). */
static bool is_glued(const struct ma_name *name)
{
	static const char all[] = { 'a', 'l', 'l' };
	const unsigned char *label = name->wire;
	const unsigned char *end;

	while (label[0] != 0 && label[1 + label[0]] != 0)
		label += 1 + label[0];
	end = label + 1 + label[0];
	if (label[0] <= sizeof(all) + 1 || !ma_is_one_of(end[-4], "-~?") ||
	    (label[1] | 0x20) == 'x')
		return false;
	for (size_t i = 0; i < sizeof(all); i++)
		if ((end[(ptrdiff_t)i - 3] | 0x20) != all[i])
			return false;
	return true;
}

bool ma_spf_is_no_name(struct ma_pass *pass, const struct ma_name *name)
{
	return is_address(pass, name) || is_glued(name);
}

const struct ma_answer *ma_spf_ask(struct ma_spf_lookups *lookups, const struct ma_name *name,
				   uint16_t type)
{
	static const struct ma_answer nothing = { .status = MA_ANSWER_NXDOMAIN };
	const struct ma_answer *answer;

	if (ma_spf_is_no_name(lookups->pass, name))
		return &nothing;
	answer = ma_ask(&lookups->pass->view, name, type);
	if (answer->status == MA_ANSWER_FAILED)
		ma_spf_note_failure(lookups->pass, name, ma_type_word(type), answer);
	return answer;
}

/* The nearest record to the root that comes again on the way to FRAME: under the same name, or with
 * the same text under another, as a wildcard answers.  NULL if none does. */
static const struct ma_spf_frame *find_again(const struct ma_spf_frame *frame, bool by_name)
{
	const struct ma_spf_frame *found = NULL;

	for (const struct ma_spf_frame *at = frame; at != NULL; at = at->above)
		for (const struct ma_spf_frame *up = at->above; up != NULL; up = up->above)
			if (by_name ? ma_name_equal(at->name, up->name)
				    : ma_text_equal(at->record->text, up->record->text))
				found = at;
	return found;
}

void ma_spf_note_again(struct ma_pass *pass, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_name *target,
		       enum ma_finding_id id)
{
	ma_finding_name(ma_spf_note_term(&pass->findings, frame, term, id), "target",
			ma_name_present(pass->arena, target));
}

/* A receiver goes round a circle until its lookups are used up: the limit is not the cause. */
static bool note_circle(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	const struct ma_spf_frame *named = find_again(frame, true);
	const struct ma_spf_frame *again = named != NULL ? named : find_again(frame, false);

	if (again == NULL)
		return false;
	ma_spf_note_again(pass, again->above, again->by, again->name,
			  named != NULL ? MA_SPF_LOOP : MA_SPF_MEETS_ITSELF);
	return true;
}

bool ma_spf_count_lookup(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term)
{
	if (++lookups->terms == MA_SPF_LOOKUPS_MAX + 1 && !note_circle(lookups->pass, frame))
		ma_spf_note_limit(lookups->pass, frame, term, MA_SPF_TOO_MANY_LOOKUPS,
				  MA_SPF_LOOKUPS_MAX);
	return lookups->terms <= MA_SPF_LOOKUPS_MAX;
}

/* The families among FAMILIES for which this is the first void lookup over the limit. */
static unsigned count_voids(struct ma_spf_lookups *lookups, unsigned families)
{
	unsigned broke = 0;

	/* RFC 7208 4.6.4: two are allowed. */
	if ((families & MA_SPF_IPV4) != 0 && ++lookups->voids4 == MA_SPF_VOIDS_MAX + 1)
		broke |= MA_SPF_IPV4;
	if ((families & MA_SPF_IPV6) != 0 && ++lookups->voids6 == MA_SPF_VOIDS_MAX + 1)
		broke |= MA_SPF_IPV6;
	return broke;
}

/* Receivers that count each lookup stop here, where RFC 7208 continues. */
static void note_each(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
		      const struct ma_spf_term *term, const char *family)
{
	ma_finding_text(ma_spf_note_limit(lookups->pass, frame, term, MA_SPF_VOIDS_OF_ONE_TERM,
					  MA_SPF_VOIDS_MAX),
			"family", ma_text(family));
}

void ma_spf_count_again(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, unsigned families)
{
	families &= lookups->families;
	if ((families & MA_SPF_IPV4) != 0 && ++lookups->each4 == MA_SPF_VOIDS_MAX + 1 &&
	    lookups->voids4 <= MA_SPF_VOIDS_MAX)
		note_each(lookups, frame, term, "IPv4");
	if ((families & MA_SPF_IPV6) != 0 && ++lookups->each6 == MA_SPF_VOIDS_MAX + 1 &&
	    lookups->voids6 <= MA_SPF_VOIDS_MAX)
		note_each(lookups, frame, term, "IPv6");
}

bool ma_spf_count_voids(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, unsigned families)
{
	unsigned broke = count_voids(lookups, families & lookups->families);
	bool one = broke == MA_SPF_IPV4 || broke == MA_SPF_IPV6;
	/* Names that do not exist are void for everyone. */
	bool all = broke == lookups->families && !(one && lookups->other);
	enum ma_finding_id id = MA_SPF_TOO_MANY_VOIDS_FAMILY;
	struct mailauth_finding *finding;

	ma_spf_count_again(lookups, frame, term, families);
	if (broke == 0)
		return true;
	if (all)
		id = MA_SPF_TOO_MANY_VOIDS;
	else if (broke == lookups->families)
		id = MA_SPF_TOO_MANY_VOIDS_SENDER;
	finding = ma_spf_note_limit(lookups->pass, frame, term, id, MA_SPF_VOIDS_MAX);
	if (!all)
		ma_finding_text(finding, "family",
				broke == MA_SPF_IPV4 ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
	return false;
}

bool ma_spf_count_void(struct ma_spf_lookups *lookups, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer)
{
	return !ma_answer_is_void(answer) ||
	       ma_spf_count_voids(lookups, frame, term, lookups->families);
}

unsigned ma_spf_voids(const struct ma_spf_lookups *lookups)
{
	return lookups->voids4 > lookups->voids6 ? lookups->voids4 : lookups->voids6;
}
