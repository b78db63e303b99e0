/* What the keys of a domain say together, and what lies next to them: is there anything below
 * _domainkey at all, is one kind of key missing, does the provider sign with a name of its own?
 *
 * SPDX-License-Identifier: MIT */

#include "keys.h"

#include <string.h>

/* Where the aliases of KEY lead last; .data is NULL where there are none. */
static struct ma_text last_alias(const struct mailauth_key *key)
{
	return key->alias_count > 0 ? key->aliases[key->alias_count - 1] : (struct ma_text){ 0 };
}

static void count_keys(struct ma_dkim_keys *keys)
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
		if (keys->failed++ == 0) {
			keys->failure = key->failure;
			keys->target = last_alias(key);
		} else if (!ma_text_equal(keys->target, last_alias(key))) {
			keys->target = (struct ma_text){ 0 };
		}
	}
}

/* One finding for all that could not be looked up. */
static void note_failed(struct ma_dkim_keys *keys, struct ma_text name)
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
	else if (keys->target.length > 0)
		ma_finding_name(finding, "target", keys->target);
}

static bool is_any_unknown(const struct ma_dkim_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->subjects[i]->key.status == MAILAUTH_KEY_UNKNOWN)
			return true;
	return false;
}

/* RFC 8020 2: below a name that does not exist there is nothing. */
static void note_parent(struct ma_dkim_keys *keys)
{
	const struct ma_name *parent = ma_dkim_below_domain(keys->pass, "_domainkey");
	struct ma_text name = ma_dkim_present(keys->pass, parent);
	const struct ma_answer *answer;

	note_failed(keys, name);
	if (keys->failed == keys->count)
		return;
	answer = ma_dkim_ask(keys->pass, parent, MA_TYPE_TXT);
	/* Of a selector that was named it has been said. */
	if (answer->status == MA_ANSWER_FAILED && keys->failed == 0 && !is_any_unknown(keys))
		ma_dkim_note_failure(keys->pass, name, MA_TEXT(""), answer);
	if (answer->status == MA_ANSWER_NXDOMAIN && answer->alias == NULL && keys->there > 0)
		ma_findings_add(&keys->pass->findings, MA_DKIM_DOMAINKEY_DENIED, name);
	if (keys->there == 0 && !ma_answer_is_gap(answer) && answer->status != MA_ANSWER_FAILED)
		ma_dkim_note_nothing(keys, name, answer);
}

/* RFC 8463 6: "signers can add multiple signatures"; verifiers of RSA alone are many. */
static void note_kinds(struct ma_dkim_keys *keys)
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
static void note_adsp(struct ma_dkim_keys *keys)
{
	const struct ma_name *name = ma_dkim_below_domain(keys->pass, "_adsp._domainkey");
	const struct ma_answer *answer = ma_dkim_ask(keys->pass, name, MA_TYPE_TXT);

	for (size_t i = 0; i < answer->count; i++) {
		struct ma_text text = ma_record_text(&answer->records[i]);

		if (!ma_text_starts(text, "dkim="))
			continue;
		ma_finding_record(ma_findings_add(&keys->pass->findings, MA_DKIM_ADSP,
						  ma_dkim_present(keys->pass, name)),
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

bool ma_dkim_is_microsoft(struct ma_text name)
{
	return ends_in(name, ".onmicrosoft.com") || ends_in(name, ".dkim.mail.microsoft");
}

/* The selectors of Microsoft 365, "selector1" and "selector2": which are there, and how. */
struct microsoft {
	size_t absent; /* without an alias */
	size_t asleep; /* whose alias leads to where there is no key */
	size_t found;
};

static bool is_asleep(const struct mailauth_key *key)
{
	return key->denied && key->alias_count > 0 &&
	       ma_dkim_is_microsoft(key->aliases[key->alias_count - 1]);
}

static struct microsoft count_microsoft(const struct ma_dkim_keys *keys)
{
	struct microsoft count = { 0 };

	for (size_t i = 0; i < keys->count; i++) {
		const struct mailauth_key *key = &keys->subjects[i]->key;

		if (!ma_text_is(key->selector, "selector1") &&
		    !ma_text_is(key->selector, "selector2"))
			continue;
		count.absent += key->denied && key->alias_count == 0;
		count.asleep += is_asleep(key);
		count.found += key->found;
	}
	return count;
}

/* Of the two only one has a key at a time; the other gets its own at the next change of keys.  With
 * none, signing is not turned on. */
static void note_asleep(struct ma_dkim_keys *keys)
{
	struct microsoft count = count_microsoft(keys);

	for (size_t i = 0; i < keys->count; i++) {
		const struct mailauth_key *key = &keys->subjects[i]->key;
		enum ma_finding_id id = MA_DKIM_ALIAS_RESERVED;

		if (!is_asleep(key))
			continue;
		if (count.found == 0)
			id = keys->subjects[i]->selector.named ? MA_DKIM_TARGET_MISSING
							       : MA_DKIM_SIGNING_OFF;
		ma_finding_text(ma_dkim_note(keys->pass, key, id), "target",
				key->aliases[key->alias_count - 1]);
	}
}

/* Microsoft 365 signs as NAME.onmicrosoft.com until a domain has its two aliases, and that name is
 * not the sender's. */
static void note_provider(struct ma_dkim_keys *keys)
{
	const struct ma_answer *answer;

	if (count_microsoft(keys).absent < 2)
		return;
	answer = ma_dkim_ask(keys->pass, keys->pass->settings->domain, MA_TYPE_MX);
	for (size_t i = 0; i < answer->count; i++) {
		const struct ma_name *host =
			ma_record_name(keys->pass->arena, &answer->records[i], 2);
		struct ma_text text = ma_dkim_present(keys->pass, host);

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
	struct ma_dkim_keys keys = { .pass = pass, .subjects = subjects, .count = count };

	count_keys(&keys);
	note_parent(&keys);
	if (keys.failed == keys.count)
		return; /* there is no one to ask */
	note_kinds(&keys);
	note_adsp(&keys);
	note_asleep(&keys);
	note_provider(&keys);
}
