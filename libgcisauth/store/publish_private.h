/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The publisher as its own files see it: the writer's environment with its two
 * pins, what is published, and one commit in the making.
 */
#ifndef GCIS_STORE_PUBLISH_PRIVATE_H
#define GCIS_STORE_PUBLISH_PRIVATE_H

#include "store/catalogue.h"
#include "store/projection_source.h"
#include "store/publish.h"

#define PUBLISH_NEW PROJECTION_DATA ".new" /* while it is built */
#define PUBLISH_BEAT_MS 1000        /* half of what readers count with */
#define PUBLISH_RENAME_WAIT_MS 250  /* until no reader has the old file */
#define PUBLISH_OLD_BEAT_MS 300000  /* older: no reader believes it */
#define PUBLISH_REBUILD_PAUSE_MS 2000 /* after one that failed */
#define PUBLISH_META_SIZE 24        /* bytes of a meta page that never change */

struct publisher {
    struct store *store;
    struct store_options options;
    char *path; /* DIR/projection */
    uint8_t boot_id[BOOT_ID_SIZE];

    pthread_mutex_t lock; /* of all that follows */
    int owner_fd;         /* the lock on the folder; -1: not taken */
    struct published published;
    struct projection_source source;
    struct position position; /* as followed */

    dev_t device;
    ino_t inode;
    off_t file_size;
    uint8_t meta[2][PUBLISH_META_SIZE];
    MDB_txn *pins[2];
    unsigned older_pin;
    int64_t pinned_ms; /* monotonic: when the younger one was renewed */

    bool damaged;            /* to be built anew */
    int64_t rebuild_not_before_ms; /* monotonic */
    struct key scrubbed;     /* the account that was looked at last */
    struct account_set *set; /* room for one account as it is read */
};

/* One commit in the making, in the writer's environment or in a new file. */
struct publishing {
    struct publisher *publisher;
    MDB_dbi dbi;
    MDB_txn *txn;
    struct beat beat;            /* as it will be */
    struct catalogue *catalogue; /* NULL: as before */
    int rc;                      /* of LMDB, the first that failed */
};

int64_t publish_monotonic_ms(void);

/* publish_env.c */
/* Takes the folder and judges what is kept in it; the data file, which is
 * replaced, only at the start. */
enum store_status publish_folder(struct publisher *publisher, bool at_start,
                                 char error[STORE_ERROR_MAX]) MUST_CHECK;
enum store_status publish_env_open(struct publisher *publisher,
                                   char error[STORE_ERROR_MAX]) MUST_CHECK;
void publish_env_close(struct publisher *publisher);
bool publish_file_is_ours(const struct publisher *publisher) MUST_CHECK;
void publish_renew_pin(struct publisher *publisher, int64_t now_ms);
/* Keeps bytes behind the last page: a short file is a damaged one. */
bool publish_keep_slack(MDB_env *env, off_t *size) MUST_CHECK;
/* Until the file is cut, and what only a stray write changes. */
bool publish_read_meta(MDB_env *env, uint8_t ret[2][PUBLISH_META_SIZE])
    MUST_CHECK;

/* publish_commit.c */
void publish_reach(struct beat *beat, const struct position *reached,
                   uint64_t projecting_seq);
int publish_put(struct publishing *publishing,
                const struct projected_key *key, struct span value,
                unsigned flags) MUST_CHECK;
int publish_account(struct publishing *publishing,
                    const struct account_view *view, unsigned flags)
    MUST_CHECK;
int publish_catalogue(struct publishing *publishing) MUST_CHECK;
/* Writes the beat and commits; aborts on failure. */
int publish_commit(struct publishing *publishing) MUST_CHECK;
void publish_abort(struct publishing *publishing);
enum store_status publish_status(struct publisher *publisher, int rc)
    MUST_CHECK;

/* publish_build.c: builds anew, renames over, opens, waits. */
enum store_status publish_build(struct publisher *publisher,
                                char error[STORE_ERROR_MAX]) MUST_CHECK;

/* publish_follow.c: what the vault's log has since the position. */
enum store_status publish_follow(struct publisher *publisher, bool beat_is_due)
    MUST_CHECK;

/* publish_scrub.c: looks at some records; false where one is damaged. */
bool publish_scrub(struct publisher *publisher) MUST_CHECK;

#endif
