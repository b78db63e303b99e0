/* An explainer for all tests of a case.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"

#include <string.h>

struct mailauth_explainer *explainer;

static void set_up(void)
{
	ck_assert_int_eq(mailauth_explainer_new(&explainer), 0);
}

static void tear_down(void)
{
	mailauth_explainer_free(explainer);
}

void add_explainer(TCase *tcase)
{
	tcase_add_unchecked_fixture(tcase, set_up, tear_down);
}

struct mailauth_explanation *explain_from(const char *text, const char *host)
{
	struct mailauth_explanation *explanation;

	ck_assert_int_eq(mailauth_explain(explainer, text, strlen(text), host, &explanation), 0);
	return explanation;
}

struct mailauth_explanation *explain(const char *text)
{
	return explain_from(text, NULL);
}

void assert_rule(const char *text, const char *rule)
{
	struct mailauth_explanation *explanation = explain(text);
	const char *given = mailauth_explanation_rule(explanation);

	ck_assert_msg(given != NULL && strcmp(given, rule) == 0, "\"%s\" gives %s, not %s", text,
		      given != NULL ? given : "nothing", rule);
	mailauth_explanation_free(explanation);
}
