/* The addresses of an a or mx (RFC 7208 5.3, 5.4): the one place that asks for them.
 *
 * SPDX-License-Identifier: MIT */

#include "lookups.h"

/* False where a receiver stops. */
static bool note_failed(struct ma_spf_addresses *addresses)
{
	addresses->failed = true;
	return addresses->lookups->to_end;
}

static bool note_over(struct ma_spf_addresses *addresses)
{
	addresses->over = true;
	return addresses->lookups->to_end;
}

static void note_mx_limit(const struct ma_spf_addresses *addresses, size_t count)
{
	struct ma_pass *pass = addresses->lookups->pass;
	struct mailauth_finding *finding = ma_spf_note_limit(
		pass, addresses->frame, addresses->term, MA_SPF_TOO_MANY_MX, MA_SPF_MX_MAX);

	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
}

/* RFC 7208 4.6.4: "the evaluation of each "MX" record MUST NOT result in querying more than 10
 * address records".  Most receivers count the names of the hosts instead. */
static void note_many_addresses(const struct ma_spf_addresses *addresses,
				const struct ma_name *host, size_t count)
{
	struct ma_pass *pass = addresses->lookups->pass;
	struct mailauth_finding *finding =
		ma_spf_note_limit(pass, addresses->frame, addresses->term, MA_SPF_MANY_MX_ADDRESSES,
				  MA_SPF_MX_ADDRESSES_MAX);

	ma_finding_name(finding, "host", ma_name_present(pass->arena, host));
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
}

/* The hosts of the first ten records (RFC 7208 4.6.4). */
static void take_mx_hosts(struct ma_spf_addresses *addresses, const struct ma_answer *answer)
{
	struct ma_arena *arena = addresses->lookups->pass->arena;

	for (size_t i = 0; i < answer->count && i < MA_SPF_MX_MAX; i++) {
		const struct ma_name *host = ma_record_name(arena, &answer->records[i], 2);

		/* The root, "MX 0 .", is not a host (RFC 7505 3). */
		if (host != NULL && host->length > 1)
			addresses->hosts[addresses->host_count++] = host;
	}
}

/* RFC 7208 5.4.  No implicit MX: without MX records there is nothing to match. */
static void ask_mx(struct ma_spf_addresses *addresses, const struct ma_name *target)
{
	struct ma_spf_lookups *lookups = addresses->lookups;
	const struct ma_answer *answer = ma_spf_ask(lookups, target, MA_TYPE_MX);

	addresses->nothing = answer->status != MA_ANSWER_FAILED && !ma_answer_is_gap(answer);
	if (answer->status == MA_ANSWER_FAILED && !note_failed(addresses))
		return;
	if (!ma_spf_count_void(lookups, addresses->frame, addresses->term, answer) &&
	    !note_over(addresses))
		return;
	/* RFC 7208 4.6.4: more than 10 are a permerror, whichever of them would match: the order
	 * among equal preferences is no one's to choose. */
	if (answer->count > MA_SPF_MX_MAX) {
		note_mx_limit(addresses, answer->count);
		if (!note_over(addresses))
			return;
	}
	take_mx_hosts(addresses, answer);
	addresses->null_mx = answer->count > 0 && addresses->host_count == 0;
}

/* False where a receiver stops. */
static bool ask_host(struct ma_spf_addresses *addresses, const struct ma_name *host)
{
	/* RFC 7208 5: "when <ip> is an IPv4, "A" records are fetched" */
	static const uint16_t types[] = { MA_TYPE_A, MA_TYPE_AAAA };
	struct ma_spf_lookups *lookups = addresses->lookups;
	unsigned voids = 0;
	size_t most = 0;

	addresses->answer_count = addresses->answer = addresses->record = 0;
	for (unsigned i = 0; i < MA_SPF_FAMILIES; i++) {
		const struct ma_answer *answer;

		if ((lookups->families & 1u << i) == 0)
			continue;
		answer = ma_spf_ask(lookups, host, types[i]);
		if (ma_answer_is_void(answer))
			voids |= 1u << i;
		lookups->other = lookups->other || answer->status == MA_ANSWER_NODATA;
		if (answer->status == MA_ANSWER_FAILED && !note_failed(addresses))
			return false;
		addresses->answers[addresses->answer_count++] = answer;
		most = answer->count > most ? answer->count : most;
	}
	if (addresses->term->kind == MA_SPF_MX && most > MA_SPF_MX_ADDRESSES_MAX)
		note_many_addresses(addresses, host, most);
	addresses->nothing = addresses->nothing && voids == lookups->families;
	/* RFC 7208 4.6.4 limits "the number of "terms"" that cause them: a term counts once. */
	ma_spf_count_again(lookups, addresses->frame, addresses->term, voids & addresses->voids);
	voids &= ~addresses->voids;
	addresses->voids |= voids;
	return ma_spf_count_voids(lookups, addresses->frame, addresses->term, voids) ||
	       note_over(addresses);
}

void ma_spf_addresses_begin(struct ma_spf_addresses *addresses, struct ma_spf_lookups *lookups,
			    const struct ma_spf_frame *frame, const struct ma_spf_term *term,
			    const struct ma_name *target)
{
	addresses->lookups = lookups;
	addresses->frame = frame;
	addresses->term = term;
	addresses->host_count = addresses->host = 0;
	addresses->answer_count = addresses->answer = addresses->record = 0;
	addresses->voids = 0;
	addresses->failed = addresses->over = addresses->null_mx = false;
	addresses->nothing = true;
	if (term->kind == MA_SPF_MX)
		ask_mx(addresses, target);
	else
		addresses->hosts[addresses->host_count++] = target;
}

/* The next address that a host before has; false if all are used up. */
static bool take_address(struct ma_spf_addresses *addresses, struct ma_ip *ip)
{
	for (; addresses->answer < addresses->answer_count; addresses->answer++) {
		const struct ma_answer *answer = addresses->answers[addresses->answer];

		while (addresses->record < answer->count)
			if (ma_record_ip(&answer->records[addresses->record++], ip))
				return true;
		addresses->record = 0;
	}
	return false;
}

bool ma_spf_addresses_next(struct ma_spf_addresses *addresses, struct ma_ip *ip, unsigned *bits)
{
	while (!take_address(addresses, ip))
		if (addresses->host == addresses->host_count ||
		    !ask_host(addresses, addresses->hosts[addresses->host++]))
			return false;
	*bits = ma_spf_bits(addresses->term, ip);
	return true;
}
