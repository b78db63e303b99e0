/* How long a DKIM key record takes to be judged, next to OpenSSL's own decoder of the key in it.
 *
 * SPDX-License-Identifier: MIT */

#define _DEFAULT_SOURCE /* clock_gettime() */
#include "dkim_keys.h"
#include "memory.h"

#include "../../lib/dkim/key/numbers.h"
#include "../../lib/dkim/tell.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <time.h>

enum { ROUNDS = 7, TIMES = 2000 };

#define MOST 10.0 /* microseconds */

static const struct {
	const char *name;
	const char *text;
} records[] = {
	{ "RSA 1024", "v=DKIM1; k=rsa; p=" RSA_1024 },
	{ "RSA 2048", "v=DKIM1; k=rsa; p=" RSA_2048 },
	{ "RSA 2048, folded", "v=DKIM1; k=rsa; p=" RSA_2048_HEAD " \t " RSA_2048_TAIL },
	{ "RSA 4096", "v=DKIM1; k=rsa; p=" RSA_4096 },
	{ "Ed25519", "v=DKIM1; k=ed25519; p=" ED25519 },
};

static double microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void judge(const char *text)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_dkim_place place = { &findings, MA_TEXT("s._domainkey.example.jp"),
					     MA_TEXT("s"), true };
	const struct ma_dkim_record *record = ma_dkim_record_read(&arena, ma_text(text));

	ma_dkim_tell(&place, record);
	ck_assert_uint_eq(record->fatal_count, 0);
	ma_arena_finish(&arena);
}

static void decode(const char *letters)
{
	struct ma_arena arena = { 0 };
	struct ma_text octets = ma_base64_decode(&arena, ma_text(letters));
	const unsigned char *at = octets.data;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)octets.length);

	ck_assert_ptr_nonnull(key);
	EVP_PKEY_free(key);
	ma_arena_finish(&arena);
}

/* The best of some rounds: the rest is what else the machine does. */
static double measure(void (*work)(const char *), const char *text)
{
	double best = 1e9;

	for (unsigned i = 0; i < ROUNDS; i++) {
		double began = microseconds();

		for (unsigned j = 0; j < TIMES; j++)
			work(text);
		began = (microseconds() - began) / TIMES;
		best = began < best ? began : best;
	}
	return best;
}

START_TEST(test_records)
{
	double took = measure(judge, records[_i].text);

	printf("dkim: %s: judged in %.2f us (at most %.0f)\n", records[_i].name, took, MOST);
	fflush(stdout);
	ck_assert_msg(took <= MOST, "%.2f us", took);
}
END_TEST

START_TEST(test_decoder)
{
	printf("dkim: RSA 2048: d2i_PUBKEY() takes %.2f us\n", measure(decode, RSA_2048));
	fflush(stdout);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim");

	add_loop(suite, "records", test_records, COUNT_OF(records));
	add_case(suite, "decoder", TESTS(test_decoder));
	return check_main(suite);
}
