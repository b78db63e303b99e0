/* Explains what it reads: a reply of a mail server, a bounce, a complaint.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: explain <FILE */

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
	static char input[1024 * 1024];
	size_t length = fread(input, 1, sizeof(input), stdin);
	struct mailauth_explanation *explanation = NULL;
	struct mailauth_explainer *explainer = NULL;
	char *text = NULL;
	int r;

	if ((r = mailauth_explainer_new(&explainer)) == 0)
		r = mailauth_explain(explainer, input, length, NULL, &explanation);
	if (r == 0)
		r = mailauth_explanation_text(explanation, NULL, MAILAUTH_ENGLISH, 0, 0, &text,
					      NULL);
	if (r == 0)
		fputs(text, stdout);
	free(text);
	mailauth_explanation_free(explanation);
	mailauth_explainer_free(explainer);
	return r == 0 ? 0 : 70;
}
