/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vault as a numbered, chained log of changes and the records it leads to
 * (SCALE.md, FORMATS.md).  Owned plain structs go in and come out; no
 * transaction, cursor or pointer into a map ever leaves.  All functions are
 * thread-safe; no transaction is open when they return.
 */
#ifndef GCIS_STORE_STORE_H
#define GCIS_STORE_STORE_H

#include "base/clock.h"
#include "base/log.h"
#include "model/catalogue.h"
#include "model/change.h"

#define STORE_BATCH_MAX 64 /* changes of one commit */

enum store_status {
    STORE_BROKEN, /* damaged, or a system call failed: never a yes */
    STORE_AWAY,   /* no store here, or in use by another engine */
    STORE_BUSY,
    STORE_ABSENT, /* no such record */
    STORE_CONFLICT, /* an expectation did not hold: read again */
    STORE_FORKED,
    STORE_TRIMMED,
    STORE_FULL,   /* the map or the disk: nothing was changed */
    STORE_OK,
};

struct store;

struct store_options {
    const char *dir; /* DIR of lmdb:DIR: DIR/vault, DIR/projection */
    int64_t map_size;            /* bytes, vault; 0: default */
    int64_t projection_map_size; /* bytes; 0: default */
    /* How long passwords of [0] staff and [1] members are good; 0: for ever.
     * The projection holds when each expires. */
    int64_t password_max_age_s[2];
    int64_t projection_max_age_s; /* what the beat promises to readers */
    struct clock clock;
    struct logger logger;
};

struct position {
    uint8_t store_id[ID_SIZE];
    uint64_t seq;
    uint8_t chain[32];
};

/* Words for a person: what was wrong with the last open or create. */
#define STORE_ERROR_MAX 512 /* bytes with the NUL */

/* Is there nothing that store_open() could open?  A folder that was made for
 * it, and is empty, is none. */
bool store_is_absent(const char *dir) MUST_CHECK;

/*
 * STORE_AWAY where there is no store, or another process has it (`error`
 * names it); STORE_BROKEN where it is damaged, of wrong owner or mode, on a
 * network file system, of another format.  Takes vault/owner.  A store that
 * this process has open already is the same one, counted, with the options of
 * the first.
 */
enum store_status store_open(struct store **ret_store,
                             const struct store_options *options,
                             char error[STORE_ERROR_MAX]) MUST_CHECK;
void store_close(struct store *store);

/*
 * Makes the folders with their modes and an empty log with a new store id,
 * and applies `founding` as change 1.  STORE_CONFLICT where a store is there.
 */
enum store_status store_create(const struct store_options *options,
                               const struct change *founding,
                               char error[STORE_ERROR_MAX]) MUST_CHECK;

/* `ret_at_s` (may be NULL): when the last change was. */
enum store_status store_position(struct store *store,
                                 struct position *ret_head,
                                 int64_t *ret_at_s) MUST_CHECK;

/* The body of a record, copied out. */
struct record {
    uint64_t version;
    enum record_kind kind;
    struct key key;
    size_t body_len;
    uint8_t body[BODY_MAX];
};

enum store_status store_read(struct store *store, enum record_kind kind,
                             const struct key *key,
                             struct record *ret_record) MUST_CHECK;

enum account_key {
    ACCOUNT_BY_ID,   /* 16 bytes */
    ACCOUNT_BY_NAME, /* mapped */
};

/*
 * Index record, then account, credentials, grants, activity, in one snapshot.
 * An absent part is zero with version 0; STORE_ABSENT without an account (the
 * set is then zeroed).
 */
enum store_status store_read_account(struct store *store, enum account_key by,
                                     struct span key,
                                     struct account_set *ret_set) MUST_CHECK;

enum store_status store_read_session(struct store *store,
                                     const struct id *account,
                                     const struct id *session,
                                     struct session *ret_session) MUST_CHECK;

/* Records of one kind whose key begins with `prefix`, in order of key, from
 * the one after `after` on (empty: the first).  The visitor returns false to
 * stop.  Each call of the visitor has the record copied out; the scan holds
 * no transaction while it runs. */
struct scan {
    enum record_kind kind;
    struct key prefix;
    struct key after;
};
typedef bool record_visitor(void *state, const struct record *record);
enum store_status store_scan(struct store *store, const struct scan *scan,
                             record_visitor *visit, void *state) MUST_CHECK;

