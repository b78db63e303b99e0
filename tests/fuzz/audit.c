/* Fuzz target: bytes drive an audit: its settings, its questions, its answers, and when it steps.
 *
 * SPDX-License-Identifier: MIT
 *
 * The input is a program.  Where it ends, the caller gives up. */

#include "fuzz.h"

#include "packet.h"
#include "check_report.h"

#include <stdlib.h>
#include <string.h>

enum { OPEN_MAX = 512, DONE_MAX = 64, ACTIONS_MAX = 4000 };

static struct packet packet;

struct driver {
	const uint8_t *data;
	size_t size;
	size_t at;
	struct mailauth_audit *audit;
	const struct mailauth_question *open[OPEN_MAX];
	size_t open_count;
	uint32_t done[DONE_MAX]; /* some of those that were answered */
	size_t done_count;
	bool gave_up;
};

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* --- Reading -------------------------------------------------------------- */

static uint8_t take(struct driver *driver)
{
	return driver->at < driver->size ? driver->data[driver->at++] : 0;
}

/* A length and as many bytes, of which as many are there as there are. */
static const uint8_t *take_bytes(struct driver *driver, size_t *length)
{
	const uint8_t *bytes;

	*length = take(driver);
	bytes = driver->data + driver->at;
	if (*length > driver->size - driver->at)
		*length = driver->size - driver->at;
	driver->at += *length;
	return bytes;
}

/* To be freed. */
static char *take_string(struct driver *driver)
{
	size_t length;
	const uint8_t *bytes = take_bytes(driver, &length);
	char *string = malloc(length + 1);

	require(string != NULL);
	if (length > 0)
		memcpy(string, bytes, length);
	string[length] = '\0';
	return string;
}

/* --- Setting up ----------------------------------------------------------- */

static void add_sender(struct driver *driver)
{
	static const char *const ips[] = { "192.0.2.1", "2001:db8::1", "::ffff:198.51.100.1",
					   NULL };
	uint8_t choice = take(driver);
	char *ip = choice % 4 == 3 ? take_string(driver) : NULL;
	char *from = choice & 4 ? take_string(driver) : NULL;
	char *helo = choice & 8 ? take_string(driver) : NULL;
	int r = mailauth_audit_add_sender(driver->audit, ip != NULL ? ip : ips[choice % 4], from,
					  helo);

	require(r == 0 || r == MAILAUTH_EINVAL);
	free(ip);
	free(from);
	free(helo);
}

static bool set_up(struct driver *driver)
{
	uint8_t settings = take(driver);
	char *domain = settings & 1 ? take_string(driver) : NULL;
	char *receiver = settings & 2 ? take_string(driver) : NULL;
	int r = mailauth_audit_new(&driver->audit, domain != NULL ? domain : "example.jp",
				   take(driver));

	if (r == 0) {
		for (unsigned i = 0; i < (settings >> 4) % 4u; i++)
			add_sender(driver);
		mailauth_audit_set_receiver(driver->audit, receiver);
		mailauth_audit_set_eager(driver->audit, settings & 8);
		if (settings & 0x40)
			mailauth_audit_set_selectors(driver->audit, MAILAUTH_SELECTORS_LIKELY);
		if (settings & 0x80)
			mailauth_audit_add_selector(driver->audit, "s1");
	}
	free(domain);
	free(receiver);
	return r == 0;
}

/* --- Answering ------------------------------------------------------------ */

static void put_record(struct driver *driver, const struct mailauth_question *question)
{
	uint8_t choice = take(driver);
	uint16_t type = mailauth_question_type(question);
	size_t owner_length, length;
	const unsigned char *owner = mailauth_question_wire_name(question, &owner_length);
	const uint8_t *rdata = take_bytes(driver, &length);
	unsigned char text[257];

	packet.section = choice & 0x40 ? PACKET_AUTHORITY : PACKET_ANSWER;
	packet.ttl = choice;
	if (choice % 8 == 1)
		type = TYPE_CNAME;
	else if (choice % 8 == 2)
		type = TYPE_SOA;
	else if (choice % 8 == 3)
		type = choice;
	text[0] = (unsigned char)length;
	if (length > 0)
		memcpy(text + 1, rdata, length);
	/* With a length before it, text is a string; with a zero at the end, labels are a name. */
	text[length + 1] = 0;
	if (choice & 0x80)
		packet_record_wire(&packet, owner, owner_length, type, rdata, length);
	else if (type == TYPE_TXT)
		packet_record_wire(&packet, owner, owner_length, type, text, length + 1);
	else
		packet_record_wire(&packet, owner, owner_length, type, text + 1, length + 1);
}

