/* The rows: each is reached by a text of its own, and its words are whole.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include "../../lib/explain/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A host that lets a system be named. */
static const char *host_of(enum ma_system_id system)
{
	static const struct {
		enum ma_system_id system;
		const char *host;
	} hosts[] = {
		{ MA_SYSTEM_GMAIL, "gmail-smtp-in.l.google.com" },
		{ MA_SYSTEM_OUTLOOK_COM, "hotmail-com.olc.protection.outlook.com" },
		{ MA_SYSTEM_EXCHANGE_ONLINE, "example-jp.mail.protection.outlook.com" },
		{ MA_SYSTEM_EXCHANGE_SERVER, "example-jp.mail.protection.outlook.com" },
		{ MA_SYSTEM_YAHOO, "mta5.am0.yahoodns.net" },
		{ MA_SYSTEM_YAHOO_JAPAN, "mx3.mail.yahoo.co.jp" },
		{ MA_SYSTEM_ICLOUD, "mx01.mail.icloud.com" },
		{ MA_SYSTEM_DOCOMO, "mfsmax.docomo.ne.jp" },
		{ MA_SYSTEM_AU_KDDI, "msmx.au.com" },
		{ MA_SYSTEM_SOFTBANK, "mx.softbank.ne.jp" },
		{ MA_SYSTEM_PROOFPOINT, "mxa-00000000.gslb.pphosted.com" },
		{ MA_SYSTEM_MIMECAST, "eu-smtp-inbound-1.mimecast.com" },
		{ MA_SYSTEM_BARRACUDA, "d1.ess.barracudanetworks.com" },
		{ MA_SYSTEM_CISCO_IRONPORT, "mx1.example.iphmx.com" },
		{ MA_SYSTEM_TENCENT_QQ, "mx1.qq.com" },
		{ MA_SYSTEM_SAKURA, "www0000.sakura.ne.jp" },
		{ MA_SYSTEM_XSERVER, "sv0000.xserver.jp" },
		{ MA_SYSTEM_WEBARENA, "mx.arena.ne.jp" },
		{ MA_SYSTEM_BIGLOBE, "rcpt.biglobe.ne.jp" },
		{ MA_SYSTEM_J_COM, "mx.jcom.home.ne.jp" },
		{ MA_SYSTEM_COMCAST, "mx1.comcast.net" },
		{ MA_SYSTEM_GODADDY, "smtp.secureserver.net" },
		{ MA_SYSTEM_ZOHO, "mx.zoho.com" },
		{ MA_SYSTEM_TREND_MICRO, "in.trendmicro.com" },
		{ MA_SYSTEM_GMX_WEB_DE, "mx00.gmx.net" },
	};

	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		if (hosts[i].system == system)
			return hosts[i].host;
	return NULL;
}

/* The first of "550|5xx", a digit for each x; "" for any. */
static void write_code(const char *codes, const char *class, char *text)
{
	size_t length = strcspn(codes, "|");

	text[0] = '\0';
	if (codes[0] == '*' || codes[0] == '-')
		return;
	for (size_t i = 0; i < length && codes[i] != '-'; i++) {
		*text++ = codes[i] == 'x' ? (i == 0 ? class[0] : '0') : codes[i];
		*text = '\0';
	}
}

/* What a server would say that means ROW and nothing else. */
static void write_own(const struct ma_rejection *row, const char *pattern, char *text, size_t size)
{
	const char *class = row->permanence == MAILAUTH_PERMANENCE_TEMPORARY ? "4" : "5";
	char reply[16], code[16];

	write_code(row->reply, class, reply);
	write_code(row->code, reply[0] != '\0' ? reply : class, code);
	if (reply[0] == '\0' && code[0] != '\0')
		snprintf(reply, sizeof(reply), "%c50", code[0]);
	snprintf(text, size, "%s%s%s%s%s%s", reply, reply[0] != '\0' ? " " : "", code,
		 code[0] != '\0' ? " " : "", pattern,
		 (row->conditions & MA_AT_RCPT) != 0   ? " (in reply to RCPT TO command)"
		 : (row->conditions & MA_AT_DATA) != 0 ? " (in reply to end of DATA command)"
						       : "");
}

static void reaches(const struct ma_rejection *row, const char *text, const char *host)
{
	struct mailauth_explanation *explanation = explain_from(text, host);
	const char *rule = mailauth_explanation_rule(explanation);

	ck_assert_msg(rule != NULL && strcmp(rule, row->id) == 0, "\"%s\" from %s gives %s, not %s",
		      text, host != NULL ? host : "somebody", rule != NULL ? rule : "nothing",
		      row->id);
	mailauth_explanation_free(explanation);
}

