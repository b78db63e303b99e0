/* What the files of this room share: names as keys, the entries of a file, zones and their set.
 *
 * SPDX-License-Identifier: MIT
 *
 * The room uses the public headers, ldns and libc alone, as an embedder would. */

#ifndef MA_RESOLVER_ZONES_H
#define MA_RESOLVER_ZONES_H

#include <mailauth/resolver.h>

#include <ldns/ldns.h>

enum {
	MA_ZONE_NAME_MAX = 255, /* octets on the wire (RFC 1035 2.3.4) */
	MA_ZONE_MESSAGE_MAX = 65535,
	MA_ZONE_ENTRY_MAX = 65000, /* ldns cuts silently what is over 65,535 */
};

/* --- Keys (zone_key.c) ---------------------------------------------------- */

/* A name to sort by: its labels from the root down, each after its length, folded, without
 * the root's own.  An ancestor's key is the beginning of its descendants' keys. */
struct ma_zonefile_key {
	const unsigned char *octets;
	size_t length;
};

/* Makes the key of a name in wire format, in OCTETS.  False if the name is malformed. */
bool ma_zonefile_key_read(unsigned char octets[MA_ZONE_NAME_MAX], const unsigned char *wire,
			  size_t length, struct ma_zonefile_key *key);
/* Writes the name back to WIRE; returns its length. */
size_t ma_zonefile_key_wire(struct ma_zonefile_key key, unsigned char wire[MA_ZONE_NAME_MAX]);
/* The canonical order of names (RFC 4034 6.1): a name comes right before all below it. */
int ma_zonefile_key_compare(struct ma_zonefile_key a, struct ma_zonefile_key b);
/* Whether KEY is ANCESTOR's or lies below it. */
bool ma_zonefile_key_is_within(struct ma_zonefile_key key, struct ma_zonefile_key ancestor);
/* The name in presentation format, without a dot at the end; NULL without memory. */
char *ma_zonefile_key_text(struct ma_zonefile_key key);

/* --- Entries (zone_entry.c) ----------------------------------------------- */

/* A walk over the bytes of a file. */
struct ma_zonefile_scan {
	const unsigned char *text;
	size_t length;
	size_t position;
	unsigned line; /* of the byte at .position */
	bool rewound;  /* an open parenthesis has cost a second look */
};

/* An entry of a file (RFC 1035 5.1): a record or a directive, without comments and line
 * ends, one space between the words. */
struct ma_zonefile_entry {
	char text[MA_ZONE_ENTRY_MAX + 1]; /* NUL-terminated */
	size_t length;
	unsigned line;	   /* where it begins */
	bool blank;	   /* begins with a blank: its owner is the one before */
	bool inner_quotes; /* there is a quotation mark inside a word */
	const char *fault; /* NULL if it is whole */
	unsigned fault_line;
};

void ma_zonefile_scan_begin(struct ma_zonefile_scan *scan, const void *text, size_t length);
/* Reads the next entry.  False after the last one. */
bool ma_zonefile_scan_entry(struct ma_zonefile_scan *scan, struct ma_zonefile_entry *entry);

/* --- Zones ---------------------------------------------------------------- */

struct ma_zonefile_record {
	struct ma_zonefile_key key;
	const unsigned char *rdata; /* in wire format, names uncompressed */
	uint16_t length;
	uint16_t type;
	uint32_t ttl;
	unsigned line;
	bool unread;		/* what its data is, is not known (zone_data.c) */
	unsigned char octets[]; /* of the key and of the rdata */
};

struct ma_zonefile {
	char *apex;
	const struct ma_zonefile_record *soa;
	struct ma_zonefile_record **records; /* by name, type and rdata, no two alike */
	size_t count;
};

struct ma_zonefile_fault {
	int kind;
	unsigned line;
	char *file;
	char *detail;
};

struct mailauth_zones {
	struct ma_zonefile **zones; /* by apex */
	size_t count;
	struct ma_zonefile_fault *faults;
	size_t fault_count;
	size_t first_fault; /* of the file that is being read */
};

/* Room after COUNT items of SIZE for one more, in what realloc() returns; NULL without
 * memory, and ITEMS then stay. */
void *ma_zonefile_grow(void *items, size_t count, size_t size);
void ma_zonefile_free(struct ma_zonefile *zone);
/* The zone of ZONES with the longest apex that holds KEY, or NULL. */
const struct ma_zonefile *ma_zones_find(const struct mailauth_zones *zones,
					struct ma_zonefile_key key);
/* Takes ZONE over, or notes that it is there already.  0 or MAILAUTH_ENOMEM. */
int ma_zones_add(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file);

/* Notes a fault.  The detail is WORDS, and after a colon ABOUT, if that is not NULL.
 * 0 or MAILAUTH_ENOMEM. */
int ma_zones_fault(struct mailauth_zones *zones, const char *file, unsigned line, int kind,
		   const char *words, const char *about);
/* Puts the faults of the file being read in the order of lines; what is about the file as a
 * whole comes first. */
void ma_zones_sort_faults(struct mailauth_zones *zones);
/* Forgets the faults from the index FROM on. */
void ma_zones_drop_faults(struct mailauth_zones *zones, size_t from);

/* Reads the records in TEXT into ZONE, and notes their faults (zone_file.c).  Names are below
 * ORIGIN until the text says otherwise; NULL stands for no origin.  0 or MAILAUTH_ENOMEM. */
