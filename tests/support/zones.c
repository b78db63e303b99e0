/* Zone files of tests: what a text is read as, which faults it has, what it answers.
 *
 * SPDX-License-Identifier: MIT */

#include "zones.h"

#include "memory.h"

#include "../../lib/dns/store.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mailauth_zones *new_zones(void)
{
	struct mailauth_zones *zones;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	return zones;
}

int load_zone(struct mailauth_zones *zones, const char *text)
{
	return mailauth_zones_load_text(zones, "file", text, strlen(text), NULL);
}

char *list_faults(const struct mailauth_zones *zones)
{
	struct ma_buffer list = { 0 };
	char *taken;

	ma_buffer_string(&list, "");
	for (size_t i = 0; i < mailauth_zones_fault_count(zones); i++) {
		ma_buffer_number(&list, (uint64_t)mailauth_zones_fault_kind(zones, i));
		ma_buffer_byte(&list, '@');
		ma_buffer_number(&list, mailauth_zones_fault_line(zones, i));
		ma_buffer_byte(&list, ' ');
		ma_buffer_string(&list, mailauth_zones_fault_detail(zones, i));
		ma_buffer_byte(&list, '\n');
	}
	ck_assert(ma_buffer_take(&list, &taken, NULL));
	return taken;
}

struct mailauth_zones *load_good(const char *const *texts)
{
	struct mailauth_zones *zones = new_zones();

	for (; *texts != NULL; texts++) {
		int status = load_zone(zones, *texts);
		char *faults = list_faults(zones);

		ck_assert_msg(status == 0, "%s in %s", faults, *texts);
		free(faults);
	}
	return zones;
}

unsigned char *ask_zones(const struct mailauth_zones *zones, const char *name, uint16_t type,
			 size_t *length)
{
	struct ma_arena arena = { 0 };
	struct mailauth_question question = {
		.id = 1,
		.type = type,
		.name = ma_name_parse(&arena, ma_text(name)),
	};
	unsigned char *packet = NULL;
	int status;

	ck_assert_msg(question.name != NULL, "%s", name);
	status = mailauth_zones_answer(zones, &question, &packet, length);
	ck_assert_msg(status == 0 || status == MAILAUTH_NOT_HELD, "%s: %d", name, status);
	ck_assert_msg((status == 0) == (packet != NULL), "%s", name);
	ma_arena_finish(&arena);
	return packet;
}

static void add_section(struct ma_buffer *text, const char *mark, const ldns_rr_list *section)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(section); i++) {
		char *record = ldns_rr2str(ldns_rr_list_rr(section, i));

		for (char *at = record; *at != '\0'; at++)
			if (*at == '\t')
				*at = ' ';
		ma_buffer_string(text, mark);
		ma_buffer_string(text, record);
		free(record);
	}
}

char *answer_of_zones(const struct mailauth_zones *zones, const char *name, uint16_t type)
{
	struct ma_buffer text = { 0 };
	char *taken;
	ldns_pkt *message = NULL;
	size_t length;
	unsigned char *packet = ask_zones(zones, name, type, &length);

	if (packet == NULL)
		return strdup("not held\n");
	ck_assert_int_eq(ldns_wire2pkt(&message, packet, length), LDNS_STATUS_OK);
	ck_assert(ldns_pkt_qr(message) && ldns_pkt_aa(message) && !ldns_pkt_tc(message));
	ck_assert_uint_eq(ldns_pkt_id(message), 0);
	ck_assert_uint_eq(ldns_pkt_qdcount(message), 1);
	ck_assert_uint_eq(ldns_pkt_arcount(message), 0);
	ck_assert_uint_eq(ldns_rr_get_type(ldns_rr_list_rr(ldns_pkt_question(message), 0)), type);
	ma_buffer_number(&text, ldns_pkt_get_rcode(message));
	ma_buffer_byte(&text, '\n');
	add_section(&text, "", ldns_pkt_answer(message));
	add_section(&text, "~ ", ldns_pkt_authority(message));
	ldns_pkt_free(message);
	free(packet);
	ck_assert(ma_buffer_take(&text, &taken, NULL));
	return taken;
}

struct mailauth_zones *load_many_strings(unsigned count)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, ZONE_HEAD);
	for (unsigned i = 0; i < count; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%05u", i);
		ma_buffer_string(&text, "big TXT \"");
		ma_buffer_string(&text, number);
		ma_buffer_fill(&text, 'x', 250);
		ma_buffer_string(&text, "\"\n");
	}
	ma_buffer_string(&text, "alias CNAME big\n");
	ck_assert_int_eq(load_zone(zones, text.data), 0);
	ma_buffer_finish(&text);
	return zones;
}
