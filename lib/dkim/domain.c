/* What the keys of a domain say together, and what lies beside them: is there anything below
 * _domainkey at all, is one kind of key missing, does the provider sign with a name of its own?
 *
 * SPDX-License-Identifier: MIT */

#include "../spf/spf.h"
#include "inquiry.h"

#include <string.h>

enum {
	GUESSES_ELSEWHERE = 21, /* looked for at a wrong name, at most */
};

/* The keys on their way to being judged together. */
struct keys {
	struct ma_pass *pass;
	const struct ma_dkim_subject *const *subjects;
	size_t count;
	size_t guessed; /* not named by the caller */
	size_t failed;	/* of those, without a trace of them */
	size_t unknown; /* of those, where an alias leads to what could not be looked up */
	enum mailauth_failure failure;
	size_t there; /* something is there, be it faulty */
	bool covered; /* a wildcard gives every selector a key */
	size_t found;
};

static void count_keys(struct keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct mailauth_key *key = &keys->subjects[i]->key;

		keys->covered = keys->covered || key->covered;
		keys->there += key->shown && !key->denied && key->failure == 0;
		keys->found += key->found;
		if (keys->subjects[i]->selector.named)
			continue;
		keys->guessed++;
		keys->unknown += key->failure != 0 && key->shown;
		if (key->failure == 0 || key->shown)
			continue;
		if (keys->failed++ == 0)
			keys->failure = key->failure;
	}
}

static struct ma_text present(const struct keys *keys, const struct ma_name *name)
{
	return name != NULL ? ma_name_present(keys->pass->arena, name) : MA_TEXT("");
}

static const struct ma_name *below(const struct keys *keys, const char *first, struct ma_text last)
{
	return ma_dkim_name(keys->pass->arena, ma_text(first), "", last);
}

static const struct ma_name *below_domain(const struct keys *keys, const char *first)
{
	return below(keys, first, keys->pass->settings->domain_text);
}

static const struct ma_answer *ask(const struct keys *keys, const struct ma_name *name,
				   uint16_t type)
{
	static const struct ma_answer nothing = { .status = MA_ANSWER_NXDOMAIN };

	return name != NULL ? ma_ask(&keys->pass->view, name, type) : &nothing;
}

/* --- Nothing found ---------------------------------------------------------- */

/* One finding for all that could not be looked up. */
static void note_failed(struct keys *keys, struct ma_text name)
{
	bool offline = keys->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding;

	if (keys->failed == 0)
		return;
	finding = ma_findings_add(&keys->pass->findings,
				  offline ? MA_DKIM_GUESSES_OFFLINE : MA_DKIM_GUESSES_FAILED, name);
	ma_finding_text(finding, "count", ma_arena_number(keys->pass->arena, keys->failed));
	if (!offline)
		ma_finding_failure(finding, keys->failure);
}

/* A record at PLACE, which is where the selector's name leads if the zone adds its own to it. */
static bool find_one_doubled(struct keys *keys, size_t index, const struct ma_name *place)
{
	struct ma_pass *pass = keys->pass;
	const struct ma_record *meant = ma_dkim_find_meant(ask(keys, place, MA_TYPE_TXT));
	struct mailauth_finding *finding;

	if (meant == NULL)
		return false;
	finding = ma_findings_add(&pass->findings, MA_DKIM_ZONE_NAME_TWICE,
				  keys->subjects[index]->key.name);
	ma_finding_record(finding, ma_record_text(meant), 0, 0);
	ma_finding_text(finding, "selector", keys->subjects[index]->selector.text);
	ma_finding_text(finding, "place", present(keys, place));
	return true;
}

static const struct ma_name *double_zone(struct keys *keys, const struct ma_name *name,
					 struct ma_text zone)
{
	return name == NULL ? NULL
			    : below(keys, (const char *)ma_name_text(keys->pass->arena, name).data,
				    zone);
}

/* Names that were written in full into a field that adds the zone's:
 * _domainkey.example.jp.example.jp exists then, and the keys below it.  All are asked for: what is
 * recorded must not depend on which answer comes first. */
static bool find_doubled(struct keys *keys, const struct ma_answer *answer)
{
	struct ma_text zone = ma_dkim_zone_of(keys->pass, answer);
	const struct ma_name *parent = double_zone(keys, below_domain(keys, "_domainkey"), zone);
	const struct ma_answer *there = ask(keys, parent, MA_TYPE_TXT);
	size_t tried = 0;
	bool found = false;

	if (ma_answer_is_gap(there) || there->status == MA_ANSWER_NXDOMAIN ||
	    there->status == MA_ANSWER_FAILED)
		return false;
	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		if (keys->subjects[i]->selector.named)
			continue;
		tried++;
		found = find_one_doubled(
				keys, i,
				double_zone(keys, keys->subjects[i]->selector.owner, zone)) ||
			found;
	}
	return found;
}

/* Keys at SELECTOR.DOMAIN, where "_domainkey" was left out.  All are asked for, as above. */
static bool find_forgotten(struct keys *keys)
{
	struct ma_pass *pass = keys->pass;
	size_t tried = 0;
	bool found = false;

	for (size_t i = 0; i < keys->count && tried < GUESSES_ELSEWHERE; i++) {
		const struct mailauth_key *key = &keys->subjects[i]->key;

		if (keys->subjects[i]->selector.named || keys->subjects[i]->selector.owner == NULL)
			continue;
		tried++;
		found = ma_dkim_find_elsewhere(pass, key,
					       ma_dkim_name(pass->arena,
							    keys->subjects[i]->selector.text, "",
							    pass->settings->domain_text),
					       MA_DKIM_DOMAINKEY_FORGOTTEN) ||
			found;
	}
	return found;
}