START_TEST(test_literal_rows_win_on_their_own_text)
{
	for (size_t i = 0; i < ma_rejection_count; i++) {
		const struct ma_rejection *row = &ma_rejections[i];
		char text[400];

		if (row->kind != MA_REJECTION_LITERAL)
			continue;
		write_own(row, row->pattern, text, sizeof(text));
		reaches(row, text, host_of(row->system));
	}
}
END_TEST

/* --- Files of texts --------------------------------------------------------- */

enum { COLUMNS_MAX = 8 };

/* Cuts the next line of *REST at its tabs.  False at the end. */
static bool next_row(char **rest, char *columns[COLUMNS_MAX])
{
	char *line = *rest;
	char *end = strchr(line, '\n');

	if (end == NULL)
		return false;
	*end = '\0';
	*rest = end + 1;
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		char *tab = line != NULL ? strchr(line, '\t') : NULL;

		columns[i] = line != NULL ? line : end;
		if (tab != NULL)
			*tab++ = '\0';
		line = tab;
	}
	return true;
}

static const struct ma_rejection *row_called(const char *id)
{
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (strcmp(ma_rejections[i].id, id) == 0)
			return &ma_rejections[i];
	ck_abort_msg("there is no row %s", id);
	return NULL;
}

static const char *or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/* Each row with a regular expression has an example that it alone explains. */
START_TEST(test_patterns_win_on_their_examples)
{
	char *file = read_file(test_path("data/rejections-examples.tsv"), NULL);
	bool *shown = calloc(ma_rejection_count, sizeof(*shown));
	char *columns[COLUMNS_MAX];

	ck_assert_ptr_nonnull(file);
	for (char *rest = file; next_row(&rest, columns);) {
		const struct ma_rejection *row = row_called(columns[0]);

		shown[row - ma_rejections] = true;
		reaches(row, columns[2], or_null(columns[1]));
	}
	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_rejections[i].kind == MA_REJECTION_REGEX)
			ck_assert_msg(shown[i], "%s has no example", ma_rejections[i].id);
	free(shown);
	free(file);
}
END_TEST

static bool is_explained_difference(const char *differences, const char *text, const char *rule,
				    const char *given)
{
	char *file = strdup(differences);
	char *columns[COLUMNS_MAX];
	bool found = false;

	for (char *rest = file; next_row(&rest, columns);)
		found = found || (strncmp(text, columns[0], strlen(columns[0])) == 0 &&
				  strcmp(columns[1], rule) == 0 && strcmp(columns[2], given) == 0 &&
				  columns[3][0] != '\0');
	free(file);
	return found;
}

/* Public texts: what another matcher said of them, or a written reason why not. */
START_TEST(test_samples)
{
	char *file = read_file(test_path("data/rejections-samples.tsv"), NULL);
	char *differences = read_file(test_path("data/rejections-differences.tsv"), NULL);
	size_t total = 0, agreed = 0;
	char *columns[COLUMNS_MAX];
	char *rest = file;

	ck_assert(file != NULL && differences != NULL);
	next_row(&rest, columns); /* the heading */
	while (next_row(&rest, columns)) {
		struct mailauth_explanation *explanation;
		const char *rule;
		char text[4000];

		snprintf(text, sizeof(text), "%s%s", columns[0],
			 strcmp(columns[2], "rcpt") == 0  ? " (in reply to RCPT TO command)"
			 : strcmp(columns[2], "eod") == 0 ? " (in reply to end of DATA command)"
							  : "");
		explanation = explain_from(text, or_null(columns[1]));
		rule = mailauth_explanation_rule(explanation);
		total++;
		agreed += rule != NULL && strcmp(rule, columns[3]) == 0;
		ck_assert_msg((rule != NULL && strcmp(rule, columns[3]) == 0) ||
				      is_explained_difference(differences, columns[0], columns[3],
							      rule != NULL ? rule : "-"),
			      "\"%s\" gives %s, not %s", columns[0], rule != NULL ? rule : "-",
			      columns[3]);
		mailauth_explanation_free(explanation);
	}
	ck_assert_uint_gt(total, 400);
	ck_assert_msg(agreed * 100 >= total * 95, "only %zu of %zu samples agree", agreed, total);
	free(file);
	free(differences);
}
END_TEST

