/* SPDX-License-Identifier: BSD-2-Clause */
/* See projection_site.h. */
#include "projection_site.h"

#include "crypto/random.h"
#include "store/codec.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PER_CHANGE 7 /* accounts: each has two records of a change's 16 */


static double
read_ns(clockid_t clock)
{
    struct timespec time = { 0 };

    (void) clock_gettime(clock, &time);
    return (double) time.tv_sec * 1e9 + (double) time.tv_nsec;
}


double
bench_wall_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}


double
bench_cpu_ns(void)
{
    return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}


void
bench_need(bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "bench: %s\n", what);
        exit(1);
    }
}


struct id
bench_id(unsigned number)
{
    struct id id = { { 0 } };
    uint64_t spread = (number + 1) * UINT64_C(0x9e3779b97f4a7c15);

    memcpy(id.bytes, &spread, sizeof(spread));
    memcpy(id.bytes + 8, &number, sizeof(number));
    return id;
}


struct bodies {
    uint8_t bytes[2 * PER_CHANGE][2048];
};


static void
add_account(struct change *change, struct bodies *bodies, unsigned number)
{
    struct account account = {
        .id = bench_id(number),
        .kind = KIND_CIVIL_SERVANT,
        .agency = 1,
        .state = STATE_ACTIVE,
        .epoch = 1,
    };
    struct grants grants = { .n = BENCH_GRANTS };
    size_t at = change->n_writes;
    struct byte_writer writer = byte_writer_of(bodies->bytes[at], 2048);
    struct key key = key_of_id(&account.id);

    (void) snprintf(account.name, sizeof(account.name), "user%u", number);
    (void) snprintf(account.mapped, sizeof(account.mapped), "user%u", number);
    (void) snprintf(account.full_name, sizeof(account.full_name),
                    "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e");
    encode_account(&writer, &account);
    bench_need(!writer.failed
                   && change_write(change, RECORD_ACCOUNT, &key,
                                   span_of(writer.data, writer.len)),
               "an account");

    for (uint16_t i = 0; i < BENCH_GRANTS; i++) {
        grants.items[i].application = (uint16_t) (i + 1);
        grants.items[i].role = (uint16_t) (i + 10);
    }
    writer = byte_writer_of(bodies->bytes[at + 1], 2048);
    encode_grants(&writer, &grants);
    bench_need(!writer.failed
                   && change_write(change, RECORD_GRANTS, &key,
                                   span_of(writer.data, writer.len)),
               "grants");
}


static struct change
new_change(void)
{
    struct change change = { .at_s = 1 };

    bench_need(random_bytes(change.id.bytes, ID_SIZE)
                   && change_add_event(&change, EVENT_ACCOUNT_ADD, RESULT_OK,
                                       REASON_NONE),
               "a change");
    return change;
}


static void
fill(struct bench_site *site)
{
    struct bodies *bodies = calloc(1, sizeof(*bodies));
    struct key kid = key_of_span(span_str(site->node_key.kid));
    struct change change = new_change();
    struct byte_writer writer;
    struct position position;

    bench_need(bodies != NULL, "memory");
    writer = byte_writer_of(bodies->bytes[0], 2048);
    encode_node_key(&writer, &site->node_key);
    bench_need(change_write(&change, RECORD_NODE_KEY, &kid,
                            span_of(writer.data, writer.len))
                   && store_apply(site->store, &change, &position)
                          == STORE_OK,
               "the key");
    for (unsigned i = 0; i < site->n_accounts;) {
        change = new_change();
        for (unsigned n = 0; n < PER_CHANGE && i < site->n_accounts; n++) {
            add_account(&change, bodies, i++);
        }
        bench_need(store_apply(site->store, &change, &position) == STORE_OK,
                   "a change could not be applied");
    }
    free(bodies);
}


static void
read_it(struct bench_site *site)
{
    const struct projection_options options = {
        .path = site->projection,
        .max_age_ms = 300000,
    };
    struct catalogue *catalogue;
    const char *why;

    site->reader = projection_reader_new(&options);
    bench_need(site->reader != NULL
                   && projection_catalogue(site->reader, &catalogue,
                                           site->store_id)
                          == PROJECTION_OK,
               "the projection cannot be read");
    catalogue_release(catalogue);
    site->env = projection_env_open(site->projection, 0, &why);
    bench_need(site->env != NULL, "the projection cannot be opened");
}


void
bench_site_new(struct bench_site *site, unsigned n_accounts)
{
    struct change founding = new_change();
    char error[STORE_ERROR_MAX] = "";
    struct store_options options;
    double began;

    *site = (struct bench_site){ .n_accounts = n_accounts };
    (void) snprintf(site->dir, sizeof(site->dir), "%s/gcis-bench-XXXXXX",
                    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    bench_need(mkdtemp(site->dir) != NULL, "no folder");
    (void) snprintf(site->projection, sizeof(site->projection),
                    "%s/projection", site->dir);
    site->key = sign_key_generate();
    bench_need(site->key != NULL
                   && sign_key_point(site->key, site->node_key.point),
               "no key");
    memcpy(site->node_key.kid, "node-1", sizeof("node-1"));

    options = (struct store_options){ .dir = site->dir,
                                      .projection_max_age_s = 300 };
    bench_need(store_create(&options, &founding, error) == STORE_OK
                   && store_open(&site->store, &options, error) == STORE_OK,
               error);
    fill(site);
    began = bench_wall_ns();
    bench_need(store_tick(site->store) >= 0, "no projection");
    site->build_ms = (bench_wall_ns() - began) / 1e6;
    read_it(site);
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
bench_site_end(struct bench_site *site)
{
    projection_env_release(site->env);
    projection_reader_free(site->reader);
    store_close(site->store);
    sign_key_free(site->key);
    (void) nftw(site->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}


void
bench_token(const struct bench_site *site, unsigned number,
            char ret_token[TOKEN_MAX + 1])
{
    struct token_claims claims = {
        .account = bench_id(number % site->n_accounts),
        .audience = BENCH_HOST,
        .evidence = {
            .method = METHOD_PASSWORD,
            .level = LEVEL_PASSWORD,
            .epoch = 1,
            .issued_s = 1000000,
            .auth_time_s = 1000000,
            .expires_s = 1000900,
        },
    };

    memcpy(claims.store_id, site->store_id, ID_SIZE);
    claims.evidence.session = bench_id(number + 7);
    bench_need(token_sign(site->key, site->node_key.kid, &claims, ret_token),
               "a token");
}
