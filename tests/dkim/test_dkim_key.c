/* The judge of DKIM key records: 40 sound ones of which there is nothing to say, and more than 40
 * that are broken, each in its own way, with the place and the record that it should be.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim_keys.h"
#include "memory.h"

#include "../../lib/dkim/key/der.h"
#include "../../lib/dkim/key/numbers.h"
#include "../../lib/dkim/tell.h"

#include <stdlib.h>
#include <string.h>

#define V "v=DKIM1; "
#define KR "k=rsa; "
#define KE "k=ed25519; "
#define SOUND V KR "p=" RSA_2048

/* --- Sound records ---------------------------------------------------------- */

static const char *const sound[] = {
	V KR "n=in TXT \"v=DKIM1\"; p=" RSA_2048,
	SOUND,
	SOUND ";",
	SOUND "; ",
	SOUND " ;\t ",
	V "p=" RSA_2048,
	KR "p=" RSA_2048,
	"p=" RSA_2048,
	"p=" RSA_2048 "; k=rsa",
	"v=DKIM1;k=rsa;p=" RSA_2048,
	" v = DKIM1 ; k = rsa ; p = " RSA_2048 " ",
	"v=DKIM1\t;\tk=rsa\t;\tp=\t" RSA_2048,
	V "p=" RSA_2048 "; k=rsa",
	V "p=" RSA_2048 "; n=a note; k=rsa",
	V KR "p=" RSA_2048_HEAD " " RSA_2048_TAIL,
	V KR "p=" RSA_2048_HEAD "\t" RSA_2048_TAIL,
	V KR "p=" RSA_2048_HEAD "\r\n\t" RSA_2048_TAIL,
	V KR "p=" RSA_2048_HEAD " \r\n " RSA_2048_TAIL,
	V "\r\n k=rsa;\r\n p=" RSA_2048 "\r\n ;",
	V KR "p= " RSA_2048_HEAD "    " RSA_2048_TAIL "  ",
	V KR "h=sha256; p=" RSA_2048,
	V KR "h=sha1:sha256; p=" RSA_2048,
	V KR "h= sha1 : sha256 : sha512; p=" RSA_2048,
	V KR "s=email; p=" RSA_2048,
	V KR "s=*; p=" RSA_2048,
	V KR "s=email:*; p=" RSA_2048,
	V KR "s=email:tlsrpt; p=" RSA_2048,
	V KR "n=; p=" RSA_2048,
	V KR "n=\"quoted\" (and) <b>bold</b> &amp\\ -----BEGIN PUBLIC KEY-----; p=" RSA_2048,
	V KR "x=\"quoted\"; p=" RSA_2048,
	V KR "p=" RSA_2048 "; x_1=y; Zz=1",
	V KR "q=dns/txt; p=" RSA_2048,
	V KR "a=rsa-sha256; c=v=DKIM0; p=" RSA_2048,
	V KR "p=" RSA_4096,
	V KR "p=" RSA_2048_HEAD "" RSA_2048_TAIL "; n=two strings",
	V KE "p=" ED25519,
	KE "p=" ED25519,
	"k=ed25519;p=" ED25519 ";",
	V KE "p=" ED25519_30, /* begins with the octet that begins DER */
	V KE "h=sha256; s=email; p=" ED25519,
	V KE "n=p=; p=" ED25519,
};

/* --- Broken records --------------------------------------------------------- */

#define WHOLE "*" /* the whole value of p= */

