/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refused passwords: what a list holds, what it is not, and that an engine
 * whose list is missing does not start.
 */
#include "site.h"

#include "engine/blocklist.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_WORDS 100000

static char dir[] = "/tmp/gcis-blocklist-XXXXXX";
static char path[64];


static int
make(void **state)
{
    (void) state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/list", dir);

    return 0;
}


static int
end(void **state)
{
    (void) state;
    (void) unlink(path);
    (void) rmdir(dir);

    return 0;
}


static void
write_list(const void *bytes, size_t len)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}


static struct blocklist *
load(const char *text)
{
    char error[BLOCKLIST_ERROR_MAX] = "";
    struct blocklist *list;

    write_list(text, strlen(text));
    list = blocklist_load(path, error);
    if (list == NULL) {
        fail_msg("%s", error);
    }

    return list;
}


static void
test_what_is_no_list(void **state)
{
    char error[BLOCKLIST_ERROR_MAX] = "";
    static const char bad[] = "password\n\xff\xfe\nqwerty\n";

    (void) state;
    blocklist_free(NULL);
    (void) unlink(path);
    assert_null(blocklist_load(path, error));
    assert_non_null(strstr(error, path));
    assert_non_null(strstr(error, "No such file"));

    /* a folder, and a line that is no text: with its number */
    assert_null(blocklist_load(dir, error));
    write_list(bad, sizeof(bad) - 1);
    assert_null(blocklist_load(path, error));
    assert_non_null(strstr(error, "list:2:"));
}


static void
test_no_list_holds_nothing(void **state)
{
    char error[BLOCKLIST_ERROR_MAX] = "";
    struct blocklist *list = blocklist_load("", error);

    (void) state;
    assert_non_null(list);
    assert_false(blocklist_has(list, span_str("password")));
    assert_false(blocklist_has(list, span_str("")));
    blocklist_free(list);
}


static void
test_words(void **state)
{
    static const struct {
        const char *password;
        bool has;
    } rows[] = {
        { "passwor", false },
        { "passwords", false },
        { "xpassword", false },
        { "1password", false },
        { "pass word", false },
        { "horse", false },
        { "", false },
        { "2024", false },
        { "# a remark", false },
        /* as it is, in another case and width, with digits behind it */
        { "password", true },
        { "PassWord", true },
        { "ｐａｓｓｗｏｒｄ", true },
        { "password1", true },
        { "Password2024", true },
        { "QWERTY", true },
        { "qwerty123456", true },
        { "abc123", true },
        { "ABC1234", false }, /* its stem is abc */
        { "abc123456", false },
        { "straße", true },
        { "STRASSE99", true },
        { "密碼", true },
        { "密碼1", true },
        { "last", true },
    };
    struct blocklist *list = load("password\n\n# a remark\nQwerty\r\n"
                                  "abc123\nstrasse\n密碼\npassword\nlast");

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (blocklist_has(list, span_str(rows[i].password)) != rows[i].has) {
            fail_msg("%s", rows[i].password);
        }
    }
    /* what cannot be judged is refused */
    assert_true(blocklist_has(list, span_str("\xff\xfe")));
    blocklist_free(list);
}


static void
test_a_hundred_thousand(void **state)
{
    FILE *file = fopen(path, "we");
    char error[BLOCKLIST_ERROR_MAX] = "", word[32];
    struct blocklist *list;

    (void) state;
    assert_non_null(file);
    for (unsigned i = 0; i < N_WORDS; i++) {
        assert_true(fprintf(file, "word%ux\n", i * 7919u) > 0);
    }
    assert_int_equal(fclose(file), 0);
    list = blocklist_load(path, error);
    assert_non_null(list);
    for (unsigned i = 0; i < N_WORDS; i += 97) {
        snprintf(word, sizeof(word), "WORD%uX", i * 7919u);
        assert_true(blocklist_has(list, span_str(word)));
        snprintf(word, sizeof(word), "word%uy", i * 7919u);
        assert_false(blocklist_has(list, span_str(word)));
    }
    blocklist_free(list);
}


static void
test_an_engine_without_its_list(void **state)
{
    struct site *site = *state;
    char error[STORE_ERROR_MAX] = "";
    struct outcome mine, outcome;
    int status = GCIS_OK;

    site_close(site);
    assert_true(config_set(site->config, "password", "blocklist",
                           "/nonexistent/list"));
    assert_null(engine_open(site->config, error, &status));
    assert_int_equal(status, GCIS_E_CONFIG);
    assert_non_null(strstr(error, "/nonexistent/list"));

    /* with it, a change to one of its words is refused by that name */
    blocklist_free(load("gute-nacht-\n"));
    assert_true(config_set(site->config, "password", "blocklist", path));
    site_open(site);
    assert_int_equal(site_sign_in(site, "wang", SITE_PASSWORD, &mine),
                     GCIS_OK);
    assert_int_equal(site_change(site, "wang", SITE_PASSWORD,
                                 "Gute-Nacht-77", mine.token, &outcome),
                     GCIS_E_INVALID);
    assert_int_equal(outcome.reason, REASON_PASSWORD_RULES);
    assert_int_equal(site_change(site, "wang", SITE_PASSWORD,
                                 "Guten-Morgen-7", mine.token, &outcome),
                     GCIS_OK);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_no_list),
        cmocka_unit_test(test_no_list_holds_nothing),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_a_hundred_thousand),
        cmocka_unit_test_setup_teardown(test_an_engine_without_its_list,
                                        site_new, site_end),
    };

    return cmocka_run_group_tests(tests, make, end);
}
