/* SPDX-License-Identifier: BSD-2-Clause */
/* May he run it at all: kinds of operations against peers, roles, levels and
 * ages of signatures; and who has which roles. */
#include "policy/authority.h"
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW INT64_C(1800000000)
#define STEP_UP 3600

/* The kinds of rows that the table of operations is made of. */
static const struct authority
    /* nobody thought of it */
    forgotten = { 0 },
    /* password.set on another, keys: root alone */
    roots = { .classes = PEER_ROOT },
    /* status: whoever may ask, without an account */
    anybodys = { .classes = PEER_ROOT | PEER_WEB | PEER_PAM | PEER_SELF },
    /* password.change: his own, also when restricted */
    own = { .classes = PEER_ROOT | PEER_WEB, .roles = REG_ANY,
            .level = LEVEL_PASSWORD, .restricted = true },
    /* session.list: his own */
    own_open = { .classes = PEER_ROOT | PEER_WEB, .roles = REG_ANY,
                 .level = LEVEL_PASSWORD },
    /* account.show: who looks */
    looks = { .classes = PEER_ROOT | PEER_WEB,
              .roles = REG_SYSTEM | REG_MANAGER | REG_AUDITOR,
              .level = LEVEL_CERTIFICATE, .card_fresh = true },
    /* account.add: who changes */
    changes = { .classes = PEER_ROOT | PEER_WEB,
                .roles = REG_SYSTEM | REG_MANAGER,
                .level = LEVEL_CERTIFICATE, .card_fresh = true },
    /* agency.add: who runs the whole */
    runs = { .classes = PEER_ROOT | PEER_WEB, .roles = REG_SYSTEM,
             .level = LEVEL_CERTIFICATE, .card_fresh = true },
    /* a row that forgot the level beside the card */
    card_alone = { .classes = PEER_ROOT | PEER_WEB, .roles = REG_SYSTEM,
                   .card_fresh = true };

#define N_KINDS 9
static const struct authority *const kinds[N_KINDS] = {
    &forgotten, &roots, &anybodys, &own, &own_open, &looks, &changes, &runs,
    &card_alone,
};

#define NO REASON_FORBIDDEN
#define OK REASON_NONE
#define LV REASON_LEVEL
#define AG REASON_AGE
#define MC REASON_MUST_CHANGE

/* On the word of its uid: classes, and what each kind of row answers. */
static const struct {
    unsigned classes;
    enum reason answers[N_KINDS];
} words[] = {
    /* forgotten roots anybodys own own_open looks changes runs card_alone */
    /* no class at all */
    { 0, { NO, NO, NO, NO, NO, NO, NO, NO, NO } },
    /* anyone, a PAM service, nginx: nothing that is an account's */
    { PEER_SELF, { NO, NO, OK, NO, NO, NO, NO, NO, NO } },
    { PEER_SELF | PEER_PAM, { NO, NO, OK, NO, NO, NO, NO, NO, NO } },
    { PEER_SELF | PEER_WEB, { NO, NO, OK, NO, NO, NO, NO, NO, NO } },
    /* root: everything that has a row */
    { PEER_ROOT, { NO, OK, OK, OK, OK, OK, OK, OK, OK } },
    /* classes of one uid add up */
    { PEER_SELF | PEER_PAM | PEER_WEB | PEER_ROOT,
      { NO, OK, OK, OK, OK, OK, OK, OK, OK } },
};

enum signature { NONE, FRESH, LAST, STALE, FUTURE };

/* With a token from nginx. */
static const struct {
    unsigned roles;
    enum level level;
    enum signature signature;
    bool restricted;
    enum reason answers[N_KINDS];
} tokens[] = {
    /* forgotten roots anybodys own own_open looks changes runs card_alone */
    /* restricted: only what is open to it, whatever his roles are */
    { 0, LEVEL_PASSWORD, NONE, true,
      { NO, NO, NO, OK, MC, MC, MC, MC, MC } },
    { REG_SYSTEM, LEVEL_CERTIFICATE, FRESH, true,
      { NO, NO, NO, OK, MC, MC, MC, MC, MC } },
    /* no level: nothing was proven */
    { REG_SYSTEM, LEVEL_NONE, FRESH, false,
      { NO, NO, NO, LV, LV, LV, LV, LV, LV } },
    /* no role: his own alone, also with a card */
    { 0, LEVEL_PASSWORD, NONE, false,
      { NO, NO, NO, OK, OK, NO, NO, NO, NO } },
    { 0, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, NO, NO, NO, NO } },
    { REG_ANY, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, NO, NO, NO, NO } },
    /* by password: the card is asked for, but only of whom it would help */
    { REG_SYSTEM, LEVEL_PASSWORD, NONE, false,
      { NO, NO, NO, OK, OK, LV, LV, LV, LV } },
    { REG_MANAGER, LEVEL_PASSWORD, NONE, false,
      { NO, NO, NO, OK, OK, LV, LV, NO, NO } },
    { REG_AUDITOR, LEVEL_PASSWORD, NONE, false,
      { NO, NO, NO, OK, OK, LV, NO, NO, NO } },
    /* a signature cannot lift a level */
    { REG_SYSTEM, LEVEL_PASSWORD, FRESH, false,
      { NO, NO, NO, OK, OK, LV, LV, LV, LV } },
    /* a card that signed nothing (TLS), too long ago, in the future */
    { REG_SYSTEM, LEVEL_CERTIFICATE, NONE, false,
      { NO, NO, NO, OK, OK, AG, AG, AG, AG } },
    { REG_SYSTEM, LEVEL_CERTIFICATE, STALE, false,
      { NO, NO, NO, OK, OK, AG, AG, AG, AG } },
    { REG_SYSTEM, LEVEL_CERTIFICATE, FUTURE, false,
      { NO, NO, NO, OK, OK, AG, AG, AG, AG } },
    /* a second less than step_up ago */
    { REG_SYSTEM, LEVEL_CERTIFICATE, LAST, false,
      { NO, NO, NO, OK, OK, OK, OK, OK, OK } },
    /* each role with a fresh card */
    { REG_SYSTEM, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, OK, OK, OK, OK } },
    { REG_MANAGER, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, OK, OK, NO, NO } },
    { REG_MEMBER_MANAGER, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, NO, NO, NO, NO } },
    { REG_AUDITOR, LEVEL_CERTIFICATE, FRESH, false,
      { NO, NO, NO, OK, OK, OK, NO, NO, NO } },
};


