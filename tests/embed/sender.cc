// A mail server's check of one sender, in C++: SPF and DMARC with as few questions as they take.
//
// SPDX-License-Identifier: MIT

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <cstdio>
#include <cstring>
#include <memory>

namespace {

constexpr unsigned MOST_QUESTIONS = 8;

const char zone_text[] = "$ORIGIN example.jp.\n$TTL 300\n"
			 "@ SOA ns1 host 1 3600 600 86400 300\n@ NS ns1\nns1 A 192.0.2.53\n"
			 "news TXT \"v=spf1 include:_spf.example.jp -all\"\n"
			 "_spf TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n"
			 "_dmarc TXT \"v=DMARC1; p=reject\"\n";

struct Free {
	void operator()(mailauth_audit *audit) const { mailauth_audit_free(audit); }
	void operator()(mailauth_zones *zones) const { mailauth_zones_free(zones); }
};

bool set_all(mailauth_audit *audit, const char *ip)
{
	return mailauth_audit_set(audit, "scope", "sender") == 0 &&
	       mailauth_audit_set(audit, "ip", ip) == 0 &&
	       mailauth_audit_set(audit, "mail-from", "bounce@news.example.jp") == 0 &&
	       mailauth_audit_set(audit, "from", "info@news.example.jp") == 0 &&
	       mailauth_audit_set(audit, "auth", "dkim=none") == 0;
}

// Answers what the audit asks; how many questions that were, or 0 after a failure.
unsigned drive(mailauth_audit *audit, const mailauth_zones *zones)
{
	unsigned questions = 0;
	int r;

	while ((r = mailauth_audit_step(audit)) == MAILAUTH_PENDING) {
		while (const mailauth_question *question = mailauth_audit_next_question(audit)) {
			const uint32_t id = mailauth_question_id(question);
			unsigned char *packet;
			size_t length;

			questions++;
			r = mailauth_zones_answer(zones, question, &packet, &length);
			if (r == 0) {
				r = mailauth_audit_answer(audit, id, packet, length);
				mailauth_free(packet);
			} else {
				r = mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE);
			}
			if (r != 0)
				return 0;
		}
	}
	return r == MAILAUTH_DONE ? questions : 0;
}

int check(const mailauth_zones *zones, const char *ip, mailauth_spf_result spf,
	  mailauth_dmarc_result dmarc)
{
	mailauth_audit *made = nullptr;

	if (mailauth_audit_new(&made, "news.example.jp", 1767225600) != 0)
		return 1;
	const std::unique_ptr<mailauth_audit, Free> audit(made);
	if (!set_all(audit.get(), ip))
		return 1;
	const unsigned questions = drive(audit.get(), zones);
	if (questions == 0 || questions > MOST_QUESTIONS) {
		std::fprintf(stderr, "%u questions\n", questions);
		return 1;
	}
	const mailauth_report *report = mailauth_audit_report(audit.get());
	const mailauth_sender *sender = mailauth_report_sender(report, 0);
	std::printf("%s spf=%s dmarc=%s\n", ip,
		    mailauth_spf_result_word(mailauth_sender_result(sender)),
		    mailauth_dmarc_result_word(mailauth_report_dmarc_result(report)));
	return mailauth_sender_result(sender) == spf &&
			       mailauth_report_dmarc_result(report) == dmarc &&
			       std::strcmp(mailauth_report_dmarc_policy_domain(report),
					   "example.jp") == 0
		       ? 0
		       : 1;
}

} // namespace

int main()
{
	mailauth_zones *made = nullptr;

	if (mailauth_zones_new(&made) != 0)
		return 1;
	const std::unique_ptr<mailauth_zones, Free> zones(made);
	if (mailauth_zones_load_text(zones.get(), "zone", zone_text, std::strlen(zone_text),
				     nullptr) != 0)
		return 1;
	return check(zones.get(), "192.0.2.7", MAILAUTH_SPF_PASS, MAILAUTH_DMARC_PASS) |
	       check(zones.get(), "198.51.100.7", MAILAUTH_SPF_FAIL, MAILAUTH_DMARC_FAIL);
}