/*
 * Applies the change: compares versions, numbers, chains, commits durably; if
 * it projects, the projection holds it when this returns.  The first caller
 * commits for those who wait.  STORE_CONFLICT: nothing of this change was
 * written.  `at_s` in the log is max(change->at_s, at_s of the head).  A
 * change with `once` that is there already is answered with where it stands.
 * A change without an event, or one that names a record twice, is
 * STORE_BROKEN, and so is one that is in the log while the projection could
 * not follow: not a yes.  `ret_position` may be NULL.
 */
enum store_status store_apply(struct store *store,
                              const struct change *change,
                              struct position *ret_position) MUST_CHECK;

/*
 * A commit failed, and not for want of space: memory and disk may differ.
 * Changes are refused from then on; the process should end and start again
 * (SECURITY B13).
 */
bool store_has_failed(struct store *store) MUST_CHECK;

/* The log from from_seq on; the visitor returns false to stop. */
typedef bool change_visitor(void *state, const struct logged_change *change);
enum store_status store_audit(struct store *store, uint64_t from_seq,
                              change_visitor *visit, void *state) MUST_CHECK;
/* The last changes first; from_seq 0: from the head. */
enum store_status store_audit_back(struct store *store, uint64_t from_seq,
                                   change_visitor *visit, void *state)
    MUST_CHECK;

/*
 * Walks the whole log: gaps, doubled numbers, each chain value, and that every
 * record is as the last change that touched it says.  `ret_words` says what is
 * wrong first, with its number.  STORE_BROKEN on any difference.
 */
enum store_status store_verify(struct store *store, uint64_t *ret_n_changes,
                               char words[STORE_ERROR_MAX]) MUST_CHECK;
/* Does change `seq` have this chain value?  For checkpoints kept elsewhere. */
enum store_status store_chain_at(struct store *store, uint64_t seq,
                                 uint8_t ret_chain[32]) MUST_CHECK;

/*
 * What the projecting changes after `after` touched, each record as it is now:
 * the log, then the records, in one snapshot.  STORE_FORKED where `after` is
 * not a position of this store.  The sink runs inside the snapshot and must
 * not wait; it returns false to stop (then STORE_BROKEN).
 */
struct follow_sink {
    bool (*touched)(void *state, enum record_kind kind, const struct key *key,
                    const struct record *record /* NULL: removed */);
    void *state;
};
enum store_status store_follow(struct store *store,
                               const struct position *after,
                               const struct follow_sink *sink,
                               struct position *ret_reached) MUST_CHECK;
/*
 * Every record, in order of kind and key, in one snapshot, held while the
 * visitor runs; it returns false to stop (then STORE_BROKEN).
 */
enum store_status store_dump(struct store *store, record_visitor *visit,
                             void *state, struct position *ret_position)
    MUST_CHECK;
/* SHA-256 over the dump. */
enum store_status store_digest(struct store *store, uint8_t ret_digest[32],
                               struct position *ret_position) MUST_CHECK;

/*
 * The catalogue as of the vault's head: counted, immutable, shared.  Rebuilt
 * when a change touched it.  catalogue_release() gives it back.
 */
enum store_status store_catalogue(struct store *store,
                                  struct catalogue **ret_catalogue)
    MUST_CHECK;

/* Sizes for `status`: bytes used and of the map. */
struct store_sizes {
    uint64_t vault_used, vault_map, projection_used, projection_map;
};
enum store_status store_sizes(struct store *store, struct store_sizes *ret)
    MUST_CHECK;

/*
 * The projection of this store.  store_tick() opens it where it is not open
 * yet, renews the older pin each GRACE and writes the beat; returns the
 * milliseconds until it wants to be called again, or -1 where it failed.
 * store_projected_seq() is the last projecting change that it holds.
 */
int64_t store_tick(struct store *store) MUST_CHECK;
enum store_status store_projected_seq(struct store *store,
                                      uint64_t *ret_seq) MUST_CHECK;
/* The last change up to `seq` that projects; 0: none.  For the publisher. */
enum store_status store_projecting_seq(struct store *store, uint64_t seq,
                                       uint64_t *ret_seq) MUST_CHECK;
/*
 * For projection_reader_of_store(): opens the projection where it is not open
 * yet.  The source lives as long as the store.
 */
struct projection_source;
enum store_status store_projection_source(
    struct store *store, const struct projection_source **ret_source)
    MUST_CHECK;

#endif