static int64_t
signed_s(enum signature signature)
{
    switch (signature) {
    case NONE:
        return 0;
    case FRESH:
        return NOW;
    case LAST:
        return NOW - STEP_UP + 1;
    case STALE:
        return NOW - STEP_UP;
    case FUTURE:
        return NOW + 1;
    }
    return 0;
}


static void
on_the_word_of_a_uid(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        for (size_t j = 0; j < N_KINDS; j++) {
            /* roles without a token are nobody's */
            struct actor actor = {
                .classes = words[i].classes, .has_account = true,
                .roles = REG_SYSTEM, .level = LEVEL_CERTIFICATE,
                .signed_s = NOW,
            };
            enum reason got = authority_operation(&actor, kinds[j], STEP_UP,
                                                  NOW);

            if (got != words[i].answers[j]) {
                fail_msg("row %zu, kind %zu: %s", i, j, reason_word(got));
            }
        }
    }
}


static void
with_a_token(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(tokens); i++) {
        for (size_t j = 0; j < N_KINDS; j++) {
            struct actor actor = {
                .by_token = true, .classes = PEER_SELF | PEER_WEB,
                .has_account = true, .roles = tokens[i].roles,
                .level = tokens[i].level,
                .restricted = tokens[i].restricted,
                .signed_s = signed_s(tokens[i].signature),
            };
            enum reason got = authority_operation(&actor, kinds[j], STEP_UP,
                                                  NOW);

            if (got != tokens[i].answers[j]) {
                fail_msg("row %zu, kind %zu: %s", i, j, reason_word(got));
            }

            /* the same from a uid that is everything: a token is a token */
            actor.classes |= PEER_PAM | PEER_ROOT;
            assert_int_equal(authority_operation(&actor, kinds[j], STEP_UP,
                                                 NOW), got);
            /* and from one that is not nginx: somebody else's token */
            actor.classes = PEER_SELF | PEER_PAM | PEER_ROOT;
            assert_int_equal(authority_operation(&actor, kinds[j], STEP_UP,
                                                 NOW), NO);
            /* a token of no account */
            actor.classes = PEER_WEB;
            actor.has_account = false;
            assert_int_equal(authority_operation(&actor, kinds[j], STEP_UP,
                                                 NOW), NO);
        }
    }
}


static void
roles_of_reg(void **state)
{
    static const struct {
        enum account_kind kind;
        struct account_grant grants[3];
        unsigned roles;
    } rows[] = {
        /* none, and none of REG */
        { KIND_CIVIL_SERVANT, { { 0 } }, 0 },
        { KIND_CIVIL_SERVANT, { { BMS, 1, 0 }, { PRE, 2, 0 } }, 0 },
        /* over, in its last second */
        { KIND_CIVIL_SERVANT, { { REG, SYSTEM, NOW } }, 0 },
        { KIND_CIVIL_SERVANT, { { REG, SYSTEM, NOW + 1 } }, REG_SYSTEM },
        /* a role that is no more */
        { KIND_CIVIL_SERVANT, { { REG, 99, 0 } }, 0 },
        /* nobody else has one */
        { KIND_MEMBER, { { REG, SYSTEM, 0 } }, 0 },
        { KIND_SERVICE, { { REG, SYSTEM, 0 } }, 0 },
        { KIND_NONE, { { REG, SYSTEM, 0 } }, 0 },
        /* each, and two */
        { KIND_CIVIL_SERVANT, { { REG, MANAGER, 0 } }, REG_MANAGER },
        { KIND_CIVIL_SERVANT, { { REG, MEMBER_MANAGER, 0 } },
          REG_MEMBER_MANAGER },
        { KIND_CIVIL_SERVANT, { { REG, AUDITOR, 0 } }, REG_AUDITOR },
        { KIND_CIVIL_SERVANT,
          { { REG, MANAGER, 0 }, { BMS, 1, 0 }, { REG, MEMBER_MANAGER, 0 } },
          REG_MANAGER | REG_MEMBER_MANAGER },
    };
    struct catalogue *catalogue CLEAN_CATALOGUE = sample_catalogue();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct account_view account = { .kind = rows[i].kind, .n_grants = 3 };

        memcpy(account.grants, rows[i].grants, sizeof(rows[i].grants));
        if (authority_roles(&account, catalogue, NOW) != rows[i].roles) {
            fail_msg("row %zu", i);
        }
    }
    assert_int_equal(authority_role_of_code(""), 0);
    assert_int_equal(authority_role_of_code("System"), 0);
    assert_int_equal(authority_role_of_code("clerk"), 0);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_word_of_a_uid),
        cmocka_unit_test(with_a_token),
        cmocka_unit_test(roles_of_reg),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
