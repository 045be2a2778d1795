/* SPDX-License-Identifier: BSD-2-Clause */
/* cc sign_in.c $(pkg-config --cflags --libs gcisauth) && ./a.out ACCOUNT */
#include <gcisauth.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
    char *secret = getpass("Password: "), roles[GCIS_ROLES_SIZE] = "";
    struct gcis_config *config = NULL;
    struct gcis *gcis = NULL;
    struct gcis_claim *claim = NULL;
    struct gcis_identity *who = NULL;
    int status = GCIS_E_INVALID; /* a no, until it is proven */

    if (argc == 2 && secret != NULL
        && gcis_config_new(&config) == GCIS_OK
        && gcis_config_load(config, NULL) == GCIS_OK
        && gcis_open(config, &gcis) == GCIS_OK
        && gcis_claim_new(&claim) == GCIS_OK
        && gcis_claim_set_account(claim, argv[1]) == GCIS_OK
        && gcis_claim_set_secret(claim, secret, strlen(secret)) == GCIS_OK
        && gcis_claim_set_rule(claim, "application=PRE") == GCIS_OK
        && (status = gcis_authenticate(gcis, claim, &who)) == GCIS_OK)
    {
        status = gcis_identity_roles(who, "PRE", time(NULL), roles);
    }

    printf("%s: %s%s\n", gcis_strerror(status), roles,
           gcis_config_error(config));
    gcis_identity_free(who);
    gcis_claim_free(claim);
    gcis_close(gcis);
    gcis_config_free(config);
    return status == GCIS_OK ? 0 : 1;
}
