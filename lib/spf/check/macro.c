/* Macro expansion (RFC 7208 7): one pass into a growing buffer.
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"
#include "../record/macro.h"

#include <string.h>

enum {
	EXPANSION_MAX = 16 * 1024,
};

/* An expansion on its way. */
struct expansion {
	struct ma_spf_check *check;
	struct ma_text domain;
	bool explanation;
	struct ma_buffer out;
	enum ma_spf_expansion state;
};

static struct ma_text join(struct ma_arena *arena, struct ma_text a, const char *sign,
			   struct ma_text b)
{
	struct ma_buffer joined = { 0 };

	ma_buffer_text(&joined, a);
	ma_buffer_string(&joined, sign);
	ma_buffer_text(&joined, b);
	return ma_buffer_keep(&joined, arena);
}

/* The validated name to show for %{p}: the domain itself, else one below it, else any, else
 * "unknown" (RFC 7208 7.3).  The macro is not a term, so it is not counted as one (RFC 7208 4.6.4
 * lists those that are); the ten names that may be followed bound it. */
static struct ma_text validated_name(struct expansion *expansion)
{
	struct ma_spf_check *check = expansion->check;
	const struct ma_name *names[MA_SPF_PTR_MAX];
	const struct ma_answer *answer;
	struct ma_arena *arena = check->pass->arena;
	const struct ma_name *domain = ma_name_parse(arena, expansion->domain);
	const struct ma_name *best = NULL;
	bool pending;
	size_t count = ma_spf_validated_names(check, names, &answer, &pending);

	if (pending)
		expansion->state = MA_EXPANSION_PENDING;
	for (size_t i = 0; i < count; i++) {
		if (domain != NULL && ma_name_equal(names[i], domain))
			return ma_name_text(arena, names[i]);
		if (best == NULL || (domain != NULL && ma_name_is_within(names[i], domain) &&
				     !ma_name_is_within(best, domain)))
			best = names[i];
	}
	return best != NULL ? ma_name_text(arena, best) : MA_TEXT("unknown");
}

/* RFC 7208 7.2. */
static struct ma_text value_of(struct expansion *expansion, unsigned char letter)
{
	const struct ma_sender_input *input = expansion->check->input;
	const struct ma_settings *settings = expansion->check->pass->settings;
	struct ma_arena *arena = expansion->check->pass->arena;

	switch (letter) {
	case 's':
		return join(arena, input->local_part, "@", expansion->check->sender_domain);
	case 'l':
		return input->local_part;
	case 'o':
		return expansion->check->sender_domain;
	case 'd':
		return expansion->domain;
	case 'i':
		return ma_ip_dotted(arena, &input->ip);
	case 'p':
		return validated_name(expansion);
	case 'v':
		return input->ip.length == 4 ? MA_TEXT("in-addr") : MA_TEXT("ip6");
	case 'h':
		if (input->helo.length == 0)
			ma_findings_add(&expansion->check->pass->findings, MA_SPF_NEEDS_HELO,
					ma_arena_copy(arena, expansion->domain));
		return input->helo;
	case 'c':
		return ma_ip_text(arena, &input->ip);
	case 'r':
		return settings->receiver.length > 0 ? settings->receiver : MA_TEXT("unknown");
	case 't':
		return ma_arena_number(arena, settings->now > 0 ? (uint64_t)settings->now : 0);
	default:
		return MA_TEXT("");
	}
}

static bool is_delimiter(struct ma_text delimiters, unsigned char byte)
{
	if (delimiters.length == 0)
		return byte == '.';
	return memchr(delimiters.data, byte, delimiters.length) != NULL;
}

static struct ma_text *split(struct ma_arena *arena, struct ma_text value,
			     struct ma_text delimiters, size_t *count)
{
	struct ma_text *parts;
	size_t from = 0;

