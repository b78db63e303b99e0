/* Sentences: all that the library says to people, in each language.
 *
 * SPDX-License-Identifier: MIT
 *
 * They are in the .txt files of this folder; words.py makes the ids and the table of them. */

#ifndef MA_WORDS_H
#define MA_WORDS_H

#include "../base/base.h"

#include <mailauth/mailauth.h>
#include <phrases.h>

enum {
	MA_LANGUAGES = MA_PHRASE_LANGUAGES, /* by enum mailauth_language */
};

/* Whether sentences and words of LANGUAGE are separated by spaces. */
bool ma_language_is_spaced(enum mailauth_language language);
/* Adds what is between two sentences of LANGUAGE, and between the names of a list. */
void ma_words_between_sentences(struct ma_buffer *buffer, enum mailauth_language language);
void ma_words_between_names(struct ma_buffer *buffer, enum mailauth_language language);

/* The sentence ID of phrase.txt is MA_PHRASE_ID; that of another file, such as
 * finding_dkim.txt, MA_PHRASE_FINDING_ID. */
const char *ma_phrase(enum ma_phrase_id id, enum mailauth_language language);
/* What to do, of a sentence that has such advice; else "". */
const char *ma_phrase_advice(enum ma_phrase_id id, enum mailauth_language language);
/* The same in fewer words, where there are such. */
const char *ma_phrase_in_short(enum ma_phrase_id id, enum mailauth_language language);
const char *ma_phrase_advice_in_short(enum ma_phrase_id id, enum mailauth_language language);

/* How a value is shown. */
enum ma_value_kind {
	MA_VALUE_RAW,	     /* anyone's bytes: made safe, and cut if they are many */
	MA_VALUE_SAFE,	     /* as it is: it was made safe before */
	MA_VALUE_FAILURE,    /* a word of ma_failure_word(), by the phrase for it */
	MA_VALUE_RESULT,     /* a word of SPF, by the phrase for it */
	MA_VALUE_POLICY,     /* a policy of DMARC, as its tag; "-" by the phrase for none */
	MA_VALUE_CHARACTERS, /* code points, by what they are called */
	MA_VALUE_LIST,	     /* items with ", " between them, as a language lists them */
	MA_VALUE_COMPANY,    /* an id of ../known/provider, by what the company is called */
	MA_VALUE_MEANT,	     /* whole, as it is to be pasted: at the end of the advice */
	MA_VALUE_RECORD,     /* the same, shown next to the findings and not in the advice */
	MA_VALUE_STRONGER,   /* the policy that what was meant makes stronger */
	MA_VALUE_WEAKER,
};

/* A value for the {key} of a text. */
struct ma_argument {
	const char *key;
	struct ma_text value;
	enum ma_value_kind kind;
};

/* Adds TEMPLATE with each {key} replaced by its argument, made safe to show.  A key without
 * an argument stays as it is. */
void ma_words_add(struct ma_buffer *buffer, const char *template,
		  const struct ma_argument *arguments, size_t count);

/* Adds the items of LIST, which have ", " between them, as LANGUAGE lists them in a sentence. */
void ma_words_list(struct ma_buffer *buffer, struct ma_text list, enum mailauth_language language);

/* A hash of all sentences and of the facts next to them (every .def file). */
uint64_t ma_words_version(void);

#endif
