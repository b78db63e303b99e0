/* The tags about reports: rua, ruf, fo (RFC 9989 4.8).
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

enum {
	URIS_USUAL = 2,	  /* that every receiver sends to (RFC 7489 6.2) */
	URIS_JUDGED = 50, /* one by one, as a record may be nothing but URIs */
};

static void judge_uri(struct ma_dmarc_reader *reader, const struct ma_tag *tag,
		      const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri)
{
	bool empty = uri->from == uri->to;
	struct ma_dmarc_fault *fault = NULL;

	if (!uri->valid)
		fault = ma_dmarc_add_fault(reader, MA_DMARC_URI_INVALID,
					   empty ? tag->from : uri->from,
					   empty ? tag->to : uri->to);
	else if (!uri->mail)
		fault = ma_dmarc_add_remark(reader, MA_DMARC_URI_SCHEME, uri->from, uri->to);
	if (fault != NULL)
		fault->tag = tag;
	if (uri->sized)
		ma_dmarc_add_remark(reader, MA_DMARC_URI_SIZE, uri->from, uri->to);
	if (uri->valid && ma_dmarc_is_repeated(first, uri))
		ma_dmarc_add_remark(reader, MA_DMARC_DUPLICATE_URI, uri->from, uri->to);
}

static struct ma_dmarc_uri *read_uris(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	struct ma_dmarc_uri *first = ma_dmarc_read_uris(reader->arena, tag->value, tag->value_from);
	struct ma_dmarc_fault *fault;
	unsigned count = 0;

	for (const struct ma_dmarc_uri *uri = first; uri != NULL; uri = uri->next, count++) {
		if (count < URIS_JUDGED)
			judge_uri(reader, tag, first, uri);
		else
			reader->record->faults += !uri->valid;
	}
	if (count > URIS_USUAL) {
		fault = ma_dmarc_remark_tag(reader, MA_DMARC_MANY_URIS, tag);
		if (fault != NULL)
			fault->count = count;
	}
	return first;
}

void ma_dmarc_read_rua(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->record->rua = read_uris(reader, tag);
	for (const struct ma_dmarc_uri *uri = reader->record->rua; uri != NULL; uri = uri->next)
		reader->record->reports = reader->record->reports || uri->valid;
}

void ma_dmarc_read_ruf(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->ruf = tag;
	reader->record->ruf = read_uris(reader, tag);
}

void ma_dmarc_read_fo(struct ma_dmarc_reader *reader, const struct ma_tag *tag)
{
	reader->fo = tag;
	if (!ma_dmarc_is_failure_option(tag->value))
		ma_dmarc_add_fault(reader, MA_DMARC_FO_INVALID, tag->from, tag->to);
}