static const char *word_of(enum mailauth_who who)
{
	static const char *const words[] = { "sender-user",	 "sender-admin",
					     "recipient-user",	 "recipient-admin",
					     "hosting-provider", "wait",
					     "group-owner" };

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if ((unsigned)who == 1u << i)
			return words[i];
	return "";
}

/* What the three articles name, each with the answer. */
START_TEST(test_articles)
{
	char *file = read_file(test_path("data/articles.tsv"), NULL);
	size_t named = 0, listed = 0;
	char *columns[COLUMNS_MAX];

	ck_assert_ptr_nonnull(file);
	for (char *rest = file; next_row(&rest, columns); listed++) {
		bool symptom = strcmp(columns[1], "symptom") == 0;
		struct mailauth_explanation *explanation = NULL;
		bool permanent;

		if (symptom)
			ck_assert_int_eq(
				mailauth_explain_symptom(explainer, columns[3], &explanation), 0);
		else
			explanation = explain_from(columns[3], or_null(columns[2]));
		ck_assert_ptr_nonnull(mailauth_explanation_rule(explanation));
		ck_assert_str_eq(mailauth_explanation_rule(explanation), columns[0]);
		ck_assert_str_eq(mailauth_explanation_class(explanation), columns[4]);
		permanent = mailauth_explanation_permanence(explanation) ==
			    MAILAUTH_PERMANENCE_PERMANENT;
		ck_assert_str_eq(permanent ? "permanent" : "temporary", columns[5]);
		ck_assert_str_eq(word_of(mailauth_explanation_who(explanation, 0)), columns[6]);
		mailauth_explanation_free(explanation);
	}
	for (size_t i = 0; i < ma_rejection_count; i++)
		named += ma_rejections[i].articles != 0;
	ck_assert_uint_eq(named, listed);
	free(file);
}
END_TEST

/* --- The words ----------------------------------------------------------------- */

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (*text & 0x80) == 0)
		text++;
	return *text == '\0';
}

static void check_words(const char *name, const char *en, const char *ja)
{
	ck_assert_msg(en[0] != '\0' && is_ascii(en), "%s: %s", name, en);
	ck_assert_msg(ja[0] != '\0' && !is_ascii(ja), "%s: %s", name, ja);
}

START_TEST(test_rows_have_words)
{
	for (size_t i = 0; i < ma_rejection_count; i++) {
		const struct ma_rejection *row = &ma_rejections[i];

		check_words(row->id, ma_phrase(row->phrase, MAILAUTH_ENGLISH),
			    ma_phrase(row->phrase, MAILAUTH_JAPANESE));
		check_words(row->id, ma_remedy(row->remedy, MAILAUTH_ENGLISH),
			    ma_remedy(row->remedy, MAILAUTH_JAPANESE));
		ck_assert_msg(row->who[0] != 0, "%s: nobody can mend it", row->id);
		ck_assert_msg(row->sources[0] != 0, "%s has no source", row->id);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(row->id, ma_rejections[j].id);
	}
}
END_TEST

static void compiles(const struct ma_pattern *pattern)
{
	bool wrong = false;
	void *regex;

	if (pattern->text == NULL || pattern->text[0] == '\0')
		return;
	regex = ma_regex_new(pattern->text, &wrong);
	ck_assert_msg(regex != NULL, "%s", pattern->text);
	ma_regex_free(regex);
}

START_TEST(test_patterns_compile)
{
	for (size_t i = 0; i < ma_rejection_count; i++)
		compiles(&explainer->matchers[i].regex);
	for (size_t i = 0; i < MA_SYSTEM_COUNT; i++) {
		compiles(&explainer->system_host[i]);
		compiles(&explainer->system_text[i]);
	}
}
END_TEST

START_TEST(test_wrong_pattern_is_tried_once)
{
	struct ma_pattern pattern = { .text = "open(" };
	struct ma_scratch scratch;

	ck_assert(ma_scratch_begin(&scratch, explainer));
	ck_assert(!pattern.wrong);
	for (int i = 0; i < 2; i++)
		ck_assert(!ma_regex_match(&scratch, &pattern, (struct ma_text){ 0 }, NULL));
	ck_assert(pattern.wrong);
	ck_assert(pattern.code == NULL && !scratch.failed);
	ma_scratch_finish(&scratch);
}
END_TEST