/* A domain that sends no mail needs no key: its SPF record says so (RFC 7208 10.1.2). */
static bool sends_no_mail(const struct ma_answer *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&texts->records[i]);

		if (record != NULL && ma_spf_refuses_all(record) && record->terms->next == NULL)
			return true;
	}
	return false;
}

static void judge_nothing(struct keys *keys, struct ma_text name, const struct ma_answer *answer)
{
	const struct ma_name *domain = keys->pass->settings->domain;
	const struct ma_answer *texts = ask(keys, domain, MA_TYPE_TXT);
	size_t tried = keys->guessed - keys->failed - keys->unknown;

	/* Of a name that does not exist, that has been said. */
	if (texts->status == MA_ANSWER_NXDOMAIN)
		return;
	if (tried > 0 && (find_doubled(keys, answer) || find_forgotten(keys)))
		return;
	if (tried > 0 && !keys->covered)
		ma_finding_text(ma_findings_add(&keys->pass->findings, MA_DKIM_NONE_FOUND, name),
				"count", ma_arena_number(keys->pass->arena, tried));
	/* Of a selector that was named, it has been said that it is missing. */
	if (answer->status == MA_ANSWER_NXDOMAIN && keys->guessed > 0 && !sends_no_mail(texts))
		ma_findings_add(&keys->pass->findings, MA_DKIM_NO_DOMAINKEY, name);
}

/* --- What is beside --------------------------------------------------------- */

/* RFC 8020 2: "there is nothing underneath" a name that does not exist. */
static void find_parent(struct keys *keys)
{
	const struct ma_name *parent = below_domain(keys, "_domainkey");
	struct ma_text name = present(keys, parent);
	const struct ma_answer *answer;

	note_failed(keys, name);
	if (keys->failed == keys->count)
		return;
	answer = ask(keys, parent, MA_TYPE_TXT);
	if (answer->status == MA_ANSWER_FAILED && keys->failed == 0)
		ma_dkim_note_failure(keys->pass, name, MA_TEXT(""), answer);
	if (answer->status == MA_ANSWER_NXDOMAIN && keys->there > 0)
		ma_findings_add(&keys->pass->findings, MA_DKIM_DOMAINKEY_DENIED, name);
	if (keys->there == 0 && !ma_answer_is_gap(answer) && answer->status != MA_ANSWER_FAILED)
		judge_nothing(keys, name, answer);
}

/* RFC 8463 6: "signers can add multiple signatures"; verifiers of RSA alone are many. */
static void find_kinds(struct keys *keys)
{
	size_t ed25519 = 0;

	for (size_t i = 0; i < keys->count; i++)
		ed25519 += keys->subjects[i]->key.found &&
			   ma_text_is(keys->subjects[i]->key.type, "ed25519");
	if (ed25519 > 0 && ed25519 == keys->found)
		ma_findings_add(&keys->pass->findings, MA_DKIM_ONLY_ED25519,
				keys->pass->settings->domain_text);
}

/* RFC 5617, which is history. */
static void find_adsp(struct keys *keys)
{
	const struct ma_name *name = below_domain(keys, "_adsp._domainkey");
	const struct ma_answer *answer = ask(keys, name, MA_TYPE_TXT);

	for (size_t i = 0; i < answer->count; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		if (!ma_text_starts(text, "dkim="))
			continue;
		ma_finding_record(
			ma_findings_add(&keys->pass->findings, MA_DKIM_ADSP, present(keys, name)),
			text, 0, 0);
		return;
	}
}

static bool ends_in(struct ma_text name, const char *end)
{
	size_t length = strlen(end);

	return name.length > length &&
	       ma_text_is(ma_text_slice(name, name.length - length, name.length), end);
}

/* Whether "selector1" and "selector2" were both looked for, and neither is there. */
static bool lacks_microsoft(const struct keys *keys)
{
	size_t denied = 0;

	for (size_t i = 0; i < keys->count; i++)
		if (ma_text_is(keys->subjects[i]->selector.text, "selector1") ||
		    ma_text_is(keys->subjects[i]->selector.text, "selector2"))
			denied += keys->subjects[i]->key.denied;
	return denied == 2;
}

/* Microsoft 365 signs as NAME.onmicrosoft.com until a domain has its two aliases, and that name is
 * not the sender's. */
static void find_provider(struct keys *keys)
{
	const struct ma_answer *answer;

	if (!lacks_microsoft(keys))
		return;
	answer = ask(keys, keys->pass->settings->domain, MA_TYPE_MX);
	for (size_t i = 0; i < answer->count; i++) {
		const struct ma_name *host =
			ma_record_name(keys->pass->arena, &answer->records[i], 2);
		struct ma_text text = present(keys, host);

		if (!ends_in(text, ".mail.protection.outlook.com") &&
		    !ends_in(text, ".mx.microsoft"))
			continue;
		ma_finding_text(ma_findings_add(&keys->pass->findings, MA_DKIM_PROVIDER_SIGNS,
						keys->pass->settings->domain_text),
				"host", text);
		return;
	}
}

void ma_keys_evaluate(struct ma_pass *pass, const struct ma_dkim_subject *const *subjects,
		      size_t count)
{
	struct keys keys = { .pass = pass, .subjects = subjects, .count = count };

	count_keys(&keys);
	find_parent(&keys);
	if (keys.failed == keys.count)
		return; /* there is nobody to ask */
	find_kinds(&keys);
	find_adsp(&keys);
	find_provider(&keys);
}
