/* Names of companies with a typing error: what a record refers to, and where nothing is.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "advice.h"

bool ma_spf_note_misspelt(struct ma_pass *pass, const struct ma_spf_frame *frame,
			  const struct ma_spf_term *term, const struct ma_name *name, bool free)
{
	size_t before = (size_t)(term->domain_spec.data - term->text.data);
	struct ma_text meant = { 0 };
	const struct ma_provider *provider = ma_provider_find_near(term->domain_spec, &meant);
	struct ma_buffer text = { 0 };
	struct mailauth_finding *finding;

	if (provider == NULL || term->text.data == NULL)
		return false;
	ma_buffer_text(&text, ma_text_slice(term->text, 0, before));
	ma_buffer_text(&text, meant);
	finding = ma_spf_note_term(&pass->findings, frame, term,
				   free ? MA_SPF_TARGET_MISSPELT_FREE : MA_SPF_TARGET_MISSPELT);
	ma_finding_name(finding, "target", ma_name_present(pass->arena, name));
	ma_finding_company(finding, provider);
	ma_finding_meant(finding, ma_buffer_keep(&text, pass->arena));
	return true;
}
