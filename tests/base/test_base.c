/* lib/base: arena, text, cursor, buffer, and what a terminal may be shown.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* --- Arena ---------------------------------------------------------------- */

START_TEST(test_arena_memory_is_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = { 1, 0, 3, 16, 17, 1000, 16 * 1024, 100 * 1024, 1 };
	struct ma_arena arena = { 0 };
	unsigned char *blocks[COUNT_OF(sizes)];

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		blocks[i] = ma_arena_alloc(&arena, sizes[i]);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			ck_assert_uint_eq(blocks[i][j], 0);
		memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		for (size_t j = 0; j < sizes[i]; j++)
			ck_assert_uint_eq(blocks[i][j], i + 1);
	ck_assert(!arena.failed);
	ma_arena_finish(&arena);
	ck_assert_ptr_null(arena.chunk);
}
END_TEST

START_TEST(test_arena_rewinds_to_a_mark)
{
	struct ma_arena arena = { 0 };
	unsigned char *before, *after, *again;
	struct ma_arena_mark mark;

	before = ma_arena_alloc(&arena, 100);
	memset(before, 'x', 100);
	mark = ma_arena_mark(&arena);
	after = ma_arena_alloc(&arena, 100);
	memset(after, 'y', 100);
	for (unsigned i = 0; i < 100; i++)
		ma_arena_alloc(&arena, 4096); /* several chunks */
	ma_arena_rewind(&arena, mark);

	again = ma_arena_alloc(&arena, 100);
	ck_assert_ptr_eq(again, after);
	for (unsigned i = 0; i < 100; i++) {
		ck_assert_uint_eq(before[i], 'x');
		ck_assert_uint_eq(again[i], 0); /* zeroed once more */
	}
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_arena_rewinds_to_the_beginning)
{
	struct ma_arena arena = { 0 };
	struct ma_arena_mark mark = ma_arena_mark(&arena);

	ck_assert_ptr_nonnull(ma_arena_alloc(&arena, 10));
	ma_arena_rewind(&arena, mark);
	ck_assert_ptr_null(arena.chunk);
	ck_assert_ptr_nonnull(ma_arena_alloc(&arena, 10));
	ma_arena_finish(&arena);
	ma_arena_finish(&arena); /* twice does no harm */
}
END_TEST

START_TEST(test_arena_failure_stays)
{
	static const size_t impossible[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 64,
					     SIZE_MAX / 2 + 1 };
	struct ma_arena arena = { 0 };

	for (size_t i = 0; i < COUNT_OF(impossible); i++) {
		ck_assert_ptr_null(ma_arena_alloc(&arena, impossible[i]));
		ck_assert(arena.failed);
		ck_assert_ptr_null(ma_arena_alloc(&arena, 1));
		ma_arena_finish(&arena);
		ck_assert(!arena.failed);
	}
	ck_assert_ptr_null(ma_arena_array(&arena, SIZE_MAX / 8, 16));
	ck_assert(arena.failed);
	ma_arena_finish(&arena);
	ck_assert_ptr_nonnull(ma_arena_array(&arena, 0, 16));
	ck_assert_ptr_nonnull(ma_arena_array(&arena, 16, 0));
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_arena_hands_out_empty_text_without_memory)
{
	struct ma_arena arena = { 0 };
	struct ma_text copy;

	fail_memory_after(0);
	copy = ma_arena_copy(&arena, MA_TEXT("example"));
	ck_assert(restore_memory());
	assert_text(copy, "");
	ck_assert(arena.failed);
	assert_text(ma_arena_number(&arena, 12), "");
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_arena_copies_end_with_nul)
{
	struct ma_arena arena = { 0 };
	struct ma_text copy = ma_arena_copy(&arena, MA_TEXT("a\0b"));

	ck_assert_uint_eq(copy.length, 3);
	ck_assert_mem_eq(copy.data, "a\0b", 4);
	copy = ma_arena_copy(&arena, (struct ma_text){ 0 });
	ck_assert_uint_eq(copy.length, 0);
	ck_assert_uint_eq(copy.data[0], 0);
	assert_text(ma_arena_number(&arena, 0), "0");
	assert_text(ma_arena_number(&arena, 1234567890), "1234567890");
	assert_text(ma_arena_number(&arena, UINT64_MAX), "18446744073709551615");
	ma_arena_finish(&arena);
}
END_TEST

