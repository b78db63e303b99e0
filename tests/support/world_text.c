/* What random worlds publish as text: SPF records with and without faults, explanations.
 *
 * SPDX-License-Identifier: MIT */

#include "world_text.h"

#include "dkim_keys.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define PICK(dice, array) ((array)[dice_roll(dice, COUNT_OF(array))])

void pick_name(const struct world *world, struct dice *dice, char letter, char *name)
{
	snprintf(name, WORLD_NAME_MAX, "%c%u.example", letter, dice_roll(dice, world->names));
}

void write_name(const struct world *world, struct dice *dice, char letter, FILE *stream)
{
	char name[WORLD_NAME_MAX];

	pick_name(world, dice, letter, name);
	fputs(name, stream);
}

const char *pick_ip4(struct dice *dice)
{
	static const char *const addresses[] = {
		"192.0.2.1",   "192.0.2.2",   "192.0.2.129", "198.51.100.7",
		"203.0.113.9", "203.0.113.8", "10.1.2.3",    "100.64.0.1",
	};

	return PICK(dice, addresses);
}

const char *pick_ip6(struct dice *dice)
{
	static const char *const addresses[] = {
		"2001:db8::1", "2001:db8::2", "2001:db8:1::25", "2001:db8:ffff::1", "fd00::1",
	};

	return PICK(dice, addresses);
}

/* --- Targets -------------------------------------------------------------- */

/* Ends in a name, so that the domain-spec is one. */
static void write_macros(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const macros[] = {
		"%{i}",		"%{ir}.%{v}",
		"%{p}",		"%{P}",
		"%{d2}",	"%{l}",
		"%{L}",		"%{l1r-}",
		"%{lr-}",	"%{s}",
		"%{S}",		"%{o}",
		"%{h}",		"%{H}",
		"%{d}",		"%{p2}",
		"%{i2r}",	"%{dr}",
		"%{ir}.%{p1r}", "a%%b",
		"a%_b",		"a%-b",
		"%{l/+=,}",	"%{d127}",
		"%{l}.%{ir}",	"%{l}.%{l}.%{l}.%{l}",
		"%{h1}",	"%{s.-@_}x",
		"_spf",
	};

	fputs(PICK(dice, macros), stream);
	putc('.', stream);
	write_name(world, dice, 'x', stream);
}

static void write_target(const struct world *world, struct dice *dice, char letter, FILE *stream)
{
	static const char *const bare[] = { "%{d}", "%{o}", "%{d2}", "_spf.%{d}", "%{h}", "%{p}" };
	static const char *const malformed[] = {
		"a..example",
		".example",
		"%{l}%{l}%{l}%{l}.example",
		"aaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-cccccccccccccccc-dddddddddddddddd.example",
	};

	if (dice_chance(dice, 10))
		write_macros(world, dice, stream);
	else if (dice_chance(dice, 6))
		fputs(PICK(dice, bare), stream);
	else if (dice_chance(dice, 1))
		fputs(PICK(dice, malformed), stream);
	else
		write_name(world, dice, letter, stream);
	if (dice_chance(dice, 3))
		putc('.', stream);
}

/* --- Terms ---------------------------------------------------------------- */

static void write_qualifier(struct dice *dice, FILE *stream)
{
	static const char *const qualifiers[] = { "", "", "", "", "", "+", "-", "~", "?" };

	fputs(PICK(dice, qualifiers), stream);
}

static void write_fault(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const faults[] = {
		"ip4:192.0.2",
		"ip6:2001:db8:::1",
		"ip4:2001:db8::1",
		"ip4:192.0.2.0/33",
		"ip4:192.0.2.0/",
		"ip6:2001:db8::/129",
		"include",
		"include:",
		"include:s0",
		"a:host",
		"frob",
		"frob:s0.example",
		"all:x",
		"all/8",
		"exists",
		"exists:",
		"a/33",
		"mx//129",
		"a/08",
		"=x",
		"1x=y",
		"-x=y",
		"a:%{z}.example",
		"a:%{d",
		"a:100%.example",
		"include:%{c}.example",
		"ptr/24",
		"redirect=",
		"exp=",
		"x=%{",
		"+",
		"a:%{d0}.example",
		"ip4:\xef\xbc\x91.2.3.4",
		"mx\t-all",
		"ip4",
		"a:192.0.2.1",
		"exp=e0.example exp=e0.example",
		"redirect=s0.example redirect=s1.example",
	};

	(void)world;
	fputs(PICK(dice, faults), stream);
}

static void write_prefix(struct dice *dice, FILE *stream)
{
	static const char *const prefixes[] = {
		"/24", "/0", "//64", "/31//127", "/25", "/32//128"
	};

	if (dice_chance(dice, 15))
		fputs(PICK(dice, prefixes), stream);
}

static void write_network(struct dice *dice, FILE *stream)
{
	static const char *const networks[] = {
		"ip4:192.0.2.0/24",  "ip4:198.51.100.0/25", "ip4:203.0.113.8/30",  "ip4:10.0.0.0/8",
		"ip4:172.16.0.0/12", "ip6:2001:db8::/32",   "ip6:2001:db8:1::/48", "ip6:fd00::/8",
		"ip6:2001:db8::1",   "ip4:192.0.2.77",	    "ip4:198.18.0.0/15",   "ip6:::/0",
	};

	if (dice_chance(dice, 30))
		fprintf(stream, "ip4:%s", pick_ip4(dice));
	else
		fputs(PICK(dice, networks), stream);
}

