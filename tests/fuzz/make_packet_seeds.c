/* Writes the seeds of the fuzz target "packet": one DNS message of each kind that matters.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: make_packet_seeds FOLDER */

#include "packet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct packet packet;
static const char *folder;

static void save(const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(packet.bytes, 1, packet.length, file) != packet.length ||
	    fclose(file) != 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
}

static void save_records(void)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.2");
	packet_address(&packet, "example.jp", "192.0.2.1");
	packet_address(&packet, "example.jp", "192.0.2.2");
	save("a");
	packet_begin(&packet, "example.jp", TYPE_AAAA);
	packet_address(&packet, "example.jp", "2001:db8::1");
	save("aaaa");
	packet_begin(&packet, "example.jp", TYPE_MX);
	packet_mx(&packet, "example.jp", 10, "mx1.example.jp");
	packet_mx(&packet, "example.jp", 0, "");
	save("mx");
	packet_begin(&packet, "example.jp", TYPE_MX);
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x0c", 2, TYPE_MX,
			   "\0\x0a\3mx1\xc0\x0c", 8);
	save("mx-compressed");
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_txt(&packet, "example.jp", "v=spf1 include:_spf.example.com ", "-all", NULL);
	packet_txt(&packet, "example.jp", "\x1b[2J", NULL);
	save("txt");
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_record(&packet, "example.jp", TYPE_TXT, "", 0);
	save("txt-empty");
	packet_begin(&packet, "1.2.0.192.in-addr.arpa", TYPE_PTR);
	packet_name_record(&packet, "1.2.0.192.in-addr.arpa", TYPE_PTR, "mail.example.jp");
	save("ptr");
	packet_begin(&packet, "example.jp", TYPE_SOA);
	packet_soa(&packet, "example.jp", 3600, 300);
	save("soa");
}

static void save_negative(void)
{
	packet_begin(&packet, "no.example.jp", TYPE_A);
	packet_set_rcode(&packet, 3);
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "example.jp", 3600, 300);
	save("nxdomain");
	packet_begin(&packet, "example.jp", TYPE_AAAA);
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "example.jp", 3600, 300);
	save("nodata");
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet.section = PACKET_AUTHORITY;
	packet_name_record(&packet, "example.jp", TYPE_NS, "ns1.example.jp");
	packet.section = PACKET_ADDITIONAL;
	packet_address(&packet, "ns1.example.jp", "192.0.2.53");
	save("referral");
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, 2);
	packet_ede(&packet, 6);
	save("bogus");
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, 5);
	save("refused");
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
	save("cut");
}

static void save_aliases(void)
{
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet_address(&packet, "b.example.jp", "192.0.2.1");
	packet_name_record(&packet, "a.example.jp", TYPE_CNAME, "b.example.jp");
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "a.example.jp");
	save("cname");
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "a.example.jp");
	save("cname-leaves");
	packet_begin(&packet, "a.example.jp", TYPE_A);
	packet_name_record(&packet, "a.example.jp", TYPE_CNAME, "b.example.jp");
	packet_name_record(&packet, "b.example.jp", TYPE_CNAME, "a.example.jp");
	save("cname-circle");
}

static void save_broken(void)
{
	packet_begin(&packet, "example.jp", TYPE_CNAME);
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x28", 2, TYPE_CNAME, "\xc0\x1c",
			   2);
	save("pointer-circle");
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_record(&packet, "example.jp", TYPE_A, "0123456789abcdef", 16);
	save("a-too-long");
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.1");
	packet_set_count(&packet, PACKET_ANSWER, 65535);
	save("count");
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_record(&packet, "example.jp", TYPE_TXT, "\x40v=spf1", 7);
	save("txt-too-long");
}

int main(int count, char **arguments)
{
	if (count != 2) {
		fputs("usage: make_packet_seeds FOLDER\n", stderr);
		return EXIT_FAILURE;
	}
	folder = arguments[1];
	save_records();
	save_negative();
	save_aliases();
	save_broken();
	return EXIT_SUCCESS;
}
