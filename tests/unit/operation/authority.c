/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who may ask what: every operation by every caller, as one written matrix
 * (SECURITY F2).  A new operation without a row here fails, and so does a row
 * without an operation.
 */
#include "office.h"

#include <stdio.h>
#include <string.h>

/*
 * The letter of a cell:
 *   Y  admitted: done, or refused for what it is, not for who asks
 *   F  forbidden   L  level   A  age   M  must_change   N  not_found
 *   S  self        X  no session       V  not in this version
 */
static const struct { char letter; const char *reason; } letters[] = {
    { 'F', "forbidden" }, { 'L', "level" }, { 'A', "age" },
    { 'M', "must_change" }, { 'N', "not_found" }, { 'S', "self" },
    { 'X', "malformed" }, { 'V', "not_in_this_version" },
};

/* The callers, in the order of the columns. */
static const struct {
    const struct peer *peer;
    const char *account; /* whose session; NULL: none; "": a token that is
                          * none */
    enum level level;
    int64_t age_s;       /* of the card's signature */
    bool restricted;
    const char *subject; /* the account that it is about */
} callers[] = {
    /* without a session: root, web, pam, anybody */
    { &office_root, NULL, 0, 0, false, "target" },
    { &office_web, NULL, 0, 0, false, "target" },
    { &office_pam, NULL, 0, 0, false, "target" },
    { &office_self, NULL, 0, 0, false, "target" },
    /* root with somebody else's session; a token that is none */
    { &office_root, "sys", LEVEL_CERTIFICATE, 0, false, "target" },
    { &office_web, "", 0, 0, false, "target" },
    /* system manager: by password, card of an hour ago, restricted, good */
    { &office_web, "sys", LEVEL_PASSWORD, 0, false, "target" },
    { &office_web, "sys", LEVEL_CERTIFICATE, 3600, false, "target" },
    { &office_web, "sys", LEVEL_CERTIFICATE, 0, true, "target" },
    { &office_web, "sys", LEVEL_CERTIFICATE, 0, false, "target" },
    /* account manager: out of scope, himself, in scope */
    { &office_web, "far.manager", LEVEL_CERTIFICATE, 0, false, "target" },
    { &office_web, "lin.manager", LEVEL_CERTIFICATE, 0, false,
      "lin.manager" },
    { &office_web, "lin.manager", LEVEL_CERTIFICATE, 0, false, "target" },
    /* member manager; the same, of a member; auditor; nobody in particular,
     * of himself */
    { &office_web, "memb", LEVEL_CERTIFICATE, 0, false, "target" },
    { &office_web, "memb", LEVEL_CERTIFICATE, 0, false, "citizen" },
    { &office_web, "aud", LEVEL_CERTIFICATE, 0, false, "target" },
    { &office_web, "plain", LEVEL_CERTIFICATE, 0, false, "plain" },
};

#define ACCOUNT "{\"account\":\"%s\"}"

/* rwps: root web pam self · R#: root's token, no token · LAM: system at L1,
 * stale, restricted · s: system · fSm: managers · cC: member manager ·
 * a: auditor · o: plain */
