/* Renderings of a report: data in, a buffer out.
 *
 * SPDX-License-Identifier: MIT
 *
 * The renderings themselves are public (<mailauth/report.h>); this is what they share. */

#ifndef MA_RENDER_H
#define MA_RENDER_H

#include "../report/report.h"

/* Adds UTF-8 TEXT to OUT, broken into lines of at most WIDTH columns by Unicode's rules, among
 * them those of Japanese (no 「。」 at the start of a line).  The first line continues at COLUMN;
 * the others, and those after a newline in TEXT, are indented to INDENT. */
void ma_wrap(struct ma_buffer *out, struct ma_text text, size_t column, size_t indent,
	     size_t width);

/* Marks in OVERRIDES, a byte for each of TEXT, where lines of LINE columns may not be broken:
 * inside words and inside what is to be pasted (UC_BREAK_PROHIBITED of <unilbrk.h>). */
void ma_forbid_breaks(struct ma_text text, size_t line, char *overrides);

/* The columns that TEXT takes; full-width characters take two. */
size_t ma_columns(struct ma_text text);
size_t ma_code_columns(uint32_t code);

/* --- A message, and what others noted in it -------------------------------- */

enum ma_method {
	MA_METHOD_SPF,
	MA_METHOD_DKIM,
	MA_METHOD_DMARC,
};

/* "spf" */
const char *ma_method_word(enum ma_method method);
/* What we make of the message, in the words of RFC 8601; NULL where it was not judged. */
const char *ma_own_result(const struct mailauth_report *report, enum ma_method method);
/* What NOTE says; of length 0 if it says nothing. */
struct ma_text ma_noted_result(const struct ma_note *note, enum ma_method method);

/* --- Text for a person ---------------------------------------------------- */

enum ma_style {
	MA_STYLE_PLAIN,
	MA_STYLE_STRONG,
	MA_STYLE_FAINT,
	MA_STYLE_OK,
	MA_STYLE_WARNING,
	MA_STYLE_ERROR,
};

/* The element of a page that is open. */
enum ma_block {
	MA_BLOCK_NONE,
	MA_BLOCK_LABELS, /* labels, each with what is after it */
	MA_BLOCK_ITEMS,	 /* a list, in an item */
	MA_BLOCK_TERMS,	 /* a list, between items */
	MA_BLOCK_ROWS,	 /* a table, in a cell */
	MA_BLOCK_QUOTE,	 /* lines as they are */
};

/* HTML on its way (html/block.c).  Nothing else writes into it, and each text is escaped there:
 * what is meant for columns and goes to ma_writer.out never gets into a page. */
struct ma_page {
	struct ma_buffer out;
	enum ma_block block;
	enum ma_style style;
	bool section; /* one is open */
};

/* A text on its way. */
struct ma_writer {
	const struct mailauth_report *report;
	enum mailauth_language language;
	size_t width;
	bool colour;
	bool ascii;
	bool full; /* all that the report says, not what is wrong alone */
	struct ma_buffer out;
	struct ma_page *page; /* NULL: columns of text */
	/* The last advice about a text that others publish, and where they do: 0 before it. */
	enum ma_phrase_id left;
	struct ma_text left_to;
};

enum {
	MA_TEXT_MARGIN = 2,
};

/* Begins a text of REPORT, which may be NULL, in LANGUAGE: WIDTH and FLAGS as in
 * mailauth_report_text().  0 or MAILAUTH_EINVAL. */
int ma_writer_begin(struct ma_writer *writer, const struct mailauth_report *report,
		    enum mailauth_language language, unsigned width, unsigned flags);
/* Hands the text over.  0 or MAILAUTH_ENOMEM. */
int ma_writer_take(struct ma_writer *writer, char **text, size_t *length);

/* --- HTML ------------------------------------------------------------------ */

/* Adds TEXT with what has a meaning in HTML escaped, in elements as in quoted attributes; bytes
 * that are not UTF-8 or do not show become \DDD, as everywhere. */
