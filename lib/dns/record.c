/* Records: what an answer says, taken out of its wire format.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <string.h>

bool ma_answer_is_gap(const struct ma_answer *answer)
{
	return answer->status == MA_ANSWER_NONE;
}

bool ma_answer_is_void(const struct ma_answer *answer)
{
	return answer->status == MA_ANSWER_NODATA || answer->status == MA_ANSWER_NXDOMAIN;
}

size_t ma_links_to(const struct ma_link *links, size_t count, const struct ma_name *name)
{
	for (size_t i = 0; i < count; i++)
		if (ma_name_equal(links[i].name, name))
			return i + 1;
	return 0;
}

uint32_t ma_answer_ttl(const struct ma_answer *answer)
{
	uint32_t ttl = answer->ttl;

	for (size_t i = 0; i < answer->link_count && answer->status != MA_ANSWER_FAILED; i++)
		if (answer->links[i].ttl < ttl)
			ttl = answer->links[i].ttl;
	return ttl;
}

bool ma_answer_is_same(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!ma_text_equal(a->records[i].rdata, b->records[i].rdata))
			return false;
	return true;
}

bool ma_record_ip(const struct ma_record *record, struct ma_ip *ip)
{
	if (record->rdata.length != 4 && record->rdata.length != 16)
		return false;
	*ip = (struct ma_ip){ .length = (unsigned)record->rdata.length };
	memcpy(ip->octets, record->rdata.data, record->rdata.length);
	return true;
}

uint32_t ma_record_soa_number(const struct ma_record *soa, enum ma_soa_number number)
{
	const unsigned char *at =
		soa->rdata.data + soa->rdata.length - sizeof(uint32_t) * (MA_SOA_NUMBERS - number);

	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

unsigned ma_record_preference(const struct ma_record *record)
{
	return (unsigned)record->rdata.data[0] << 8 | record->rdata.data[1];
}

const struct ma_name *ma_record_name(struct ma_arena *arena, const struct ma_record *record,
				     size_t offset)
{
	size_t at = offset;

	while (at < record->rdata.length && record->rdata.data[at] != 0)
		at += 1u + record->rdata.data[at];
	if (at >= record->rdata.length || at - offset >= MA_NAME_MAX)
		return NULL;
	return ma_name_from_wire(arena, record->rdata.data + offset, at + 1 - offset);
}

bool ma_record_txt_string(const struct ma_record *record, size_t *at, struct ma_text *string)
{
	struct ma_text rdata = record->rdata;

	if (*at >= rdata.length)
		return false;
	*string = ma_text_slice(rdata, *at + 1, *at + 1 + rdata.data[*at]);
	*at += 1u + rdata.data[*at];
	return true;
}

struct ma_text ma_record_txt(struct ma_arena *arena, const struct ma_record *record)
{
	unsigned char *octets = ma_arena_alloc(arena, record->rdata.length + 1);
	struct ma_text string;
	size_t length = 0;

	if (octets == NULL)
		return (struct ma_text){ (const unsigned char *)"", 0 };
	for (size_t at = 0; ma_record_txt_string(record, &at, &string); length += string.length)
		memcpy(octets + length, string.data, string.length);
	return (struct ma_text){ octets, length };
}
