/* Macro expansion (RFC 7208 7): the standard's own examples, and the edges around them.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/spf/check/expand.h"

#include <stdlib.h>
#include <string.h>

/* A sender as in RFC 7208 7.4. */
struct world {
	struct ma_arena arena;
	struct ma_settings settings;
	struct ma_pass pass;
	struct ma_sender_input input;
	struct ma_spf_outcome outcome;
	struct ma_spf_check check;
	struct ma_buffer met;
};

static struct world *open_world(const char *ip, const char *local_part)
{
	struct world *world = calloc(1, sizeof(*world));

	world->settings.now = 1234567890;
	world->settings.receiver = MA_TEXT("mx.receiver.example");
	world->pass.arena = &world->arena;
	world->pass.settings = &world->settings;
	world->pass.findings.arena = &world->arena;
	ma_view_begin(&world->pass.view, ma_answers_new(&world->arena), &world->arena, &world->met,
		      true, 100);
	ck_assert(ma_ip_parse(ma_text(ip), &world->input.ip));
	world->input.local_part = ma_text(local_part);
	world->input.helo = MA_TEXT("mail.helo.example");
	world->check = (struct ma_spf_check){ .pass = &world->pass,
					      .input = &world->input,
					      .sender_domain = MA_TEXT("email.example.com"),
					      .outcome = &world->outcome };
	return world;
}

static void close_world(struct world *world)
{
	ma_buffer_finish(&world->met);
	ma_arena_finish(&world->arena);
	free(world);
}