/* --- Text ----------------------------------------------------------------- */

/* Every byte, at every place of the words that are looked at together, next to its neighbours. */
START_TEST(test_text_is_plain)
{
	static const unsigned char beside[] = { ' ', '~', 'a', 0x7f, 0xff, 0x1f };

	for (size_t length = 0; length <= 19; length++) {
		for (size_t at = 0; at < length; at++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				unsigned char bytes[19];
				struct ma_text text = { bytes, length };
				unsigned char other = beside[byte % 3];

				memset(bytes, other, length);
				bytes[at] = (unsigned char)byte;
				ck_assert_msg(ma_text_is_plain(text) ==
						      (byte >= ' ' && byte <= '~'),
					      "%u at %zu of %zu", byte, at, length);
				bytes[length - 1 - at] = beside[3 + byte % 3];
				ck_assert(!ma_text_is_plain(text));
			}
		}
	}
	ck_assert(ma_text_is_plain(MA_TEXT("")));
}
END_TEST

START_TEST(test_text_slices_stay_inside)
{
	struct ma_text text = MA_TEXT("example");

	assert_text(ma_text_slice(text, 0, 7), "example");
	assert_text(ma_text_slice(text, 2, 4), "am");
	assert_text(ma_text_slice(text, 2, 99), "ample");
	assert_text(ma_text_slice(text, 99, 100), "");
	assert_text(ma_text_slice(text, 4, 2), "");
	ck_assert_ptr_eq(ma_text_slice(text, 3, 3).data, text.data + 3);
	/* A value that is absent has no bytes to point into. */
	ck_assert_uint_eq(ma_text_slice((struct ma_text){ 0 }, 0, 5).length, 0);
}
END_TEST

START_TEST(test_text_compares)
{
	ck_assert(ma_text_equal(MA_TEXT("a"), MA_TEXT("a")));
	ck_assert(!ma_text_equal(MA_TEXT("a"), MA_TEXT("A")));
	ck_assert(!ma_text_equal(MA_TEXT("a"), MA_TEXT("ab")));
	ck_assert(!ma_text_equal(MA_TEXT("a\0b"), MA_TEXT("a\0c")));
	ck_assert(ma_text_equal((struct ma_text){ 0 }, MA_TEXT("")));

	ck_assert_int_lt(ma_text_compare(MA_TEXT("a"), MA_TEXT("b")), 0);
	ck_assert_int_lt(ma_text_compare(MA_TEXT("a"), MA_TEXT("ab")), 0);
	ck_assert_int_gt(ma_text_compare(MA_TEXT("\xff"), MA_TEXT("a")), 0);
	ck_assert_int_gt(ma_text_compare(MA_TEXT("a"), (struct ma_text){ 0 }), 0);
	ck_assert_int_eq(ma_text_compare(MA_TEXT("ab"), MA_TEXT("ab")), 0);
}
END_TEST

START_TEST(test_text_words_ignore_ascii_case_only)
{
	ck_assert(ma_text_is(MA_TEXT("Include"), "iNCLUDE"));
	ck_assert(!ma_text_is(MA_TEXT("include"), "includ"));
	ck_assert(!ma_text_is(MA_TEXT("includ"), "include"));
	ck_assert(!ma_text_is(MA_TEXT("@"), "`")); /* 0x20 apart, but no letters */
	ck_assert(!ma_text_is(MA_TEXT("\xc3\x84"), "\xc3\xa4"));
	ck_assert(ma_text_starts(MA_TEXT("V=SPF1 -all"), "v=spf1"));
	ck_assert(!ma_text_starts(MA_TEXT("v=spf"), "v=spf1"));
	ck_assert(ma_text_starts(MA_TEXT("v"), ""));
	ck_assert_uint_eq(ma_text_last(MA_TEXT("a@b@c"), '@'), 3);
	ck_assert_uint_eq(ma_text_last(MA_TEXT("@"), '@'), 0);
	ck_assert_uint_eq(ma_text_last(MA_TEXT("abc"), '@'), 3);
}
END_TEST

