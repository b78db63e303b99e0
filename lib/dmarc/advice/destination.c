/* Where reports go (RFC 9990 4): a destination of another organization has to agree, by a record of
 * its own; and every destination has to take mail.
 *
 * SPDX-License-Identifier: MIT */

#include "../../spf/spf.h"
#include "advice.h"

#include <string.h>

enum {
	DESTINATIONS_MAX = 10, /* looked at; more are rare */
};

/* A domain that reports are sent to, and by which tag. */
struct destination {
	const struct ma_name *host;
	const struct ma_dmarc_uri *uri;
	const char *tag;
	bool sample; /* its name is a sample's, unless it agrees */
};

struct destinations {
	struct destination items[2 * DESTINATIONS_MAX];
	size_t count;
	size_t samples; /* that were noted */
};

static bool is_known(const struct destinations *all, const struct ma_name *host)
{
	for (size_t i = 0; i < all->count; i++)
		if (ma_name_equal(all->items[i].host, host))
			return true;
	return false;
}

/* Whether what was found last says already that DESTINATION is a sample. */
static bool is_noted(const struct ma_pass *pass, const struct destination *destination)
{
	const struct mailauth_finding *last = pass->findings.last;

	return last != NULL && last->id == MA_DMARC_URI_PLACEHOLDER &&
	       last->from == destination->uri->from && last->to == destination->uri->to;
}

/* The name of another organization that the record is published at, which _dmarc is an alias of; or
 * NULL. */
static const struct ma_name *find_alias(const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (ma_dmarc_applies(dmarc, step) && dmarc->org_known &&
		    step->answer->alias != NULL &&
		    !ma_name_is_within(step->answer->alias, &dmarc->org))
			return step->answer->alias;
	}
	return NULL;
}

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_dmarc *dmarc,
				     const struct destination *destination)
{
	const struct ma_name *alias = find_alias(dmarc);
	struct mailauth_finding *finding;

	if (destination->sample && id != MA_DMARC_REPORT_REDIRECTED) {
		if (is_noted(pass, destination))
			return NULL;
		id = MA_DMARC_URI_PLACEHOLDER;
	}
	finding = ma_dmarc_note(pass, id, dmarc->policy.domain);
	ma_finding_record(finding, dmarc->policy.record->text, destination->uri->from,
			  destination->uri->to);
	ma_finding_text(finding, "tag", ma_text(destination->tag));
	if (alias != NULL && id != MA_DMARC_REPORT_REDIRECTED)
		ma_finding_name(finding, "target", ma_name_present(pass->arena, alias));
	return ma_finding_text(finding, "host", ma_name_present(pass->arena, destination->host));
}

static void add_uri(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		    const struct ma_dmarc_uri *uri, const char *tag, struct destinations *all)
{
	struct destination destination = { .uri = uri, .tag = tag };
	struct ma_text ascii;

	if (!uri->valid || !uri->mail)
		return;
	/* Whether it can be a domain is for the DNS to say. */
	if (!ma_domain_read(pass->arena, uri->host, &ascii, &destination.host) ||
	    destination.host == NULL)
		return;
	if (ma_dmarc_is_sample(pass, dmarc, uri, destination.host)) {
		if (all->samples++ < DESTINATIONS_MAX)
			note(pass, MA_DMARC_URI_PLACEHOLDER, dmarc, &destination);
		return;
	}
	destination.sample = ma_dmarc_is_sample_host(pass, dmarc, destination.host);
	if (!is_known(all, destination.host))
		all->items[all->count++] = destination;
}

static void add_uris(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		     const struct ma_dmarc_uri *first, const char *tag, struct destinations *all)
{
	size_t most = all->count + DESTINATIONS_MAX;

	for (const struct ma_dmarc_uri *uri = first; uri != NULL && all->count < most;
	     uri = uri->next)
		add_uri(pass, dmarc, uri, tag, all);
}

