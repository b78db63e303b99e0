/* The greeting: the name with which a host introduces itself (HELO, EHLO).
 *
 * SPDX-License-Identifier: MIT */

#include "host.h"

#include <string.h>

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_host *host)
{
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, id, pass->settings->domain_text);

	ma_finding_name(finding, "ip", host->ip_text);
	return ma_finding_text(finding, "helo", host->helo);
}

/* Names that only a network of its own knows (RFC 6761 6.3, RFC 6762 3, RFC 8375 7, and what
 * programs are delivered with). */
static bool is_inside(struct ma_text name)
{
	static const char *const tops[] = { "localhost", "localdomain", "local", "lan",
					    "internal",	 "home",	"arpa",	 "invalid" };
	struct ma_text top = ma_text_slice(name, ma_text_last(name, '.') + 1, name.length);

	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++)
		if (ma_text_is(top, tops[i]))
			return true;
	return false;
}

/* RFC 5321 2.3.5, 4.1.2: a whole name, of letters, digits and hyphens. */
static bool is_whole_name(struct ma_text name)
{
	struct ma_ip ip;

	for (size_t i = 0; i < name.length; i++)
		if (!ma_is_alnum(name.data[i]) && name.data[i] != '-' && name.data[i] != '.')
			return false;
	return ma_text_last(name, '.') < name.length && !ma_ip_parse(name, &ip) && !is_inside(name);
}

/* What the name leads to. */
struct target {
	struct ma_buffer addresses;
	bool leads_here;
	bool failed;
	bool offline;
};

static void look_at(struct ma_pass *pass, const struct ma_host *host, const struct ma_name *name,
		    uint16_t type, struct target *target)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, type);

	if (answer->status == MA_ANSWER_FAILED) {
		target->failed = true;
		target->offline = answer->failure == MAILAUTH_OFFLINE;
	}
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip ip;

		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		if (target->addresses.length > 0)
			ma_buffer_string(&target->addresses, ", ");
		ma_buffer_text(&target->addresses, ma_ip_text(pass->arena, &ip));
		ma_ip_unmap(&ip);
		target->leads_here = target->leads_here || ma_ip_compare(&ip, &host->ip) == 0;
	}
}

/* RFC 5321 4.1.4: receivers compare, and must not refuse for it alone; some do. */
static void judge(struct ma_pass *pass, const struct ma_host *host, const struct ma_name *name,
		  struct target *target)
{
	enum ma_finding_id id = target->leads_here	       ? MA_HOST_HELO_LEADS_BACK
				: target->failed	       ? MA_HOST_HELO_UNKNOWN
				: target->addresses.length > 0 ? MA_HOST_HELO_ELSEWHERE
							       : MA_HOST_HELO_NO_ADDRESS;
	struct ma_text addresses = ma_buffer_keep(&target->addresses, pass->arena);
	struct mailauth_finding *finding;

	if (id == MA_HOST_HELO_UNKNOWN && target->offline)
		return;
	pass->view.failed = pass->view.failed || id == MA_HOST_HELO_UNKNOWN;
	finding = note(pass, id, host);
	if (id == MA_HOST_HELO_ELSEWHERE)
		ma_finding_list(finding, "addresses", addresses);
	if (target->leads_here && host->confirmed.data != NULL &&
	    !ma_text_equal(ma_name_present(pass->arena, name), host->confirmed))
		ma_finding_name(note(pass, MA_HOST_HELO_NOT_PTR, host), "ptr", host->confirmed);
}

void ma_host_tell_greeting(struct ma_pass *pass, const struct ma_host *host)
{
	bool four = host->ip.length == 4;
	struct target target = { .failed = false };
	struct ma_text helo = host->helo;
	const struct ma_name *name;

	if (helo.data[0] == '[') { /* RFC 5321 4.1.3 */
		note(pass, MA_HOST_HELO_LITERAL, host);
		return;
	}
	if (helo.data[helo.length - 1] == '.')
		helo.length--;
	name = is_whole_name(helo) ? ma_name_parse(pass->arena, helo) : NULL;
	if (name == NULL) {
		note(pass, MA_HOST_HELO_MALFORMED, host);
		return;
	}
	look_at(pass, host, name, four ? MA_TYPE_A : MA_TYPE_AAAA, &target);
	/* Only to say that there is no address, the other family counts. */
	if (!target.failed && target.addresses.length == 0)
		look_at(pass, host, name, four ? MA_TYPE_AAAA : MA_TYPE_A, &target);
	judge(pass, host, name, &target);
}