START_TEST(test_classes_are_those_of_ascii)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		unsigned char b = (unsigned char)byte;
		bool upper = byte >= 'A' && byte <= 'Z';
		bool lower = byte >= 'a' && byte <= 'z';
		bool digit = byte >= '0' && byte <= '9';

		ck_assert_msg(ma_is_alpha(b) == (upper || lower), "%u", byte);
		ck_assert_msg(ma_is_digit(b) == digit, "%u", byte);
		ck_assert_msg(ma_is_alnum(b) == (upper || lower || digit), "%u", byte);
		ck_assert_msg(ma_is_visible(b) == (byte >= 0x21 && byte <= 0x7e), "%u", byte);
		ck_assert_msg(ma_fold(b) == (upper ? byte + 32 : byte), "%u", byte);
		/* The NUL that ends a set is not in it. */
		ck_assert_msg(ma_is_one_of(b, "-_.") == (byte == '-' || byte == '_' || byte == '.'),
			      "%u", byte);
		ck_assert_msg(!ma_is_one_of(b, ""), "%u", byte);
	}
}
END_TEST

/* --- Cursor --------------------------------------------------------------- */

START_TEST(test_cursor_stops_at_the_end)
{
	struct ma_cursor cursor = { .text = MA_TEXT("ab") };

	ck_assert(!ma_cursor_take(&cursor, 'b'));
	ck_assert(ma_cursor_take(&cursor, 'a'));
	ck_assert_uint_eq(ma_cursor_peek(&cursor), 'b');
	ck_assert_uint_eq(ma_cursor_next(&cursor), 'b');
	ck_assert(ma_cursor_at_end(&cursor));
	ck_assert_uint_eq(ma_cursor_peek(&cursor), 0);
	ck_assert_uint_eq(ma_cursor_next(&cursor), 0);
	ck_assert(!ma_cursor_take(&cursor, 0)); /* the end is not a NUL */
	ck_assert_uint_eq(cursor.position, 2);

	cursor = (struct ma_cursor){ .text = MA_TEXT("\0") };
	ck_assert(ma_cursor_take(&cursor, 0));
}
END_TEST

START_TEST(test_cursor_reads_numbers)
{
	static const struct {
		const char *text;
		bool is_number;
		unsigned number;
		size_t position;
	} cases[] = {
		{ "0", true, 0, 1 },
		{ "32/", true, 32, 2 },
		{ "128", true, 128, 3 },
		{ "129", true, 129, 3 },
		{ "130", true, 129, 3 },
		{ "007", true, 7, 3 },
		{ "4294967295", true, 129, 10 },
		{ "4294967296", true, 129, 10 },
		{ "99999999999999999999999999999999999999999", true, 129, 41 },
		{ "", false, 0, 0 },
		{ "-1", false, 0, 0 },
		{ " 1", false, 0, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ma_cursor cursor = { .text = ma_text(cases[i].text) };
		unsigned number = 0;

		ck_assert_msg(ma_cursor_number(&cursor, 128, &number) == cases[i].is_number, "%s",
			      cases[i].text);
		ck_assert_msg(number == cases[i].number, "%s: %u", cases[i].text, number);
		ck_assert_msg(cursor.position == cases[i].position, "%s", cases[i].text);
	}
}
END_TEST

/* --- Buffer --------------------------------------------------------------- */

START_TEST(test_buffer_grows)
{
	struct ma_buffer buffer = { 0 };
	size_t length = 0;
	char *taken;

	for (unsigned i = 0; i < 10000; i++)
		ma_buffer_number(&buffer, i % 10);
	ma_buffer_text(&buffer, (struct ma_text){ 0 });
	ma_buffer_fill(&buffer, '-', 3);
	ma_buffer_string(&buffer, "end");
	ck_assert_uint_eq(buffer.length, 10006);
	ck_assert(ma_buffer_take(&buffer, &taken, &length));
	ck_assert_uint_eq(length, 10006);
	ck_assert_uint_eq(strlen(taken), 10006);
	for (unsigned i = 0; i < 10000; i++)
		ck_assert_int_eq(taken[i], '0' + (int)(i % 10));
	ck_assert_str_eq(taken + 10000, "---end");
	ck_assert_ptr_null(buffer.data);
	free(taken);
}
END_TEST

START_TEST(test_buffer_writes_numbers)
{
	static const uint64_t numbers[] = { 0, 9, 10, 4294967296, UINT64_MAX };
	struct ma_buffer buffer = { 0 };

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		ma_buffer_number(&buffer, numbers[i]);
		ma_buffer_byte(&buffer, ' ');
	}
	ck_assert_str_eq(buffer.data, "0 9 10 4294967296 18446744073709551615 ");
	ma_buffer_finish(&buffer);
}
END_TEST

