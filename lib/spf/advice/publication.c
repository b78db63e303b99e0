/* How an SPF record is published: how large its answer is, by which name it is reached, and what
 * is next to it; and where it may lie if it is not where it belongs.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

#include <string.h>

enum {
	DAY = 86400,
	/* RFC 7208 3.4: what goes through without EDNS, and what a record may have of it. */
	ANSWER_SIZE = 512,
	RECORD_SIZE = 450,
	/* Octets of a message next to names and data (RFC 1035 4.1). */
	HEADER_OCTETS = 12,
	QUESTION_OCTETS = 4,
	RECORD_OCTETS = 12, /* with a compressed name */
};

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id)
{
	return ma_findings_add(&pass->findings, id,
			       ma_name_present(pass->arena, pass->settings->domain));
}

/* RFC 7208 3.4: all TXT records of a name come in one answer. */
static void find_large_answer(struct ma_pass *pass, const struct ma_answer *answer,
			      const struct ma_spf_published *published)
{
	size_t size = HEADER_OCTETS + pass->settings->domain->length + QUESTION_OCTETS;
	struct mailauth_finding *finding;

	for (size_t i = 0; i < answer->count; i++)
		size += RECORD_OCTETS + answer->records[i].rdata.length;
	if (size <= ANSWER_SIZE && published->records[0]->text.length <= RECORD_SIZE)
		return;
	finding = note(pass, size > ANSWER_SIZE ? MA_SPF_LARGE_ANSWER : MA_SPF_LONG_RECORD);
	ma_finding_text(finding, "size", ma_arena_number(pass->arena, size));
	ma_finding_text(finding, "length",
			ma_arena_number(pass->arena, published->records[0]->text.length));
}

/* RFC 6686 6 ended Sender ID: its records do nothing any more. */
static void find_sender_id(struct ma_pass *pass, const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		if (!ma_text_starts(text, "spf2.0/"))
			continue;
		ma_finding_record(note(pass, MA_SPF_SENDER_ID_RECORD), text, 0, 0);
		return;
	}
}

/* RFC 7208 3.5.  Below the apex a record may come from "*": that name is asked for like any other
 * (RFC 4592 2.1.1). */
static void find_wildcard(struct ma_pass *pass, const struct ma_answer *answer)
{
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_answer *soa = ma_probe(&pass->view, domain, MA_TYPE_SOA);
	struct ma_name parent = ma_name_parent(domain);
	const struct ma_name *wildcard = ma_name_join(pass->arena, MA_TEXT("*"), &parent);

	if (soa->apex == NULL || ma_name_equal(soa->apex, domain) || wildcard == NULL ||
	    answer->alias != NULL)
		return;
	if (ma_answer_is_same(ma_probe(&pass->view, wildcard, MA_TYPE_TXT), answer))
		ma_finding_name(note(pass, MA_SPF_FROM_WILDCARD), "wildcard",
				ma_name_present(pass->arena, wildcard));
}

static void find_long_ttl(struct ma_pass *pass, const struct ma_answer *answer)
{
	if (answer->ttl > DAY)
		ma_finding_text(note(pass, MA_SPF_LONG_TTL), "hours",
				ma_arena_number(pass->arena, (answer->ttl + 3599u) / 3600));
}

/* RFC 7208 3.1.  Who changed the other one has changed nothing. */
static void find_obsolete_type(struct ma_pass *pass, const struct ma_answer *answer,
			       const struct ma_spf_published *published)
{
	struct ma_text other = { 0 };

	if (answer->spf_type_count == 0)
		return;
	for (size_t i = 0; i < answer->spf_type_count && other.data == NULL; i++) {
		struct ma_text text = ma_record_text(&answer->spf_type[i]);

		if (ma_spf_is_record(text) && !ma_text_equal(text, published->records[0]->text))
			other = text;
	}
	if (other.data != NULL)
		ma_finding_record(note(pass, MA_SPF_OBSOLETE_TYPE_DIFFERS), other, 0, 0);
	else
		note(pass, MA_SPF_OBSOLETE_TYPE);
}

void ma_spf_find_publication(struct ma_pass *pass, const struct ma_answer *answer,
			     const struct ma_spf_published *published)
{
	if (answer->alias != NULL)
		ma_finding_name(note(pass, MA_SPF_RECORD_THROUGH_ALIAS), "target",
				ma_name_present(pass->arena, answer->alias));
	find_wildcard(pass, answer);
	find_large_answer(pass, answer, published);
	find_long_ttl(pass, answer);
	find_sender_id(pass, answer);
	find_obsolete_type(pass, answer, published);
}

/* --- Elsewhere ------------------------------------------------------------ */

/* Whether "*" below ABOVE answers the same: then the name is no one's doing. */
static bool is_synthesized(struct ma_pass *pass, const struct ma_answer *answer,
			   const struct ma_name *above)
{
	const struct ma_name *wildcard = ma_name_join(pass->arena, MA_TEXT("*"), above);

	return wildcard != NULL &&
	       ma_answer_is_same(ma_probe(&pass->view, wildcard, MA_TYPE_TXT), answer);
}

/* A record at NAME that may have been meant for the domain: not of a host that sends no mail, nor
 * one of another name. */
static bool holds_record(struct ma_pass *pass, const struct ma_name *name,
			 const struct ma_name *apex)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, MA_TYPE_TXT);
	size_t count;
	const struct ma_spf_record **records = ma_spf_select(pass->arena, answer, &count);

	if (count == 0 || answer->alias != NULL || ma_spf_refuses_all(records[0]))
		return false;
	return !is_synthesized(pass, answer, apex) &&
	       !is_synthesized(pass, answer, pass->settings->domain);
}

static bool try_name(struct ma_pass *pass, const struct ma_name *name, const struct ma_name *apex,
		     enum ma_finding_id id)
{
	if (name == NULL || !holds_record(pass, name, apex))
		return false;
	ma_finding_name(note(pass, id), "other", ma_name_present(pass->arena, name));
	return true;
}

/* RFC 7208 4.4: the record is at the domain itself.  People put it below, or have the zone's
 * name added twice; DENIAL is the answer that says that there is none. */
void ma_spf_find_elsewhere(struct ma_pass *pass, const struct ma_answer *denial)
{
	static const char *const heads[] = { "_spf", "spf", "www" };
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_name *apex = denial->apex != NULL ? denial->apex : domain;
	bool found = false;

	if (!ma_name_is_within(domain, apex)) /* an alias that leads away */
		return;
	try_name(pass, ma_name_join(pass->arena, pass->settings->domain_text, apex), apex,
		 MA_SPF_DOUBLED_NAME);
	/* Below a name that does not exist there is nothing (RFC 8020). */
	for (size_t i = 0;
	     denial->status != MA_ANSWER_NXDOMAIN && i < sizeof(heads) / sizeof(*heads); i++)
		found = found ||
			try_name(pass, ma_name_join(pass->arena, ma_text(heads[i]), domain), apex,
				 MA_SPF_WRONG_NAME);
}