/* A step for the sender in every class, and one for anyone else whom its rows name first. */
START_TEST(test_every_class_has_steps)
{
	for (int class = 0; class < MA_CLASS_COUNT; class ++) {
		bool sender = false;

		check_words(ma_class_word((enum ma_class_id) class),
			    ma_class_headline((enum ma_class_id) class, MAILAUTH_ENGLISH),
			    ma_class_headline((enum ma_class_id) class, MAILAUTH_JAPANESE));
		for (size_t i = 0; i < ma_step_count; i++)
			sender = sender || ((int)ma_steps[i].class == class &&
					    ma_steps[i].who == MAILAUTH_WHO_SENDER_USER);
		ck_assert_msg(sender, "%s", ma_class_word((enum ma_class_id) class));
	}
	for (size_t i = 0; i < ma_step_count; i++)
		check_words("step", ma_phrase(ma_steps[i].phrase, MAILAUTH_ENGLISH),
			    ma_phrase(ma_steps[i].phrase, MAILAUTH_JAPANESE));
	for (size_t i = 0; i < ma_program_step_count; i++)
		check_words("program", ma_phrase(ma_program_steps[i].phrase, MAILAUTH_ENGLISH),
			    ma_phrase(ma_program_steps[i].phrase, MAILAUTH_JAPANESE));
	for (int i = 0; i < MA_MAILBOX_COUNT; i++)
		check_words("address", ma_mailbox_text((enum ma_mailbox_kind)i, MAILAUTH_ENGLISH),
			    ma_mailbox_text((enum ma_mailbox_kind)i, MAILAUTH_JAPANESE));
}
END_TEST

static bool has_step(const struct ma_rejection *row, enum mailauth_who who)
{
	bool special = row->situation != MA_SITUATION_NONE;

	for (size_t i = 0; i < ma_step_count; i++)
		if (ma_steps[i].who == who && ma_steps[i].situation == row->situation &&
		    (special || ma_steps[i].class == row->class))
			return true;
	return false;
}

/* Everyone whom a rejection names has something to do, and the sender always has. */
START_TEST(test_who_is_named_has_steps)
{
	for (size_t i = 0; i < ma_rejection_count; i++) {
		const struct ma_rejection *row = &ma_rejections[i];

		if (row->kind == MA_REJECTION_SYMPTOM)
			continue;
		ck_assert_msg(has_step(row, MAILAUTH_WHO_SENDER_USER), "%s", row->id);
		for (size_t j = 0; j < MA_WHO_MAX && row->who[j] != 0; j++)
			ck_assert_msg(row->who[j] == MAILAUTH_WHO_WAIT ||
					      has_step(row, (enum mailauth_who)row->who[j]),
				      "%s names %s, who has no step", row->id,
				      mailauth_who_word((enum mailauth_who)row->who[j]));
	}
}
END_TEST

/* The same {values} in both languages. */
START_TEST(test_steps_have_the_same_values)
{
	for (size_t i = 0; i < ma_step_count; i++)
		for (const char *key = ma_phrase(ma_steps[i].phrase, MAILAUTH_ENGLISH);
		     (key = strchr(key, '{')) != NULL; key++) {
			char word[20];

			snprintf(word, sizeof(word), "%.*s", (int)strcspn(key, "}") + 1, key);
			ck_assert_msg(strstr(ma_phrase(ma_steps[i].phrase, MAILAUTH_JAPANESE),
					     word) != NULL,
				      "%s lacks %s",
				      ma_phrase(ma_steps[i].phrase, MAILAUTH_JAPANESE), word);
		}
}
END_TEST

START_TEST(test_programs_for_three_classes)
{
	static const enum ma_class_id classes[] = { MA_CLASS_SMTP_AUTH_MISSING,
						    MA_CLASS_RELAY_DENIED,
						    MA_CLASS_SENDER_NOT_OWNED };

	for (size_t i = 0; i < COUNT_OF(classes); i++) {
		size_t count = 0;

		for (size_t j = 0; j < ma_program_step_count; j++)
			count += ma_program_steps[j].class == classes[i];
		ck_assert_uint_eq(count, 6);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rejections");
	TCase *rows =
		add_case(suite, "rows",
			 TESTS(test_literal_rows_win_on_their_own_text,
			       test_patterns_win_on_their_examples, test_samples, test_articles,
			       test_patterns_compile, test_wrong_pattern_is_tried_once));

	add_explainer(rows);
	add_case(suite, "words",
		 TESTS(test_rows_have_words, test_every_class_has_steps,
		       test_who_is_named_has_steps, test_steps_have_the_same_values,
		       test_programs_for_three_classes));
	return check_main(suite);
}
