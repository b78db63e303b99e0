/* How long an explanation takes: the start, each public sample, and the worst that anyone sends.
 *
 * SPDX-License-Identifier: MIT
 *
 * The samples are tests/data/rejections-samples.tsv, each explained many times; what counts is the
 * best time of each, as other programs run, too. */

#include "support.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 20 };

#define MOST 200.0 /* microseconds for a reply */
#define START_MOST 20000.0

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* The microseconds that TEXT takes at best; with LANGUAGE ≥ 0 it is also written. */
static double best_time(const struct mailauth_explainer *explainer, const char *text, size_t length,
			const char *host, int language)
{
	double best = 1e9;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct mailauth_explanation *explanation;
		double began = now();
		char *written;

		ck_assert_int_eq(mailauth_explain(explainer, text, length, host, &explanation), 0);
		if (language >= 0) {
			ck_assert_int_eq(mailauth_explanation_text(explanation, NULL,
								   (enum mailauth_language)language,
								   0, 0, &written, NULL),
					 0);
			free(written);
		}
		began = now() - began;
		best = began < best ? began : best;
		mailauth_explanation_free(explanation);
	}
	return best;
}

START_TEST(test_start)
{
	double best = 1e9;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct mailauth_explainer *explainer;
		double began = now();

		ck_assert_int_eq(mailauth_explainer_new(&explainer), 0);
		began = now() - began;
		best = began < best ? began : best;
		mailauth_explainer_free(explainer);
	}
	printf("start: %.0f us (at most %.0f)\n", best, START_MOST);
	ck_assert_msg(best <= START_MOST, "%.0f us", best);
}
END_TEST

START_TEST(test_samples)
{
	char *file = read_file(test_path("data/rejections-samples.tsv"), NULL);
	struct mailauth_explainer *explainer;
	double sum = 0, worst = 0, written = 0;
	unsigned count = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(mailauth_explainer_new(&explainer), 0);
	for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		size_t length = strcspn(line, "\t");
		char host[256];
		double took;

		snprintf(host, sizeof(host), "%.*s", (int)strcspn(line + length + 1, "\t"),
			 line + length + 1);
		took = best_time(explainer, line, length, host[0] != '\0' ? host : NULL, -1);
		written += best_time(explainer, line, length, NULL, MAILAUTH_JAPANESE);
		sum += took;
		worst = took > worst ? took : worst;
		count++;
	}
	printf("reply: %u samples, %.0f us on average, %.0f us at worst (at most %.0f); "
	       "with its text in Japanese %.0f us\n",
	       count, sum / count, worst, MOST, written / count);
	mailauth_explainer_free(explainer);
	free(file);
	ck_assert_msg(worst <= MOST, "%.0f us", worst);
}
END_TEST

/* A mebibyte of each: no limit is set, but it is good to know. */
START_TEST(test_hostile)
{
	static const char *const pieces[] = { "550 5.7.1 SPF DKIM DMARC ", "550-", "<a@b ",
					      "host a said: 550 " };
	const size_t size = 1024 * 1024;
	char *text = malloc(size);
	struct mailauth_explainer *explainer;

	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(mailauth_explainer_new(&explainer), 0);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		for (size_t at = 0; at < size; at++)
			text[at] = pieces[i][at % strlen(pieces[i])];
		printf("hostile: 1 MiB of \"%s\" %.0f us\n", pieces[i],
		       best_time(explainer, text, size, NULL, -1));
	}
	mailauth_explainer_free(explainer);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain");

	add_case(suite, "explain", TESTS(test_start, test_samples, test_hostile));
	return check_main(suite);
}