START_TEST(test_buffer_taken_empty_is_a_string)
{
	struct ma_buffer buffer = { 0 };
	char *taken;

	ck_assert(ma_buffer_take(&buffer, &taken, NULL));
	ck_assert_str_eq(taken, "");
	free(taken);
}
END_TEST

START_TEST(test_buffer_failure_stays)
{
	struct ma_buffer buffer = { 0 };
	struct ma_arena arena = { 0 };
	size_t length = 99;
	char here, *taken = &here;

	ma_buffer_string(&buffer, "before");
	fail_memory_after(0);
	ma_buffer_fill(&buffer, 'x', 1000);
	ck_assert(restore_memory());
	ck_assert(buffer.failed);
	ma_buffer_string(&buffer, "after");
	ck_assert_ptr_null(strstr(buffer.data, "after"));
	ck_assert(!ma_buffer_take(&buffer, &taken, &length));
	ck_assert_uint_eq(length, 99);
	ck_assert_ptr_eq(taken, &here);
	ck_assert_ptr_null(buffer.data);

	ma_buffer_add(&buffer, "", SIZE_MAX - 1); /* refused before a byte is read */
	ck_assert(buffer.failed);
	assert_text(ma_buffer_keep(&buffer, &arena), "");
	ck_assert(arena.failed);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_buffer_is_kept_in_an_arena)
{
	struct ma_buffer buffer = { 0 };
	struct ma_arena arena = { 0 };

	ma_buffer_string(&buffer, "example");
	assert_text(ma_buffer_keep(&buffer, &arena), "example");
	ck_assert_ptr_null(buffer.data);
	assert_text(ma_buffer_keep(&buffer, &arena), "");
	ck_assert(!arena.failed);
	ma_arena_finish(&arena);
}
END_TEST

/* --- What may be shown ---------------------------------------------------- */

