/* The mail servers of the domain: its MX records with their addresses, and what is in the way
 * of mail to it (RFC 5321 5.1, RFC 7505).
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "../spf/spf.h"
#include "mx.h"

#include <string.h>

enum {
	HOSTS_MAX = 25, /* whose addresses are asked: within the budget of the inquiry */
};

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_mx_host *host)
{
	struct mailauth_finding *finding = ma_findings_add(
		&pass->findings, id, ma_name_present(pass->arena, pass->settings->domain));

	return host != NULL ? ma_finding_name(finding, "host", host->name) : finding;
}

static void note_failure(struct ma_pass *pass, const struct ma_name *name, const char *type,
			 const struct ma_answer *answer)
{
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, MA_MX_LOOKUP_FAILED,
							   ma_name_present(pass->arena, name));

	ma_finding_text(finding, "type", ma_text(type));
	ma_finding_failure(finding, answer->failure);
}

static void add_addresses(struct ma_pass *pass, struct ma_mx_host *host,
			  const struct ma_answer *answer)
{
	for (size_t i = 0; host->addresses != NULL && i < answer->count; i++) {
		struct ma_ip ip;
		struct ma_text text;

		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		text = ma_ip_text(pass->arena, &ip);
		host->addresses[host->address_count++] = text;
		if (ma_ip_scope(&ip, 8 * ip.length) == MA_IP_LOCAL)
			ma_finding_text(note(pass, MA_MX_PRIVATE_ADDRESS, host), "address", text);
	}
}

/* RFC 952, RFC 1123 2.1: letters, digits and hyphens. */
static bool is_host_name(struct ma_text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (!ma_is_alnum(name.data[i]) && name.data[i] != '-' && name.data[i] != '.')
			return false;
	return true;
}

/* Four numbers with dots between: someone took MX for an address record. */
static bool is_address(const struct ma_mx_host *host)
{
	struct ma_ip ip;

	return ma_ip_parse(host->name, &ip);
}

static void note_no_address(struct ma_pass *pass, const struct ma_mx_host *host,
			    const struct ma_name *name, const struct ma_answer *denial)
{
	struct ma_text meant;
	enum ma_finding_id id = ma_mx_find_meant(pass, name, denial, &meant);
	struct mailauth_finding *finding;

	/* The mail goes to the one who registers it. */
	if (id == MA_MX_NO_ADDRESS && ma_name_may_be_free(pass, name, MA_TYPE_A))
		id = MA_MX_HOST_NO_DOMAIN;
	finding = note(pass, id, host);
	if (id == MA_MX_ADDRESS_AND_ZONE)
		ma_finding_text(finding, "address", meant);
	else if (id == MA_MX_DOUBLED_ZONE)
		ma_finding_name(finding, "other", meant);
}

static void read_addresses(struct ma_pass *pass, struct ma_mx *mx, struct ma_mx_host *host,
			   const struct ma_name *name)
{
	const struct ma_answer *four = ma_ask(&pass->view, name, MA_TYPE_A);
	const struct ma_answer *six = ma_ask(&pass->view, name, MA_TYPE_AAAA);

	if (four->status == MA_ANSWER_FAILED)
		note_failure(pass, name, "A", four);
	if (six->status == MA_ANSWER_FAILED)
		note_failure(pass, name, "AAAA", six);
	host->addresses =
		ma_arena_array(pass->arena, four->count + six->count + 1, sizeof(*host->addresses));
	add_addresses(pass, host, four);
	add_addresses(pass, host, six);
	mx->has_ipv4 = mx->has_ipv4 || four->count > 0 || four->status == MA_ANSWER_FAILED;
	mx->has_ipv6 = mx->has_ipv6 || six->count > 0 || six->status == MA_ANSWER_FAILED;
	if (mx->implicit)
		return;
	/* RFC 2181 10.3 */
	if (four->alias != NULL || six->alias != NULL)
		note(pass, MA_MX_ALIAS, host);
	if (ma_answer_is_void(four) && ma_answer_is_void(six))
		note_no_address(pass, host, name, four);
}

static bool ends_in(struct ma_text name, const char *end)
{
	size_t length = strlen(end);

	return name.length > length &&
	       ma_text_is(ma_text_slice(name, name.length - length, name.length), end);
}

static void read_host(struct ma_pass *pass, struct ma_mx *mx, struct ma_mx_host *host,
		      const struct ma_name *name)
{
	host->name = ma_name_present(pass->arena, name);
	if (is_address(host)) {
		note(pass, MA_MX_ADDRESS_FOR_NAME, host);
	} else if (ends_in(host->name, ".msv1.invalid")) {
		note(pass, MA_MX_VERIFICATION_LEFT, host);
	} else {
		if (!is_host_name(host->name))
			note(pass, MA_MX_BAD_HOST_NAME, host);
		read_addresses(pass, mx, host, name);
	}
}

static void note_null(struct ma_pass *pass, const struct ma_mx *mx, unsigned preference)
{
	/* RFC 7505 3: preference 0, and no other MX record. */
	if (mx->count > 1)
		note(pass, MA_MX_NULL_AND_OTHERS, NULL);
	else if (preference != 0)
		note(pass, MA_MX_NULL_PREFERENCE, NULL);
	else
		note(pass, MA_MX_NULL, NULL);
}

