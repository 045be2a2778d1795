/* SPDX-License-Identifier: BSD-2-Clause */
/* cc sign_in.c $(pkg-config --cflags --libs gcisauth) && ./a.out ACCOUNT BMS */
#include <gcisauth.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    struct gcis_config *config = NULL;
    struct gcis *gcis = NULL;
    struct gcis_claim *claim = NULL;
    struct gcis_identity *who = NULL;
    char roles[GCIS_ROLES_SIZE] = "", rule[64], *secret;
    int status = GCIS_E_INVALID;

    if (argc != 3 || (secret = getpass("Password: ")) == NULL) {
        return 2;
    }
    snprintf(rule, sizeof(rule), "application=%s", argv[2]);

    if (gcis_config_new(&config) == GCIS_OK
        && gcis_config_load(config, NULL) == GCIS_OK
        && gcis_open(config, &gcis) == GCIS_OK
        && gcis_claim_new(&claim) == GCIS_OK
        && gcis_claim_set_account(claim, argv[1]) == GCIS_OK
        && gcis_claim_set_secret(claim, secret, strlen(secret)) == GCIS_OK
        && gcis_claim_set_rule(claim, rule) == GCIS_OK)
    {
        status = gcis_authenticate(gcis, claim, &who);
    }
    explicit_bzero(secret, strlen(secret));

    if (status == GCIS_OK) { /* proven, and allowed into the application */
        status = gcis_identity_roles(who, argv[2], time(NULL), roles);
        printf("%s: %s\n", gcis_identity_name(who), roles);
    } else {
        fprintf(stderr, "%s %s\n", gcis_strerror(status),
                gcis_config_error(config));
    }

    gcis_identity_free(who);
    gcis_claim_free(claim);
    gcis_close(gcis);
    gcis_config_free(config);
    return status == GCIS_OK ? 0 : 1;
}