static const struct {
	const char *ip;
	const char *local_part;
	const char *text;
	const char *expanded; /* NULL: a syntax error */
} cases[] = {
	/* RFC 7208 7.4 */
	{ "192.0.2.3", "strong-bad", "%{s}", "strong-bad@email.example.com" },
	{ "192.0.2.3", "strong-bad", "%{o}", "email.example.com" },
	{ "192.0.2.3", "strong-bad", "%{d}", "email.example.com" },
	{ "192.0.2.3", "strong-bad", "%{d4}", "email.example.com" },
	{ "192.0.2.3", "strong-bad", "%{d2}", "example.com" },
	{ "192.0.2.3", "strong-bad", "%{d1}", "com" },
	{ "192.0.2.3", "strong-bad", "%{dr}", "com.example.email" },
	{ "192.0.2.3", "strong-bad", "%{d2r}", "example.email" },
	{ "192.0.2.3", "strong-bad", "%{l}", "strong-bad" },
	{ "192.0.2.3", "strong-bad", "%{l-}", "strong.bad" },
	{ "192.0.2.3", "strong-bad", "%{lr}", "strong-bad" },
	{ "192.0.2.3", "strong-bad", "%{lr-}", "bad.strong" },
	{ "192.0.2.3", "strong-bad", "%{l1r-}", "strong" },
	{ "192.0.2.3", "strong-bad", "%{ir}.%{v}._spf.%{d2}",
	  "3.2.0.192.in-addr._spf.example.com" },
	{ "192.0.2.3", "strong-bad", "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
	{ "192.0.2.3", "strong-bad", "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",
	  "3.2.0.192.in-addr.strong.lp._spf.example.com" },
	{ "192.0.2.3", "strong-bad", "%{d2}.trusted-domains.example.net",
	  "example.com.trusted-domains.example.net" },
	{ "2001:db8::cb01", "strong-bad", "%{ir}.%{v}._spf.%{d2}",
	  "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com" },

	/* Splitting: any of the delimiters, empty parts kept, joined by dots. */
	{ "192.0.2.3", "a+b,c/d_e=f-g.h", "%{l.-+,/_=}", "a.b.c.d.e.f.g.h" },
	{ "192.0.2.3", "a+b,c/d_e=f-g.h", "%{l2r.-+,/_=}", "b.a" },
	{ "192.0.2.3", "a--b", "%{l-}", "a..b" },
	{ "192.0.2.3", "-a-", "%{lr-}", ".a." },
	{ "192.0.2.3", "", "%{lr}", "" },
	{ "192.0.2.3", "x", "%{d127}", "email.example.com" },
	{ "192.0.2.3", "x", "%{d999999999999}", "email.example.com" },

	/* Letters */
	{ "192.0.2.3", "x", "%{h}", "mail.helo.example" },
	{ "192.0.2.3", "x", "%{c}|%{r}|%{t}", "192.0.2.3|mx.receiver.example|1234567890" },
	{ "2001:db8::cb01", "x", "%{c} %{v}", "2001:db8::cb01 ip6" },
	{ "192.0.2.3", "x", "%%%_%-", "% %20" },

	/* Upper case escapes as in a URL, after the transformation. */
	{ "192.0.2.3", "jack&jill=up", "%{S}", "jack%26jill%3Dup%40email.example.com" },
	{ "192.0.2.3", "a b", "%{L}", "a%20b" },
	{ "192.0.2.3", "-._~AZaz09", "%{L}", "-._~AZaz09" },
	{ "192.0.2.3", "\xe3\x81\x82", "%{L}", "%E3%81%82" },
	{ "192.0.2.3", "a+b", "%{LR+}", "b.a" },

	/* Syntax */
	{ "192.0.2.3", "x", "%", NULL },
	{ "192.0.2.3", "x", "%{", NULL },
	{ "192.0.2.3", "x", "%{}", NULL },
	{ "192.0.2.3", "x", "%{d", NULL },
	{ "192.0.2.3", "x", "%{d0}", NULL },
	{ "192.0.2.3", "x", "%{d r}", NULL },
	{ "192.0.2.3", "x", "%{q}", NULL },
	{ "192.0.2.3", "x", "%a", NULL },
	{ "192.0.2.3", "x", "a\tb", NULL },
	{ "192.0.2.3", "x", "caf\xc3\xa9", NULL }, /* RFC 7208 6.2: US-ASCII */
};

START_TEST(test_macros_expand)
{
	struct world *world = open_world(cases[_i].ip, cases[_i].local_part);
	struct ma_text text;
	enum ma_spf_expansion state = ma_spf_expand(&world->check, MA_TEXT("email.example.com"),
						    ma_text(cases[_i].text), true, &text);

	if (cases[_i].expanded == NULL) {
		ck_assert_int_eq(state, MA_EXPANSION_BAD);
	} else {
		ck_assert_int_eq(state, MA_EXPANDED);
		ck_assert_str_eq((const char *)text.data, cases[_i].expanded);
	}
	close_world(world);
}
END_TEST

START_TEST(test_terms_may_not_use_the_letters_of_explanations)
{
	struct world *world = open_world("192.0.2.3", "x");
	struct ma_text text;

	for (const char *const *spec = (const char *const[]){ "%{c}", "%{r}", "%{T}", "a b", NULL };
	     *spec != NULL; spec++)
		ck_assert_int_eq(ma_spf_expand(&world->check, MA_TEXT("a.example"), ma_text(*spec),
					       false, &text),
				 MA_EXPANSION_BAD);
	close_world(world);
}
END_TEST

/* The target-name of "exists:SPEC" in a record of a.example. */
static struct ma_spf_target target_of(struct world *world, const char *spec)
{
	struct ma_arena *arena = world->check.pass->arena;
	struct ma_buffer text = { 0 };
	struct ma_spf_frame frame = { .domain = MA_TEXT("a.example") };

	ma_buffer_string(&text, "v=spf1 exists:");
	ma_buffer_string(&text, spec);
	frame.name = ma_name_parse(arena, frame.domain);
	frame.record = ma_spf_read(arena, ma_buffer_keep(&text, arena));
	return ma_spf_target(&world->check, &frame, frame.record->terms);
}

START_TEST(test_a_name_that_is_not_known_yet_is_not_asked)
{
	struct world *world = open_world("192.0.2.3", "x");
	struct ma_spf_target target = target_of(world, "%{p}.a.example");

	ck_assert_int_eq(target.state, MA_EXPANSION_PENDING);
	ck_assert_ptr_null(target.name);
	close_world(world);
}
END_TEST

/* RFC 7208 7.3: whole labels go from the left, until 253 octets are left. */
START_TEST(test_long_names_lose_labels_on_the_left)
{
	struct world *world = open_world("192.0.2.3", "x");
	char spec[300] = "";
	struct ma_spf_target target;

	for (int i = 0; i < 25; i++) /* 25 times 10, and 11 more: 261 */
		strcat(spec, "123456789.");
	strcat(spec, "a.example.b");
	target = target_of(world, spec);
	ck_assert_uint_eq(target.text.length, 251);
	ck_assert_ptr_nonnull(target.name);
	ck_assert(ma_text_equal(target.text, ma_text(spec + 10)));
	close_world(world);
}
END_TEST

START_TEST(test_a_name_that_the_dns_cannot_hold_is_none)
{
	struct world *world = open_world("192.0.2.3", "x");
	struct ma_spf_target target = target_of(world, "b.example.");

	ck_assert_ptr_nonnull(target.name);
	ck_assert(ma_text_equal(target.text, MA_TEXT("b.example")));
	ck_assert_ptr_null(target_of(world, "a..b.example").name);
	close_world(world);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf_macro");

	add_loop(suite, "expansion", test_macros_expand, COUNT_OF(cases));
	add_case(suite, "targets",
		 TESTS(test_terms_may_not_use_the_letters_of_explanations,
		       test_a_name_that_is_not_known_yet_is_not_asked,
		       test_long_names_lose_labels_on_the_left,
		       test_a_name_that_the_dns_cannot_hold_is_none));
	return check_main(suite);
}