void ma_page_text(struct ma_page *page, struct ma_text text);
/* The same of what strangers wrote, as ma_buffer_visible() has it. */
void ma_page_visible(struct ma_page *page, struct ma_text text);
void ma_page_string(struct ma_page *page, const char *text);
/* Adds markup of ours. */
void ma_page_markup(struct ma_page *page, const char *markup);
/* Ends the list, the table or the lines that are open. */
void ma_page_end(struct ma_writer *writer);
/* Ends the section that is open, too. */
void ma_page_end_section(struct ma_writer *writer);
/* WORDS as the block that is open has them, else as a paragraph; in the style that is set. */
void ma_page_words(struct ma_writer *writer, struct ma_text words);
/* LABEL; what is written then belongs to it. */
void ma_page_label(struct ma_writer *writer, struct ma_text label);
/* An item as grave as SEVERITY, which is said in a word. */
void ma_page_item(struct ma_writer *writer, enum mailauth_severity severity);
/* A TERM, raw, and a NOTE, which may be empty; LEVEL is how deep it is. */
void ma_page_term(struct ma_writer *writer, size_t level, struct ma_text term, const char *note);
/* A section with its name and its state. */
void ma_page_heading(struct ma_writer *writer, enum ma_phrase_id name, enum ma_phrase_id state);
/* The heading of a part of it; finishes WORDS. */
void ma_page_part(struct ma_writer *writer, struct ma_buffer *words);
/* A row of a table under its NAME; what is written then is in its cell. */
void ma_page_row(struct ma_writer *writer, const char *name);
/* The button that copies the code before it. */
void ma_page_copy(struct ma_writer *writer);
/* Begins lines that are there to be copied as they are, all together. */
void ma_page_quote(struct ma_writer *writer);
/* A VALUE, raw, that is there to be copied, and in strings of 255 octets where it is longer. */
void ma_page_value(struct ma_writer *writer, struct ma_text value);
/* The word for SEVERITY, and the class that goes with it ("ma-error"). */
enum ma_phrase_id ma_page_severity_phrase(enum mailauth_severity severity);
const char *ma_page_severity_class(enum mailauth_severity severity);

/* --- What is written, in columns or as HTML --------------------------------- */

/* The company whose support can help; NULL where none is known. */
const struct ma_provider *ma_helper(const struct ma_remedy *remedy);
/* Where the companies that may send have DKIM turned on, as far as that is known. */
void ma_words_signing(const struct ma_writer *writer, struct ma_buffer *words);
/* A label at the margin; returns the column after it. */
size_t ma_write_label(struct ma_writer *writer, enum ma_phrase_id label);
size_t ma_write_label_text(struct ma_writer *writer, struct ma_text text);
/* The column where what follows labels begins, unless they are longer. */
size_t ma_label_column(const struct ma_writer *writer);
/* WORDS after a label. */
void ma_write_labelled(struct ma_writer *writer, enum ma_phrase_id label, struct ma_buffer *words);
/* The heading of a part. */
void ma_write_part(struct ma_writer *writer, enum ma_phrase_id phrase);
/* A sentence at the margin that introduces what is below it, after an empty line. */
void ma_write_intro(struct ma_writer *writer, enum ma_phrase_id phrase,
		    const struct ma_argument *arguments, size_t count);
/* Ends lists and tables, where the layout has such. */
void ma_write_end(struct ma_writer *writer);
/* TEXT, which was made safe, on a line of its own at INDENT, never broken. */
void ma_write_line(struct ma_writer *writer, size_t indent, struct ma_text text);
/* Ends a line with WORDS, wrapped, which begin at COLUMN and continue at INDENT; finishes them. */
void ma_write_words(struct ma_writer *writer, size_t column, size_t indent,
		    struct ma_buffer *words);
void ma_write_verdict(struct ma_writer *writer);
/* What the terms of a record with too many lookups cost, where nothing sets that right. */
void ma_write_costs(struct ma_writer *writer);
/* What receivers noted in the message that was given. */
void ma_text_notes(struct ma_writer *writer);
/* Whom it is of, and whether it says anything of what we judge. */
struct ma_text ma_note_name(const struct ma_note *note);
bool ma_note_is_shown(const struct ma_note *note);
/* The records to publish, each with its proof; nothing where there are none. */
void ma_write_fixes(struct ma_writer *writer);
/* What is said of a fix: "publish 1 of 2"; what to do at which name; what was proven, and what a
 * person has to know before. */
void ma_words_publish(const struct ma_writer *writer, struct ma_buffer *words, size_t number);
void ma_words_task(const struct ma_writer *writer, struct ma_buffer *words,
		   const struct mailauth_fix *fix);
void ma_words_proof(const struct ma_writer *writer, struct ma_buffer *words,
		    const struct mailauth_fix *fix);
/* Who can publish it, unless that is the one whom the verdict names. */
void ma_write_publisher(struct ma_writer *writer, const struct mailauth_fix *fix);
/* Whether the values that go have to be listed: it is not all of them, and no word names them. */
bool ma_fix_lists_old(const struct mailauth_fix *fix);
/* Which of those sets FINDING right, counted from 1; 0: none. */
size_t ma_text_find_fix(const struct mailauth_report *report,
			const struct mailauth_finding *finding);
