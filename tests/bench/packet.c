/* Reads the answers to a TXT and an MX question as often as is asked for: instructions.sh counts
 * what one such pair costs.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"

#include "../../lib/dns/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct packet txt, mx;

/* The owner is a pointer to the question, as servers write it. */
static void add(struct packet *packet, uint16_t type, const char *data, size_t length)
{
	packet_record_wire(packet, (const unsigned char *)"\xc0\x0c", 2, type, data, length);
}

static void add_txt(const char *text)
{
	char data[256];

	add(&txt, TYPE_TXT, data,
	    (size_t)snprintf(data, sizeof(data), "%c%s", (int)strlen(text), text));
}

static void write_packets(void)
{
	packet_begin(&txt, "example.jp", TYPE_TXT);
	add_txt("v=spf1 ip4:192.0.2.0/24 include:_spf.google.com include:spf.example.net -all");
	add_txt("google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ");
	add_txt("MS=ms12345678");
	packet_begin(&mx, "example.jp", TYPE_MX);
	add(&mx, TYPE_MX, "\0\x0a\3mx1\xc0\x0c", 8);
	add(&mx, TYPE_MX, "\0\x14\3mx2\xc0\x0c", 8);
}

static size_t read_packet(struct ma_arena *arena, uint16_t type, const struct packet *packet)
{
	static const unsigned char wire[] = "\7example\2jp";
	struct ma_name name = { sizeof(wire), wire };
	struct mailauth_question question = { .name = &name, .type = type };
	struct ma_arena_mark mark = ma_arena_mark(arena);
	const struct ma_answer *answer;
	int status = ma_packet_read(arena, &question, packet->bytes, packet->length, &answer);
	size_t count = status == 0 ? answer->count : 0;

	ma_arena_rewind(arena, mark);
	return count;
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	struct ma_arena arena = { 0 };
	size_t records = 0;

	write_packets();
	ma_arena_alloc(&arena, 1); /* no chunk is made for each reading */
	for (unsigned long i = 0; i < count; i++)
		records += read_packet(&arena, TYPE_TXT, &txt) + read_packet(&arena, TYPE_MX, &mx);
	ma_arena_finish(&arena);
	printf("%lu readings, %zu records\n", count, records);
	return records != 5 * count;
}
