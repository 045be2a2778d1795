/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an engine of the vault does, in a dozen primitives: one snapshot to
 * read from, one transaction that holds the head to write in.  It sees bytes
 * (kind, key, version, body) and no meaning.  Comparing versions, numbering,
 * chaining and batching are common code above (batch.c), so that every engine
 * refuses the same changes.
 */
#ifndef GCIS_STORE_BACKEND_H
#define GCIS_STORE_BACKEND_H

#include "store/store.h"

#define HEAD_SCHEMA 1 /* of the bodies that are written */

/* The one record under whose lock numbers are given. */
struct head {
    uint8_t store_id[ID_SIZE];
    uint64_t seq;
    uint8_t chain[32];
    int64_t at_s;
    uint32_t schema;
    uint64_t projecting_seq; /* of the last change that projects */
};

/* A record inside a snapshot: the body is borrowed until the view ends. */
struct row {
    enum record_kind kind;
    struct key key;
    uint64_t version;
    struct span body;
};

/* An entry of the log; `encoded` is borrowed until the view ends. */
struct log_entry {
    uint64_t seq;
    uint8_t chain[32];
    struct span encoded;
};

/* They return false to stop. */
typedef bool row_sink(void *state, const struct row *row);
typedef bool entry_sink(void *state, const struct log_entry *entry);

/* A key whose version is asked in a write transaction. */
struct wanted {
    enum record_kind kind;
    const struct key *key;
    enum store_status status; /* STORE_OK, also for an absent one */
    uint64_t version;
};

/* What one commit writes: in order, later over earlier. */
struct batch_write {
    enum record_kind kind;
    const struct key *key;
    uint64_t version;
    struct span body; /* empty: remove */
};

struct batch_entry {
    uint64_t seq;
    const struct change *change;
    uint8_t chain[32];
    struct span encoded;
};

struct commit {
    struct head head; /* as it is afterwards */
    size_t n_writes;
    const struct batch_write *writes;
    size_t n_entries;
    const struct batch_entry *entries;
};

struct engine_state; /* the engine's own */
struct view;         /* one snapshot */

struct store_backend {
    /* With `create`, makes what is not there; STORE_AWAY without a head. */
    enum store_status (*open)(const struct store_options *options,
                              bool create, char error[STORE_ERROR_MAX],
                              struct engine_state **ret_state);
    void (*close)(struct engine_state *state);
    enum store_status (*sizes)(struct engine_state *state,
                               uint64_t *ret_used, uint64_t *ret_map);

    /* STORE_ABSENT where no head is yet. */
    enum store_status (*view_begin)(struct engine_state *state,
                                    struct view **ret_view,
                                    struct head *ret_head);
    void (*view_end)(struct view *view);
    /* STORE_ABSENT where there is none, STORE_BROKEN where it is damaged. */
    enum store_status (*view_read)(struct view *view, enum record_kind kind,
                                   const struct key *key,
                                   struct row *ret_row);
    /*
     * Of `kind`, beginning with `prefix`, past `after`; RECORD_NONE with
     * neither: all there are, in order of kind and key.
     */
    enum store_status (*view_walk)(struct view *view, const struct scan *scan,
                                   row_sink *sink, void *sink_state);
    /* From `seq` on, up or down. */
    enum store_status (*view_log)(struct view *view, uint64_t seq,
                                  bool backwards, entry_sink *sink,
                                  void *sink_state);

    /* STORE_ABSENT where no head is yet: the transaction stands. */
    enum store_status (*write_begin)(struct engine_state *state,
                                     struct head *ret_head);
    void (*write_versions)(struct engine_state *state, struct wanted *wanted,
                           size_t n_wanted);
    /* Durable when it returns STORE_OK; ended in any case. */
    enum store_status (*write_commit)(struct engine_state *state,
                                      const struct commit *commit);
    void (*write_abort)(struct engine_state *state);
};

extern const struct store_backend store_lmdb;

/* Writes the words into `error` and returns the status. */
enum store_status store_refuse(char error[STORE_ERROR_MAX],
                               enum store_status status, const char *format,
                               ...) PRINTF(3, 4);

#endif