static const struct {
    const char *operation;
    const char *cells;
    const char *parameters;
} rows[] = {
    /*                    rwps R# LAMs fSm cC ao */
    { "store.init",      "YFFF" "FX" "FFFF" "FFF" "FF" "FF", "{}" },
    { "store.status",    "YFFF" "FX" "FFFF" "FFF" "FF" "FF", "{}" },
    { "store.digest",    "YFFF" "FX" "FFFF" "FFF" "FF" "FF", "{}" },
    { "engine.health",   "YYYF" "FX" "FFFF" "FFF" "FF" "FF", "{}" },
    { "account.add",     "YFFF" "FX" "LAMY" "NNN" "NN" "FF",
      "{\"name\":\"target\",\"full_name\":\"x\",\"agency\":\"%s\"}" },
    { "account.list",    "YFFF" "FX" "LAMY" "YYY" "YY" "YF", "{}" },
    { "account.show",    "YFFF" "FX" "LAMY" "NYY" "NY" "YF", ACCOUNT },
    { "account.set",     "YFFF" "FX" "LAMY" "NSY" "NY" "FF",
      "{\"account\":\"%s\",\"title\":\"x\"}" },
    { "account.suspend", "YFFF" "FX" "LAMY" "NSY" "NY" "FF",
      "{\"account\":\"%s\",\"reason\":\"x\"}" },
    { "account.resume",  "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "account.unlock",  "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "account.close",   "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "agency.add",      "YFFF" "FX" "LAMY" "FFF" "FF" "FF", "{}" },
    { "agency.list",     "YFFF" "FX" "LAMY" "YYY" "YY" "YF", "{}" },
    { "agency.show",     "YFFF" "FX" "LAMY" "NYY" "NN" "YF",
      "{\"agency\":\"TCG\"}" },
    { "agency.set",      "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"agency\":\"TCG\"}" },
    { "agency.remove",   "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"agency\":\"TCG\"}" },
    { "application.add", "YFFF" "FX" "LAMY" "FFF" "FF" "FF", "{}" },
    { "application.list", "YFFF" "FX" "LAMY" "YYY" "YY" "YF", "{}" },
    { "application.show", "YFFF" "FX" "LAMY" "YYY" "YY" "YF",
      "{\"application\":\"PRE\"}" },
    { "application.set", "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"application\":\"PRE\"}" },
    { "application.remove", "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"application\":\"REG\"}" },
    { "role.add",        "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"application\":\"PRE\"}" },
    { "role.list",       "YFFF" "FX" "LAMY" "YYY" "YY" "YF",
      "{\"application\":\"PRE\"}" },
    { "role.remove",     "YFFF" "FX" "LAMY" "FFF" "FF" "FF",
      "{\"application\":\"REG\",\"role\":\"system\"}" },
    { "grant.add",       "YFFF" "FX" "LAMY" "NSY" "NY" "FF",
      "{\"account\":\"%s\",\"application\":\"PRE\",\"role\":\"reader\"}" },
    { "grant.remove",    "YFFF" "FX" "LAMV" "NSF" "NF" "FF",
      "{\"account\":\"%s\",\"application\":\"REG\",\"role\":\"manager\"}" },
    { "grant.list",      "YFFF" "FX" "LAMY" "NYY" "NY" "YF", ACCOUNT },
    { "oneday.issue",    "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "oneday.revoke",   "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "password.set",    "YFFF" "FX" "FFFF" "FFF" "FF" "FF",
      "{\"account\":\"%s\",\"password\":\"x\"}" },
    { "password.expire", "YFFF" "FX" "LAMY" "NSY" "NY" "FF", ACCOUNT },
    { "password.change", "YYYY" "FX" "YYYY" "YYY" "YY" "YY", "{}" },
    { "session.list",    "YFFF" "FX" "LAMY" "NYY" "NY" "YF", ACCOUNT },
    { "session.revoke",  "YFFF" "FX" "LAMY" "NYY" "NY" "FF",
      "{\"account\":\"%s\",\"session\":\"AAAAAAAAAAAAAAAAAAAAAA\","
      "\"x\":1}" },
    { "session.home",    "FFFF" "FX" "YYYY" "YYY" "YY" "YY", "{}" },
    { "audit.list",      "YFFF" "FX" "LAMY" "FFF" "FF" "YF", "{}" },
    { "audit.verify",    "YFFF" "FX" "LAMY" "FFF" "FF" "YF", "{}" },
    { "explain",         "YFFF" "FX" "LAMY" "NYY" "NY" "YF", ACCOUNT },
};


static char
letter_of(const struct office *office, int status)
{
    const char *reason = office_text(office, "reason");

    if (status == GCIS_OK) {
        return 'Y';
    }
    for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
        if (strcmp(reason, letters[i].reason) == 0) {
            return letters[i].letter;
        }
    }

    return 'Y';
}


