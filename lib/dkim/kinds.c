/* The inquiries about signing keys: one for each selector that is known to be used or likely, and
 * one for all of them together.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "../spf/spf.h"
#include "lookup/lookup.h"

/* --- Selectors ---------------------------------------------------------------- */

static bool is_listed(const struct ma_inquiries *inquiries, struct ma_text text)
{
	const struct ma_dkim_subject *other;

	for (size_t i = 0; (other = ma_inquiries_subject(inquiries, &ma_dkim_key_kind, i)) != NULL;
	     i++)
		if (ma_text_equal_fold(other->selector.text, text))
			return true;
	return false;
}

static void add(struct ma_inquiries *inquiries, const struct ma_selector *selector)
{
	size_t place = ma_inquiries_count(inquiries, &ma_dkim_key_kind);
	struct ma_dkim_subject *subject =
		ma_inquiries_add_new(inquiries, &ma_dkim_key_kind, place, sizeof(*subject));

	if (subject != NULL)
		subject->selector = *selector;
}

static void add_likely(struct ma_inquiries *inquiries, const char *name)
{
	struct ma_selector selector = { .named = false };

	ma_selector_read(inquiries->arena, inquiries->settings, ma_text(name), &selector);
	if (!is_listed(inquiries, selector.text))
		add(inquiries, &selector);
}

static void begin_keys(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;
	enum mailauth_selectors which = settings->selectors;
	const char *name;

	if (settings->domain == NULL)
		return;
	for (size_t i = 0; i < settings->named_count; i++)
		add(inquiries, &settings->named[i]);
	for (size_t i = 0; which != MAILAUTH_SELECTORS_NAMED &&
			   (name = ma_selector_known(i, which == MAILAUTH_SELECTORS_ALL)) != NULL;
	     i++)
		add_likely(inquiries, name);
}

static void evaluate_key(struct ma_pass *pass, void *subject)
{
	struct ma_dkim_subject *dkim = subject;

	ma_key_evaluate(pass, &dkim->selector, &dkim->key);
}

static bool is_same(const void *one, const void *other)
{
	const struct ma_selector *a = &((const struct ma_dkim_subject *)one)->selector;
	const struct ma_selector *b = &((const struct ma_dkim_subject *)other)->selector;

	return ma_text_equal(a->text, b->text) && a->named == b->named &&
	       a->elsewhere == b->elsewhere && a->file == b->file;
}

const struct ma_kind ma_dkim_key_kind = {
	.name = "dkim.key",
	.budget = 15,
	.begin = begin_keys,
	.evaluate = evaluate_key,
	.is_same = is_same,
};

/* --- Those of providers ----------------------------------------------------------- */

/* The SPF record, once it is known. */
struct providers {
	const struct ma_spf_published *spf;
};

static void begin_selectors(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL &&
	    inquiries->settings->selectors == MAILAUTH_SELECTORS_LIKELY)
		ma_inquiries_add_new(inquiries, &ma_dkim_selectors_kind, 0,
				     sizeof(struct providers));
}

static void evaluate_selectors(struct ma_pass *pass, void *subject)
{
	struct providers *providers = subject;

	providers->spf = ma_inquiry_read(pass, &ma_spf_record_kind, 0);
}

/* The selectors of the provider that TERM, which may be NULL, takes in. */
static void add_of_term(struct ma_inquiries *inquiries, const struct ma_spf_term *term)
{
	const char *name;

	if (term == NULL || term->kind != MA_SPF_INCLUDE)
		return;
	for (size_t i = 0; (name = ma_selector_of_provider(i, term->domain_spec)) != NULL; i++)
		add_likely(inquiries, name);
}

static void follow_selectors(struct ma_inquiries *inquiries, size_t place, void *subject)
{
	const struct providers *providers = subject;
	const struct ma_spf_tree *tree = providers->spf != NULL ? &providers->spf->tree : NULL;

	(void)place;
	for (size_t i = 0; tree != NULL && i < tree->branch_count; i++)
		add_of_term(inquiries, tree->branches[i]->term);
}

const struct ma_kind ma_dkim_selectors_kind = {
	.name = "dkim.selectors",
	.shows_nothing = true,
	.begin = begin_selectors,
	.evaluate = evaluate_selectors,
	.follow = follow_selectors,
};

/* --- All together ------------------------------------------------------------------ */

/* The keys, once each is settled. */
struct keys {
	const struct ma_dkim_subject **subjects;
	size_t count;
};

static void begin_domain(struct ma_inquiries *inquiries)
{
	if (ma_inquiries_count(inquiries, &ma_dkim_key_kind) > 0)
		ma_inquiries_add_new(inquiries, &ma_dkim_domain_kind, 0, sizeof(struct keys));
}

static void evaluate_domain(struct ma_pass *pass, void *subject)
{
	struct keys *keys = subject;
	size_t count = ma_inquiries_count(pass->inquiries, &ma_dkim_key_kind);

	keys->count = 0;
	keys->subjects = ma_arena_array(pass->arena, count + 1, sizeof(*keys->subjects));
	ma_inquiry_read(pass, &ma_dkim_selectors_kind, 0); /* which may add some */
	ma_inquiry_read(pass, &ma_spf_record_kind, 0);
	for (size_t i = 0; keys->subjects != NULL && i < count; i++)
		keys->subjects[keys->count++] = ma_inquiry_read(pass, &ma_dkim_key_kind, i);
	if (!pass->view.gap && keys->subjects != NULL)
		ma_keys_evaluate(pass, keys->subjects, keys->count);
}

const struct ma_kind ma_dkim_domain_kind = {
	.name = "dkim.domain",
	.budget = 70,
	.begin = begin_domain,
	.evaluate = evaluate_domain,
};
