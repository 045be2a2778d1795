/* SPDX-License-Identifier: BSD-2-Clause */
/* See vault_support.h. */
#include "vault_support.h"

#include "crypto/random.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#define VAULT_MAP (64 << 20) /* bytes */


static void
keep_line(void *userdata, int level, const char *line)
{
    struct vault *vault = userdata;
    size_t len = strlen(vault->log);

    (void) level;
    if (len + strlen(line) + 2 < sizeof(vault->log)) {
        (void) snprintf(vault->log + len, sizeof(vault->log) - len, "%s\n",
                        line);
    }
}


/* In memory where that is to be had: a sync costs nothing there. */
int
vault_new(void **state)
{
    struct vault *vault = calloc(1, sizeof(*vault));

    if (vault == NULL) {
        return -1;
    }
    (void) snprintf(vault->dir, sizeof(vault->dir), "%s/gcis-vault-XXXXXX",
                    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(vault->dir) == NULL) {
        free(vault);
        return -1;
    }
    vault->options.dir = vault->dir;
    vault->options.map_size = VAULT_MAP;
    vault->options.projection_map_size = VAULT_MAP;
    vault->options.projection_max_age_s = 30;
    vault->options.logger = (struct logger){ keep_line, vault };
    *state = vault;

    return 0;
}


enum store_status
vault_open(struct vault *vault)
{
    return store_open(&vault->store, &vault->options, vault->error);
}


int
vault_open_new(void **state)
{
    struct change founding = change_of(EVENT_STORE_INIT);
    struct vault *vault;

    if (vault_new(state) != 0) {
        return -1;
    }
    vault = *state;
    if (store_create(&vault->options, &founding, vault->error) != STORE_OK
        || vault_open(vault) != STORE_OK)
    {
        fprintf(stderr, "%s\n", vault->error);
        return -1;
    }

    return 0;
}


static int
remove_one(const char *path, const struct stat *about, int type,
           struct FTW *walk)
{
    (void) about;
    (void) type;
    (void) walk;

    return remove(path);
}


void
vault_close(struct vault *vault)
{
    store_close(vault->store);
    vault->store = NULL;
}


int
vault_end(void **state)
{
    struct vault *vault = *state;

    vault_close(vault);
    (void) nftw(vault->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(vault);

    return 0;
}


void
vault_reopen(struct vault *vault)
{
    vault_close(vault);
    if (vault_open(vault) != STORE_OK) {
        fail_msg("%s", vault->error);
    }
}


void
vault_path(const struct vault *vault, const char *name, char ret[128])
{
    (void) snprintf(ret, 128, "%s/vault/%s", vault->dir, name);
}


struct change
change_of(enum event event)
{
    struct change change = { .at_s = 1000 };

    assert_true(random_bytes(change.id.bytes, ID_SIZE));
    assert_true(change_add_event(&change, event, RESULT_OK, REASON_NONE));

    return change;
}


struct key
key_of_text(const char *text)
{
    return key_of_span(span_str(text));
}


enum store_status
vault_write(struct vault *vault, const char *key, uint64_t version,
            const char *body, uint64_t *ret_seq)
{
    struct change change = change_of(EVENT_ACCOUNT_SET);
    struct key at = key_of_text(key);
    struct position position = { .seq = 0 };
    enum store_status status;

    assert_true(change_expect(&change, RECORD_ACTIVITY, &at, version));
    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str(body)));
    status = store_apply(vault->store, &change, &position);
    if (ret_seq != NULL) {
        *ret_seq = position.seq;
    }

    return status;
}


/* Without an expectation. */
void
vault_put(struct vault *vault, const char *key, const char *body)
{
    struct change change = change_of(EVENT_ACCOUNT_SET);
    struct key at = key_of_text(key);

    assert_true(change_write(&change, RECORD_ACTIVITY, &at, span_str(body)));
    assert_int_equal(store_apply(vault->store, &change, NULL), STORE_OK);
}


uint64_t
vault_seq(struct vault *vault)
{
    struct position head;

    assert_int_equal(store_position(vault->store, &head, NULL), STORE_OK);

    return head.seq;
}


void
vault_check(struct vault *vault)
{
    char words[STORE_ERROR_MAX];
    uint64_t n = 0;

    if (store_verify(vault->store, &n, words) != STORE_OK) {
        fail_msg("%s", words);
    }
    assert_int_equal(n, vault_seq(vault));
}


bool
log_has(const struct vault *vault, const char *words)
{
    return strstr(vault->log, words) != NULL;
}


void
hex_of(struct span bytes, char *ret)
{
    for (size_t i = 0; i < bytes.len; i++) {
        (void) snprintf(ret + 2 * i, 3, "%02x", bytes.data[i]);
    }
    ret[2 * bytes.len] = '\0';
}