/* Adds that this one sets something right, as a sentence; or which one it is, in parentheses. */
void ma_words_fixed(const struct ma_writer *writer, struct ma_buffer *words, size_t fix);
void ma_words_told_fixed(const struct ma_writer *writer, struct ma_buffer *words, size_t fix);
void ma_words_record(const struct ma_writer *writer, struct ma_buffer *words, size_t fix);
/* Each section, with all that the report knows. */
void ma_write_sections(struct ma_writer *writer);
/* A line a section, with what is wrong there. */
void ma_text_short(struct ma_writer *writer);
enum ma_phrase_id ma_section_name(enum mailauth_section section);
/* What is said of a section whose gravest finding is as grave as SEVERITY. */
enum ma_phrase_id ma_section_phrase(const struct mailauth_report *report,
				    enum mailauth_section section, enum mailauth_severity severity);
/* The companies whose names the domain uses; nothing where none is recognized. */
void ma_text_providers(struct ma_writer *writer);
/* A zone file next to what is published; nothing where none was compared. */
void ma_write_comparison(struct ma_writer *writer);
/* What was assumed changes; nothing where nothing was. */
void ma_write_changes(struct ma_writer *writer);

/* Where who can act is named, and how: in a finding, in the verdict; of a rejection, in the line
 * that names all, and as the label of what each does. */
enum ma_who_form {
	MA_WHO_SHORT,
	MA_WHO_LONG,
	MA_WHO_OF_REJECTION,
	MA_WHO_LABEL,
	MA_WHO_FORMS,
};

enum ma_phrase_id ma_who_phrase(enum mailauth_who who, enum ma_who_form form);
/* Adds NAME, and whose it is, if COMPANY is not NULL. */
void ma_words_company(const struct ma_writer *writer, struct ma_buffer *words, struct ma_text name,
		      const struct ma_provider *company);
/* Adds who can act on what REMEDY is for; nothing where that is no one. */
void ma_words_who(const struct ma_writer *writer, struct ma_buffer *words,
		  const struct ma_remedy *remedy, enum ma_who_form form);
void ma_write_style(struct ma_writer *writer, enum ma_style style);
/* The words of PHRASE: in a report that is not in full, the short ones. */
const char *ma_depth_phrase(const struct ma_writer *writer, enum ma_phrase_id phrase);
/* A line of its own: PHRASE with its values, wrapped, at INDENT. */
void ma_write_phrase(struct ma_writer *writer, size_t indent, enum ma_phrase_id phrase,
		     const struct ma_argument *arguments, size_t count);
/* The heading of a section, with the word for SEVERITY. */
void ma_write_heading(struct ma_writer *writer, enum ma_phrase_id name, enum ma_phrase_id state);
/* What is said of a section whose gravest finding is as grave as that. */
enum ma_phrase_id ma_state_phrase(enum mailauth_severity severity);
/* The mark of SEVERITY at the margin; what follows is at twice the margin. */
void ma_write_mark(struct ma_writer *writer, enum mailauth_severity severity);
/* Adds to WORDS, which are at INDENT, what to do about FINDING, and ends them: what is to be pasted
 * is below, on a line of its own and whole. */
void ma_write_advice(struct ma_writer *writer, size_t indent,
		     const struct mailauth_finding *finding, struct ma_buffer *words);
/* The same without a label before it. */
void ma_write_steps(struct ma_writer *writer, size_t indent,
		    const struct mailauth_finding *finding);
/* Whether the advice on FINDING, whose text others publish, is that which was written last. */
bool ma_text_repeats(const struct ma_writer *writer, const struct mailauth_finding *finding);
/* Whether FINDING is one whose advice is to be written next to the verdict: the verdict says it,
 * and no record to publish sets it right. */
bool ma_text_is_to_do(const struct mailauth_report *report, const struct mailauth_finding *finding,
		      enum mailauth_language language);
/* Whether the records that say that there is no mail are shown on request. */
bool ma_text_leads_to_closing(const struct mailauth_report *report);
/* What to do about what the verdict says. */
void ma_write_to_do(struct ma_writer *writer);
/* The records of which one has to be chosen. */
void ma_write_choices(struct ma_writer *writer);
/* A value on a line of its own, which is never broken. */
void ma_write_value(struct ma_writer *writer, struct ma_text value);
/* What FINDING says, what to do, and its id. */
void ma_write_finding(struct ma_writer *writer, const struct mailauth_finding *finding);
/* The section about signing keys. */
void ma_text_dkim(struct ma_writer *writer);
/* A record at INDENT, after its LABEL, with carets under the bytes that findings point at. */
void ma_write_record(struct ma_writer *writer, size_t indent, struct ma_text label,
		     struct ma_text name, struct ma_text record);