int ma_zonefile_read(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file,
		     const void *text, size_t length, const ldns_rdf *origin);
/* Sorts the records, names the zone, and notes the faults that it has as a whole
 * (zone_check.c).  0 or MAILAUTH_ENOMEM. */
int ma_zonefile_check(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file);

/* --- Data (rdata.c) -------------------------------------------------------- */

/* The data of a record in wire format, names uncompressed. */
struct ma_zonefile_rdata {
	unsigned char octets[MA_ZONE_MESSAGE_MAX];
	size_t length;
};

bool ma_zonefile_rdata_is_text(ldns_rdf_type field);
bool ma_zonefile_rdata_has_strings(ldns_rr_type type);
/* Whether data of TYPE can be read at all. */
bool ma_zonefile_rdata_can_read(ldns_rr_type type);
/* Reads what TEXT, an entry's words, says; names are below ORIGIN.  LDNS_STATUS_MEM_ERR, or what is
 * wrong.  TEXT is left as it was. */
ldns_status ma_zonefile_rdata_read(ldns_rr_type type, char *text, const ldns_rdf *origin,
				   struct ma_zonefile_rdata *rdata);
/* How many of OCTETS, of which there is one at least, are a field of a kind; 0 if it has no room.
 */
size_t ma_zonefile_rdata_field(ldns_rdf_type field, const unsigned char *octets, size_t length);

/* --- The reader (zone_file.c, zone_data.c; zone_reader.c) ------------------ */

struct ma_zonefile_reader {
	struct mailauth_zones *zones;
	struct ma_zonefile *zone;
	const char *file;
	struct ma_zonefile_scan scan;
	struct ma_zonefile_entry entry;
	ldns_rdf *origin;
	ldns_rdf *owner;      /* of the entry, or of the one before it; NULL if unknown */
	uint32_t default_ttl; /* of $TTL (RFC 2308 4), else what was said last (RFC 1035 5.1) */
	bool ttl_directive;
	bool faulty_owner;
	bool origin_missed;
	bool wide_space; /* in the entry, outside quotes */
	unsigned soas;
	struct ma_zonefile_rdata rdata; /* of the record */
	int status;			/* 0 or MAILAUTH_ENOMEM */
};

/* What is before the data of a record, and the data's text. */
struct ma_zonefile_heading {
	const char *type_word;
	ldns_rr_type type;
	uint32_t ttl;
	char *rest;
};

/* Note a fault of the entry, one of syntax, or that memory ran out; false, always. */
bool ma_zonefile_reader_fault(struct ma_zonefile_reader *reader, int kind, const char *words,
			      const char *about);
bool ma_zonefile_reader_refuse(struct ma_zonefile_reader *reader, const char *words,
			       const char *about);
bool ma_zonefile_reader_no_memory(struct ma_zonefile_reader *reader);
/* Reads a name that WORD writes (RFC 1035 5.1).  NULL with a fault noted. */
ldns_rdf *ma_zonefile_reader_name(struct ma_zonefile_reader *reader, const char *word);
/* Whether NAME in wire format, which ldns made of WORD, can be used; notes a fault if not. */
bool ma_zonefile_reader_accepts(struct ma_zonefile_reader *reader, const unsigned char *name,
				size_t length, const char *word);
/* What stands for the origin while there is none, so that names which need it are found out;
 * NULL without memory. */
ldns_rdf *ma_zonefile_no_origin(void);
/* Reads the data, and adds the record to the zone.  False with a fault noted. */
bool ma_zonefile_reader_data(struct ma_zonefile_reader *reader,
			     const struct ma_zonefile_heading *heading);

/* Cuts the first word off TEXT.  Empty at the end. */
char *ma_zonefile_next_word(char **text);
/* Reads seconds, or a sum such as 1h30m.  False if it is none, or over 31 bits. */
bool ma_zonefile_read_ttl(const char *word, uint32_t *ttl);

/* --- Packets (zone_packet.c) ---------------------------------------------- */

/* A DNS message that is being written.  Failures are sticky. */
struct ma_zonefile_packet {
	unsigned char *data;
	size_t length;
	size_t size;
	bool no_memory;
	bool full; /* it would be over 65,535 octets */
};

/* Begins an authoritative answer to the question for the NAME in wire format. */
void ma_zonefile_packet_begin(struct ma_zonefile_packet *packet, const unsigned char *name,
			      size_t length, uint16_t type);
/* Adds RECORD to the answer section, as NAME's. */
void ma_zonefile_packet_answer(struct ma_zonefile_packet *packet, const unsigned char *name,
			       size_t length, const struct ma_zonefile_record *record);
/* Adds RECORD to the additional section, if there is room. */
void ma_zonefile_packet_add(struct ma_zonefile_packet *packet, const unsigned char *name,
			    size_t length, const struct ma_zonefile_record *record);
/* Says that there is no such record or, with DENIED, no such name: adds the SOA of ZONE, unless
 * that is NULL. */
void ma_zonefile_packet_deny(struct ma_zonefile_packet *packet, const struct ma_zonefile *zone,
			     bool denied);
/* Makes a message that is too large a server failure.  0 or MAILAUTH_ENOMEM. */
int ma_zonefile_packet_end(struct ma_zonefile_packet *packet);

#endif