/* a, mx, ptr: with and without a name. */
static void write_host(const struct world *world, struct dice *dice, const char *mechanism,
		       char letter, FILE *stream)
{
	fputs(mechanism, stream);
	if (dice_chance(dice, 75)) {
		putc(':', stream);
		write_target(world, dice, letter, stream);
	}
	if (mechanism[0] != 'p')
		write_prefix(dice, stream);
}

static void write_term(const struct world *world, struct dice *dice, FILE *stream)
{
	unsigned kind = dice_roll(dice, 100);

	if (dice_chance(dice, world->faults)) {
		write_fault(world, dice, stream);
		return;
	}
	if (kind < 5) {
		fputs(dice_chance(dice, 50) ? "x-note=%{d}/%{c}" : "ra=postmaster", stream);
		return;
	}
	write_qualifier(dice, stream);
	if (kind < 30) {
		fputs("include:", stream);
		write_target(world, dice, 's', stream);
	} else if (kind < 50) {
		write_host(world, dice, "a", 'h', stream);
	} else if (kind < 63) {
		write_host(world, dice, "mx", 'm', stream);
	} else if (kind < 67) {
		write_host(world, dice, "ptr", 'h', stream);
	} else if (kind < 77) {
		fputs("exists:", stream);
		write_macros(world, dice, stream);
	} else if (kind == 99) { /* someone who has selectors of its own */
		fputs("include:spf.mandrillapp.com", stream);
	} else {
		write_network(dice, stream);
	}
}

/* Ten terms, each good for eleven questions. */
static void write_heavy_record(FILE *stream)
{
	fputs("v=spf1", stream);
	for (unsigned i = 0; i < 10; i++)
		fprintf(stream, " mx:m%u.example", i);
	fputs(" -all", stream);
}

void write_record(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const ends[] = {
		"-all", "-all", "-all", "~all", "~all", "?all", "+all"
	};
	unsigned terms = dice_roll(dice, world->length + 1);
	unsigned end = dice_roll(dice, 100);

	if (world->heavy) {
		write_heavy_record(stream);
		return;
	}
	if (dice_chance(dice, 6))
		terms += 8;
	fputs(dice_chance(dice, 3) ? "V=SPF1" : "v=spf1", stream);
	for (unsigned i = 0; i < terms; i++) {
		fputs(dice_chance(dice, 3) ? "   " : " ", stream);
		write_term(world, dice, stream);
	}
	if (end < 65) {
		fprintf(stream, " %s", PICK(dice, ends));
	} else if (end < 82) {
		fputs(" redirect=", stream);
		write_target(world, dice, 's', stream);
	}
	if (dice_chance(dice, 40)) {
		fputs(" exp=", stream);
		write_target(world, dice, 'e', stream);
	}
}

void write_key(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const texts[] = {
		"v=DKIM1; k=rsa; p=" RSA_2048,
		"v=DKIM1; k=rsa; p=" RSA_1024,
		"v=DKIM1; k=rsa; t=y:s; p=" RSA_2048_PKCS1,
		"v=DKIM1; k=ed25519; p=" ED25519,
		"v=DKIM1; p=",
		"\"v=DKIM1; k=rsa; p=" RSA_2048 "\"",
		"v=DKIM1; k=rsa; p=" RSA_2048_CUT,
		"v=spf1 -all",
		"dkim=all",
		"\x1b[2J; p=\xff",
		"",
	};

	(void)world;
	fputs(PICK(dice, texts), stream);
}

void write_explanation(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const texts[] = {
		"%{i} is not one of %{d}'s servers",
		"See https://example/why?s=%{S}&i=%{I}&h=%{H}",
		"%{c} %{r} %{t} %{p} %{o} %{l} %{v}",
		"100%% sure%_of%-it",
		"a fault: %{z}",
		"a fault: 100%",
		"\xe6\x97\xa5\xe6\x9c\xac",
		"\x1b[2J",
		"%{l}",
		"",
	};

	(void)world;
	fputs(PICK(dice, texts), stream);
}

void write_policy(const struct world *world, struct dice *dice, FILE *stream)
{
	static const char *const versions[] = { "v=DMARC1",  "v=DMARC1",
						"v=DMARC1",  "v=DMARC1",
						"v=DMARC1",  "v=dmarc1",
						" v=DMARC1", "v=DMARC1\xef\xbc\x9b" };
	static const char *const policies[] = { "none", "quarantine", "reject", "reject", "rejct" };
	static const char *const others[] = { "psd=n",	"psd=y",  "t=y",    "adkim=s",
					      "aspf=s", "pct=50", "fo=1",   "ruf=mailto:r@",
					      "x",	"p=none", "SP=none" };

	fputs(PICK(dice, versions), stream);
	if (dice_chance(dice, 95))
		fprintf(stream, "; p=%s", PICK(dice, policies));
	if (dice_chance(dice, 30))
		fprintf(stream, ";sp=%s", PICK(dice, policies));
	if (dice_chance(dice, 30))
		fprintf(stream, " ; np=%s", PICK(dice, policies));
	if (dice_chance(dice, 40)) {
		fputs("; rua=mailto:r@", stream);
		write_name(world, dice, 'h', stream);
	}
	for (unsigned i = dice_roll(dice, 3); i > 0; i--)
		fprintf(stream, "; %s", PICK(dice, others));
}
