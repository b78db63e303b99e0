/* The loop that drives an audit to its end, with answers from zones.
 *
 * SPDX-License-Identifier: MIT */

#include <mailauth/resolver.h>

#include <stdlib.h>

static int answer(struct mailauth_audit *audit, const struct mailauth_zones *zones,
		  const struct mailauth_question *question)
{
	uint32_t id = mailauth_question_id(question);
	unsigned char *packet;
	size_t length;
	int status;

	if (mailauth_question_kind(question) != MAILAUTH_QUESTION_DNS)
		return mailauth_audit_fail(audit, id, MAILAUTH_NOT_ASKED);
	status = mailauth_zones_answer(zones, question, &packet, &length);
	if (status == MAILAUTH_NOT_HELD)
		return mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE);
	if (status < 0)
		return status;
	status = mailauth_audit_answer(audit, id, packet, length);
	free(packet);
	/* Nobody else will answer it. */
	return status > 0 ? mailauth_audit_fail(audit, id, MAILAUTH_MALFORMED) : status;
}

int mailauth_loop_run(struct mailauth_audit *audit, const struct mailauth_zones *zones)
{
	const struct mailauth_question *question;
	int status;

	if (audit == NULL || zones == NULL)
		return MAILAUTH_EINVAL;
	while ((status = mailauth_audit_step(audit)) == MAILAUTH_PENDING) {
		bool idle = true;

		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			idle = false;
			status = answer(audit, zones, question);
			if (status < 0)
				return status;
		}
		/* What was handed out before the loop began would keep it here for ever. */
		if (idle && (status = mailauth_audit_give_up(audit, MAILAUTH_OFFLINE)) < 0)
			return status;
	}
	return status;
}
