/* Audits a domain by its zone file: the shortest embedder.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: check DOMAIN ZONE-FILE */

#include <mailauth/check.h>

#include <stdio.h>

int main(int argc, char **argv)
{
	const char *options[] = { "zone", argc == 3 ? argv[2] : "", "now", "1767225600", NULL };
	char *json;
	int r;

	if (argc != 3)
		return 64;
	r = mailauth_check_json(argv[1], options, &json);
	if (r < 0)
		return 70;
	fputs(json, stdout);
	mailauth_free(json);
	return r == 0 ? 0 : 1;
}
