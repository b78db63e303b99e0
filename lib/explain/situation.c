/* Situations: what rows of one class do not have in common.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

enum {
	SENDER = MAILAUTH_WHO_SENDER_USER,
	ADMIN = MAILAUTH_WHO_SENDER_ADMIN,
	POSTMASTER = MAILAUTH_WHO_RECIPIENT_ADMIN,
	HOST = MAILAUTH_WHO_HOSTING_PROVIDER,
};

static const enum ma_phrase_id headlines[] = {
	[MA_SITUATION_NONE] = 0,
#define SITUATION(id) [MA_SITUATION_##id] = MA_PHRASE_SITUATION_##id,
#include "situation.def"
};

/* Classes whose rows speak to a mail program, and what holds where a server was answered. */
static const struct ma_at_receiver at_receiver[] = {
	{ MA_CLASS_RELAY_DENIED,
	  MA_SITUATION_RELAY_AT_RECEIVER,
	  { POSTMASTER, SENDER, ADMIN },
	  MA_PHRASE_SITUATION_RELAY_AT_RECEIVER_MEANING,
	  MA_PHRASE_SITUATION_RELAY_AT_RECEIVER_REMEDY },
	{ MA_CLASS_SMTP_AUTH_MISSING,
	  MA_SITUATION_LOGIN_AT_RECEIVER,
	  { ADMIN, POSTMASTER },
	  MA_PHRASE_SITUATION_LOGIN_AT_RECEIVER_MEANING,
	  MA_PHRASE_SITUATION_LOGIN_AT_RECEIVER_REMEDY },
	{ MA_CLASS_TLS_REQUIRED,
	  MA_SITUATION_TLS_AT_RECEIVER,
	  { ADMIN, HOST },
	  MA_PHRASE_SITUATION_TLS_AT_RECEIVER_MEANING,
	  MA_PHRASE_SITUATION_TLS_AT_RECEIVER_REMEDY },
};

/* "Client host rejected: Access denied" asks a mail program to log in; of a server it is a block.
 */
static const struct ma_at_receiver denied = { MA_CLASS_SMTP_AUTH_MISSING,
					      MA_SITUATION_RECEIVERS_LIST,
					      { POSTMASTER, ADMIN },
					      MA_PHRASE_REJECTION_EO_57507,
					      MA_PHRASE_REMEDY_POLICY };

/* A mail program's login from abroad; of a server it is where the server is. */
static const struct ma_at_receiver country = { MA_CLASS_POLICY,
					       MA_SITUATION_COUNTRY_AT_RECEIVER,
					       { POSTMASTER, HOST },
					       MA_PHRASE_SITUATION_COUNTRY_AT_RECEIVER_MEANING,
					       MA_PHRASE_SITUATION_COUNTRY_AT_RECEIVER_REMEDY };

const char *ma_situation_headline(enum ma_situation_id id, enum mailauth_language language)
{
	return id != MA_SITUATION_NONE ? ma_phrase(headlines[id], language) : NULL;
}

const struct ma_at_receiver *ma_at_receiver(const struct ma_rejection *row)
{
	if (row != NULL && row->kind == MA_REJECTION_WORDS &&
	    row->situation == MA_SITUATION_LOGIN_FROM_ABROAD)
		return &country;
	/* A row that names someone else first is about a server already; others say too little. */
	if (row == NULL || row->situation != MA_SITUATION_NONE ||
	    (row->conditions & (MA_MANY_REASONS | MA_WRAPPER)) != 0 ||
	    (row->who[0] != SENDER && row->who[0] != HOST))
		return NULL;
	if (row->phrase == MA_PHRASE_REJECTION_PF_CLIENTDENY ||
	    row->phrase == MA_PHRASE_REJECTION_WA_CLIENTHOST)
		return &denied;
	for (size_t i = 0; i < sizeof(at_receiver) / sizeof(*at_receiver); i++)
		if (at_receiver[i].class == row->class)
			return &at_receiver[i];
	return NULL;
}

void ma_explanation_judge_situation(struct mailauth_explanation *explanation, bool relayed)
{
	explanation->at_receiver = relayed ? ma_at_receiver(explanation->row) : NULL;
	if (explanation->at_receiver != NULL)
		explanation->situation = explanation->at_receiver->situation;
	else
		explanation->situation =
			explanation->row != NULL ? explanation->row->situation : MA_SITUATION_NONE;
}

bool ma_explanation_is_guess(const struct mailauth_explanation *explanation)
{
	return explanation->kind == MAILAUTH_EXPLANATION_REJECTION &&
	       explanation->confidence == MAILAUTH_CONFIDENCE_GUESS;
}
