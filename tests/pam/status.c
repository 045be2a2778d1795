/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of SECURITY P, row by row, and what no status may become. */
#include "../../pam_gcis/status.h"

#include "gcisauth.h"
#include "model/word.h"

#include <security/pam_modules.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    int status;
    const char *reason;
    int authenticate, deferred, acct_mgmt, due, old_secret;
} rows[] = {
    /* nothing is known: refused as an account that may not */
    { GCIS_E_DENIED, "", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_ACCT_EXPIRED,
      PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "unknown_account", PAM_USER_UNKNOWN, PAM_USER_UNKNOWN,
      PAM_USER_UNKNOWN, PAM_USER_UNKNOWN, PAM_USER_UNKNOWN },
    { GCIS_E_DENIED, "wrong_secret", PAM_AUTH_ERR, PAM_AUTH_ERR,
      PAM_ACCT_EXPIRED, PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "locked", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_PERM_DENIED,
      PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "suspended", PAM_AUTH_ERR, PAM_AUTH_ERR,
      PAM_ACCT_EXPIRED, PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "dormant", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_ACCT_EXPIRED,
      PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "closed", PAM_AUTH_ERR, PAM_AUTH_ERR, PAM_ACCT_EXPIRED,
      PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_DENIED, "account_expired", PAM_AUTH_ERR, PAM_AUTH_ERR,
      PAM_ACCT_EXPIRED, PAM_PERM_DENIED, PAM_AUTH_ERR },
    /* a denial that calls itself a forced change is a denial */
    { GCIS_E_DENIED, "must_change", PAM_AUTH_ERR, PAM_AUTH_ERR,
      PAM_ACCT_EXPIRED, PAM_PERM_DENIED, PAM_AUTH_ERR },
    { GCIS_E_FORBIDDEN, "no_role", PAM_PERM_DENIED, PAM_PERM_DENIED,
      PAM_PERM_DENIED, PAM_PERM_DENIED, PAM_PERM_DENIED },
    { GCIS_E_FORBIDDEN, "", PAM_PERM_DENIED, PAM_PERM_DENIED,
      PAM_PERM_DENIED, PAM_PERM_DENIED, PAM_PERM_DENIED },
    /* the one yes that is not GCIS_OK */
    { GCIS_E_FORBIDDEN, "must_change", PAM_AUTH_ERR, PAM_SUCCESS,
      PAM_NEW_AUTHTOK_REQD, PAM_SUCCESS, PAM_SUCCESS },
    { GCIS_E_STORE, "engine_away", PAM_AUTHINFO_UNAVAIL,
      PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL, PAM_TRY_AGAIN,
      PAM_TRY_AGAIN },
    { GCIS_E_BUSY, "busy", PAM_AUTHINFO_UNAVAIL, PAM_AUTHINFO_UNAVAIL,
      PAM_AUTHINFO_UNAVAIL, PAM_TRY_AGAIN, PAM_TRY_AGAIN },
    { GCIS_E_CONFIG, "", PAM_SERVICE_ERR, PAM_SERVICE_ERR, PAM_SERVICE_ERR,
      PAM_SERVICE_ERR, PAM_SERVICE_ERR },
    { GCIS_E_INVALID, "invalid", PAM_SERVICE_ERR, PAM_SERVICE_ERR,
      PAM_SERVICE_ERR, PAM_SERVICE_ERR, PAM_SERVICE_ERR },
    { GCIS_E_NOMEM, "", PAM_BUF_ERR, PAM_BUF_ERR, PAM_BUF_ERR, PAM_BUF_ERR,
      PAM_BUF_ERR },
    { GCIS_E_CRYPTO, "", PAM_SYSTEM_ERR, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR,
      PAM_SYSTEM_ERR, PAM_SYSTEM_ERR },
    /* what is no status at all */
    { -99, "", PAM_SYSTEM_ERR, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR,
      PAM_SYSTEM_ERR, PAM_SYSTEM_ERR },
    { 1, "", PAM_SYSTEM_ERR, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR,
      PAM_SYSTEM_ERR },
    /* proven and allowed; and then no change is due */
    { GCIS_OK, "", PAM_SUCCESS, PAM_SUCCESS, PAM_SUCCESS, PAM_PERM_DENIED,
      PAM_SUCCESS },
};


static void
test_rows(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int status = rows[i].status;
        const char *reason = rows[i].reason;

        assert_int_equal(status_authenticate(status, reason, false),
                         rows[i].authenticate);
        assert_int_equal(status_authenticate(status, reason, true),
                         rows[i].deferred);
        assert_int_equal(status_acct_mgmt(status, reason), rows[i].acct_mgmt);
        assert_int_equal(status_due(status, reason), rows[i].due);
        assert_int_equal(status_old_secret(status, reason),
                         rows[i].old_secret);
    }
}


/* Whatever word comes with it: a yes is GCIS_OK, or a forced change where it
 * will be asked for; and nothing is ever ignored. */
static void
test_every_word(void **state)
{
    (void) state;
    for (int status = -20; status <= 20; status++) {
        for (unsigned word = 0; word < 128; word++) {
            const char *reason = reason_word((enum reason) word);
            int codes[] = {
                status_authenticate(status, reason, false),
                status_acct_mgmt(status, reason), status_change(status),
                status_authenticate(status, reason, true),
                status_due(status, reason), status_old_secret(status, reason),
            };
            bool forced = status == GCIS_E_FORBIDDEN
                          && strcmp(reason, "must_change") == 0;

            for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
                assert_int_not_equal(codes[i], PAM_IGNORE);
                if (codes[i] == PAM_SUCCESS) {
                    assert_true(status == GCIS_OK || (forced && i > 2));
                }
            }
        }
    }
}


static void
test_change(void **state)
{
    static const struct {
        int status, code;
    } table[] = {
        { GCIS_E_DENIED, PAM_AUTH_ERR },
        { GCIS_E_FORBIDDEN, PAM_PERM_DENIED },
        { GCIS_E_INVALID, PAM_AUTHTOK_ERR }, /* rules are broken */
        { GCIS_E_STORE, PAM_AUTHTOK_ERR },
        { GCIS_E_BUSY, PAM_AUTHTOK_ERR },
        { GCIS_E_CRYPTO, PAM_AUTHTOK_ERR },
        { GCIS_E_CONFIG, PAM_SERVICE_ERR },
        { GCIS_E_NOMEM, PAM_BUF_ERR },
        { -99, PAM_AUTHTOK_ERR },
        { GCIS_OK, PAM_SUCCESS },
    };

    (void) state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_int_equal(status_change(table[i].status), table[i].code);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_word),
        cmocka_unit_test(test_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