/* A failure: what is OFFLINE was not meant to be looked at, and no mail fails for it. */
static void note_failure(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			 const struct destination *destination, struct ma_text other,
			 const struct ma_answer *answer)
{
	bool offline = answer->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding =
		note(pass, offline ? MA_DMARC_REPORT_NOT_CHECKED : MA_DMARC_REPORT_LOOKUP_FAILED,
		     dmarc, destination);

	ma_finding_text(finding, "other", other);
	if (offline)
		return;
	ma_finding_failure(finding, answer->failure);
	pass->view.failed = true;
}

/* --- Agreement ------------------------------------------------------------------ */

/* The answer that failed of a walk; NULL if none did. */
static const struct ma_answer *find_failure(const struct ma_dmarc_walk *walk)
{
	for (size_t i = 0; i < walk->count; i++)
		if (walk->steps[i].status == MA_WALK_FAILED)
			return walk->steps[i].answer;
	return NULL;
}

/* RFC 9990 4 step 1: whether destination and domain are of one organization.  If that is not known,
 * *FAILURE is the answer that is missing. */
static bool is_same_organization(struct ma_pass *pass, const struct ma_dmarc *dmarc,
				 const struct destination *destination,
				 const struct ma_answer **failure)
{
	const struct ma_name *domain = dmarc->policy.domain;
	struct ma_dmarc_walk here, there;
	struct ma_name theirs, ours;
	bool failed = pass->view.failed;

	*failure = NULL;
	if (ma_name_equal(destination->host, domain))
		return true;
	ma_dmarc_walk(pass, destination->host, &there);
	ma_dmarc_walk(pass, domain, &here);
	pass->view.failed = failed; /* whether it matters is seen below */
	if (ma_dmarc_org(&there, &theirs) && ma_dmarc_org(&here, &ours))
		return ma_name_equal(&theirs, &ours);
	*failure = find_failure(&there) != NULL ? find_failure(&there) : find_failure(&here);
	return false;
}

/* The first URI of a record that leads to another host than it is asked of; or NULL. */
static const struct ma_name *find_other_host(struct ma_pass *pass,
					     const struct ma_dmarc_record *record,
					     const struct destination *destination)
{
	const struct ma_dmarc_uri *uri =
		strcmp(destination->tag, "ruf") == 0 ? record->ruf : record->rua;

	for (; uri != NULL; uri = uri->next) {
		const struct ma_name *host = NULL;
		struct ma_text ascii;

		if (uri->mail && uri->valid &&
		    ma_domain_read(pass->arena, uri->host, &ascii, &host) &&
		    !ma_name_equal(host, destination->host))
			return host;
	}
	return NULL;
}

/* RFC 9990 4 step 6 takes a tag-list (RFC 6376 3.2), whatever its tags say. */
static bool is_tag_list(const struct ma_dmarc_record *record)
{
	for (size_t i = 0; i < record->tags.count; i++)
		if (record->tags.tags[i].state > MA_TAG_EMPTY)
			return false;
	return !record->invalid;
}

/* RFC 9990 4 steps 6 to 9: several are not a fault. */
static bool agrees(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		   const struct destination *destination, const struct ma_answer *answer)
{
	const struct ma_name *other = NULL;
	bool found = false;
	size_t count;
	const struct ma_dmarc_record **records = ma_dmarc_select(pass->arena, answer, &count);

	for (size_t i = 0; records != NULL && i < count && other == NULL; i++) {
		if (!is_tag_list(records[i]))
			continue;
		found = true;
		other = find_other_host(pass, records[i], destination);
	}
	if (other != NULL)
		ma_finding_text(note(pass, MA_DMARC_REPORT_REDIRECTED, dmarc, destination),
				"target", ma_name_present(pass->arena, other));
	return found;
}

/* The record that the other domain has to publish. */
static void note_refusal(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			 const struct destination *destination, struct ma_text other)
{
	struct mailauth_finding *finding =
		note(pass, MA_DMARC_REPORT_NOT_AUTHORISED, dmarc, destination);
	struct ma_buffer record = { 0 };

	ma_dmarc_write_version(&record);
	ma_buffer_byte(&record, ';');
	ma_finding_text(finding, "other", other);
	ma_finding_text(finding, "record", ma_buffer_keep(&record, pass->arena));
}

