/* The whole audit in one call: plain strings in, JSON or HTML out.  For bindings (PHP FFI, Python ctypes)
 * and short programs.  If you need more, use an audit (mailauth.h) and a loop (resolver.h).
 *
 * SPDX-License-Identifier: MIT
 *
 *	const char *options[] = { "ip", "192.0.2.1", "mail-from", "info@example.jp",
 *				  "zone", "/var/named/example.jp.zone", NULL };
 *	char *json;
 *
 *	if (mailauth_check_json("example.jp", options, &json) != MAILAUTH_ENOMEM) {
 *		puts(json);
 *		mailauth_free(json);
 *	} */

#ifndef MAILAUTH_CHECK_H
#define MAILAUTH_CHECK_H

#include <mailauth/mailauth.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Audits DOMAIN and writes its report as JSON (report.schema.json).  Blocks.
 *
 * OPTIONS is an array of alternating names and values that ends with NULL; NULL itself means no
 * options.  Of several "lang" or "now", the last counts.  The names are those of
 * mailauth_audit_set(), and
 *
 *	zone		a master file (RFC 1035 5); each adds a zone
 *	zone-text	the text of one; each adds a zone
 *	server		a resolver, as mailauth_network_add_server(); each adds one
 *	timeout		whole seconds, 1 to 3,600; the default is 20
 *	now		the time of the audit, in seconds since 1970; the default is the clock's
 *	lang		"en" or "ja", of the sentences; the default is "en"
 *
 * The zones are asked first, then the servers.  With neither, the servers that this host is
 * configured with are asked; with zones alone, no server is.
 *
 * Returns 0 with the report in *JSON; MAILAUTH_FAULTY where no audit was made, with
 *
 *	{"error":{"code":"bad-value","text":"…","input":"ip=192.0.2"}}
 *
 * in *JSON.  The codes are no-domain, unknown-option, no-value, bad-value, cannot-read, bad-zone
 * (the input is then the file, the line and the first fault) and system.  The caller frees *JSON
 * with mailauth_free() in both cases.  A name that cannot be a domain name is
 * not an error: its report says so.  MAILAUTH_ENOMEM, with *JSON NULL and nothing to free;
 * MAILAUTH_EINVAL if JSON is NULL. */
int mailauth_check_json(const char *domain, const char *const *options, char **json);

/* The same with the report as HTML in *HTML, to be put into a page of your own
 * (mailauth_report_html()).  An error is the same JSON object; see the status before you put *HTML
 * into a page. */
int mailauth_check_html(const char *domain, const char *const *options, char **html);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
