/* Whether two DMARC records say the same, whatever white space they are written with.
 *
 * SPDX-License-Identifier: MIT */

#include "same_record.h"

static bool is_same_request(const struct ma_dmarc_request *a, const struct ma_dmarc_request *b)
{
	return a->state == b->state && a->policy == b->policy;
}

static bool is_same_list(const struct ma_dmarc_uri *a, const struct ma_dmarc_uri *b)
{
	for (; a != NULL && b != NULL; a = a->next, b = b->next)
		if (!ma_text_equal(a->text, b->text) || a->valid != b->valid ||
		    a->mail != b->mail || a->sized != b->sized)
			return false;
	return a == b;
}

static bool has_same_tags(const struct ma_tags *a, const struct ma_tags *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 1; i < a->count; i++)
		if (a->tags[i].state != b->tags[i].state ||
		    !ma_text_equal(a->tags[i].name, b->tags[i].name) ||
		    !ma_text_equal(a->tags[i].value, b->tags[i].value))
			return false;
	return true;
}

static bool has_same_faults(const struct ma_dmarc_record *a, const struct ma_dmarc_record *b)
{
	const struct ma_dmarc_fault *f = a->first_fault;
	const struct ma_dmarc_fault *g = b->first_fault;

	for (; f != NULL && g != NULL; f = f->next, g = g->next)
		if (f->id != g->id)
			return false;
	return f == NULL && g == NULL && a->faults == b->faults;
}

bool is_same_record(const struct ma_dmarc_record *a, const struct ma_dmarc_record *b)
{
	return is_same_request(&a->p, &b->p) && is_same_request(&a->sp, &b->sp) &&
	       is_same_request(&a->np, &b->np) && a->strict_dkim == b->strict_dkim &&
	       a->strict_spf == b->strict_spf && a->testing == b->testing && a->psd == b->psd &&
	       a->twice == b->twice && a->p_second == b->p_second && a->percent == b->percent &&
	       is_same_list(a->rua, b->rua) && is_same_list(a->ruf, b->ruf) &&
	       has_same_tags(&a->tags, &b->tags) && has_same_faults(a, b);
}