static void build(struct driver *driver, const struct mailauth_question *question)
{
	uint8_t shape = take(driver);

	packet_reply(&packet, question);
	if (shape & 0x80)
		packet_set_rcode(&packet, shape & 15);
	if (shape & 0x40)
		packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
	for (unsigned i = 0; i < (shape >> 4 & 3u) + !(shape & 0x80); i++)
		put_record(driver, question);
}

/* Answers ID with what the input says; true if that closed the question. */
static bool answer(struct driver *driver, const struct mailauth_question *question, uint32_t id)
{
	size_t open = mailauth_audit_open_questions(driver->audit);
	uint8_t how = take(driver);
	size_t length;
	int r;

	if (how % 4 == 0) {
		const uint8_t *bytes = take_bytes(driver, &length);

		r = mailauth_audit_answer(driver->audit, id, bytes, length);
	} else if (how % 4 == 1) {
		r = mailauth_audit_fail(driver->audit, id, (enum mailauth_failure)(how >> 2));
		require(r == 0 || r == MAILAUTH_EINVAL);
	} else if (question != NULL) {
		build(driver, question);
		r = mailauth_audit_answer(driver->audit, id, packet.bytes, packet.length);
	} else {
		return false;
	}
	require(r != MAILAUTH_ENOMEM && r != MAILAUTH_PENDING);
	require(r == 0 || mailauth_audit_open_questions(driver->audit) == open);
	return r == 0;
}

static void answer_open(struct driver *driver, uint8_t which)
{
	const struct mailauth_question *question;
	size_t place;

	if (driver->open_count == 0)
		return;
	place = which % driver->open_count;
	question = driver->open[place];
	if (!answer(driver, question, mailauth_question_id(question)))
		return;
	driver->open[place] = driver->open[--driver->open_count];
	driver->done[driver->done_count++ % DONE_MAX] = mailauth_question_id(question);
}

/* --- Driving -------------------------------------------------------------- */

static void take_question(struct driver *driver)
{
	const struct mailauth_question *question;
	unsigned char bytes[300];
	size_t length;

	if (driver->open_count == OPEN_MAX)
		return;
	question = mailauth_audit_next_question(driver->audit);
	if (question == NULL)
		return;
	require(mailauth_question_packet(question, 1, bytes, sizeof(bytes), &length) == 0);
	require(mailauth_question_kind(question) == MAILAUTH_QUESTION_DNS);
	driver->open[driver->open_count++] = question;
}

static void step(struct driver *driver)
{
	int r = mailauth_audit_step(driver->audit);

	require(r == MAILAUTH_DONE || r == MAILAUTH_PENDING);
	require(r == MAILAUTH_DONE || mailauth_audit_open_questions(driver->audit) > 0);
	require(r == MAILAUTH_DONE || !driver->gave_up);
	require((r == MAILAUTH_DONE) == (mailauth_audit_report(driver->audit) != NULL));
}

static void give_up(struct driver *driver, enum mailauth_failure failure)
{
	int r = mailauth_audit_give_up(driver->audit, failure);

	require(r == 0 || r == MAILAUTH_EINVAL);
	require(r != 0 || mailauth_audit_open_questions(driver->audit) == 0);
	driver->gave_up = driver->gave_up || r == 0;
}

static void act(struct driver *driver)
{
	uint8_t action = take(driver);
	size_t count = driver->done_count < DONE_MAX ? driver->done_count : DONE_MAX;

	switch (action % 8) {
	case 0:
		step(driver);
		break;
	case 1:
	case 2:
		take_question(driver);
		break;
	case 6:
		if (count > 0) /* again */
			answer(driver, NULL, driver->done[action % count]);
		break;
	case 7:
		if (action < 0xf0)
			answer(driver, NULL, action);
		else
			give_up(driver, (enum mailauth_failure)take(driver));
		break;
	default:
		answer_open(driver, action >> 3);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct driver driver = { .data = data, .size = size };

	if (size == 0 || !set_up(&driver))
		return 0;
	for (unsigned i = 0; i < ACTIONS_MAX && driver.at < driver.size; i++)
		act(&driver);
	driver.gave_up = true;
	require(mailauth_audit_give_up(driver.audit, MAILAUTH_TIMED_OUT) == 0);
	step(&driver);
	check_report(mailauth_audit_report(driver.audit));
	mailauth_audit_free(driver.audit);
	return 0;
}