static void find_agreement(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			   const struct destination *destination)
{
	struct ma_buffer head = { 0 };
	const struct ma_answer *failure;
	const struct ma_answer *answer;
	const struct ma_name *name;
	struct ma_text other = MA_TEXT("-");

	if (is_same_organization(pass, dmarc, destination, &failure))
		return;
	ma_buffer_text(&head, ma_name_text(pass->arena, dmarc->policy.domain));
	ma_buffer_string(&head, "._report._dmarc");
	name = ma_name_join(pass->arena, ma_buffer_keep(&head, pass->arena), destination->host);
	/* RFC 9990 4 step 4: where no name is as long as that, no one can agree. */
	if (name != NULL)
		other = ma_name_present(pass->arena, name);
	answer = name != NULL ? ma_probe(&pass->view, name, MA_TYPE_TXT) : NULL;
	if (answer != NULL && ma_answer_is_gap(answer))
		return;
	if (answer != NULL && answer->status == MA_ANSWER_FAILED)
		note_failure(pass, dmarc, destination, other, answer);
	else if (answer != NULL && agrees(pass, dmarc, destination, answer))
		return;
	else if (failure != NULL)
		note_failure(pass, dmarc, destination, other, failure);
	else if (name != NULL && ma_probe(&pass->view, destination->host, MA_TYPE_MX)->status !=
					 MA_ANSWER_NXDOMAIN) /* there is someone to agree */
		note_refusal(pass, dmarc, destination, other);
	else if (name != NULL)
		return;
	else
		note(pass, MA_DMARC_REPORT_NAME_TOO_LONG, dmarc, destination);
}

/* --- Mail ------------------------------------------------------------------------- */

static bool is_null_mx(const struct ma_answer *answer)
{
	/* RFC 7505 3: preference and the root */
	return answer->count == 1 && answer->records[0].rdata.length == 3;
}

static bool has_address(struct ma_pass *pass, const struct ma_name *host)
{
	const struct ma_answer *four = ma_probe(&pass->view, host, MA_TYPE_A);
	const struct ma_answer *six = ma_probe(&pass->view, host, MA_TYPE_AAAA);

	return !ma_answer_is_void(four) || !ma_answer_is_void(six);
}

/* RFC 5321 5.1 */
static void find_mail_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			     const struct destination *destination)
{
	const struct ma_answer *answer = ma_probe(&pass->view, destination->host, MA_TYPE_MX);
	bool missing = ma_answer_is_void(answer) && (answer->status == MA_ANSWER_NXDOMAIN ||
						     !has_address(pass, destination->host));

	/* Who registers the domain can agree, too (RFC 9990 4). */
	if (missing && answer->status == MA_ANSWER_NXDOMAIN &&
	    ma_name_may_be_free(pass, destination->host, MA_TYPE_MX))
		note(pass, MA_DMARC_REPORT_NO_DOMAIN, dmarc, destination);
	else if (missing || is_null_mx(answer))
		note(pass, MA_DMARC_REPORT_NO_MAIL, dmarc, destination);
	else if (answer->status == MA_ANSWER_FAILED && answer->failure != MAILAUTH_OFFLINE)
		note_failure(pass, dmarc, destination,
			     ma_name_present(pass->arena, destination->host), answer);
}

void ma_dmarc_find_report_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	struct destinations all = { .count = 0 };
	const struct ma_dmarc_record *record = dmarc->policy.record;

	/* Where a registry's reports go is nothing that its customers can change. */
	if (!ma_name_equal(dmarc->policy.domain, dmarc->domain) &&
	    ma_psl_is_suffix(pass->arena, dmarc->policy.domain))
		return;
	add_uris(pass, dmarc, record->rua, "rua", &all);
	/* RFC 9991 2: ruf is ignored in the record of a public suffix. */
	if (record->psd != MA_PSD_YES)
		add_uris(pass, dmarc, record->ruf, "ruf", &all);
	for (size_t i = 0; i < all.count; i++) {
		find_agreement(pass, dmarc, &all.items[i]);
		find_mail_faults(pass, dmarc, &all.items[i]);
	}
}
