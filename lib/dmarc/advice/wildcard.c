/* What a wildcard does to the policies of names below the domain.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

static void note_failure(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;
	bool offline = wildcard->answer->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding =
		ma_dmarc_note(pass, offline ? MA_DMARC_WILDCARD_OFFLINE : MA_DMARC_WILDCARD_FAILED,
			      dmarc->domain);

	ma_finding_text(finding, "wildcard", ma_name_present(pass->arena, wildcard->name));
	if (!offline)
		ma_finding_failure(finding, wildcard->answer->failure);
}

/* RFC 9989 3.2.13: below a wildcard every name exists, and np has no say. */
static void note_np(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	if (dmarc->wildcard.voids_np && ma_dmarc_has_own(dmarc))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_NP_BEHIND_WILDCARD, dmarc->domain),
				"wildcard", ma_name_present(pass->arena, dmarc->wildcard.name));
}

static void note_record(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;
	const struct ma_name *alias = wildcard->answer->alias;
	struct mailauth_finding *finding = ma_dmarc_note(
		pass, alias != NULL ? MA_DMARC_WILDCARD_ALIAS : MA_DMARC_WILDCARD_POLICY,
		wildcard->name);

	ma_finding_text(finding, "domain", ma_name_present(pass->arena, dmarc->domain));
	if (alias != NULL)
		ma_finding_text(finding, "target", ma_name_present(pass->arena, alias));
	ma_finding_record(finding, wildcard->record->text, 0, 0);
}

/* RFC 9989 4.10.2: psd=y makes an organization of each name just below.  Where the record asks for
 * less, too, it has to go altogether. */
static void note_psd(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;
	struct mailauth_finding *finding;

	if (wildcard->record == NULL || wildcard->record->psd != MA_PSD_YES || wildcard->weakens ||
	    wildcard->answer->alias != NULL)
		return;
	finding = ma_dmarc_note(pass, MA_DMARC_PSD_ON_WILDCARD, wildcard->name);
	ma_finding_text(finding, "domain", ma_name_present(pass->arena, dmarc->domain));
	ma_finding_record(finding, wildcard->record->text, 0, 0);
}

void ma_dmarc_find_wildcard(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;

	if (wildcard->name == NULL)
		return;
	if (wildcard->answer->status == MA_ANSWER_FAILED)
		note_failure(pass, dmarc);
	note_np(pass, dmarc);
	note_psd(pass, dmarc);
	if (wildcard->weakens)
		note_record(pass, dmarc);
}
