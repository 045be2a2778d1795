/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups and tokens beside their baselines, interleaved in rounds; medians.
 * Knows how to measure; what a site is stands in projection_site.c.
 */
#include "projection_site.h"

#include "crypto/digest.h"

#include <stdio.h>

#define ROUNDS 15
#define N_TOKENS 500
#define NOW_S 1000001

struct bench {
    struct bench_site site;
    MDB_txn *txn;
    struct token_cache *cache;
    struct token_cache *empty; /* but for the tokens met since */
    unsigned n_met;
    struct verify_key *verify;
    unsigned at; /* which account or token is next */
    char (*tokens)[TOKEN_MAX + 1];
    struct token_parts parts; /* of the first */
};


static unsigned
next_account(struct bench *bench)
{
    bench->at = bench->at * 1664525u + 1013904223u;
    return (bench->at >> 8) % bench->site.n_accounts;
}


/* A transaction renewed, one get, decoded, reset: no guard. */
static void
get_bare(struct bench *bench, unsigned number)
{
    const struct id id = bench_id(number);
    const struct projected_key key = projected_key_of_account(&id);
    struct account_view view;
    struct span value;

    bench_need(mdb_txn_renew(bench->txn) == MDB_SUCCESS
                   && projection_get(bench->txn, bench->site.env->dbi, &key,
                                     &value)
                          == MDB_SUCCESS
                   && decode_account_view(value, &id, &view),
               "a bare get");
    mdb_txn_reset(bench->txn);
}


static void
look_up(struct bench *bench, unsigned number)
{
    const struct id id = bench_id(number);
    struct projected projected;

    bench_need(projection_lookup(bench->site.reader, &id, 0, &projected)
                   == PROJECTION_OK,
               "a look-up");
    catalogue_release(projected.catalogue);
}


static void
bare_hot(struct bench *bench)
{
    get_bare(bench, 17);
}


static void
guarded_hot(struct bench *bench)
{
    look_up(bench, 17);
}


static void
bare_spread(struct bench *bench)
{
    get_bare(bench, next_account(bench));
}


static void
guarded_spread(struct bench *bench)
{
    look_up(bench, next_account(bench));
}


static void
verify_token(struct bench *bench, unsigned number)
{
    const struct token_limits limits = { .lifetime_s = 36000 };
    struct token_verdict verdict;

    bench_need(token_verify(bench->cache, bench->site.reader,
                            span_str(bench->tokens[number]), BENCH_HOST,
                            NOW_S, limits, &verdict)
                   == TOKEN_GOOD,
               "a token");
    token_verdict_wipe(&verdict);
}


static void
signature(struct bench *bench)
{
    bench_need(verify_signature(bench->verify, bench->parts.message,
                                bench->parts.signature),
               "a signature");
}


static void
first_sight(struct bench *bench)
{
    struct token_cache *kept = bench->cache;

    if (bench->n_met == 0) {
        token_cache_free(bench->empty);
        bench->empty = token_cache_new();
        bench_need(bench->empty != NULL, "a cache");
    }
    bench->cache = bench->empty;
    verify_token(bench, bench->n_met);
    bench->n_met = (bench->n_met + 1) % N_TOKENS;
    bench->cache = kept;
}


static void
digest(struct bench *bench)
{
    const struct span token = span_str(bench->tokens[0]);
    uint8_t ret[DIGEST_SIZE];

    bench_need(digest_sha256(&token, 1, ret), "a digest");
}


static void
cached(struct bench *bench)
{
    bench->at = (bench->at + 1) % N_TOKENS;
    verify_token(bench, bench->at);
}


struct row {
    const char *name;
    const char *about;
    void (*once)(struct bench *bench);
    unsigned times;
    int baseline; /* row to compare with; -1: none */
    double ns[ROUNDS];
    double median;
};


static int
order(const void *a, const void *b)
{
    const double *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}


static void
measure(struct bench *bench, struct row *rows, size_t n)
{
    for (int round = -1; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            double began = bench_cpu_ns();

            for (unsigned k = 0; k < rows[i].times; k++) {
                rows[i].once(bench);
            }
            if (round >= 0) { /* the first one only warms up */
                rows[i].ns[round] = (bench_cpu_ns() - began) / rows[i].times;
            }
        }
        bench_need(store_tick(bench->site.store) >= 0, "a beat");
    }
    for (size_t i = 0; i < n; i++) {
        qsort(rows[i].ns, ROUNDS, sizeof(double), order);
        rows[i].median = rows[i].ns[ROUNDS / 2];
    }
}


