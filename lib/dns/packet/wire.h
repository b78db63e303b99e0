/* The wire format (RFC 1035 4.1): a bounded reader of what a DNS message holds.
 *
 * SPDX-License-Identifier: MIT
 *
 * The cursor's text is the whole message, since names lead back into it. */

#ifndef MA_WIRE_H
#define MA_WIRE_H

#include "../dns.h"

enum {
	MA_TYPE_OPT = 41,	 /* RFC 6891 6.1.1 */
	MA_TYPE_SPF = 99,	 /* obsolete (RFC 7208 3.1) */
	MA_WIRE_RECORD_MIN = 11, /* octets of a record: the root, and its fixed part */
};

/* A name without compression, lower case. */
struct ma_wire_name {
	size_t length;
	unsigned char octets[MA_NAME_MAX];
};

/* Where a record is in its message. */
struct ma_wire_record {
	size_t owner;
	uint16_t type;
	uint16_t class;
	uint32_t ttl;
	size_t data;
	size_t end;
};

/* Numbers in network order. */
static inline unsigned ma_wire_get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static inline uint32_t ma_wire_get32(const unsigned char *at)
{
	return (uint32_t)ma_wire_get16(at) << 16 | ma_wire_get16(at + 2);
}

/* Reads a name.  False, and the cursor is anywhere, if there is none that is whole. */
bool ma_wire_name(struct ma_cursor *cursor, struct ma_wire_name *name);
/* Reads a record by the length that it gives; false if that is outside.  Its owner and its data are
 * not looked at. */
bool ma_wire_record(struct ma_cursor *cursor, struct ma_wire_record *record);
/* Whether the owner can be read, and, of a type that matters here, the data is what the type has,
 * no less and no more. */
bool ma_wire_is_sound(struct ma_text message, const struct ma_wire_record *record);
/* Whether NAME owns the record. */
bool ma_wire_is_at(struct ma_text message, const struct ma_wire_record *record,
		   const struct ma_name *name);
/* The data of a sound record, its names without compression and lower case, so that equal records
 * compare equal.  Empty once memory failed. */
struct ma_text ma_wire_data(struct ma_arena *arena, struct ma_text message,
			    const struct ma_wire_record *record);

#endif