/* A line with TERM at INDENT and NOTE at COLUMN, or after it, or below it where the width does not
 * hold both; "" is not a note. */
void ma_write_term(struct ma_writer *writer, size_t indent, struct ma_text term, size_t column,
		   const char *note, enum ma_style style);
/* The findings of a section, the gravest first. */
void ma_write_findings(struct ma_writer *writer, enum mailauth_section section);
/* The lookups that were counted against the limits of RFC 7208 4.6.4. */
void ma_write_counts(struct ma_writer *writer, size_t indent, unsigned lookups, unsigned voids);
/* The tree of a record: what each term costs, and where it leads. */
void ma_write_tree(struct ma_writer *writer, const struct ma_spf_tree *tree);
/* "3 lookups, 1 in vain; leads nowhere", and whose it is, as much of it as there is to say. */
void ma_words_branch(const struct ma_writer *writer, struct ma_buffer *note,
		     const struct ma_spf_branch *branch);
/* The way that a sender's evaluation took. */
void ma_write_trail(struct ma_writer *writer, const struct mailauth_sender *sender);
/* All keys of a report, into the open object. */
void ma_json_report(struct ma_json *json, const struct mailauth_report *report,
		    enum mailauth_language language, bool queries);
/* The key "dkim". */
/* What the zone's name server at INDEX said, if it was asked itself. */
/* To whom the zone is delegated, and how a zone file compares; nothing where that was not asked
 * for.
 */
void ma_json_delegation(struct ma_json *json, const struct mailauth_report *report);
void ma_json_server(struct ma_json *json, const struct mailauth_report *report, size_t index);
void ma_json_hosts(struct ma_json *json, const struct mailauth_report *report);
void ma_json_blocklists(struct ma_json *json, const struct mailauth_report *report);
void ma_json_message(struct ma_json *json, const struct mailauth_report *report);
void ma_json_dkim(struct ma_json *json, const struct mailauth_report *report);
/* The keys "who", "holder", "where", "screen" and "wait_seconds". */
void ma_json_remedy(struct ma_json *json, const struct ma_remedy *remedy,
		    enum mailauth_language language);
/* KEY with the name of COMPANY, or null. */
void ma_json_company(struct ma_json *json, const char *key, const struct ma_provider *company,
		     enum mailauth_language language);
/* The key "holder". */
void ma_json_holder(struct ma_json *json, const struct ma_holder *holder,
		    enum mailauth_language language);
/* The key "costs", where a person has to choose what of a record has to go. */
void ma_json_costs(struct ma_json *json, const struct mailauth_report *report,
		   enum mailauth_language language);
/* The key "verdict". */
void ma_json_verdict(struct ma_json *json, const struct mailauth_report *report,
		     enum mailauth_language language);
/* DMARC: the record, what it comes to, and where it was looked for. */
void ma_text_dmarc(struct ma_writer *writer);
/* The key "dmarc", and what the key "verdict" has of it. */
void ma_json_dmarc(struct ma_json *json, const struct mailauth_report *report);
void ma_json_spoofable(struct ma_json *json, const struct mailauth_report *report);
/* The keys "assumed" and "changes", where something was assumed. */
void ma_json_fixes(struct ma_json *json, const struct mailauth_report *report,
		   enum mailauth_language language);
void ma_json_assumed(struct ma_json *json, const struct mailauth_report *report);
void ma_json_changes(struct ma_json *json, const struct mailauth_report *report);
/* What receivers ask for: a line with what is not met, and all of it; nothing where there are no
 * receivers. */
void ma_write_receivers(struct ma_writer *writer);
void ma_text_receivers(struct ma_writer *writer);
/* The key "receivers". */
void ma_json_receivers(struct ma_json *json, const struct mailauth_report *report,
		       enum mailauth_language language);
/* The key "queries". */
void ma_json_queries(struct ma_json *json, const struct mailauth_report *report);
/* By which of its names a sender is judged. */
const char *ma_identity_phrase(const struct ma_writer *writer, enum mailauth_identity identity);
const char *ma_result_phrase(const struct ma_writer *writer, enum mailauth_spf_result result);

#endif
