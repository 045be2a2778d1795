/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CPU of a sign-in by password, in process and through gcisd (both processes
 * added), beside the bare crypt_rn() of a hash of the same setting: rounds of
 * all three, the median of the rounds' ratios.  Then time and CPU of a no for
 * each reason, in turn, medians.
 *
 *   bench_signin [--json] [--rounds N] [--refusals N]
 */
#include "signin_site.h"

#include <crypt.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PER_ROUND 8
#define ROUNDS 25
#define REFUSALS 200 /* of each reason */
#define MAX 10000

enum { BARE, LOCAL, REMOTE, N_WAYS };

static const char *const ways[N_WAYS] = { "crypt_rn", "lmdb", "gcisd" };
static const double wanted[N_WAYS] = { 1, 1.05, 1.10 };

static const struct {
    const char *name, *account, *secret;
} noes[] = {
    { "wrong", "wang", "wrong" },
    { "unknown", "nobody", "wrong" },
    { "locked", "lin", SITE_SECRET },
    { "suspended", "shi", SITE_SECRET },
};

#define N_NOES (sizeof(noes) / sizeof(noes[0]))

struct options {
    bool json;
    unsigned rounds, refusals;
};

struct figures {
    double hash_ms;
    double ratio[N_WAYS];
    double no_ms[N_NOES];     /* by the wall's clock */
    double no_cpu_ms[N_NOES];
};


static double
read_ms(clockid_t clock)
{
    struct timespec now;

    need(clock_gettime(clock, &now) == 0, "a clock");

    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}


/* Of this process, and of a gcisd where there is one. */
static double
cpu_ms(const struct site *site)
{
    double used = read_ms(CLOCK_PROCESS_CPUTIME_ID);
    clockid_t clock;

    if (site != NULL && site->gcisd != 0) {
        need(clock_getcpuclockid(site->gcisd, &clock) == 0, "gcisd's clock");
        used += read_ms(clock);
    }

    return used;
}


static int
compare(const void *a, const void *b)
{
    double x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


static double
median(double *values, unsigned n)
{
    qsort(values, n, sizeof(*values), compare);

    return values[n / 2];
}


static void
hash_bare(const char *setting)
{
    static struct crypt_data data;

    need(crypt_rn(SITE_SECRET, setting, &data, sizeof(data)) != NULL,
         "crypt_rn");
}


static double
measure(unsigned way, struct site *site, const char *setting)
{
    double begin_ms = cpu_ms(site);

    for (unsigned i = 0; i < PER_ROUND; i++) {
        if (way == BARE) {
            hash_bare(setting);
        } else {
            need(site_sign_in(site, "wang", SITE_SECRET) == GCIS_OK,
                 "a sign-in");
        }
    }

    return (cpu_ms(site) - begin_ms) / PER_ROUND;
}


static void
measure_yes(struct site sites[N_WAYS], unsigned rounds, struct figures *ret)
{
    static double ratio[N_WAYS][MAX], bare[MAX];
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];

    need(crypt_gensalt_rn("$y$", 5, NULL, 0, setting, sizeof(setting))
         != NULL, "a setting");
    for (unsigned way = 0; way < N_WAYS; way++) {
        (void) measure(way, way == BARE ? NULL : &sites[way], setting);
    }

    for (unsigned i = 0; i < rounds; i++) {
        bare[i] = measure(BARE, NULL, setting);
        for (unsigned way = LOCAL; way < N_WAYS; way++) {
            ratio[way][i] = measure(way, &sites[way], setting) / bare[i];
        }
    }

    for (unsigned way = LOCAL; way < N_WAYS; way++) {
        ret->ratio[way] = median(ratio[way], rounds);
    }
    ret->hash_ms = median(bare, rounds);
    ret->ratio[BARE] = 1;
}


/* In turn, so that what the machine does beside falls on all alike.  Between
 * two turns the clock moves so far that nothing is folded or locked. */
