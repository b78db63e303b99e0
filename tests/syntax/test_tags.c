/* Tag-lists: what is between semicolons, with its place, whatever it is.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/syntax/syntax.h"

#include <stdio.h>
#include <string.h>

/* A list, and what is read of it: each tag's state (= sound, ; empty, ? no sign, ! bad name), its
 * place, name and value; "<N" if tag N has the same name. */
static const struct {
	const char *text;
	const char *read;
} lists[] = {
	{ "", "" },
	{ "  \t", "" },
	{ "a=b", "=[0,3)a:b " },
	{ "a=b;", "=[0,3)a:b " },
	{ "a=b; \t ", "=[0,3)a:b " },
	{ " a = b ; c=d", "=[1,6)a:b =[9,12)c:d " },
	{ "a=", "=[0,2)a: " },
	{ "a= ;b=", "=[0,2)a: =[4,6)b: " },
	{ "a=b c\td", "=[0,7)a:b c\td " },
	{ "a=b=c==", "=[0,7)a:b=c== " },
	{ "a=\r\n b\r\n\t;c=d", "=[0,6)a:b =[10,13)c:d " },
	{ "\r\n a=b", "=[3,6)a:b " },
	{ "a=b\r\n", "=[0,5)a:b\r\n " }, /* no fold */
	{ ";a=b", ";[0,1) =[1,4)a:b " },
	{ "a=b;;c=d", "=[0,3)a:b ;[4,5) =[5,8)c:d " },
	{ "a=b; ;;c=d", "=[0,3)a:b ;[5,7) =[7,10)c:d " },
	{ "a=b;;", "=[0,3)a:b ;[4,5) " },
	{ ";", ";[0,1) " },
	{ "a", "?[0,1)a: " },
	{ " a b ;c=d", "?[1,4)a b: =[6,9)c:d " },
	{ "=b", "![0,2):b " },
	{ "1a=b", "![0,4)1a:b " },
	{ "_a=b", "![0,4)_a:b " },
	{ "a_1=b", "=[0,5)a_1:b " },
	{ "a-b=c", "![0,5)a-b:c " },
	{ "a b=c", "![0,5)a b:c " },
	{ "a=1;b=2;a=3", "=[0,3)a:1 =[4,7)b:2 =[8,11)a:3<0 " },
	{ "a=1;a=2;a=3", "=[0,3)a:1 =[4,7)a:2<0 =[8,11)a:3<0 " },
	{ "a=1;A=2", "=[0,3)a:1 =[4,7)A:2 " },
	{ "1=1;1=2", "![0,3)1:1 ![4,7)1:2 " }, /* no names */
};

static void print(const struct ma_tags *tags, char *out)
{
	out[0] = '\0';
	for (size_t i = 0; i < tags->count; i++) {
		const struct ma_tag *tag = &tags->tags[i];

		out += sprintf(out, "%c[%zu,%zu)", "=;?!"[tag->state], tag -> from, tag -> to);
		if (tag->state != MA_TAG_EMPTY)
			out += sprintf(out, "%.*s:%.*s", (int)tag->name.length,
				       (const char *)tag->name.data, (int)tag->value.length,
				       (const char *)tag->value.data);
		if (tag->first != NULL)
			out += sprintf(out, "<%zu", (size_t)(tag->first - tags->tags));
		out += sprintf(out, " ");
	}
}

START_TEST(test_lists)
{
	struct ma_arena arena = { 0 };
	struct ma_tags tags;
	char read[1000];

	ma_tags_read(&arena, ma_text(lists[_i].text), false, &tags);
	print(&tags, read);
	ck_assert_str_eq(read, lists[_i].read);
	for (size_t i = 0; i < tags.count; i++) /* places and texts agree */
		ck_assert(ma_text_equal(
			tags.tags[i].value,
			ma_text_slice(tags.text, tags.tags[i].value_from, tags.tags[i].value_to)));
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_names_may_be_folded)
{
	struct ma_arena arena = { 0 };
	struct ma_tags tags;

	ma_tags_read(&arena, MA_TEXT("p=1; v=2; P=3; sp=4"), true, &tags);
	ck_assert_ptr_eq(tags.tags[2].first, &tags.tags[0]);
	ck_assert_ptr_null(tags.tags[3].first);
	ma_arena_finish(&arena);
}
END_TEST

/* Twins are found among as many tags as a record can hold. */
START_TEST(test_many_tags)
{
	static char text[65000];
	struct ma_arena arena = { 0 };
	struct ma_tags tags;
	size_t length = 0;
	unsigned count = 0;

	for (; length < sizeof(text) - 20; count++)
		length += (size_t)sprintf(text + length, "x%u=;", count / 2);
	ma_tags_read(&arena, (struct ma_text){ (unsigned char *)text, length }, false, &tags);
	ck_assert_uint_eq(tags.count, count);
	for (size_t i = 0; i < tags.count; i++)
		ck_assert_ptr_eq(tags.tags[i].first, i % 2 == 1 ? &tags.tags[i - 1] : NULL);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_bytes_that_no_value_holds)
{
	struct ma_text text = MA_TEXT("a\x01\x02 b\r\n c\rd\xe3\x80\x80\x7f");
	size_t from, to = 0;

	ck_assert(ma_tags_bad_bytes(text, &from, &to));
	ck_assert(from == 1 && to == 3);
	ck_assert(ma_tags_bad_bytes(text, &from, &to));
	ck_assert(from == 9 && to == 10);
	ck_assert(ma_tags_bad_bytes(text, &from, &to));
	ck_assert(from == 11 && to == 15);
	ck_assert(!ma_tags_bad_bytes(text, &from, &to));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tags");

	add_loop(suite, "lists", test_lists, COUNT_OF(lists));
	add_case(suite, "others",
		 TESTS(test_names_may_be_folded, test_many_tags, test_bytes_that_no_value_holds));
	return check_main(suite);
}
