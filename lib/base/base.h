/* Memory by lifetime, text as slices, one cursor for all input, one buffer for all output.
 *
 * SPDX-License-Identifier: MIT
 *
 * Nothing here knows of mail or DNS.  Memory failure is sticky: an arena or a buffer that
 * once failed stays failed, what it returns then is harmless, and the owner asks
 * once, at the end. */

#ifndef MA_BASE_H
#define MA_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- Text ----------------------------------------------------------------- */

/* Bytes that live elsewhere.  Not terminated, not necessarily UTF-8. */
struct ma_text {
	const unsigned char *data;
	size_t length;
};

#define MA_TEXT(literal) ((struct ma_text){ (const unsigned char *)(literal), sizeof(literal) - 1 })

struct ma_text ma_text(const char *string);
static inline struct ma_text ma_text_slice(struct ma_text text, size_t from, size_t to)
{
	if (to > text.length)
		to = text.length;
	if (from > to)
		from = to;
	/* Text of nothing has no address to count from. */
	return (struct ma_text){ from == 0 ? text.data : text.data + from, to - from };
}

bool ma_text_equal(struct ma_text a, struct ma_text b);
/* The same, without regard to ASCII case. */
bool ma_text_equal_fold(struct ma_text a, struct ma_text b);
/* Without regard to ASCII case. */
bool ma_text_is(struct ma_text text, const char *word);
bool ma_text_starts(struct ma_text text, const char *prefix);
int ma_text_compare(struct ma_text a, struct ma_text b);
/* The bytes of TEXT, whose count goes to *LENGTH.  NULL, and nothing is stored, if it is none. */
const unsigned char *ma_text_bytes(struct ma_text text, size_t *length);
/* Whether there is nothing but visible ASCII and blanks. */
bool ma_text_is_plain(struct ma_text text);
/* The offset of the last BYTE, or text.length. */
size_t ma_text_last(struct ma_text text, unsigned char byte);

/* ASCII only: the library has no locale. */
static inline unsigned char ma_fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

static inline bool ma_is_alpha(unsigned char byte)
{
	return ma_fold(byte) >= 'a' && ma_fold(byte) <= 'z';
}

static inline bool ma_is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool ma_is_alnum(unsigned char byte)
{
	return ma_is_alpha(byte) || ma_is_digit(byte);
}

/* Whether SET holds BYTE.  A NUL ends a set, and is in none. */
static inline bool ma_is_one_of(unsigned char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static inline bool ma_is_visible(unsigned char byte)
{
	return byte > 0x20 && byte < 0x7f;
}

/* The value of a hexadecimal digit of either case; -1 if BYTE is none. */
int ma_hex_value(unsigned char byte);

/* --- Arena ---------------------------------------------------------------- */

/* Memory that is freed all at once, or back to a mark. */
struct ma_arena {
	struct ma_chunk *chunk;
	bool failed;
};

struct ma_arena_mark {
	struct ma_chunk *chunk;
	size_t used;
};

void ma_arena_finish(struct ma_arena *arena);
/* Zeroed and aligned for anything; NULL once memory failed. */
void *ma_arena_alloc(struct ma_arena *arena, size_t size);
void *ma_arena_array(struct ma_arena *arena, size_t count, size_t size);
struct ma_arena_mark ma_arena_mark(const struct ma_arena *arena);
void ma_arena_rewind(struct ma_arena *arena, struct ma_arena_mark mark);

/* Copies with a NUL at the end, which the length does not count.  Empty once memory failed. */
struct ma_text ma_arena_copy(struct ma_arena *arena, struct ma_text text);
struct ma_text ma_arena_number(struct ma_arena *arena, uint64_t number);

/* --- Cursor --------------------------------------------------------------- */

/* A checked walk over text.  Reading past the end yields 0 and moves nothing. */
struct ma_cursor {
	struct ma_text text;
	size_t position;
};

bool ma_cursor_at_end(const struct ma_cursor *cursor);
unsigned char ma_cursor_peek(const struct ma_cursor *cursor);
unsigned char ma_cursor_next(struct ma_cursor *cursor);
bool ma_cursor_take(struct ma_cursor *cursor, unsigned char byte);
/* Takes decimal digits.  False if there is none; numbers above MAX are taken as MAX + 1. */
bool ma_cursor_number(struct ma_cursor *cursor, unsigned max, unsigned *number);

/* --- Buffer --------------------------------------------------------------- */

/* Bytes that grow.  Always NUL-terminated once something was added. */
struct ma_buffer {
	char *data;
	size_t length;
	size_t size;
	bool failed;
};

void ma_buffer_finish(struct ma_buffer *buffer);
void ma_buffer_add(struct ma_buffer *buffer, const void *data, size_t length);
void ma_buffer_text(struct ma_buffer *buffer, struct ma_text text);
void ma_buffer_string(struct ma_buffer *buffer, const char *string);
void ma_buffer_byte(struct ma_buffer *buffer, unsigned char byte);
void ma_buffer_fill(struct ma_buffer *buffer, char byte, size_t count);
void ma_buffer_number(struct ma_buffer *buffer, uint64_t number);
/* What is in it so far. */
struct ma_text ma_buffer_view(const struct ma_buffer *buffer);
/* Hands the bytes over, to be freed with free(); their count goes to *LENGTH unless that is NULL.
 * Once memory failed false, and nothing is stored.  The buffer is finished. */
bool ma_buffer_take(struct ma_buffer *buffer, char **data, size_t *length);
/* A copy in ARENA; the buffer is finished. */
struct ma_text ma_buffer_keep(struct ma_buffer *buffer, struct ma_arena *arena);

/* Adds TEXT so that it is safe on a terminal: valid UTF-8 that shows stays as it is;
 * control bytes, bytes that are not UTF-8, and code points that are invisible or turn the
 * direction of writing become \DDD, and so does the backslash. */
void ma_buffer_visible(struct ma_buffer *buffer, struct ma_text text);
/* The same for what people write: letters that are written from right to left, which above become
 * \DDD, too, as they move the numbers and the terms of a record that are next to them. */
void ma_buffer_prose(struct ma_buffer *buffer, struct ma_text text);

/* The length of the valid UTF-8 sequence at TEXT's start, and its code point; 0 if there is
 * none. */
size_t ma_utf8_decode(struct ma_text text, uint32_t *code);
/* Whether a code point may be shown as it is. */
bool ma_utf8_is_visible(uint32_t code);
/* Whether what is next to it may be shown in another order (UAX 9: R, AL, AN). */
bool ma_utf8_is_leftwards(uint32_t code);

/* --- JSON ----------------------------------------------------------------- */

/* A writer of JSON.  Keys are ours: they hold nothing to escape; NULL inside arrays. */
struct ma_json {
	struct ma_buffer *out;
	bool after_value;
};

void ma_json_open(struct ma_json *json, const char *key, char bracket);
void ma_json_close(struct ma_json *json, char bracket);
/* Text that was made safe before, or words of ours. */
void ma_json_text(struct ma_json *json, const char *key, struct ma_text text);
/* Bytes that anyone may have published: what is not UTF-8, and the backslash, become \DDD.  Null
 * if .data is NULL. */
void ma_json_bytes(struct ma_json *json, const char *key, struct ma_text bytes);
void ma_json_number(struct ma_json *json, const char *key, int64_t number);
void ma_json_bool(struct ma_json *json, const char *key, bool value);
void ma_json_null(struct ma_json *json, const char *key);

#endif
