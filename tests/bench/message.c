/* How long a message takes to be verified, next to libopendkim alone in the same run; and the
 * memory that a body of 10 MB takes.
 *
 * SPDX-License-Identifier: MIT */

/* For u_char and its like, clock_gettime() and getrusage(). */
#define _DEFAULT_SOURCE

#include "packet.h"

#include <mailauth/mailauth.h>
#include <mailauth/message.h>

#include <opendkim/dkim.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
	ROUNDS = 9,
	TIMES = 100,
	PIECE = 4096,
	ORDINARY = 6000, /* octets of a body */
	LARGE = 10 << 20,
	LARGE_ROUNDS = 3,
	MEMORY = 2048, /* KiB that a large body may add */
};

#define MOST 1.3 /* times libopendkim */

static char message[LARGE + 8192];
static size_t message_length;
static unsigned char signing_key[4096];
static char record[1024]; /* of the key */

static void fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static double microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* --- What is verified ------------------------------------------------------------------- */

static void make_key(void)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	BIO *out = BIO_new(BIO_s_mem());
	unsigned char *octets = NULL;
	unsigned char letters[800];
	int length;

	if (key == NULL || out == NULL ||
	    PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL) != 1)
		fail("no key");
	length = BIO_read(out, signing_key, sizeof(signing_key) - 1);
	signing_key[length > 0 ? length : 0] = '\0';
	length = i2d_PUBKEY(key, &octets);
	if (length <= 0)
		fail("no public key");
	EVP_EncodeBlock(letters, octets, length);
	snprintf(record, sizeof(record), "v=DKIM1; k=rsa; p=%s", letters);
	OPENSSL_free(octets);
	BIO_free(out);
	EVP_PKEY_free(key);
}

static void add_text(const char *text)
{
	size_t length = strlen(text);

	memcpy(message + message_length, text, length);
	message_length += length;
}

/* A message with a body of SIZE octets or a little more, signed. */
static void make_message(size_t size)
{
	static char unsigned_message[sizeof(message)];
	size_t length;
	unsigned char *signature;
	DKIM_LIB *library = dkim_init(NULL, NULL);
	DKIM_STAT status;
	DKIM *dkim;

	message_length = 0;
	add_text("Received: from a.example.jp (a.example.jp [192.0.2.1])\r\n\tby mx.example.jp "
		 "with ESMTPS\r\n"
		 "From: Shop <info@example.jp>\r\nTo: you@example.net\r\nSubject: Dinner\r\n"
		 "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\nMessage-ID: <1@example.jp>\r\n"
		 "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
	for (size_t end = message_length + size; message_length < end;)
		add_text("Is dinner ready?  We are hungry and would like to eat now, all of "
			 "us.\r\n");
	memcpy(unsigned_message, message, length = message_length);
	dkim = dkim_sign(library, (const unsigned char *)"sign", NULL, signing_key,
			 (const unsigned char *)"s", (const unsigned char *)"example.jp",
			 DKIM_CANON_RELAXED, DKIM_CANON_RELAXED, DKIM_SIGN_RSASHA256, -1, &status);
	if (dkim == NULL ||
	    dkim_chunk(dkim, (unsigned char *)unsigned_message, length) != DKIM_STAT_OK ||
	    dkim_chunk(dkim, NULL, 0) != DKIM_STAT_OK || dkim_eom(dkim, NULL) != DKIM_STAT_OK ||
	    dkim_getsighdr_d(dkim, 16, &signature, &length) != DKIM_STAT_OK)
		fail("no signature");
	message_length = 0;
	add_text("DKIM-Signature: ");
	for (size_t i = 0; i < length; i++) {
		if (signature[i] == '\n' && signature[i - 1] != '\r')
			add_text("\r");
		message[message_length++] = (char)signature[i];
	}
	add_text("\r\n");
	add_text(unsigned_message);
	dkim_free(dkim);
	dkim_close(library);
}

/* --- libopendkim alone --------------------------------------------------------------------- */

static DKIM_CBSTAT find_key(DKIM *dkim, DKIM_SIGINFO *signature, unsigned char *buffer, size_t size)
{
	(void)dkim, (void)signature;
	snprintf((char *)buffer, size, "%s", record);
	return DKIM_CBSTAT_CONTINUE;
}

static void verify_alone(DKIM_LIB *library)
{
	DKIM_STAT status;
	DKIM *dkim = dkim_verify(library, (const unsigned char *)"verify", NULL, &status);

	for (size_t at = 0; at < message_length; at += PIECE)
		dkim_chunk(dkim, (unsigned char *)message + at,
			   message_length - at < PIECE ? message_length - at : PIECE);
	dkim_chunk(dkim, NULL, 0);
	if (dkim_eom(dkim, NULL) != DKIM_STAT_OK)
		fail("libopendkim does not verify it");
	dkim_free(dkim);
}

/* --- The library ------------------------------------------------------------------------------ */

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	static struct packet packet;

	packet_reply(&packet, question);
	if (strcmp(mailauth_question_name(question), "s._domainkey.example.jp") == 0)
		packet_whole_txt(&packet, (const uint8_t *)record, strlen(record));
	mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes, packet.length);
}

