/* A message as bytes: its lines, its header.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_READER_H
#define MA_MESSAGE_READER_H

#include "../signature/hasher.h"
#include "../signature/signature.h"

enum {
	MA_HEADER_MAX = 1 << 20, /* octets; a longer one is cut */
	MA_SIGNATURES_MAX = 30,	 /* that are judged */
	MA_PIECE = 4096,
};

struct mailauth_message {
	struct ma_arena arena;
	bool keep;
	enum {
		MA_IN_HEADER,
		MA_IN_BODY,
		MA_ENDED,
	} state;
	/* Lines. */
	struct ma_line_facts lines;
	bool line_ends_known;
	unsigned char last;
	size_t line;	/* octets of the one that is read */
	bool ends_bare; /* the last line ended in LF alone, and is not ended by that */
	unsigned char piece[MA_PIECE];
	size_t piece_length;
	/* The header. */
	struct ma_buffer header;
	size_t line_from; /* in it */
	bool mbox;
	struct ma_fields fields;
	struct ma_signature *signatures;
	size_t signature_count;
	size_t border; /* the index of the Received field where it came in; 0 if it is not known */
	bool border_known;
	const char *from, *from_domain, *return_path, *received_ip, *received_helo;
	struct ma_handler handlers[MA_HANDLERS_MAX];
	size_t handler_count;
	const struct ma_note *notes[MA_NOTES_MAX];
	size_t note_count;
	/* The body. */
	struct ma_hasher *hasher;
	struct ma_buffer body; /* if it is kept */
};

/* Makes CRLF of the ends of lines, whatever they are, and hands pieces on. */
void ma_lines_take(struct mailauth_message *message, const unsigned char *data, size_t length);
void ma_lines_flush(struct mailauth_message *message);
/* There are no more bytes. */
void ma_lines_end(struct mailauth_message *message);
/* Takes a piece of the message in which lines end in CRLF. */
void ma_header_take(struct mailauth_message *message, const unsigned char *data, size_t length);
/* The header is complete: reads its fields. */
void ma_header_end(struct mailauth_message *message);
/* The length of the name of the field that LINE begins; 0 if it begins none. */
size_t ma_field_name(struct ma_text line);
size_t ma_fields_count(const struct ma_fields *fields, const char *name);
/* Divides HEADER into its fields. */
void ma_fields_read(struct ma_arena *arena, struct ma_text header, struct ma_fields *fields);
/* The envelope as Return-Path and Received say it, and the visible From. */
void ma_trace_read(struct mailauth_message *message);
/* Who handled it, and what receivers noted in it. */
void ma_handlers_read(struct mailauth_message *message);
void ma_notes_read(struct mailauth_message *message);

#endif
