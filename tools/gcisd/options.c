/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Closed options, no argument, no secret.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
    "usage: gcisd [--config FILE] [--socket PATH] [--foreground] [--verbose]"
    "\n";

static const struct option known[] = {
    { "config", required_argument, NULL, 'c' },
    { "socket", required_argument, NULL, 's' },
    { "foreground", no_argument, NULL, 'f' },
    { "verbose", no_argument, NULL, 'v' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 },
};


void
options_help(void)
{
    (void) printf(
        "%s\n"
        "The engine of accounts and sign-in behind its socket.\n\n"
        "  --config FILE   configuration (GCIS_CONFIG, /etc/gcis/gcis.conf)\n"
        "  --socket PATH   where to listen, in place of [client] socket\n"
        "  --foreground    log to standard error and not to syslog\n"
        "  --verbose       log what is done, too\n"
        "  --help          this\n\n"
        "SIGHUP reads the configuration again, SIGTERM finishes what is in\n"
        "work and ends.  Exit status: 0 ended, 2 usage, 3 cannot run.\n",
        usage);
}


bool
options_parse(int argc, char **argv, struct options *ret)
{
    int option;

    *ret = (struct options){ 0 };
    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 'c':
            ret->config = optarg;
            break;
        case 's':
            ret->socket = optarg;
            break;
        case 'f':
            ret->foreground = true;
            break;
        case 'v':
            ret->verbose = true;
            break;
        case 'h':
            ret->help = true;
            break;
        default:
            (void) fputs(usage, stderr);
            return false;
        }
    }
    if (optind != argc) {
        (void) fprintf(stderr, "gcisd: %s: takes no argument\n%s",
                       argv[optind], usage);
        return false;
    }
    return true;
}