typedef char token_text[TOKEN_MAX + 1];


/* One for each caller; no row ends them: the clock stands, and nobody who
 * calls is a subject that a row may change. */
static void
make_tokens(struct office *office, token_text ret[ARRAY_LEN(callers)])
{
    for (size_t i = 0; i < ARRAY_LEN(callers); i++) {
        ret[i][0] = '\0';
        if (callers[i].account == NULL) {
            continue;
        }
        if (callers[i].account[0] == '\0') {
            snprintf(ret[i], sizeof(ret[i]), "a.b.c");
            continue;
        }
        office_token(office, callers[i].account, callers[i].level,
                     callers[i].age_s, callers[i].restricted, ret[i]);
    }
}


static char
ask(struct office *office, const char *token, size_t row, size_t column)
{
    char parameters[512];
    bool add = strcmp(rows[row].operation, "account.add") == 0;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(parameters, sizeof(parameters), rows[row].parameters,
             add ? "MOEA-DOC" : callers[column].subject);
#pragma GCC diagnostic pop

    return letter_of(office, office_call(office, callers[column].peer, token,
                                         rows[row].operation, "%s",
                                         parameters));
}


static void
add_people(struct office *office)
{
    office_do(office, "account.add", "{\"name\":\"target\",\"full_name\":"
              "\"範例甲\",\"agency\":\"TCG-COM\"}");
    office_do(office, "grant.add", "{\"account\":\"target\",\"application\":"
              "\"REG\",\"role\":\"manager\"}");
    office_do(office, "account.add", "{\"name\":\"plain\",\"full_name\":"
              "\"範例乙\",\"agency\":\"TXG\"}");
    office_do(office, "password.set", "{\"account\":\"plain\",\"password\":"
              "\"%s\",\"must_change\":false}", OFFICE_PASSWORD);
}


static void
test_matrix(void **state)
{
    struct office *office = *state;
    token_text tokens[ARRAY_LEN(callers)];
    unsigned wrong = 0;

    add_people(office);
    make_tokens(office, tokens);
    for (size_t row = 0; row < ARRAY_LEN(rows); row++) {
        assert_int_equal(strlen(rows[row].cells), ARRAY_LEN(callers));
        for (size_t column = 0; column < ARRAY_LEN(callers); column++) {
            char got = ask(office, tokens[column], row, column);

            if (got != rows[row].cells[column]) {
                print_error("%s, column %zu: %c, not %c: %s\n",
                            rows[row].operation, column, got,
                            rows[row].cells[column],
                            office_text(office, "message"));
                wrong++;
            }
        }
    }
    assert_int_equal(wrong, 0);
}


/* Every operation has its row here, in the same order. */
static void
test_matrix_is_whole(void **state)
{
    size_t n;
    const struct operation *table = operation_table(&n);

    (void) state;

    assert_int_equal(n, ARRAY_LEN(rows));
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(table[i].name, rows[i].operation);
        assert_ptr_equal(operation_find(table[i].name), &table[i]);
        assert_non_null(table[i].run);
        /* no row is open to nobody in particular */
        assert_int_not_equal(table[i].authority.classes, 0);
    }
    assert_null(operation_find("account.delete"));
    assert_null(operation_find(""));
}


static void
test_unknown_operation(void **state)
{
    struct office *office = *state;

    office_no(office, "unknown_operation", "account.delete", "{}");
    office_no(office, "unknown_operation", "", "{}");
    assert_string_equal(office_text(office, "error"), "G400");
}


/* F3: nobody speaks for another by a parameter. */
static void
test_no_account_beside_token(void **state)
{
    struct office *office = *state;

    office_by_no(office, "aud", "invalid", "password.change", "{\"account\":"
                 "\"sys\",\"old\":\"%s\",\"new\":\"Other-Kettle-43\"}",
                 OFFICE_PASSWORD);
    assert_string_equal(office_text(office, "field"), "account");
    office_by_no(office, "aud", "invalid", "session.home",
                 "{\"account\":\"sys\"}");
}