/* What the kernel lists of the first processor. */
static bool
has_sha_instructions(void)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen("/proc/cpuinfo", "re");

    while (file != NULL && !found
           && fgets(line, sizeof(line), file) != NULL)
    {
        found = strstr(line, " sha_ni ") != NULL
                || strstr(line, " sha2 ") != NULL;
    }
    if (file != NULL) {
        (void) fclose(file);
    }
    return found;
}


static void
print_table(const struct bench *bench, const struct row *rows, size_t n)
{
    printf("%u accounts with %u grants; built anew in %.0f ms; SHA"
           " instructions: %s\n\n",
           bench->site.n_accounts, BENCH_GRANTS, bench->site.build_ms,
           has_sha_instructions() ? "yes" : "no");
    printf("%-44s %10s %10s %8s\n", "", "ns", "more", "ratio");
    for (size_t i = 0; i < n; i++) {
        const struct row *base = rows[i].baseline < 0 ? NULL
                                                      : &rows[rows[i].baseline];

        printf("%-44s %10.0f", rows[i].about, rows[i].median);
        if (base != NULL) {
            printf(" %+10.0f %8.2f", rows[i].median - base->median,
                   rows[i].median / base->median);
        }
        printf("\n");
    }
}


static void
print_json(const struct bench *bench, const struct row *rows, size_t n)
{
    printf("{\"accounts\": %u, \"build_ms\": %.1f,"
           " \"sha_instructions\": %s",
           bench->site.n_accounts, bench->site.build_ms,
           has_sha_instructions() ? "true" : "false");
    for (size_t i = 0; i < n; i++) {
        printf(", \"%s_ns\": %.1f", rows[i].name, rows[i].median);
    }
    printf("}\n");
}


static void
prepare(struct bench *bench, unsigned n_accounts)
{
    bench_site_new(&bench->site, n_accounts);
    bench_need(mdb_txn_begin(bench->site.env->env, NULL, MDB_RDONLY,
                             &bench->txn)
                   == MDB_SUCCESS,
               "a transaction");
    mdb_txn_reset(bench->txn);
    bench->cache = token_cache_new();
    bench->verify = verify_key_new(span_of(bench->site.node_key.point,
                                           KEY_POINT_SIZE));
    bench->tokens = calloc(N_TOKENS, sizeof(*bench->tokens));
    bench_need(bench->cache != NULL && bench->verify != NULL
                   && bench->tokens != NULL,
               "memory");
    for (unsigned i = 0; i < N_TOKENS; i++) {
        bench_token(&bench->site, i, bench->tokens[i]);
    }
    bench_need(token_parse(span_str(bench->tokens[0]), &bench->parts),
               "a token");
}


int
main(int argc, char **argv)
{
    static struct row rows[] = {
        { .name = "get_hot", .about = "mdb_get, one account",
          .once = bare_hot, .times = 20000, .baseline = -1 },
        { .name = "lookup_hot", .about = "projection_lookup, one account",
          .once = guarded_hot, .times = 20000, .baseline = 0 },
        { .name = "get_spread", .about = "mdb_get, all accounts",
          .once = bare_spread, .times = 20000, .baseline = -1 },
        { .name = "lookup_spread", .about = "projection_lookup, all accounts",
          .once = guarded_spread, .times = 20000, .baseline = 2 },
        { .name = "signature", .about = "verify_signature",
          .once = signature, .times = 200, .baseline = -1 },
        { .name = "token_first", .about = "token_verify, on first sight",
          .once = first_sight, .times = 200, .baseline = 4 },
        { .name = "digest", .about = "SHA-256 of a token", .once = digest,
          .times = 20000, .baseline = -1 },
        { .name = "token_cached", .about = "token_verify, cached, 500 tokens",
          .once = cached, .times = 20000, .baseline = 6 },
    };
    struct bench bench = { 0 };
    unsigned n_accounts = 100000;
    bool json = false;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            json = true;
        } else {
            n_accounts = (unsigned) strtoul(argv[i], NULL, 10);
        }
    }
    bench_need(n_accounts > 0, "how many accounts?");
    prepare(&bench, n_accounts);
    measure(&bench, rows, ARRAY_LEN(rows));
    if (json) {
        print_json(&bench, rows, ARRAY_LEN(rows));
    } else {
        print_table(&bench, rows, ARRAY_LEN(rows));
    }

    mdb_txn_abort(bench.txn);
    token_cache_free(bench.cache);
    token_cache_free(bench.empty);
    verify_key_free(bench.verify);
    free(bench.tokens);
    bench_site_end(&bench.site);
    return 0;
}