static void judge(const struct mailauth_message *taken)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit;

	if (mailauth_audit_new(&audit, "example.jp", time(NULL)) < 0 ||
	    mailauth_audit_set_message(audit, taken) < 0 ||
	    mailauth_audit_set_scope(audit, MAILAUTH_SCOPE_SENDER) < 0)
		fail("no audit");
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question);
	if (mailauth_signature_result(mailauth_report_signature(mailauth_audit_report(audit), 0)) !=
	    MAILAUTH_SIGNATURE_PASS)
		fail("the signature does not pass");
	mailauth_audit_free(audit);
}

static void verify_here(void)
{
	struct mailauth_message *taken;

	if (mailauth_message_new(&taken, 0) < 0)
		fail("no message");
	for (size_t at = 0; at < message_length; at += PIECE)
		mailauth_message_add(taken, message + at,
				     message_length - at < PIECE ? message_length - at : PIECE);
	mailauth_message_end(taken);
	judge(taken);
	mailauth_message_free(taken);
}

/* --- Both ---------------------------------------------------------------------------------------
 */

/* In turn, so that a busy machine is busy for both; the best round of each counts. */
static bool compare(DKIM_LIB *library, const char *name, int rounds, int times)
{
	double best_alone = 1e12, best_here = 1e12;

	for (int round = 0; round < rounds; round++) {
		double begin = microseconds(), middle;

		for (int i = 0; i < times; i++)
			verify_alone(library);
		middle = microseconds();
		for (int i = 0; i < times; i++)
			verify_here();
		if ((middle - begin) / times < best_alone)
			best_alone = (middle - begin) / times;
		if ((microseconds() - middle) / times < best_here)
			best_here = (microseconds() - middle) / times;
	}
	printf("%s: %.0f us, libopendkim alone %.0f us, %.2f times (most %.1f)\n", name, best_here,
	       best_alone, best_here / best_alone, MOST);
	return best_here <= MOST * best_alone;
}

static long peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

int main(void)
{
	unsigned flags = DKIM_LIBFLAGS_BADSIGHANDLES;
	DKIM_LIB *library = dkim_init(NULL, NULL);
	bool good;
	long before;

	dkim_set_key_lookup(library, find_key);
	dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof(flags));
	make_key();
	make_message(ORDINARY);
	good = compare(library, "an ordinary message", ROUNDS, TIMES);
	make_message(LARGE);
	before = peak();
	verify_here();
	printf("10 MB: %ld KiB more at the peak (most %d)\n", peak() - before, MEMORY);
	good = good && peak() - before <= MEMORY;
	good = compare(library, "10 MB", LARGE_ROUNDS, 1) && good;
	dkim_close(library);
	return good ? 0 : 1;
}
