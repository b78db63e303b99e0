/* Mail servers: names in place of addresses and aliases, and records without effect that are in the
 * way.  Where there are none, none is made up.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

enum {
	HOSTS_MAX = 20,
};

/* What becomes of each record of the set. */
struct change {
	struct ma_proposals *proposals;
	const struct ma_answer *answer;
	size_t removed[HOSTS_MAX]; /* of the answer's records */
	size_t removed_count;
	struct ma_record added[HOSTS_MAX];
	size_t added_count;
	size_t open;		/* of the added ones, that which needs a host for .address */
	struct ma_text address; /* length 0: none does */
	unsigned preference;
};

/* --- One record ----------------------------------------------------------------------- */

static bool write_record(struct change *change, unsigned preference, const struct ma_name *host,
			 struct ma_record *record)
{
	struct ma_buffer rdata = { 0 };

	ma_buffer_byte(&rdata, (unsigned char)(preference >> 8));
	ma_buffer_byte(&rdata, (unsigned char)preference);
	ma_buffer_add(&rdata, host->wire, host->length);
	record->rdata = ma_buffer_keep(&rdata, change->proposals->arena);
	record->readings = NULL;
	return record->rdata.data != NULL;
}

static void replace(struct change *change, size_t index, const struct ma_name *host)
{
	unsigned preference = ma_record_preference(&change->answer->records[index]);

	if (!write_record(change, preference, host, &change->added[change->added_count]))
		return;
	change->added_count++;
	change->removed[change->removed_count++] = index;
}

/* The finding ID about the host SHOWN. */
static const struct mailauth_finding *find(const struct mailauth_report *report,
					   enum ma_finding_id id, struct ma_text shown)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id &&
		    ma_text_equal(ma_finding_argument(report->findings[i], "host"), shown))
			return report->findings[i];
	return NULL;
}

/* How many addresses the audit found of HOST. */
static size_t find_addresses(const struct change *change, const struct ma_name *host)
{
	const struct mailauth_report *report = change->proposals->report;
	struct ma_text shown = ma_name_present(change->proposals->arena, host);

	for (size_t i = 0; i < report->mx.count; i++)
		if (ma_text_equal(report->mx.hosts[i].name, shown))
			return report->mx.hosts[i].address_count;
	return 0;
}

/* The last name that HOST is an alias of, if the user has its zone; else NULL. */
static const struct ma_name *find_canonical(struct change *change, const struct ma_name *host)
{
	const struct mailauth_report *report = change->proposals->report;
	struct ma_arena *arena = change->proposals->arena;
	const struct ma_answer *answer =
		ma_recall(report->answers, report->overlay, arena, host, MA_TYPE_A);

	/* What the alias leads to has to exist, and to have an address of some kind. */
	if (answer->status == MA_ANSWER_NXDOMAIN || find_addresses(change, host) == 0)
		return NULL;
	if (answer->alias == NULL || !ma_fix_is_own(report, ma_name_present(arena, answer->alias)))
		return NULL;
	return answer->alias;
}

/* Whether a server is left that mail can be delivered to, without those that are about to go. */
static bool has_other(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->mx.count; i++)
		if (report->mx.hosts[i].address_count > 0)
			return true;
	return false;
}

/* One with an address for a name waits for a name. */
static void leave_open(struct change *change, size_t index, struct ma_text address)
{
	if (change->address.length > 0)
		return;
	change->address = address;
	change->preference = ma_record_preference(&change->answer->records[index]);
	change->open = change->added_count++;
	change->removed[change->removed_count++] = index;
}

static void look_at(struct change *change, size_t index)
{
	const struct mailauth_report *report = change->proposals->report;
	struct ma_arena *arena = change->proposals->arena;
	const struct ma_name *host = ma_record_name(arena, &change->answer->records[index], 2);
	const struct mailauth_finding *finding;
	const struct ma_name *meant = NULL;
	struct ma_text shown;

	if (host == NULL)
		return;
	shown = ma_name_present(arena, host);
	if (host->length == 1) {
		if (change->answer->count > 1 && has_other(report))
			change->removed[change->removed_count++] = index;
		return;
	}
	if (find(report, MA_MX_NULL_MISTYPED, shown) != NULL && has_other(report))
		change->removed[change->removed_count++] = index;
	else if (find(report, MA_MX_ADDRESS_FOR_NAME, shown) != NULL)
		leave_open(change, index, shown);
	else if ((finding = find(report, MA_MX_ADDRESS_AND_ZONE, shown)) != NULL)
		leave_open(change, index, ma_finding_argument(finding, "address"));
	else if ((find(report, MA_MX_VERIFICATION_LEFT, shown) != NULL ||
		  find(report, MA_MX_PLACEHOLDER, shown) != NULL) &&
		 has_other(report))
		change->removed[change->removed_count++] = index;
	else if ((finding = find(report, MA_MX_DOUBLED_ZONE, shown)) != NULL)
		meant = ma_name_unescape(arena, ma_finding_argument(finding, "other"));
	else if (find(report, MA_MX_ALIAS, shown) != NULL)
		meant = find_canonical(change, host);
	if (meant != NULL)
		replace(change, index, meant);
}

