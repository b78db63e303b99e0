/* The command line: its options, then the verb and what it is about.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

enum {
	TIMEOUT_DEFAULT = 20000, /* milliseconds (RFC 7208 4.6.4: at least 20 seconds) */
	INFLIGHT_DEFAULT = 200,
};

/* The language counts for complaints about what is before it, too. */
static void look_for_language(struct options *options, int argc, char **argv)
{
	options->language = language_of_environment();
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			option_read_language(argv[i] + 7, &options->language);
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			option_read_language(argv[i + 1], &options->language);
	}
}

/* --- The verb and what it is about ---------------------------------------------- */

static const char *const verbs[] = { "audit", "batch", "diff",	 "explain",
				     "help",  "serve", "verify", "version" };

static const char *verb_at(size_t index)
{
	return index < sizeof(verbs) / sizeof(*verbs) ? verbs[index] : NULL;
}

/* A verb has no dot; a domain has one, or a dot of another script (RFC 3490 3.1). */
static bool is_word(const char *argument)
{
	for (const char *c = argument; *c != '\0'; c++)
		if (*c == '.' || (*c & 0x80) != 0)
			return false;
	return argument[0] != '\0';
}

static int refuse_word(const struct options *options, const char *word)
{
	const char *nearest;

	if (suggest(word, verb_at, &nearest, 1) == 0)
		return options_refuse(options, MESSAGE_NO_COMMAND, word);
	complain(options->language, MESSAGE_NEAR_COMMAND, word, nearest);
	return STATUS_USAGE;
}

/* explain [FILE|TEXT|-] */
static int read_explain(struct options *options, int argc, char **argv)
{
	options->verb = VERB_EXPLAIN;
	if (optind < argc)
		options->operand = argv[optind++];
	if (optind < argc)
		return options_refuse(options, MESSAGE_SECOND_TEXT, argv[optind]);
	return 0;
}

/* batch [FILE|-] */
static int read_batch(struct options *options, int argc, char **argv)
{
	options->verb = VERB_BATCH;
	if (optind < argc)
		options->operand = argv[optind++];
	if (optind < argc)
		return options_refuse(options, MESSAGE_SECOND_LIST, argv[optind]);
	return 0;
}

/* diff OLD NEW */
static int read_diff(struct options *options, int argc, char **argv)
{
	options->verb = VERB_DIFF;
	if (argc - optind < 2)
		return options_refuse(options, MESSAGE_TWO_FILES, NULL);
	options->operand = argv[optind++];
	options->newer = argv[optind++];
	if (optind < argc)
		return options_refuse(options, MESSAGE_THIRD_FILE, argv[optind]);
	return 0;
}

/* verify FILE|- */
static int read_verify(struct options *options, int argc, char **argv)
{
	options->verb = VERB_VERIFY;
	if (optind == argc)
		return options_refuse(options, MESSAGE_NO_FILE, NULL);
	options->operand = argv[optind++];
	if (optind < argc)
		return options_refuse(options, MESSAGE_SECOND_FILE, argv[optind]);
	return 0;
}

/* serve */
static int read_serve(struct options *options, int argc, char **argv)
{
	options->verb = VERB_SERVE;
	return optind < argc ? options_refuse(options, MESSAGE_NO_OPERAND, argv[optind]) : 0;
}

/* The domain; what was typed may be an address of it. */
static int read_domain(struct options *options, const char *typed)
{
	if (domain_typed(typed, &options->domain_meant) < 0) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	options->domain = options->domain_meant != NULL ? options->domain_meant : typed;
	if (options->domain_meant != NULL)
		complain(options->language, MESSAGE_DOMAIN_MEANT, typed, options->domain);
	return 0;
}

