/* Zone files of tests: what a text is read as, which faults it has, what it answers.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_ZONES_H
#define TEST_ZONES_H

#include "packet.h"

#include <mailauth/resolver.h>

#include <stddef.h>
#include <stdint.h>

/* How a zone of tests begins: its first record is in line 4. */
#define ZONE_SOA "@ SOA ns.example.jp. root.example.jp. 1 2 3 4 300\n"
#define ZONE_HEAD "$ORIGIN example.jp.\n$TTL 3600\n" ZONE_SOA
/* The record that says that there is nothing, as answer_of_zones() writes it. */
#define ZONE_NOTHING "~ example.jp. 300 IN SOA ns.example.jp. root.example.jp. 1 2 3 4 300\n"

/* Types, as short as tables need them. */
enum {
	A = TYPE_A,
	NS = TYPE_NS,
	CNAME = TYPE_CNAME,
	MX = TYPE_MX,
	TXT = TYPE_TXT,
	AAAA = TYPE_AAAA,
	DNAME = 39,
	ANY = 255
};

struct mailauth_zones *new_zones(void);

/* The status of loading TEXT. */
int load_zone(struct mailauth_zones *zones, const char *text);

/* Zones of TEXTS, which NULL ends; fails the test if one has a fault. */
struct mailauth_zones *load_good(const char *const *texts);

/* The faults, each as "kind@line detail", one a line; to be freed. */
char *list_faults(const struct mailauth_zones *zones);

/* The packet that answers, to be freed; NULL if the name is not held. */
unsigned char *ask_zones(const struct mailauth_zones *zones, const char *name, uint16_t type,
			 size_t *length);

/* The answer as text, to be freed: the response code, the records, and the authority's after
 * "~ ". */
char *answer_of_zones(const struct mailauth_zones *zones, const char *name, uint16_t type);

/* A zone with COUNT different strings of 255 octets at the name "big", and an alias of it. */
struct mailauth_zones *load_many_strings(unsigned count);

#endif
