/* SPDX-License-Identifier: BSD-2-Clause */
/* The closed lists: their words and numbers are stored and shown, so a change
 * of either is a change of the formats. */
#include "model/word.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>


static void
no_word_gives_the_zero(void **state)
{
    static const char *const none[] = {
        /* nothing */
        "",
        /* another case */
        "Active",
        "MEMBER",
        /* a blank too many */
        "active ",
        " password",
        /* a part and more than one */
        "activ",
        "actives",
        /* the other spelling of the hyphen */
        "civil_servant",
        "certificate_tls",
        /* what logs alone say */
        "ok",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        assert_int_equal(kind_of_word(none[i]), KIND_NONE);
        assert_int_equal(state_of_word(none[i]), STATE_NONE);
        assert_int_equal(level_of_word(none[i]), LEVEL_NONE);
        assert_int_equal(method_of_word(span_str(none[i])), METHOD_NONE);
        assert_int_equal(reason_of_word(none[i]), REASON_NONE);
    }
}


static void
no_number_gives_no_word(void **state)
{
    static const unsigned none[] = { 18, 99, 100, 255, 256, 65535, ~0u };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(none); i++) {
        assert_string_equal(kind_word((enum account_kind) none[i]), "");
        assert_string_equal(state_word((enum account_state) none[i]), "");
        assert_string_equal(level_word((enum level) none[i]), "");
        assert_string_equal(method_word((enum method) none[i]), "");
        assert_string_equal(result_word((enum result) none[i]), "");
        assert_string_equal(reason_word((enum reason) none[i]), "");
        assert_false(reason_is_known(none[i]));
    }
    /* an event has no zero, a reason has */
    assert_string_equal(event_word(EVENT_NONE), "");
    assert_false(event_is_known(0));
    assert_false(event_is_known(91));
    assert_false(event_is_known(~0u));
    assert_true(reason_is_known(0));
    assert_string_equal(reason_word(REASON_NONE), "ok");
}


/* What other pages of the contract promise by name, with its number. */
static void
words_are_those_of_the_contract(void **state)
{
    (void) state;
    assert_string_equal(kind_word((enum account_kind) 1), "civil-servant");
    assert_string_equal(kind_word((enum account_kind) 2), "member");
    assert_string_equal(kind_word((enum account_kind) 3), "service");
    assert_string_equal(state_word((enum account_state) 1), "requested");
    assert_string_equal(state_word((enum account_state) 2), "created");
    assert_string_equal(state_word((enum account_state) 3), "issued");
    assert_string_equal(state_word((enum account_state) 4), "active");
    assert_string_equal(state_word((enum account_state) 5), "dormant");
    assert_string_equal(state_word((enum account_state) 6), "suspended");
    assert_string_equal(state_word((enum account_state) 7), "closed");
    assert_string_equal(level_word((enum level) 1), "password");
    assert_string_equal(level_word((enum level) 2), "certificate");
    assert_string_equal(method_word((enum method) 1), "password");
    assert_string_equal(method_word((enum method) 2), "oneday");
    assert_string_equal(method_word((enum method) 3), "certificate");
    assert_string_equal(method_word((enum method) 4), "certificate-tls");
    assert_string_equal(result_word((enum result) 0), "denied");
    assert_string_equal(result_word((enum result) 1), "ok");
    assert_string_equal(event_word((enum event) 12), "account.activated");
    assert_string_equal(event_word((enum event) 70), "session.start");
    assert_string_equal(reason_word((enum reason) 1), "unknown_account");
    assert_string_equal(reason_word((enum reason) 2), "wrong_secret");
    assert_string_equal(reason_word((enum reason) 6), "locked");
    assert_string_equal(reason_word((enum reason) 30), "must_change");
}


static void
words_lead_back_to_their_numbers(void **state)
{
    (void) state;
    for (int i = 1; i <= KIND_SERVICE; i++) {
        assert_int_equal(kind_of_word(kind_word((enum account_kind) i)), i);
    }
    for (int i = 1; i <= STATE_CLOSED; i++) {
        assert_int_equal(state_of_word(state_word((enum account_state) i)),
                         i);
    }
    for (int i = 1; i <= LEVEL_CERTIFICATE; i++) {
        assert_int_equal(level_of_word(level_word((enum level) i)), i);
    }
    for (int i = 1; i <= METHOD_CERTIFICATE_TLS; i++) {
        const char *word = method_word((enum method) i);
        assert_int_equal(method_of_word(span_str(word)), i);
    }
#define X(name, number, word)                                                 \
    assert_int_equal(reason_of_word(word), number);                           \
    assert_true(reason_is_known(number));
    REASONS(X)
#undef X
}


static void
no_two_events_share_a_word(void **state)
{
    (void) state;
    for (unsigned i = 1; i < 256; i++) {
        for (unsigned j = 1; event_is_known(i) && j < i; j++) {
            assert_string_not_equal(event_word((enum event) i),
                                    event_word((enum event) j));
        }
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_word_gives_the_zero),
        cmocka_unit_test(no_number_gives_no_word),
        cmocka_unit_test(words_are_those_of_the_contract),
        cmocka_unit_test(words_lead_back_to_their_numbers),
        cmocka_unit_test(no_two_events_share_a_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