	*count = 1;
	for (size_t i = 0; i < value.length; i++)
		*count += is_delimiter(delimiters, value.data[i]);
	parts = ma_arena_array(arena, *count, sizeof(*parts));
	*count = 0;
	for (size_t i = 0; parts != NULL && i <= value.length; i++) {
		if (i < value.length && !is_delimiter(delimiters, value.data[i]))
			continue;
		parts[(*count)++] = ma_text_slice(value, from, i);
		from = i + 1;
	}
	return parts;
}

/* Splits, reverses, keeps the right-hand parts, joins with dots (RFC 7208 7.3). */
static struct ma_text transform(struct ma_arena *arena, struct ma_text value,
				const struct ma_spf_piece *piece)
{
	struct ma_buffer out = { 0 };
	size_t count;
	const struct ma_text *parts = split(arena, value, piece->delimiters, &count);
	size_t first = piece->keep > 0 && piece->keep < count ? count - piece->keep : 0;

	ma_buffer_add(&out, "", 0);
	for (size_t i = first; i < count; i++) {
		if (i > first)
			ma_buffer_byte(&out, '.');
		ma_buffer_text(&out, parts[piece->reverse ? count - 1 - i : i]);
	}
	return ma_buffer_keep(&out, arena);
}

/* RFC 7208 7.3: upper-case letters are escaped as in a URL (RFC 3986 2.3). */
static void add_escaped(struct ma_buffer *out, struct ma_text value)
{
	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = value.data[i];

		if (ma_is_alnum(byte) || ma_is_one_of(byte, "-._~")) {
			ma_buffer_byte(out, byte);
		} else {
			ma_buffer_byte(out, '%');
			ma_buffer_byte(out, (unsigned char)"0123456789ABCDEF"[byte >> 4]);
			ma_buffer_byte(out, (unsigned char)"0123456789ABCDEF"[byte & 15]);
		}
	}
}

static void expand_macro(struct expansion *expansion, const struct ma_spf_piece *piece)
{
	unsigned char letter = ma_fold(piece->byte);
	struct ma_text value;

	if (!expansion->explanation && ma_is_one_of(letter, "crt")) {
		expansion->state = MA_EXPANSION_BAD;
		return;
	}
	value = value_of(expansion, letter);
	if (piece->keep > 0 || piece->reverse || piece->delimiters.length > 0)
		value = transform(expansion->check->pass->arena, value, piece);
	if (letter != piece->byte)
		add_escaped(&expansion->out, value);
	else
		ma_buffer_text(&expansion->out, value);
}

static void expand_piece(struct expansion *expansion, const struct ma_spf_piece *piece)
{
	switch (piece->kind) {
	case MA_PIECE_LITERAL:
		/* explain-string = *( macro-string / SP ) */
		if (!ma_is_visible(piece->byte) && !(expansion->explanation && piece->byte == ' '))
			expansion->state = MA_EXPANSION_BAD;
		ma_buffer_byte(&expansion->out, piece->byte);
		break;
	case MA_PIECE_ESCAPE:
		ma_buffer_string(&expansion->out, piece->byte == '%'   ? "%"
						  : piece->byte == '_' ? " "
								       : "%20");
		break;
	case MA_PIECE_MACRO:
		expand_macro(expansion, piece);
		break;
	default:
		expansion->state = MA_EXPANSION_BAD;
	}
}

enum ma_spf_expansion ma_spf_expand(struct ma_spf_check *check, struct ma_text domain,
				    struct ma_text spec, bool explanation, struct ma_text *text)
{
	struct expansion expansion = {
		.check = check, .domain = domain, .explanation = explanation, .state = MA_EXPANDED
	};
	struct ma_cursor cursor = { spec, 0 };
	struct ma_spf_piece piece;

	ma_buffer_add(&expansion.out, "", 0);
	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END &&
	       expansion.state != MA_EXPANSION_BAD) {
		expand_piece(&expansion, &piece);
		/* RFC 7208 6.2: "Implementations MAY limit the length"; a name keeps its last 253.
		 */
		if (expansion.out.length > EXPANSION_MAX)
			expansion.state = MA_EXPANSION_BAD;
	}
	*text = ma_buffer_keep(&expansion.out, check->pass->arena);
	return expansion.state;
}
