/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checkpoints kept elsewhere: an altered line, another node's line, a log that
 * was cut or written anew, and when one is made.
 */
#include "site.h"

#include "engine/checkpoint.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_SIZE 600
#define BLOCK 65536

static char path[96];


/* A site that writes its checkpoints into its own folder. */
static int
make(void **state)
{
    struct site *site;

    (void) site_new(state);
    site = *state;
    site_close(site);
    snprintf(path, sizeof(path), "%s/checkpoints", site->dir);
    assert_true(config_set(site->config, "audit", "checkpoints", path));
    site_open(site);

    return 0;
}


static unsigned
n_lines(void)
{
    FILE *file = fopen(path, "re");
    unsigned n = 0;
    int c;

    while (file != NULL && (c = fgetc(file)) != EOF) {
        n += c == '\n';
    }
    if (file != NULL) {
        (void) fclose(file);
    }

    return n;
}


static void
read_line(char line[LINE_SIZE])
{
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    assert_non_null(fgets(line, LINE_SIZE, file));
    assert_int_equal(fclose(file), 0);
}


static void
write_line(const char *line)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(line, file) >= 0);
    assert_int_equal(fclose(file), 0);
}


/* The words of the difference; "" for none. */
static const char *
verify(struct site *site)
{
    static char words[STORE_ERROR_MAX];
    uint64_t n = 0;

    words[0] = '\0';
    if (checkpoint_verify(site->engine, path, &n, words)) {
        assert_string_equal(words, "");
    } else {
        assert_string_not_equal(words, "");
        assert_non_null(strstr(words, path));
    }

    return words;
}


static void
make_one(struct site *site)
{
    (void) checkpoint_tick(site->engine, site->now_ms / 1000);
    site_later(site, CHECKPOINT_PERIOD_S);
    (void) checkpoint_tick(site->engine, site->now_ms / 1000);
}


static void
test_when_one_is_made(void **state)
{
    struct site *site = *state;
    int64_t now_s = site->now_ms / 1000;
    unsigned before = n_lines();

    assert_int_equal(checkpoint_tick(site->engine, now_s),
                     CHECKPOINT_PERIOD_S);
    assert_int_equal(checkpoint_tick(site->engine, now_s + 3599), 1);
    assert_int_equal(n_lines() - before, 0);
    assert_int_equal(checkpoint_tick(site->engine, now_s + 3600),
                     CHECKPOINT_PERIOD_S);
    assert_int_equal(n_lines() - before, 1);
    assert_int_equal(checkpoint_tick(site->engine, now_s + 3601), 3599);
    assert_int_equal(n_lines() - before, 1);
    assert_true(site_log_has(site, "gcis-checkpoint-v1 "));

    /* and one at the stop */
    site_close(site);
    assert_int_equal(n_lines() - before, 2);
    site_open(site);
    assert_string_equal(verify(site), "");
}


static void
test_without_a_file(void **state)
{
    struct site *site = *state;
    char words[STORE_ERROR_MAX] = "";
    uint64_t n = 7;

    assert_true(checkpoint_verify(site->engine, "", &n, words));
    assert_int_equal(n, 0);
    assert_true(checkpoint_verify(site->engine, "/nonexistent/file", &n,
                                  words));
    assert_int_equal(n, 0);

    /* a file that cannot be written is said aloud, and stops nothing */
    snprintf(path, sizeof(path), "%s/none/checkpoints", site->dir);
    assert_true(config_set(site->engine->config, "audit", "checkpoints",
                           path));
    make_one(site);
    assert_true(site_log_has(site, "cannot be written"));
}


/* Each character of the line in turn; the signature covers the others. */
static void
test_an_altered_line(void **state)
{
    struct site *site = *state;
    char line[LINE_SIZE], altered[LINE_SIZE];

    make_one(site);
    assert_string_equal(verify(site), "");
    read_line(line);

    for (size_t i = 0; line[i] != '\0' && line[i] != '\n'; i++) {
        memcpy(altered, line, sizeof(line));
        altered[i] = line[i] == '1' ? '2' : '1';
        write_line(altered);
        if (verify(site)[0] == '\0') {
            fail_msg("character %zu: %s", i, altered);
        }
    }

    /* cut at every place, too */
    for (size_t len = strlen(line) - 2; len > 0; len -= 7) {
        snprintf(altered, sizeof(altered), "%.*s\n", (int) len, line);
        write_line(altered);
        assert_string_not_equal(verify(site), "");
        if (len < 7) {
            break;
        }
    }
    write_line(line);
    assert_string_equal(verify(site), "");
}


static void
test_lines_that_are_none(void **state)
{
    struct site *site = *state;
    static const char *const lines[] = {
        "\n", "# a remark\n", "gcis-checkpoint-v1\n",
        "gcis-checkpoint-v2 a 1 b 2 c d\n",
        "gcis-checkpoint-v1 a -1 b 2 c d\n",
    };
    char good[LINE_SIZE], both[2 * LINE_SIZE];

    make_one(site);
    read_line(good);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        snprintf(both, sizeof(both), "%s%s", good, lines[i]);
        write_line(both);
        /* the second line is named */
        assert_non_null(strstr(verify(site), "checkpoints:2:"));
    }
}


/* The vault's file of another time, byte for byte. */
static void
copy_file(const char *from, const char *to)
{
    FILE *source = fopen(from, "re"), *target = fopen(to, "we");
    char *block = malloc(BLOCK);
    size_t n;

    assert_non_null(source);
    assert_non_null(target);
    assert_non_null(block);
    while ((n = fread(block, 1, BLOCK, source)) > 0) {
        assert_int_equal(fwrite(block, 1, n, target), n);
    }
    assert_int_equal(fchmod(fileno(target), 0600), 0);
    assert_int_equal(fclose(source), 0);
    assert_int_equal(fclose(target), 0);
    free(block);
}


static void
test_a_cut_tail(void **state)
{
    struct site *site = *state;
    char vault[96], old[96];
    struct outcome outcome;

    snprintf(vault, sizeof(vault), "%s/vault/data.mdb", site->dir);
    snprintf(old, sizeof(old), "%s/old.mdb", site->dir);
    site_close(site);
    copy_file(vault, old);
    site_open(site);

    (void) unlink(path);
    for (unsigned i = 0; i < 3; i++) {
        (void) site_sign_in(site, "wang", "wrong", &outcome);
    }
    make_one(site);
    assert_string_equal(verify(site), "");
    site_close(site);

    /* the vault of before: by itself it is whole */
    (void) unlink(vault);
    copy_file(old, vault);
    site_open(site);
    site_verify(site);
    assert_non_null(strstr(verify(site), "tail was cut"));

    /* as many records as there were, but others */
    for (unsigned i = 0; i < 4; i++) {
        (void) site_sign_in(site, "wang", "wrong", &outcome);
    }
    site_verify(site);
    assert_non_null(strstr(verify(site), "written anew"));
}


static void
test_of_another_node(void **state)
{
    struct site *site = *state;
    char line[LINE_SIZE];
    void *other = NULL;

    make_one(site);
    read_line(line);
    (void) make(&other);
    write_line(line);
    assert_non_null(strstr(verify(other), "not signed"));
    (void) site_end(&other);
}


#define TEST(name) cmocka_unit_test_setup_teardown(name, make, site_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_when_one_is_made),
        TEST(test_without_a_file),
        TEST(test_an_altered_line),
        TEST(test_lines_that_are_none),
        TEST(test_a_cut_tail),
        TEST(test_of_another_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