static void read_records(struct ma_pass *pass, struct ma_mx *mx, const struct ma_answer *answer)
{
	mx->hosts = ma_arena_array(pass->arena, answer->count + 1, sizeof(*mx->hosts));
	mx->count = mx->hosts != NULL ? answer->count : 0;
	for (size_t i = 0; i < mx->count; i++) {
		const struct ma_record *record = &answer->records[i];
		const struct ma_name *name = ma_record_name(pass->arena, record, 2);

		if (name == NULL)
			continue;
		mx->hosts[i].preference = ma_record_preference(record);
		if (name->length == 1) {
			mx->null = true;
			mx->hosts[i].name = MA_TEXT(".");
			note_null(pass, mx, mx->hosts[i].preference);
		} else if (i < HOSTS_MAX) {
			read_host(pass, mx, &mx->hosts[i], name);
		} else {
			mx->hosts[i].name = ma_name_present(pass->arena, name);
			mx->unasked = true;
		}
	}
}

/* RFC 5321 5.1: without MX records, the domain's own address is where mail goes. */
static void read_domain(struct ma_pass *pass, struct ma_mx *mx, const struct ma_name *alias)
{
	struct ma_mx_host *host = ma_arena_alloc(pass->arena, sizeof(*host));

	if (host == NULL)
		return;
	mx->implicit = true;
	mx->hosts = host;
	host->name = ma_name_present(pass->arena, pass->settings->domain);
	read_addresses(pass, mx, host, pass->settings->domain);
	mx->count = host->address_count > 0;
	/* RFC 1034 3.6.2: next to an alias, no MX record is allowed. */
	if (alias != NULL && pass->findings.first == NULL)
		ma_finding_name(note(pass, MA_MX_THROUGH_ALIAS, NULL), "target",
				ma_name_present(pass->arena, alias));
	else if (mx->count > 0)
		note(pass, MA_MX_IMPLICIT, host);
	else if (pass->findings.first == NULL) /* no lookup failed */
		mx->none = true;
}

/* All hosts at the same single address: a backup that is none. */
static bool is_one_address(const struct ma_mx *mx)
{
	for (size_t i = 0; i < mx->count; i++)
		if (mx->hosts[i].address_count != 1 ||
		    !ma_text_equal(mx->hosts[i].addresses[0], mx->hosts[0].addresses[0]))
			return false;
	return mx->count > 1;
}

static bool is_duplicate(const struct ma_mx *mx, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (ma_text_equal(mx->hosts[i].name, mx->hosts[index].name))
			return true;
	return false;
}

/* The first host that is there twice, among those whose addresses were asked. */
static void note_duplicates(struct ma_pass *pass, const struct ma_mx *mx)
{
	for (size_t i = 1; i < mx->count && i < HOSTS_MAX; i++) {
		if (!is_duplicate(mx, i))
			continue;
		note(pass, MA_MX_DUPLICATE, &mx->hosts[i]);
		return;
	}
}

/* At most one address of either family. */
static bool is_one_machine(const struct ma_mx_host *host)
{
	size_t six = 0;

	for (size_t i = 0; i < host->address_count; i++)
		six += memchr(host->addresses[i].data, ':', host->addresses[i].length) != NULL;
	return host->address_count > 0 && six <= 1 && host->address_count - six <= 1;
}

/* One name that a provider prescribes and that many machines share. */
static bool is_many_machines(const struct ma_mx_host *host)
{
	return ma_provider_find(host->name, MA_PROVIDER_MX) != NULL;
}

/* What there is between the domain and "cannot be reached". */
static void note_spares(struct ma_pass *pass, const struct ma_mx *mx)
{
	if (mx->implicit || mx->null)
		return;
	note_duplicates(pass, mx);
	if (is_one_address(mx))
		note(pass, MA_MX_ONE_ADDRESS, &mx->hosts[0]);
	if (mx->count == 1 && is_one_machine(&mx->hosts[0]) && !is_many_machines(&mx->hosts[0]))
		note(pass, MA_MX_SINGLE, &mx->hosts[0]);
}

static bool has_address(const struct ma_mx *mx)
{
	for (size_t i = 0; i < mx->count; i++)
		if (mx->hosts[i].address_count > 0)
			return true;
	return false;
}

static bool is_sound(const struct ma_pass *pass)
{
	for (const struct mailauth_finding *f = pass->findings.first; f != NULL; f = f->next)
		if (mailauth_finding_severity(f) >= MAILAUTH_SEVERITY_WARNING)
			return false;
	return true;
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct ma_mx *mx = subject;
	const struct ma_answer *answer = ma_ask(&pass->view, pass->settings->domain, MA_TYPE_MX);

	*mx = (struct ma_mx){ 0 };
	if (answer->status == MA_ANSWER_FAILED) {
		mx->unknown = true;
		note_failure(pass, pass->settings->domain, "MX", answer);
		return;
	}
	if (answer->count > 0)
		read_records(pass, mx, answer);
	else if (!ma_answer_is_gap(answer) && answer->status != MA_ANSWER_NXDOMAIN)
		read_domain(pass, mx, answer->alias);
	note_spares(pass, mx);
	if (ma_name_labels(pass->settings->domain) == 1 && mx->count > 0 && !mx->implicit)
		note(pass, MA_MX_TOP_LEVEL, NULL);
	if (mx->implicit && answer->alias != NULL)
		return; /* no one has set up mail there */
	if (has_address(mx) && !mx->has_ipv6)
		note(pass, MA_MX_NO_IPV6, NULL);
	if (has_address(mx) && !mx->has_ipv4 && !mx->unasked)
		note(pass, MA_MX_NO_IPV4, NULL);
	if (has_address(mx) && is_sound(pass))
		note(pass, MA_MX_VALID, NULL);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &ma_mx_kind, 0, sizeof(struct ma_mx));
}

/* There is one alone. */
static bool is_same(const void *one, const void *other)
{
	(void)one;
	(void)other;
	return true;
}

const struct ma_kind ma_mx_kind = {
	.name = "mx",
	.budget = 60,
	.begin = begin,
	.evaluate = evaluate,
	.is_same = is_same,
};