/* --- A name for an address --------------------------------------------------------------- */

static void add_form(struct change *change, struct ma_proposal *proposal,
		     const struct ma_name *host)
{
	if (host != NULL &&
	    write_record(change, change->preference, host, &change->added[change->open]))
		ma_proposal_add_records(change->proposals, proposal, change->added,
					change->added_count);
}

static bool has_address(const struct ma_mx_host *host, struct ma_text address)
{
	for (size_t i = 0; i < host->address_count; i++)
		if (ma_text_equal(host->addresses[i], address))
			return true;
	return false;
}

/* Names that mail servers have: of the other records, the usual one, the domain's own.  The proof
 * says whether one has the address. */
static void add_names(struct change *change, struct ma_proposal *proposal)
{
	const struct mailauth_report *report = change->proposals->report;
	struct ma_arena *arena = change->proposals->arena;
	const struct ma_name *apex;

	proposal->address = change->address;
	for (size_t i = 0; i < report->mx.count; i++)
		if (has_address(&report->mx.hosts[i], change->address))
			add_form(change, proposal,
				 ma_name_unescape(arena, report->mx.hosts[i].name));
	add_form(change, proposal, ma_name_join(arena, MA_TEXT("mail"), report->settings.domain));
	add_form(change, proposal, report->settings.domain);
	if (report->zone.apex_text.data == NULL)
		return;
	apex = ma_name_unescape(arena, report->zone.apex_text);
	if (apex != NULL && !ma_name_equal(apex, report->settings.domain)) {
		add_form(change, proposal, ma_name_join(arena, MA_TEXT("mail"), apex));
		add_form(change, proposal, apex);
	}
}

/* --- The set ------------------------------------------------------------------------------ */

/* The one record, which was meant to say that no mail is accepted. */
static void propose_null(struct ma_proposals *proposals, const struct ma_answer *answer)
{
	struct ma_proposal *proposal =
		ma_proposal_add(proposals, proposals->report->settings.domain, MA_TYPE_MX);

	if (proposal == NULL)
		return;
	ma_proposal_allow_closed(proposal);
	/* Reports to an address of its own do not arrive today, either. */
	ma_proposal_allow(proposal, MA_DMARC_REPORT_NO_MAIL);
	ma_proposal_remove(proposals, proposal, &answer->records[0]);
	ma_form_confirm_text(proposals, ma_proposal_add_null_mx(proposals, proposal),
			     MA_PHRASE_CONFIRM_NULL_MX, "domain",
			     proposals->report->settings.domain_shown);
}

static void propose_change(struct change *change)
{
	struct ma_proposals *proposals = change->proposals;
	struct ma_proposal *proposal =
		ma_proposal_add(proposals, proposals->report->settings.domain, MA_TYPE_MX);

	if (proposal == NULL)
		return;
	for (size_t i = 0; i < change->removed_count; i++)
		ma_proposal_remove(proposals, proposal,
				   &change->answer->records[change->removed[i]]);
	if (change->address.length > 0)
		add_names(change, proposal);
	else
		ma_proposal_add_records(proposals, proposal, change->added, change->added_count);
}

void ma_fix_propose_mx(struct ma_proposals *proposals)
{
	const struct ma_answer *answer =
		ma_fix_published(proposals, proposals->report->settings.domain, MA_TYPE_MX);
	struct change change = { .proposals = proposals, .answer = answer };

	if (answer == NULL || answer->count == 0 || answer->count > HOSTS_MAX)
		return;
	if (ma_report_find(proposals->report, MA_MX_NULL_PREFERENCE) != NULL ||
	    (ma_report_find(proposals->report, MA_MX_NULL_MISTYPED) != NULL &&
	     answer->count == 1)) {
		propose_null(proposals, answer);
		return;
	}
	for (size_t i = 0; i < answer->count; i++)
		look_at(&change, i);
	if (change.removed_count > 0)
		propose_change(&change);
}
