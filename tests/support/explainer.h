/* An explainer for all tests of a case.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_EXPLAINER_H
#define TEST_EXPLAINER_H

#include "support.h"

#include <mailauth/explain.h>

/* While a case of add_explainer() runs. */
extern struct mailauth_explainer *explainer;

/* Gives the tests of TCASE an explainer, made once. */
void add_explainer(TCase *tcase);

/* What TEXT means, to be freed; the same as HOST's answer, which may be NULL. */
struct mailauth_explanation *explain(const char *text);
struct mailauth_explanation *explain_from(const char *text, const char *host);

/* Fails unless TEXT is explained by RULE. */
void assert_rule(const char *text, const char *rule);

#endif
