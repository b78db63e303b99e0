/* Whether two SPF records say the same.
 *
 * SPDX-License-Identifier: MIT */

#include "same_record.h"

static bool is_same_term(const struct ma_spf_term *a, const struct ma_spf_term *b)
{
	return a->kind == b->kind && a->qualifier == b->qualifier && a->faulty == b->faulty &&
	       a->has_macro == b->has_macro && a->of_sender == b->of_sender &&
	       ma_text_equal_fold(a->name, b->name) && ma_text_equal(a->value, b->value) &&
	       ma_text_equal(a->domain_spec, b->domain_spec) && a->bits4 == b->bits4 &&
	       a->bits6 == b->bits6 &&
	       (!ma_spf_is_network(a) || ma_ip_compare(&a->network, &b->network) == 0);
}

static bool has_same_faults(const struct ma_spf_record *a, const struct ma_spf_record *b)
{
	const struct ma_spf_fault *f = a->first_fault;
	const struct ma_spf_fault *g = b->first_fault;

	for (; f != NULL && g != NULL; f = f->next, g = g->next)
		if (f->id != g->id)
			return false;
	return f == NULL && g == NULL && a->faults == b->faults && a->notes == b->notes;
}

bool is_same_spf(const struct ma_spf_record *a, const struct ma_spf_record *b)
{
	const struct ma_spf_term *s = a->terms;
	const struct ma_spf_term *t = b->terms;

	for (; s != NULL && t != NULL; s = s->next, t = t->next)
		if (!is_same_term(s, t) || (s == a->all) != (t == b->all) ||
		    (s == a->redirect) != (t == b->redirect) || (s == a->exp) != (t == b->exp))
			return false;
	return s == NULL && t == NULL && has_same_faults(a, b);
}

const struct ma_spf_record *without_texts(struct ma_arena *arena,
					  const struct ma_spf_record *record)
{
	struct ma_spf_record *made = ma_arena_alloc(arena, sizeof(*made));
	struct ma_spf_term **end = &made->terms;

	*made = *record;
	made->terms = NULL;
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		struct ma_spf_term *copy = ma_arena_alloc(arena, sizeof(*copy));

		*copy = *term;
		copy->next = NULL;
		if (!term->faulty)
			copy->text = (struct ma_text){ 0 };
		*end = copy;
		end = &copy->next;
	}
	return made;
}
