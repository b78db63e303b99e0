/* Characters that look like others: their names, their table, and text without them.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/finding/finding.h"

#include <string.h>

static const struct {
	const char *text;
	const char *word;
	const char *en;
	const char *ja;
} characters[] = {
	{ "：", "U+FF1A", "U+FF1A \"：\" (full-width colon)", "U+FF1A「：」(全角コロン)" },
	{ "ａ", "U+FF41", "U+FF41 \"ａ\" (full-width letter)", "U+FF41「ａ」(全角英字)" },
	{ "９", "U+FF19", "U+FF19 \"９\" (full-width digit)", "U+FF19「９」(全角数字)" },
	{ "　", "U+3000", "U+3000 (full-width space)", "U+3000(全角スペース)" },
	{ "　　", "U+3000", "U+3000 (full-width space)", "U+3000(全角スペース)" },
	{ "；　", "U+FF1B U+3000",
	  "U+FF1B \"；\" (full-width semicolon), U+3000 (full-width space)",
	  "U+FF1B「；」(全角セミコロン)、U+3000(全角スペース)" },
	{ "あいうえ", "U+3042 U+3044 U+3046 +",
	  "U+3042 \"あ\" (hiragana), U+3044 \"い\" (hiragana), U+3046 \"う\" (hiragana) and others",
	  "U+3042「あ」(ひらがな)、U+3044「い」(ひらがな)、U+3046「う」(ひらがな)など" },
	{ "\xe2\x80\xae", "U+202E",
	  "U+202E (invisible control character that changes the writing direction)",
	  "U+202E(目に見えない、文字の並ぶ向きを変える制御文字)" },
	{ "\xef\xbb\xbf", "U+FEFF", "U+FEFF (byte order mark, invisible)",
	  "U+FEFF(目に見えないバイト順マーク BOM)" },
	{ "\xff", "0xFF", "0xFF (a byte that is not UTF-8)", "0xFF(UTF-8 ではないバイト)" },
	{ "\t", "U+0009", "U+0009 (tab)", "U+0009(タブ)" },
	{ "\x01", "U+0001", "U+0001 (control character)", "U+0001(制御文字)" },
	{ "\"", "U+0022", "U+0022 (quotation mark)", "U+0022(二重引用符)" },
	{ "\\", "U+005C", "U+005C (backslash)", "U+005C(バックスラッシュまたは円記号)" },
	{ ";", "U+003B", "U+003B \";\" (semicolon)", "U+003B「;」(セミコロン)" },
	{ "é", "U+00E9", "U+00E9 \"é\"", "U+00E9「é」" },
	{ "\xcc\x81", "U+0301", "U+0301 (combining mark)", "U+0301(結合文字)" },
	{ "\xf0\x9f\x98\x80", "U+1F600", "U+1F600 \"\xf0\x9f\x98\x80\" (emoji)",
	  "U+1F600「\xf0\x9f\x98\x80」(絵文字)" },
	{ "\xf4\x8f\xbf\xbf", "U+10FFFF", "U+10FFFF", "U+10FFFF" },
	{ "", "", "", "" },
};

START_TEST(test_characters_have_names)
{
	struct ma_arena arena = { 0 };
	struct ma_text word = ma_characters_word(&arena, ma_text(characters[_i].text));
	struct ma_buffer en = { 0 };
	struct ma_buffer ja = { 0 };

	assert_text(word, characters[_i].word);
	ma_buffer_add(&en, "", 0);
	ma_buffer_add(&ja, "", 0);
	ma_characters_describe(&en, word, MAILAUTH_ENGLISH);
	ma_characters_describe(&ja, word, MAILAUTH_JAPANESE);
	ck_assert_str_eq(en.data, characters[_i].en);
	ck_assert_str_eq(ja.data, characters[_i].ja);
	ma_buffer_finish(&en);
	ma_buffer_finish(&ja);
	ma_arena_finish(&arena);
}
END_TEST

/* In order, without overlaps among single characters; and plain means plain. */
START_TEST(test_the_table_of_characters_is_sound)
{
	const struct ma_character *character;
	uint32_t last = 0;
	size_t count = 0;

	for (size_t i = 0; (character = ma_character(i)) != NULL; i++, count++) {
		ck_assert_uint_le(character->first, character->last);
		if (character->first == character->last && i > 0)
			ck_assert_msg(character->first > last, "U+%04X", character->first);
		last = character->first;
		if (character->plain == NULL)
			continue;
		ck_assert_uint_le(strlen(character->plain), 1);
		ck_assert(character->plain[0] == '\0' || character->plain[0] == ' ' ||
			  ma_is_visible((unsigned char)character->plain[0]));
		if (ma_is_visible((unsigned char)character->first) && character->first < 0x80)
			ck_assert_int_eq(character->plain[0], (int)character->first);
	}
	ck_assert_uint_gt(count, 100);
}
END_TEST

START_TEST(test_text_is_folded)
{
	struct ma_arena arena = { 0 };

	assert_text(ma_characters_fold(&arena, MA_TEXT("ｖ＝ＤＭＡＲＣ１；　ｐ＝“none”")),
		    "v=DMARC1; p=\"none\"");
	assert_text(ma_characters_fold(&arena, MA_TEXT("a\xe2\x80\x8b\xff"
						       "b–メール")),
		    "a\xff"
		    "b-メール");
	assert_text(ma_characters_fold(&arena, MA_TEXT("")), "");
	ma_arena_finish(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("characters");

	add_loop(suite, "characters", test_characters_have_names, COUNT_OF(characters));
	add_case(suite, "table", TESTS(test_the_table_of_characters_is_sound, test_text_is_folded));
	return check_main(suite);
}