static const struct {
	const char *record;
	const char *ids;    /* of all that is worth a notice or more */
	const char *faulty; /* what the first of them points at; NULL: not looked at */
	const char *corrected;
	enum mailauth_key_status status;
} broken[] = {
	/* The list */
	{ "k=rsa; v=DKIM1; p=" RSA_2048, "dkim.version-not-first", "v=DKIM1", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=DKIM2; k=rsa; p=" RSA_2048, "dkim.bad-version", "v=DKIM2", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=dkim1; k=rsa; p=" RSA_2048, "dkim.bad-version", "v=dkim1", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=; k=rsa; p=" RSA_2048, "dkim.bad-version", "v=", NULL, MAILAUTH_KEY_INVALID },
	{ V "; " KR "p=" RSA_2048, "dkim.empty-tag", ";", SOUND, MAILAUTH_KEY_INVALID },
	{ ";" SOUND, "dkim.empty-tag", ";", SOUND, MAILAUTH_KEY_INVALID },
	{ SOUND ";;;", "dkim.empty-tag", ";;", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "; rubbish", "dkim.tag-without-sign", "rubbish", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "; 1x=y", "dkim.bad-tag-name", "1x", NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "; =y", "dkim.bad-tag-name", "=y", NULL, MAILAUTH_KEY_INVALID },
	{ "v=DKIM1; K=rsa; p=" RSA_2048, "dkim.capital-tag", "K", SOUND, MAILAUTH_KEY_OK },
	{ "V=DKIM1; k=rsa; p=" RSA_2048, "dkim.capital-tag", "V", SOUND, MAILAUTH_KEY_OK },
	{ V KR "T=s; p=" RSA_2048, "dkim.capital-restriction", "T", V KR "t=s; p=" RSA_2048,
	  MAILAUTH_KEY_OK },
	{ V KR "T=y; p=" RSA_2048, "dkim.capital-restriction", "T", V KR "t=y; p=" RSA_2048,
	  MAILAUTH_KEY_OK },
	{ V KR "S=tlsrpt; p=" RSA_2048, "dkim.capital-restriction", "S", NULL, MAILAUTH_KEY_OK },
	{ V KR "H=sha1; p=" RSA_2048, "dkim.capital-restriction", "H", NULL, MAILAUTH_KEY_OK },
	{ V "K=ed25519; p=" ED25519, "dkim.capital-tag dkim.key-type-mismatch", "K",
	  V KE "p=" ED25519, MAILAUTH_KEY_INVALID },
	/* Two readings */
	{ V KR "t=y; T=s; p=" RSA_2048, "dkim.capital-restriction dkim.testing", "T", NULL,
	  MAILAUTH_KEY_TESTING },
	{ V KR "S=tlsrpt; s=*; p=" RSA_2048, "dkim.capital-restriction", "S", NULL,
	  MAILAUTH_KEY_OK },
	{ V KR "p=" RSA_2048 "; P=" RSA_1024, "dkim.capital-tag", "P", NULL, MAILAUTH_KEY_OK },
	{ V KR "T=s; t=s; p=" RSA_2048, "dkim.capital-restriction dkim.strict", "T",
	  V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_OK },
	{ V "k=RSA; t=y s; p=" RSA_2048, "dkim.key-value-case dkim.unknown-flag", "RSA", NULL,
	  MAILAUTH_KEY_OK },
	{ "v=DKIM1t=s; k=rsa; p=" RSA_2048, "dkim.bad-version", NULL, NULL, MAILAUTH_KEY_INVALID },
	/* Semicolons that are missing */
	{ "v=DKIM1 k=rsa; p=" RSA_2048, "dkim.semicolon-missing", "k=", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=DKIM1 t=s; k=rsa; p=" RSA_2048, "dkim.semicolon-missing dkim.strict",
	  "t=", V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ "v=DKIM1 s=tlsrpt; k=rsa; p=" RSA_2048, "dkim.semicolon-missing dkim.not-for-mail",
	  "s=", NULL, MAILAUTH_KEY_INVALID },
	{ "v=DKIM1 h=sha1; k=rsa; p=" RSA_2048, "dkim.semicolon-missing dkim.no-sha256",
	  "h=", V KR "h=sha256; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ V "h=sha256 t=s; p=" RSA_2048, "dkim.semicolon-missing dkim.strict",
	  "t=", V KR "h=sha256; t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ V "t=s k=rsa; p=" RSA_2048, "dkim.semicolon-missing dkim.strict",
	  "k=", V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ V "k=rsa p=" RSA_2048, "dkim.semicolon-missing", "p=", SOUND, MAILAUTH_KEY_INVALID },
	{ "v=DKIM1 k=rsa p=" RSA_2048, "dkim.semicolon-missing dkim.semicolon-missing", "k=", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=DKIM1, k=rsa, p=" RSA_2048, "dkim.semicolon-missing dkim.semicolon-missing",
	  "k=", SOUND, MAILAUTH_KEY_INVALID },
	{ "k=rsa\r\n\tp=" RSA_2048, "dkim.semicolon-missing", "p=", SOUND, MAILAUTH_KEY_INVALID },
	{ "v=DKIM1; k=rsa\xef\xbc\x9bp=" RSA_2048 "\xef\xbc\x9b",
	  "dkim.semicolon-missing dkim.semicolon-missing", "\xef\xbc\x9b", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ V "p=" RSA_2048 " t = s", "dkim.semicolon-missing dkim.strict",
	  "t =", V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	/* Line breaks */
	{ "v=DKIM1;\nk=rsa;\np=" RSA_2048, "dkim.line-break", "\n", SOUND, MAILAUTH_KEY_INVALID },
	{ SOUND "\n", "dkim.line-break", "\n", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_HEAD "\r\n" RSA_2048_TAIL "\r\n", "dkim.line-break", "\r\n", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ V KR "t=y\ns; p=" RSA_2048, "dkim.line-break dkim.unknown-flag", "\n", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=-----BEGIN PUBLIC KEY-----\n" RSA_2048_HEAD "\n" RSA_2048_TAIL
	       "\n-----END PUBLIC KEY-----\n",
	  "dkim.pem-header dkim.pem-header dkim.line-break", "-----BEGIN PUBLIC KEY-----", SOUND,
	  MAILAUTH_KEY_INVALID },
	/* What is not mark-up, and what is nothing else */
	{ V KR "t=<s>; p=" RSA_2048, "dkim.unknown-flag", "<s>", NULL, MAILAUTH_KEY_OK },
	{ V "k=RSA; t=<s>; p=" RSA_2048, "dkim.key-value-case dkim.unknown-flag", NULL,
	  V KR "t=<s>; p=" RSA_2048, MAILAUTH_KEY_OK },
	{ V KE "p=<" ED25519 ">", "dkim.bad-base64 dkim.bad-base64", "<", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=<your public key>", "dkim.bad-base64 dkim.bad-base64", "<", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=\"\"", "dkim.stray-character dkim.key-unreadable", "\"\"", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=<p>", "dkim.html dkim.key-unreadable", "<p>", NULL, MAILAUTH_KEY_INVALID },
	{ V KR "s=\"\"; p=" RSA_2048, "dkim.stray-character dkim.not-for-mail", "\"\"", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "t=\"\"; p=" RSA_2048, "dkim.stray-character dkim.empty-flag", "\"\"", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "t=; p=" RSA_2048, "dkim.empty-flag", NULL, NULL, MAILAUTH_KEY_OK },
	{ V KR "t=:; p=" RSA_2048, "dkim.empty-flag dkim.empty-flag", NULL, NULL, MAILAUTH_KEY_OK },
	{ V KR "t=s:; p=" RSA_2048, "dkim.strict dkim.empty-flag", NULL, NULL, MAILAUTH_KEY_OK },
	{ V KR "t=\"s\"; p=" RSA_2048, "dkim.stray-character dkim.stray-character dkim.strict",
	  "\"", V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ V KR "<p t=s>p=" RSA_2048, "dkim.html", "<p t=s>", NULL, MAILAUTH_KEY_INVALID },
	{ V KR "P=" RSA_2048, "dkim.tag-case", "P", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR KR "p=" RSA_2048, "dkim.duplicate-tag", "k=rsa", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "; x=1; x=2", "dkim.duplicate-tag", "x=2", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "; p=" RSA_1024, "dkim.duplicate-tag", NULL, NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "n=\xff; p=" RSA_2048, "dkim.bad-character", "\xff", NULL, MAILAUTH_KEY_INVALID },
	{ "v=spf1 include:example.com -all", "dkim.not-a-key", "v=spf1 include:example.com -all",
	  NULL, MAILAUTH_KEY_INVALID },
	{ "v=DMARC1; p=none", "dkim.not-a-key", "v=DMARC1; p=none", NULL, MAILAUTH_KEY_INVALID },
	{ "", "dkim.not-a-key", "", NULL, MAILAUTH_KEY_INVALID },
	/* What was pasted along */
	{ "\"" SOUND "\"", "dkim.stray-character dkim.stray-character", "\"", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_HEAD "\" \"" RSA_2048_TAIL, "dkim.stray-character", "\" \"", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "v=DKIM1\\; k=rsa; p=" RSA_2048, "dkim.stray-character", "\\", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=(" RSA_2048, "dkim.stray-character", "(", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=\xe2\x80\x9c" RSA_2048, "dkim.stray-character", "\xe2\x80\x9c", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "\xef\xbb\xbf" SOUND, "dkim.stray-character", "\xef\xbb\xbf", SOUND,
	  MAILAUTH_KEY_INVALID },
	/* The line around a record */
	{ "s1._domainkey IN TXT \"" SOUND "\"", "dkim.zone-line", "s1._domainkey IN TXT \"", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "s1._domainkey.example.com.\t3600\tTXT\t( \"" V KR "\"\n\t\"p=" RSA_2048_HEAD
	  "\" \"" RSA_2048_TAIL "\" ) ; key s1",
	  "dkim.zone-line dkim.line-break", "s1._domainkey.example.com.\t3600\tTXT\t( \"", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "TXT: " SOUND, "dkim.zone-line", "TXT:", SOUND, MAILAUTH_KEY_INVALID },
	{ "\xe5\x80\xa4: " SOUND, "dkim.zone-line", "\xe5\x80\xa4:", SOUND, MAILAUTH_KEY_INVALID },
	{ "( \"" SOUND "\" ) ; t=s", "dkim.stray-character dkim.stray-character dkim.strict",
	  "( \"", V KR "t=s; p=" RSA_2048, MAILAUTH_KEY_INVALID },
	/* A key without its tags, and a record in letters of full width */
	{ RSA_2048, "dkim.not-a-key", RSA_2048, SOUND, MAILAUTH_KEY_INVALID },
	{ "\xef\xbd\x96\xef\xbc\x9d\xef\xbc\xa4\xef\xbc\xab\xef\xbc\xa9\xef\xbc\xad\xef\xbc\x91"
	  "\xef\xbc\x9b \xef\xbd\x90\xef\xbc\x9d" RSA_2048,
	  "dkim.not-a-key", NULL, V "p=" RSA_2048, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_HEAD "<br>" RSA_2048_TAIL, "dkim.html", "<br>", SOUND,
	  MAILAUTH_KEY_INVALID },
	{ "&quot;" SOUND, "dkim.html", "&quot;", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=-----BEGIN PUBLIC KEY-----" RSA_2048, "dkim.pem-header",
	  "-----BEGIN PUBLIC KEY-----", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 " -----END PUBLIC KEY-----", "dkim.pem-header",
	  "-----END PUBLIC KEY-----", SOUND, MAILAUTH_KEY_INVALID },
	{ SOUND SOUND, "dkim.two-keys", SOUND, SOUND, MAILAUTH_KEY_INVALID },
	{ SOUND "; " V "p=" RSA_1024, "dkim.two-keys", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 RSA_2048, "dkim.two-keys", RSA_2048, SOUND, MAILAUTH_KEY_INVALID },
	{ V KE "p=" ED25519 ED25519, "dkim.two-keys", ED25519, V KE "p=" ED25519,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 RSA_1024, "dkim.two-keys", RSA_1024, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "AAAA", "dkim.key-excess", "AAAA", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_4096 "AAAA", "dkim.key-excess", "AAAA", V KR "p=" RSA_4096,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p==" RSA_2048, "dkim.bad-base64", "=", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=p=" RSA_2048, "dkim.bad-base64", "p=", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p= =p=" RSA_2048, "dkim.bad-base64", "=p=", SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_HEAD "=" RSA_2048_TAIL, "dkim.bad-base64 dkim.key-cut", "=", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_4096 " " RSA_2048, "dkim.two-keys", RSA_2048, NULL, MAILAUTH_KEY_INVALID },
	/* Tags */
	{ V "k=dsa; p=" RSA_2048, "dkim.unknown-key-type", "k=dsa", NULL, MAILAUTH_KEY_INVALID },
	{ V "k=RSA; p=" RSA_2048, "dkim.key-value-case", "RSA", SOUND, MAILAUTH_KEY_OK },
	{ V KR "h=sha1; p=" RSA_2048, "dkim.no-sha256", "h=sha1", V KR "h=sha256; p=" RSA_2048,
	  MAILAUTH_KEY_INVALID },
	{ V KR "h=; p=" RSA_2048, "dkim.no-sha256", "h=", V KR "h=sha256; p=" RSA_2048,
	  MAILAUTH_KEY_INVALID },
	{ V KR "s=tlsrpt; p=" RSA_2048, "dkim.not-for-mail", "s=tlsrpt", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "s=email:fax; p=" RSA_2048, "dkim.unknown-service", "fax", NULL, MAILAUTH_KEY_OK },
	{ V KR "t=y; p=" RSA_2048, "dkim.testing", "y", NULL, MAILAUTH_KEY_TESTING },
	{ V KR "t=s; p=" RSA_2048, "dkim.strict", "s", NULL, MAILAUTH_KEY_OK },
	{ V KR "t=y:s; p=" RSA_2048, "dkim.testing dkim.strict", "y", NULL, MAILAUTH_KEY_TESTING },
	{ V KR "t=q; p=" RSA_2048, "dkim.unknown-flag", "q", NULL, MAILAUTH_KEY_OK },
	{ V KR "g=*; p=" RSA_2048, "dkim.granularity", "g=*", NULL, MAILAUTH_KEY_OK },
	{ V KR "g=; p=" RSA_2048, "dkim.granularity-restricts", "g=", SOUND, MAILAUTH_KEY_OK },
	{ V KR "g=info; p=" RSA_2048, "dkim.granularity-restricts", "g=info", SOUND,
	  MAILAUTH_KEY_OK },
	/* The key */
	{ V KR, "dkim.no-key", "", NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=", "dkim.selector-revoked", "p=", NULL, MAILAUTH_KEY_REVOKED },
	{ V KR "p=" RSA_2048_HEAD "*" RSA_2048_TAIL, "dkim.bad-base64", "*", NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=A" RSA_2048, "dkim.key-unreadable", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048 "=", "dkim.bad-base64", "=", SOUND, MAILAUTH_KEY_INVALID },
	{ V KE "p=" ED25519_BARE, "dkim.no-padding", "U", V KE "p=" ED25519, MAILAUTH_KEY_OK },
	{ V KR "p=" RSA_4096_BARE, "dkim.no-padding", "Q", V KR "p=" RSA_4096, MAILAUTH_KEY_OK },
	{ V KR "p=" RSA_2048_CUT, "dkim.key-cut-at-255", RSA_2048_CUT, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_HEAD, "dkim.key-cut", RSA_2048_HEAD, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=M", "dkim.key-unreadable", "M", NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_PKCS1, "dkim.pkcs1", RSA_2048_PKCS1, SOUND, MAILAUTH_KEY_OK },
	{ V KR "p=" RSA_512, "dkim.rsa-too-short", RSA_512, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_768, "dkim.rsa-too-short", RSA_768, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_1024, "dkim.rsa-short", RSA_1024, NULL, MAILAUTH_KEY_WEAK },
	{ V KR "p=" RSA_1024_PKCS1, "dkim.pkcs1 dkim.rsa-short", NULL, V KR "p=" RSA_1024,
	  MAILAUTH_KEY_WEAK },
	{ V KR "p=" RSA_5120, "dkim.rsa-long", RSA_5120, NULL, MAILAUTH_KEY_WEAK },
	{ V KR "p=" RSA_2048_E3, "dkim.tiny-exponent", NULL, NULL, MAILAUTH_KEY_WEAK },
	{ V KR "p=" RSA_2048_E1, "dkim.bad-exponent", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_E_EVEN, "dkim.bad-exponent", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_E_ABOVE, "dkim.bad-exponent", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_E_LONG, "dkim.long-exponent", NULL, NULL, MAILAUTH_KEY_WEAK },
	{ V KR "p=" RSA_2048_EVEN, "dkim.even-modulus", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_FACTOR, "dkim.small-factor", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_2048_PSS, "dkim.rsa-identifier", NULL, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_INDEFINITE, "dkim.key-unreadable", NULL, NULL, MAILAUTH_KEY_INVALID },

	{ V KR "p=" RSA_2048_ROCA, "dkim.roca", NULL, NULL, MAILAUTH_KEY_WEAK },
	{ V KE "p=" ED25519_WRAPPED, "dkim.ed25519-wrapped", ED25519_WRAPPED, V KE "p=" ED25519,
	  MAILAUTH_KEY_INVALID },
	{ V KE "p=" ED25519_31, "dkim.ed25519-length", ED25519_31, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" ED25519, "dkim.key-type-mismatch", ED25519, V KE "p=" ED25519,
	  MAILAUTH_KEY_INVALID },
	{ V KE "p=" RSA_2048, "dkim.key-type-mismatch", RSA_2048, SOUND, MAILAUTH_KEY_INVALID },
	{ V KR "p=" EC, "dkim.other-algorithm", EC, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_1024_PRIVATE, "dkim.private-key", RSA_1024_PRIVATE, NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KR "p=" RSA_1024_PKCS8, "dkim.private-key", RSA_1024_PKCS8, NULL,
	  MAILAUTH_KEY_INVALID },
	{ V KE "p=" ED25519_PKCS8, "dkim.private-key", ED25519_PKCS8, NULL, MAILAUTH_KEY_INVALID },
	{ V KR "p=aGVsbG8=", "dkim.key-unreadable", "aGVsbG8=", NULL, MAILAUTH_KEY_INVALID },
};

_Static_assert(COUNT_OF(sound) >= 40 && COUNT_OF(broken) >= 40, "there are 40 of each");

/* --- Judging ---------------------------------------------------------------- */

struct judged {
	struct ma_arena arena;
	struct ma_findings findings;
	const struct ma_dkim_record *record;
	struct mailauth_finding *first; /* worth a notice */
	char ids[2000];
};

static void judge(struct judged *judged, struct ma_text text)
{
	*judged = (struct judged){ .findings = { .arena = &judged->arena } };
	judged->record = ma_dkim_record_read(&judged->arena, text);
	ma_dkim_tell(&(struct ma_dkim_place){ &judged->findings, MA_TEXT("s._domainkey.example.jp"),
					      MA_TEXT("s"), true },
		     judged->record);
	for (struct mailauth_finding *f = judged->findings.first; f != NULL; f = f->next) {
		if (mailauth_finding_severity(f) < MAILAUTH_SEVERITY_NOTICE)
			continue;
		if (judged->first == NULL)
			judged->first = f;
		else
			strcat(judged->ids, " ");
		strcat(judged->ids, mailauth_finding_id(f));
	}
	ck_assert(!judged->arena.failed);
}

START_TEST(test_sound_records_have_nothing_to_say)
{
	struct judged judged;

	judge(&judged, ma_text(sound[_i]));
	ck_assert_msg(judged.ids[0] == '\0', "%s: %s", sound[_i], judged.ids);
	ck_assert_int_eq(judged.record->status, MAILAUTH_KEY_OK);
	ck_assert_uint_ge(judged.record->bits, 256);
	ma_arena_finish(&judged.arena);
}
END_TEST

/* The corrected record, where one is wanted, is sound, and says all of the right findings. */
START_TEST(test_broken_records_are_told)
{
	struct ma_text corrected = { 0 };
	struct judged judged;

	judge(&judged, ma_text(broken[_i].record));
	ck_assert_msg(strcmp(judged.ids, broken[_i].ids) == 0, "%s: %s, not %s", broken[_i].record,
		      judged.ids, broken[_i].ids);
	ck_assert_int_eq(judged.record->status, broken[_i].status);
	if (broken[_i].faulty != NULL)
		assert_text(
			ma_text_slice(judged.first->record, judged.first->from, judged.first->to),
			broken[_i].faulty);
	corrected = ma_finding_argument(judged.first, "meant");
	if (broken[_i].corrected == NULL)
		ck_assert_msg(corrected.data == NULL, "%s: corrected to %s", broken[_i].record,
			      (const char *)corrected.data);
	else
		assert_text(corrected, broken[_i].corrected);
	ma_arena_finish(&judged.arena);
}
END_TEST

/* Forms of the web turn "+" into a blank. */
START_TEST(test_blanks_for_plus_are_put_right)
{
	char text[] = SOUND;
	struct judged judged;

	for (char *at = strstr(text, "p="); *at != '\0'; at++)
		*at = *at == '+' ? ' ' : *at;
	judge(&judged, ma_text(text));
	ck_assert_str_eq(judged.ids, "dkim.blank-for-plus");
	assert_text(ma_finding_argument(judged.first, "meant"), SOUND);
	ma_arena_finish(&judged.arena);
	/* One more is lost. */
	memmove(strstr(text, "p=") + 20, strstr(text, "p=") + 21, strlen(strstr(text, "p=") + 20));
	judge(&judged, ma_text(text));
	ck_assert_ptr_null(strstr(judged.ids, "dkim.blank-for-plus"));
	ma_arena_finish(&judged.arena);
}
END_TEST

static struct ma_text judge_more_faults(struct judged *judged, const char *text)
{
	judge(judged, ma_text(text));
	ck_assert_ptr_nonnull(strstr(judged->ids, "dkim.more-faults"));
	ck_assert_str_eq(mailauth_finding_id(judged->findings.last), "dkim.more-faults");
	return ma_finding_argument(judged->findings.last, "meant");
}

/* What was not listed is corrected, too, unless the corrected record may have it as well. */
START_TEST(test_faults_that_are_not_listed_are_corrected)
{
	struct judged judged;
	char text[2 * sizeof(SOUND)];
	size_t length = 0;

	for (const char *from = SOUND; *from != '\0'; from++) {
		text[length++] = *from;
		if (length % 16 == 0)
			text[length++] = '"';
	}
	text[length] = '\0';
	assert_text(judge_more_faults(&judged, text), SOUND);
	ma_arena_finish(&judged.arena);
	ck_assert_ptr_null(judge_more_faults(&judged,
					     V "p=" RSA_2048
					       ";x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x;x")
				   .data);
	ma_arena_finish(&judged.arena);
	/* The first is corrected; it may keep as many strange flags. */
	ck_assert_ptr_null(judge_more_faults(&judged,
					     V "t=a:b:c:d:e:f:g:h:i:j:k:l:m:n:o:p:q:r:u:v:w;"
					       "\"p=\"" RSA_2048)
				   .data);
	ma_arena_finish(&judged.arena);
}
END_TEST

START_TEST(test_a_key_is_cut_at_a_string)
{
	struct judged judged;

	for (size_t length = 254; length < 257; length++) {
		judge(&judged, ma_text_slice(ma_text(SOUND), 0, length));
		ck_assert_str_eq(judged.ids,
				 length == 255 ? "dkim.key-cut-at-255" : "dkim.key-cut");
		ma_arena_finish(&judged.arena);
	}
}
END_TEST

/* The alphabet of RFC 4648 5 can be read in one way only. */
START_TEST(test_letters_of_the_web_are_put_right)
{
	char text[] = SOUND;
	struct judged judged;
	unsigned changed = 0;

	for (char *at = strstr(text, "p="); *at != '\0'; at++) {
		changed += *at == '+' || *at == '/';
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	}
	ck_assert_uint_gt(changed, 1);
	judge(&judged, ma_text(text));
	ck_assert_str_eq(mailauth_finding_id(judged.first), "dkim.bad-base64");
	assert_text(ma_finding_argument(judged.first, "meant"), SOUND);
	ma_arena_finish(&judged.arena);
}
END_TEST

/* A modulus of OCTETS octets. */
static void judge_long(struct judged *judged, size_t octets)
{
	static unsigned char modulus[3000];
	struct ma_arena arena = { 0 };
	struct ma_buffer text = { 0 };

	memset(modulus, 0x55, sizeof(modulus));
	modulus[0] = 0xd5;
	modulus[octets - 1] = 19; /* no small factor */
	ma_buffer_string(&text, V KR "p=");
	ma_buffer_text(&text,
		       ma_base64_encode(
			       &arena, ma_der_write_rsa(&arena, (struct ma_text){ modulus, octets },
							MA_TEXT("\x01\x00\x01"))));
	judge(judged, (struct ma_text){ (unsigned char *)text.data, text.length });
	ma_buffer_finish(&text);
	ma_arena_finish(&arena);
}

START_TEST(test_keys_that_no_receiver_takes)
{
	struct judged judged;

	judge_long(&judged, 2048);
	ck_assert_str_eq(judged.ids, "dkim.rsa-long");
	ck_assert_int_eq(judged.record->status, MAILAUTH_KEY_WEAK);
	ma_arena_finish(&judged.arena);
	judge_long(&judged, 2049);
	ck_assert_str_eq(judged.ids, "dkim.rsa-too-long");
	ck_assert_int_eq(judged.record->status, MAILAUTH_KEY_INVALID);
	ma_arena_finish(&judged.arena);
}
END_TEST

/* A record that is nothing but faults takes neither all memory nor all day. */
START_TEST(test_hostile_records_are_bounded)
{
	static const char *const units[] = { ";",	"a;",	       "\"",	"\" ",	   "p=A;",
					     "v=DKIM1", "p=;",	       "\xff ", "a=\xff;", "<a>",
					     "&lt;",	"-----BEGIN ", "=",	"k=rsa;",  " ",
					     "p=\"",	"x=",	       "*A" };
	static char text[65000];
	size_t unit = strlen(units[_i]);
	struct judged judged;
	size_t count = 0;
	size_t length = (size_t)strlen(strcpy(text, "v=DKIM1; p="));

	while (length + unit < sizeof(text)) {
		memcpy(text + length, units[_i], unit);
		length += unit;
	}
	judge(&judged, (struct ma_text){ (unsigned char *)text, length });
	for (struct mailauth_finding *f = judged.findings.first; f != NULL; f = f->next)
		count++;
	ck_assert_uint_le(count, MA_DKIM_FAULTS_MOST + 2);
	ck_assert_ptr_nonnull(strstr(judged.ids, "dkim.record-too-long"));
	for (struct mailauth_finding *f = judged.findings.first; f != NULL; f = f->next)
		ck_assert_uint_le(f->record.length, MA_DKIM_RECORD_MOST);
	ma_arena_finish(&judged.arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim_key");

	add_loop(suite, "sound", test_sound_records_have_nothing_to_say, COUNT_OF(sound));
	add_loop(suite, "broken", test_broken_records_are_told, COUNT_OF(broken));
	add_case(suite, "long",
		 TESTS(test_keys_that_no_receiver_takes, test_blanks_for_plus_are_put_right,
		       test_faults_that_are_not_listed_are_corrected,
		       test_a_key_is_cut_at_a_string));
	add_case(suite, "web", TESTS(test_letters_of_the_web_are_put_right));
	add_loop(suite, "hostile", test_hostile_records_are_bounded, 18);
	return check_main(suite);
}
