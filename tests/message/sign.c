/* Signs a message by libopendkim: the message comes in, the signature and the message go out.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: sign SELECTOR KEY-FILE FORM ALGORITHM < message
 *            FORM is two letters, s or r: of the header, of the body; ALGORITHM is rsa or ed25519
 */

/* For u_char and its like. */
#define _DEFAULT_SOURCE

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include <opendkim/dkim.h>

enum { MESSAGE_MAX = 1 << 20, KEY_MAX = 8192 };

static size_t read_all(FILE *file, unsigned char *data, size_t size)
{
	size_t length = file != NULL ? fread(data, 1, size - 1, file) : 0;

	data[length] = '\0';
	return length;
}

int main(int argc, char **argv)
{
	static unsigned char message[MESSAGE_MAX], key[KEY_MAX];
	size_t length = read_all(stdin, message, sizeof(message)), header_length;
	DKIM_LIB *library = dkim_init(NULL, NULL);
	unsigned char *header;
	DKIM_STAT status;
	DKIM *dkim;

	if (argc != 5 || library == NULL || read_all(fopen(argv[2], "rb"), key, sizeof(key)) == 0)
		return 1;
	dkim = dkim_sign(library, (const unsigned char *)"sign", NULL, key,
			 (const unsigned char *)argv[1], (const unsigned char *)"example.jp",
			 argv[3][0] == 's' ? DKIM_CANON_SIMPLE : DKIM_CANON_RELAXED,
			 argv[3][1] == 's' ? DKIM_CANON_SIMPLE : DKIM_CANON_RELAXED,
			 strcmp(argv[4], "rsa") == 0 ? DKIM_SIGN_RSASHA256
						     : DKIM_SIGN_ED25519SHA256,
			 -1, &status);
	/* Folded again, an Ed25519 signature in the simple form is not what was signed. */
	if (dkim == NULL || dkim_set_margin(dkim, 0) != DKIM_STAT_OK ||
	    dkim_chunk(dkim, message, length) != DKIM_STAT_OK ||
	    dkim_chunk(dkim, NULL, 0) != DKIM_STAT_OK || dkim_eom(dkim, NULL) != DKIM_STAT_OK ||
	    dkim_getsighdr_d(dkim, 16, &header, &header_length) != DKIM_STAT_OK)
		return 1;
	printf("DKIM-Signature: ");
	for (size_t i = 0; i < header_length; i++) {
		if (header[i] == '\n' && (i == 0 || header[i - 1] != '\r'))
			putchar('\r');
		putchar(header[i]);
	}
	printf("\r\n");
	fwrite(message, 1, length, stdout);
	dkim_free(dkim);
	dkim_close(library);
	return 0;
}
