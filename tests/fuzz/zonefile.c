/* Fuzz target: any bytes as a zone file, and the answers of what it holds.
 *
 * SPDX-License-Identifier: MIT
 *
 * Asked are the zone's apex, names below it, and whatever words of the file are names. */

#include "fuzz.h"

#include "../../lib/dns/store.h"

#include <mailauth/resolver.h>

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 40 };

static const uint16_t types[] = { 1, 2, 5, 6, 15, 16, 28, 255 };

/* The core must be able to read every answer. */
static void look_at(const struct mailauth_question *question, unsigned char *packet, size_t length)
{
	struct ma_arena arena = { 0 };
	const struct ma_answer *answer;

	if (ma_packet_read(&arena, question, packet, length, &answer) != 0)
		abort();
	ma_arena_finish(&arena);
	free(packet);
}

static void ask(const struct mailauth_zones *zones, struct ma_text text)
{
	struct ma_arena arena = { 0 };
	const struct ma_name *name = ma_name_parse(&arena, text);

	for (size_t i = 0; name != NULL && i < sizeof(types) / sizeof(types[0]); i++) {
		struct mailauth_question question = { .type = types[i], .name = name };
		unsigned char *packet;
		size_t length;
		int status = mailauth_zones_answer(zones, &question, &packet, &length);

		if (status < 0)
			abort();
		if (status == 0)
			look_at(&question, packet, length);
	}
	ma_arena_finish(&arena);
}

static void ask_below(const struct mailauth_zones *zones, struct ma_text label, const char *apex)
{
	struct ma_buffer name = { 0 };

	ma_buffer_text(&name, label);
	ma_buffer_byte(&name, '.');
	ma_buffer_string(&name, apex);
	ask(zones, (struct ma_text){ (const unsigned char *)name.data, name.length });
	ma_buffer_finish(&name);
}

static void ask_words(const struct mailauth_zones *zones, const uint8_t *data, size_t size,
		      const char *apex)
{
	unsigned words = 0;

	for (size_t at = 0; at < size && words < WORDS_MAX; words++) {
		size_t from = at;

		while (at < size && strchr(" \t\r\n;()\"", data[at]) == NULL)
			at++;
		if (at > from) {
			ask(zones, (struct ma_text){ data + from, at - from });
			ask_below(zones, (struct ma_text){ data + from, at - from }, apex);
		}
		while (at < size && strchr(" \t\r\n;()\"", data[at]) != NULL)
			at++;
	}
}

/* A file that was refused has faults, in the order of its lines; a good one has none. */
static void look_at_faults(const struct mailauth_zones *zones, int status)
{
	size_t count = mailauth_zones_fault_count(zones);

	if (status < 0 || (status == MAILAUTH_FAULTY) != (count > 0) ||
	    (status == 0) != (mailauth_zones_count(zones) == 1))
		abort();
	for (size_t i = 0; i < count; i++)
		if (mailauth_zones_fault_kind(zones, i) == 0 ||
		    mailauth_zones_fault_detail(zones, i) == NULL ||
		    (i > 0 &&
		     mailauth_zones_fault_line(zones, i) < mailauth_zones_fault_line(zones, i - 1)))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailauth_zones *zones;
	int status;

	if (mailauth_zones_new(&zones) < 0)
		return 0;
	status = mailauth_zones_load_text(zones, "zone", data, size,
					  size % 2 == 0 ? "example.jp" : NULL);
	look_at_faults(zones, status);
	if (status == 0) {
		const char *apex = mailauth_zones_apex(zones, 0);

		ask(zones, ma_text(apex));
		ask_below(zones, ma_text("www"), apex);
		ask_below(zones, ma_text("a.b"), apex);
		ask_words(zones, data, size, apex);
	}
	mailauth_zones_free(zones);
	return 0;
}