static const struct {
	const char *name;
	struct ma_text text;
	const char *visible;
} shown[] = {
	{ "ASCII", TEXT("v=spf1 ip4:192.0.2.1 -all"), "v=spf1 ip4:192.0.2.1 -all" },
	{ "Japanese", TEXT("なりすまし対策"), "なりすまし対策" },
	{ "full width", TEXT("ｖ＝ｓｐｆ１"), "ｖ＝ｓｐｆ１" },
	{ "half-width kana", TEXT("ﾒｰﾙ"), "ﾒｰﾙ" },
	{ "accents", TEXT("Grüße"), "Grüße" },
	{ "combining mark", TEXT("e\xcc\x81"), "e\xcc\x81" },
	{ "beyond the first plane", TEXT("\xf0\xa0\xae\xb7\xf0\x9f\x93\xa7"),
	  "\xf0\xa0\xae\xb7\xf0\x9f\x93\xa7" },

	{ "backslash", TEXT("a\\065"), "a\\092065" },
	{ "ESC", TEXT("\x1b[2J\x1b]0;x\x07"), "\\027[2J\\027]0;x\\007" },
	{ "NUL", TEXT("a\0b"), "a\\000b" },
	{ "line ends", TEXT("a\r\nb"), "a\\013\\010b" },
	{ "tab, backspace, delete", TEXT("\t\b\x7f"), "\\009\\008\\127" },
	{ "CSI of ISO 6429 in UTF-8", TEXT("\xc2\x9b[2J"), "\\194\\155[2J" },
	{ "NEL", TEXT("\xc2\x85"), "\\194\\133" },
	{ "soft hyphen", TEXT("a\xc2\xad"), "a\\194\\173" },
	{ "no-break space U+00A0", TEXT("a\xc2\xa0"), "a\\194\\160" },
	{ "full-width space U+3000", TEXT("\xe3\x80\x80"), "\\227\\128\\128" },
	{ "zero-width space U+200B", TEXT("\xe2\x80\x8b"), "\\226\\128\\139" },
	{ "Hebrew letter", TEXT("550 \xd7\x90 123.4.5.6"), "550 \\215\\144 123.4.5.6" },
	{ "Arabic letter and digit", TEXT("\xd8\xa7\xd9\xa1"), "\\216\\167\\217\\161" },
	{ "Braille blank U+2800", TEXT("a\xe2\xa0\x80"), "a\\226\\160\\128" },
	{ "zero-width joiner U+200D", TEXT("\xe2\x80\x8d"), "\\226\\128\\141" },
	{ "right-to-left mark U+200F", TEXT("\xe2\x80\x8f"), "\\226\\128\\143" },
	{ "line separator U+2028", TEXT("\xe2\x80\xa8"), "\\226\\128\\168" },
	{ "override U+202E", TEXT("\xe2\x80\xaella-"), "\\226\\128\\174lla-" },
	{ "isolate U+2066", TEXT("\xe2\x81\xa6"), "\\226\\129\\166" },
	{ "byte order mark U+FEFF", TEXT("\xef\xbb\xbfv=spf1"), "\\239\\187\\191v=spf1" },
	{ "variation selector U+FE0F", TEXT("\xef\xb8\x8f"), "\\239\\184\\143" },
	{ "grapheme joiner U+034F", TEXT("\xcd\x8f"), "\\205\\143" },
	{ "Hangul filler U+3164", TEXT("\xe3\x85\xa4"), "\\227\\133\\164" },
	{ "Mongolian separator U+180E", TEXT("\xe1\xa0\x8e"), "\\225\\160\\142" },
	{ "tag U+E0041", TEXT("\xf3\xa0\x81\x81"), "\\243\\160\\129\\129" },
	{ "private use U+E000", TEXT("\xee\x80\x80"), "\\238\\128\\128" },
	{ "noncharacter U+FFFF", TEXT("\xef\xbf\xbf"), "\\239\\191\\191" },

	{ "lone continuation", TEXT("\x80\xbf"), "\\128\\191" },
	{ "cut sequence", TEXT("\xe3\x81"), "\\227\\129" },
	{ "sequence cut by ASCII", TEXT("\xe3\x81-all"), "\\227\\129-all" },
	{ "sequence cut by another", TEXT("\xe3\x81\xe3\x81\x82"), "\\227\\129あ" },
	{ "Latin-1", TEXT("Gr\xfc\xdf"), "Gr\\252\\223" },
	{ "overlong slash", TEXT("\xc0\xaf"), "\\192\\175" },
	{ "overlong escape", TEXT("\xe0\x80\x9b"), "\\224\\128\\155" },
	{ "overlong NUL", TEXT("\xf0\x80\x80\x80"), "\\240\\128\\128\\128" },
	{ "surrogate U+D800", TEXT("\xed\xa0\x80"), "\\237\\160\\128" },
	{ "surrogate pair (CESU-8)", TEXT("\xed\xa0\xbd\xed\xb3\xa7"),
	  "\\237\\160\\189\\237\\179\\167" },
	{ "above U+10FFFF", TEXT("\xf4\x90\x80\x80"), "\\244\\144\\128\\128" },
	{ "five bytes", TEXT("\xf8\x88\x80\x80\x80"), "\\248\\136\\128\\128\\128" },
	{ "FE FF", TEXT("\xfe\xff"), "\\254\\255" },
	{ "nothing", TEXT(""), "" },
};