static void
measure_noes(struct site *site, unsigned n, struct figures *ret)
{
    static double wall[N_NOES][MAX], cpu[N_NOES][MAX];

    for (unsigned i = 0; i < n; i++) {
        for (unsigned turn = 0; turn < N_NOES; turn++) {
            unsigned no = (i + turn) % N_NOES;
            double wall_ms = read_ms(CLOCK_MONOTONIC), used = cpu_ms(site);

            need(site_sign_in(site, noes[no].account, noes[no].secret)
                 == GCIS_E_DENIED, noes[no].name);
            cpu[no][i] = cpu_ms(site) - used;
            wall[no][i] = read_ms(CLOCK_MONOTONIC) - wall_ms;
        }
        atomic_fetch_add(&site->ahead_s, 300);
    }

    for (unsigned no = 0; no < N_NOES; no++) {
        ret->no_ms[no] = median(wall[no], n);
        ret->no_cpu_ms[no] = median(cpu[no], n);
    }
}


static bool
has_sha_instructions(void)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen("/proc/cpuinfo", "re");

    while (file != NULL && !found && fgets(line, sizeof(line), file)) {
        found = strstr(line, " sha_ni ") != NULL
                || strstr(line, " sha2 ") != NULL;
    }
    if (file != NULL) {
        (void) fclose(file);
    }

    return found;
}


static void
print_table(const struct figures *figures, const struct options *options)
{
    printf("SHA instructions: %s; medians of %u rounds of %u\n\n",
           has_sha_instructions() ? "yes" : "no", options->rounds,
           PER_ROUND);
    printf("%-30s %10s %8s %8s\n", "a sign-in by password", "CPU ms",
           "ratio", "wanted");
    for (unsigned i = 0; i < N_WAYS; i++) {
        printf("%-30s %10.3f %8.3f %8.2f\n", ways[i],
               figures->hash_ms * figures->ratio[i], figures->ratio[i],
               wanted[i]);
    }

    printf("\n%-30s %10s %8s %10s %8s\n", "a no (lmdb)", "ms", "ratio",
           "CPU ms", "ratio");
    for (unsigned i = 0; i < N_NOES; i++) {
        printf("%-30s %10.3f %8.3f %10.3f %8.3f\n", noes[i].name,
               figures->no_ms[i], figures->no_ms[i] / figures->no_ms[0],
               figures->no_cpu_ms[i],
               figures->no_cpu_ms[i] / figures->no_cpu_ms[0]);
    }
    printf("medians of %u of each; wanted: within 3 %%\n",
           options->refusals);
}


static void
print_json(const struct figures *figures, const struct options *options)
{
    printf("{\"sha_instructions\": %s, \"rounds\": %u, \"refusals\": %u, "
           "\"crypt_rn_ms\": %.4f, \"lmdb_ratio\": %.4f, "
           "\"gcisd_ratio\": %.4f", has_sha_instructions() ? "true" : "false",
           options->rounds, options->refusals, figures->hash_ms,
           figures->ratio[LOCAL], figures->ratio[REMOTE]);
    for (unsigned i = 0; i < N_NOES; i++) {
        printf(", \"%s_ms\": %.4f, \"%s_cpu_ms\": %.4f", noes[i].name,
               figures->no_ms[i], noes[i].name, figures->no_cpu_ms[i]);
    }
    printf("}\n");
}


static void
read_options(int argc, char **argv, struct options *ret)
{
    static const struct option known[] = {
        { "json", no_argument, NULL, 'j' },
        { "rounds", required_argument, NULL, 'r' },
        { "refusals", required_argument, NULL, 'n' },
        { NULL, 0, NULL, 0 },
    };
    int option;

    *ret = (struct options){ .rounds = ROUNDS, .refusals = REFUSALS };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        need(option != '?', "options: --json --rounds N --refusals N");
        if (option == 'j') {
            ret->json = true;
        } else if (option == 'r') {
            ret->rounds = (unsigned) strtoul(optarg, NULL, 10);
        } else {
            ret->refusals = (unsigned) strtoul(optarg, NULL, 10);
        }
    }
    need(ret->rounds > 0 && ret->rounds <= MAX && ret->refusals > 0
         && ret->refusals <= MAX, "a number from 1 to 10000");
}


int
main(int argc, char **argv)
{
    static struct site sites[N_WAYS];
    struct figures figures = { 0 };
    struct options options;

    read_options(argc, argv, &options);
    site_make(&sites[LOCAL], false);
    site_make(&sites[REMOTE], true);
    measure_yes(sites, options.rounds, &figures);
    measure_noes(&sites[LOCAL], options.refusals, &figures);
    site_end(&sites[LOCAL]);
    site_end(&sites[REMOTE]);

    if (options.json) {
        print_json(&figures, &options);
    } else {
        print_table(&figures, &options);
    }

    return 0;
}