#define X20 "xxxxxxxxxxxxxxxxxxxx"

/* Without a session: whose account, from which class (SECURITY F1).  The
 * matrix has Y there, for it is the secret's own account that may be open. */
static void
test_change_without_session(void **state)
{
    struct office *office = *state;
    static const struct {
        const struct peer *peer;
        const char *account, *service, *reason;
    } cases[] = {
        /* nginx, which knows every password typed to it */
        { &office_web, "sys", "", "forbidden" },
        { &office_web, "sys", "sshd", "forbidden" },
        /* a service that is not its own, none */
        { &office_pam, "sys", "dovecot", "forbidden" },
        { &office_pam, "sys", "", "forbidden" },
        /* somebody else's account */
        { &office_self, "sys", "", "forbidden" },
        /* admitted; the old one is wrong, and everybody hears one word */
        { &office_pam, "sys", "sshd", "wrong_secret" },
        { &office_pam, "nobody", "sshd", "wrong_secret" },
        { &office_self, "wang.xm", "", "wrong_secret" },
        /* 260 characters: no other way than any unknown name */
        { &office_pam, X20 X20 X20 X20 X20 X20 X20 X20 X20 X20 X20 X20 X20,
          "sshd", "wrong_secret" },
        /* root hears why */
        { &office_root, "nobody", "", "unknown_account" },
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int status = office_call(office, cases[i].peer, "", "password.change",
                                 "{\"account\":\"%s\",\"service\":\"%s\","
                                 "\"old\":\"wrong\",\"new\":"
                                 "\"Other-Kettle-43\"}", cases[i].account,
                                 cases[i].service);

        assert_int_not_equal(status, GCIS_OK);
        if (strcmp(office_text(office, "reason"), cases[i].reason) != 0) {
            fail_msg("row %zu: %s", i, office_text(office, "reason"));
        }
    }

    office_later(office, 86400);
    assert_int_equal(office_call(office, &office_pam, "", "password.change",
                                 "{\"account\":\"sys\",\"service\":\"sshd\","
                                 "\"old\":\"%s\",\"new\":\"Other-Kettle-43\"}",
                                 OFFICE_PASSWORD), GCIS_OK);
    assert_false(office_has(office, "token"));
}


/* What nobody asked for is an error, everywhere, and nothing is changed. */
static void
test_unknown_member(void **state)
{
    struct office *office = *state;
    struct position before, after;

    assert_int_equal(store_position(office->engine->store, &before, NULL),
                     STORE_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (strcmp(rows[i].operation, "session.home") != 0) {
            assert_int_not_equal(
                office_call(office, &office_root, "", rows[i].operation,
                            "{\"surprise\":1,\"account\":\"far.one\",\"agency"
                            "\":\"TXG\",\"application\":\"PRE\",\"role\":"
                            "\"reader\",\"name\":\"x12\",\"full_name\":\"x\","
                            "\"reason\":\"x\",\"confirm\":\"far.one\","
                            "\"password\":\"%s\",\"old\":\"x\",\"new\":\"x\""
                            "}", OFFICE_PASSWORD), GCIS_OK);
        }
    }
    assert_int_equal(store_position(office->engine->store, &after, NULL),
                     STORE_OK);
    assert_int_equal(before.seq, after.seq);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matrix_is_whole),
        cmocka_unit_test_setup_teardown(test_unknown_operation, office_new,
                                        office_end),
        cmocka_unit_test_setup_teardown(test_unknown_member, office_new,
                                        office_end),
        cmocka_unit_test_setup_teardown(test_no_account_beside_token,
                                        office_new, office_end),
        cmocka_unit_test_setup_teardown(test_change_without_session,
                                        office_new, office_end),
        cmocka_unit_test_setup_teardown(test_matrix, office_new, office_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