START_TEST(test_visible)
{
	struct ma_buffer buffer = { 0 };

	ma_buffer_string(&buffer, ">");
	ma_buffer_visible(&buffer, shown[_i].text);
	ck_assert_msg(strcmp(buffer.data + 1, shown[_i].visible) == 0, "%s: \"%s\"", shown[_i].name,
		      buffer.data + 1);
	ma_buffer_finish(&buffer);
}
END_TEST

/* Every one; a sample where the machine is emulated and each takes forty times as long. */
static uint32_t next_of(uint32_t code, uint32_t step)
{
	const char *scale = getenv("MAILAUTH_SCALE");

	return code + (scale != NULL && strcmp(scale, "small") == 0 ? step : 1);
}

/* Whatever comes in, what goes out is UTF-8 that shows, and can be distinguished. */
START_TEST(test_visible_is_safe_for_every_pair_of_bytes)
{
	for (uint32_t pair = 0; pair < 0x10000; pair = next_of(pair, 37)) {
		unsigned char bytes[2] = { (unsigned char)(pair >> 8), (unsigned char)pair };
		struct ma_buffer buffer = { 0 };
		struct ma_text text;

		ma_buffer_visible(&buffer, (struct ma_text){ bytes, 2 });
		text = (struct ma_text){ (unsigned char *)buffer.data, buffer.length };
		while (text.length > 0) {
			uint32_t code = 0;
			size_t length = ma_utf8_decode(text, &code);

			ck_assert_msg(length > 0 && ma_utf8_is_visible(code), "%04x", pair);
			ck_assert_msg(code >= 0x20 && (code < 0x7f || code > 0xa0), "%04x", pair);
			text = ma_text_slice(text, length, text.length);
		}
		ma_buffer_finish(&buffer);
	}
}
END_TEST

START_TEST(test_utf8_decodes_every_code_point)
{
	for (uint32_t code = 0; code < 0x110000; code = next_of(code, 61)) {
		unsigned char bytes[4] = { (unsigned char)code };
		size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		bool surrogate = code >= 0xd800 && code < 0xe000;
		uint32_t rest = code, decoded = 0;

		if (length > 1) {
			for (size_t i = length - 1; i > 0; i--, rest >>= 6)
				bytes[i] = (unsigned char)(0x80 | (rest & 0x3f));
			bytes[0] = (unsigned char)(0xf00u >> length | rest);
		}
		if (ma_utf8_decode((struct ma_text){ bytes, length }, &decoded) !=
		    (surrogate ? 0 : length))
			ck_abort_msg("U+%04X", code);
		if (!surrogate && decoded != code)
			ck_abort_msg("U+%04X is read as U+%04X", code, decoded);
		if (ma_utf8_decode((struct ma_text){ bytes, length - 1 }, &decoded) != 0)
			ck_abort_msg("U+%04X is read when cut", code);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");

	add_case(suite, "arena",
		 TESTS(test_arena_memory_is_zeroed_aligned_and_apart, test_arena_rewinds_to_a_mark,
		       test_arena_rewinds_to_the_beginning, test_arena_failure_stays,
		       test_arena_hands_out_empty_text_without_memory,
		       test_arena_copies_end_with_nul));
	add_case(suite, "text",
		 TESTS(test_text_slices_stay_inside, test_text_compares, test_text_is_plain,
		       test_text_words_ignore_ascii_case_only, test_classes_are_those_of_ascii));
	add_case(suite, "cursor", TESTS(test_cursor_stops_at_the_end, test_cursor_reads_numbers));
	add_case(suite, "buffer",
		 TESTS(test_buffer_grows, test_buffer_writes_numbers,
		       test_buffer_taken_empty_is_a_string, test_buffer_failure_stays,
		       test_buffer_is_kept_in_an_arena));
	add_loop(suite, "visible", test_visible, COUNT_OF(shown));
	add_case(suite, "UTF-8",
		 TESTS(test_visible_is_safe_for_every_pair_of_bytes,
		       test_utf8_decodes_every_code_point));
	return check_main(suite);
}