/* [audit] DOMAIN */
static int read_audit(struct options *options, int argc, char **argv)
{
	if (optind == argc && options->replay != NULL)
		return 0; /* the recording has it */
	if (optind == argc || argv[optind][0] == '\0')
		return options_refuse(options, MESSAGE_NO_DOMAIN, NULL);
	if (options->replay != NULL)
		return options_refuse(options, MESSAGE_NOT_WITH_REPLAY, argv[optind]);
	if (optind + 1 < argc)
		return options_refuse(options, MESSAGE_SECOND_DOMAIN, argv[optind + 1]);
	return read_domain(options, argv[optind]);
}

static int read_arguments(struct options *options, int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*read)(struct options *options, int argc, char **argv);
	} readers[] = {
		{ "audit", read_audit },     { "batch", read_batch }, { "diff", read_diff },
		{ "explain", read_explain }, { "serve", read_serve }, { "verify", read_verify },
	};
	const char *word = optind < argc && is_word(argv[optind]) ? argv[optind] : "";

	if (strcmp(word, "help") == 0)
		options->help = true;
	if (strcmp(word, "version") == 0)
		options->version = true;
	if (options->help || options->version)
		return 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		if (strcmp(word, readers[i].word) != 0)
			continue;
		optind++;
		return readers[i].read(options, argc, argv);
	}
	return word[0] != '\0' ? refuse_word(options, word) : read_audit(options, argc, argv);
}

/* --- The options ------------------------------------------------------------------ */

/* The option that getopt_long() takes next: it passes over what is none. */
static int first_option(int argc, char **argv)
{
	int at = optind;

	while (at < argc - 1 && (argv[at][0] != '-' || argv[at][1] == '\0'))
		at++;
	return at < argc ? at : argc - 1;
}

static enum option_id id_of(int code)
{
	if (code == 'h')
		return OPTION_HELP;
	return code == 'V' ? OPTION_VERSION : (enum option_id)(code - OPTION_CODE);
}

static int read_options(struct options *options, int argc, char **argv)
{
	int before = first_option(argc, argv);
	int code;
	int r;

	opterr = 0;
	while ((code = getopt_long(argc, argv, option_letters, option_list, NULL)) != -1) {
		if (code == ':')
			return options_refuse(options, MESSAGE_NO_VALUE, argv[before]);
		if (code == '?')
			return option_refuse(options, argv[before]);
		if ((r = option_read(options, id_of(code), optarg)) != 0)
			return r;
		before = first_option(argc, argv);
	}
	return 0;
}

/* Lists as long as the command line. */
static int make_room(struct options *options, int argc)
{
	const char ***const lists[] = {
		&options->zones, &options->servers, &options->selectors,
		&options->keys,	 &options->assumed, &options->assumed_zones
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		*lists[i] = calloc((size_t)argc + 1, sizeof(**lists[i]));
		if (*lists[i] == NULL) {
			complain(options->language, MESSAGE_NO_MEMORY);
			return STATUS_INTERNAL;
		}
	}
	return 0;
}

int options_read(struct options *options, int argc, char **argv)
{
	int r;

	*options = (struct options){ .fail_on = MAILAUTH_SEVERITY_ERROR,
				     .timeout = TIMEOUT_DEFAULT,
				     .connections = CONNECTIONS_DEFAULT,
				     .inflight = INFLIGHT_DEFAULT,
				     .jobs = 1 };
	look_for_language(options, argc, argv);
	r = make_room(options, argc);
	if (r == 0)
		r = read_options(options, argc, argv);
	if (r == 0)
		r = read_arguments(options, argc, argv);
	if (r != 0 || options->help || options->version)
		return r;
	/* A user who names selectors knows which are in use. */
	if (options->which != MAILAUTH_SELECTORS_ALL && options->selector_count == 0 &&
	    options->key_count == 0)
		options->which = MAILAUTH_SELECTORS_LIKELY;
	return options_check(options);
}

void options_finish(struct options *options)
{
	free(options->zones);
	free(options->servers);
	free(options->selectors);
	free(options->keys);
	free(options->assumed);
	free(options->assumed_zones);
	free(options->domain_meant);
	for (size_t i = 0; i < options->assumed_record_count; i++)
		free(options->assumed_records[i]);
	free(options->assumed_records);
}
