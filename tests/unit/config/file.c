/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form of the file, whose it may be, and the drop-ins: each refusal with
 * its exact words, and after each the configuration as it was.
 */
#include "config/config.h"
#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct folder folder;


static int
begin(void **state)
{
    (void) state;
    folder_make(&folder);
    return 0;
}


static int
end(void **state)
{
    (void) state;
    folder_remove(&folder);
    return 0;
}


/* The words behind "FILE:", or "" where it was taken. */
static const char *
load(struct config *config)
{
    static char words[CONFIG_ERROR_MAX];
    size_t len = strlen(folder.file);

    if (config_load(config, folder.file, false)) {
        assert_string_equal(config->error, "");
        return "";
    }
    (void) snprintf(words, sizeof(words), "%s",
                    strncmp(config->error, folder.file, len) == 0
                        ? config->error + len : config->error);
    return words;
}


static void
refused(struct span text, const char *words)
{
    struct config *config = config_new();
    const char *said;

    assert_non_null(config);
    folder_write(&folder, "gcis.conf", text);
    said = load(config);
    if (strcmp(said, words) != 0) {
        fail_msg("'%.*s': '%s' instead of '%s'", (int) text.len,
                 (const char *) text.data, said, words);
    }
    assert_int_equal(config->session.idle_s, 900);
    assert_string_equal(config_get(config, "session", "idle"), "15m");
    config_free(config);
}


static void
forms_refused(void **state)
{
    static const struct {
        const char *text;
        const char *words;
    } rows[] = {
        { "\xef\xbb\xbf[session]\n",
          ":1: begins with a byte order mark: save the file as UTF-8 without "
          "BOM" },
        { "[session]\r\nidle = 1m\r\n",
          ":1: ends in CR LF: save the file with Unix line ends (LF)" },
        { "idle = 1m\n", ":1: idle: stands before the first [section]" },
        { "[nothing]\n", ":1: [nothing]: unknown section" },
        { "[]\n", ":1: []: unknown section" },
        { "[Session]\n", ":1: [Session]: unknown section" },
        { "[password  member]\n", ":1: [password  member]: unknown section" },
        { "[password staff]\n", ":1: [password staff]: unknown section" },
        { "[anchor]\n", ":1: [anchor]: unknown section" },
        { "[anchor ../x.pem]\n",
          ":1: [anchor ../x.pem]: must name a file of [certificate] anchors, "
          "without a path" },
        { "[session\n",
          ":1: [session: a section is written [section], alone on its line" },
        { "[session] # idle\n",
          ":1: [session] # idle: a section is written [section], alone on "
          "its line" },
        { "[session]\nIdle = 1m\n", ":2: Idle: unknown key of [session]" },
        { "[session]\nidel = 1m\n", ":2: idel: unknown key of [session]" },
        { "[session]\nzone = UTC\n", ":2: zone: unknown key of [session]" },
        { "[session]\nidle\n",
          ":2: idle: must be [section], key = value, or a comment that begins "
          "with #" },
        { "[session]\n= 1m\n", ":2: there is no key before the =" },
        { "[session]\nidle =\n", ":2: idle: has no value" },
        { "[session]\nidle = \t\n", ":2: idle: has no value" },
        { "# first\n\n[session]\nidle = 1m\nidle = 1m\n",
          ":5: idle: stands twice in this file" },
        { "[session]\nidle = 1m\n[account]\n[session]\nidle = 2m\n",
          ":5: idle: stands twice in this file" },
        { "[anchor a.pem]\nocsp = http://a/\nocsp = http://b/\n",
          ":3: ocsp: stands twice in this file" },
        /* a comment behind a value is the value */
        { "[session]\nidle = 1m # short\n",
          ":2: idle: must be a duration from 2s to 24h" },
        { "[portal]\ntitle = a\x1b[2J\n", ":2: holds a control character" },
        { "[portal]\ntitle = a\xe2\x80\xae\n",
          ":2: holds a control character" },
        { "[portal]\ntitle = a\xff\n", ":2: is not UTF-8" },
        { "[portal]\n# \xc0\xaf\n", ":2: is not UTF-8" },
        /* includes, continuations and quotes are not known */
        { "include x.conf\n",
          ":1: include x.conf: must be [section], key = value, or a comment "
          "that begins with #" },
        { "[session]\nidle = \"1m\"\n",
          ":2: idle: must be a duration from 2s to 24h" },
        { "[session]\nidle = \\\n1m\n",
          ":2: idle: must be a duration from 2s to 24h" },
        /* the good half before a bad one is not kept */
        { "[session]\nidle = 1m\nlifetime = x\n",
          ":3: lifetime: must be a duration from 1s to 30d" },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        refused(span_str(rows[i].text), rows[i].words);
    }
    refused(span_of("[session]\nidle = 1m\0\n", 21),
            ":2: holds a control character");
    refused(span_of("\0", 1), ":1: holds a control character");
}


/* What a person sees of a long or strange line is cut, at a character. */
static void
long_subjects(void **state)
{
    char text[5000];
    char words[400];

    (void) state;
    memset(text, 'k', sizeof(text));
    (void) snprintf(words, sizeof(words), ":1: %.64s: must be [section], "
                    "key = value, or a comment that begins with #", text);
    refused(span_of(text, sizeof(text)), words);
    for (size_t i = 0; i + 3 <= 300; i += 3) {
        memcpy(text + i, "王", 3);
    }
    (void) snprintf(words, sizeof(words), ":1: %.63s: must be [section], "
                    "key = value, or a comment that begins with #", text);
    refused(span_of(text, 300), words);
}


static void
forms_taken(void **state)
{
    static const char text[] =
        "# a comment\n"
        ";another\n"
        "\n"
        "   \t\n"
        "[session]\n"
        "\tidle=10m\n"
        "  lifetime   =\t8h  \n"
        "[portal]\n"
        "title = 註冊服務 # 1; \"x\" = y\n"
        "notice =\n"
        "[ password member ]\n"
        "min_length = 14\n"
        "[session]\n"
        "step_up = 2h"; /* no newline at the end */
    struct config *config = config_new();

    (void) state;
    folder_write(&folder, "gcis.conf", span_str(text));
    assert_string_equal(load(config), "");
    assert_int_equal(config->session.idle_s, 600);
    assert_int_equal(config->session.renew_after_s, 200);
    assert_string_equal(config_get(config, "session", "renew_after"), "200s");
    assert_int_equal(config->session.lifetime_s, 8 * 3600);
    assert_int_equal(config->session.step_up_s, 7200);
    assert_string_equal(config->portal.title, "註冊服務 # 1; \"x\" = y");
    assert_int_equal(config->password[CONFIG_MEMBER].min_length, 14);
    assert_int_equal(config->password[CONFIG_STAFF].min_length, 12);
    config_free(config);
    /* nothing at all is a configuration */
    config = config_new();
    folder_write(&folder, "gcis.conf", span_of("", 0));
    assert_string_equal(load(config), "");
    config_free(config);
}


static void
sizes(void **state)
{
    char *text CLEAN_FREE = malloc(CONFIG_FILE_MAX + 1);
    struct config *config = config_new();

    (void) state;
    assert_non_null(text);
    memset(text, '\n', CONFIG_FILE_MAX + 1);
    refused(span_of(text, CONFIG_FILE_MAX + 1),
            ": is larger than 1048576 bytes");
    folder_write(&folder, "gcis.conf", span_of(text, CONFIG_FILE_MAX));
    assert_string_equal(load(config), "");
    config_free(config);
}


static void
whose_file(void **state)
{
    static const struct {
        mode_t mode;
        const char *words;
    } rows[] = {
        { 0664, ": may be written by others: chmod go-w it" },
        { 0646, ": may be written by others: chmod go-w it" },
        { 0620, ": may be written by others: chmod go-w it" },
        { 0644, "" },
        { 0600, "" },
        { 0400, "" },
        { 0555, "" },
    };
    struct config *config = config_new();
    char other[256];

    (void) state;
    /* a file that is named must be there; the installed one need not */
    (void) unlink(folder.file);
    assert_string_equal(load(config), ": is not there");
    assert_true(config_load(config, folder.file, true));
    folder_write(&folder, "gcis.conf", span_str("[session]\nidle = 1m\n"));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(chmod(folder.file, rows[i].mode), 0);
        assert_string_equal(load(config), rows[i].words);
        assert_int_equal(config->session.idle_s, i < 3 ? 900 : 60);
    }
    if (geteuid() == 0) {
        assert_int_equal(chown(folder.file, 12345, 0), 0);
        assert_string_equal(load(config), ": belongs to uid 12345, not to "
                            "root or the engine's user: chown it");
        assert_int_equal(chown(folder.file, 0, 12345), 0);
        assert_string_equal(load(config), "");
    }
    /* a link, a folder, a pipe */
    (void) snprintf(other, sizeof(other), "%s/other", folder.path);
    assert_int_equal(rename(folder.file, other), 0);
    assert_int_equal(symlink(other, folder.file), 0);
    assert_string_equal(load(config), ": is a symbolic link");
    assert_false(config_load(config, folder.file, true));
    assert_int_equal(unlink(folder.file), 0);
    assert_int_equal(mkdir(folder.file, 0755), 0);
    assert_string_equal(load(config), ": is not a regular file");
    assert_int_equal(rmdir(folder.file), 0);
    assert_int_equal(mkfifo(folder.file, 0600), 0);
    assert_string_equal(load(config), ": is not a regular file");
    assert_int_equal(unlink(folder.file), 0);
    assert_int_equal(unlink(other), 0);
    config_free(config);
}


static void
drop_in(const char *name, const char *text)
{
    char path[256];

    (void) snprintf(path, sizeof(path), "gcis.conf.d/%s", name);
    folder_write(&folder, path, span_str(text));
}


static void
drop_ins(void **state)
{
    struct config *config = config_new();
    char path[256];

    (void) state;
    folder_write(&folder, "gcis.conf",
                 span_str("[session]\nidle = 1m\nstep_up = 5m\n"));
    assert_int_equal(mkdir(folder.drop_ins, 0755), 0);
    drop_in("20-b.conf", "[session]\nidle = 3m\n");
    drop_in("10-a.conf", "[session]\nidle = 2m\nlifetime = 2h\n");
    /* not of the kind */
    drop_in("30-c.conf.bak", "nonsense");
    drop_in(".40.conf", "nonsense");
    drop_in(".conf", "nonsense");
    assert_string_equal(load(config), "");
    assert_int_equal(config->session.idle_s, 180);
    assert_int_equal(config->session.lifetime_s, 7200);
    assert_int_equal(config->session.step_up_s, 300);

    /* without the file they hold as well */
    (void) unlink(folder.file);
    assert_true(config_load(config, folder.file, true));
    assert_int_equal(config->session.idle_s, 180);
    folder_write(&folder, "gcis.conf", span_of("", 0));

    /* the drop-in is named */
    drop_in("20-b.conf", "[session]\nidle = 3m\nidle = 3m\n");
    assert_string_equal(load(config),
                        ".d/20-b.conf:3: idle: stands twice in this file");
    drop_in("20-b.conf", "[session]\nrenew_after = 4m\n");
    assert_string_equal(load(config),
                        ".d/20-b.conf:2: renew_after: renew_after = 4m must "
                        "be less than idle = 2m");
    /* one that may be written by others, a link, a folder */
    drop_in("20-b.conf", "");
    (void) snprintf(path, sizeof(path), "%s/20-b.conf", folder.drop_ins);
    assert_int_equal(chmod(path, 0666), 0);
    assert_string_equal(load(config), ".d/20-b.conf: may be written by "
                        "others: chmod go-w it");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(folder.file, path), 0);
    assert_string_equal(load(config), ".d/20-b.conf: is a symbolic link");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0755), 0);
    assert_string_equal(load(config),
                        ".d/20-b.conf: is not a regular file");
    assert_int_equal(rmdir(path), 0);
    /* the folder itself */
    assert_int_equal(chmod(folder.drop_ins, 0777), 0);
    assert_string_equal(load(config),
                        ".d: may be written by others: chmod go-w it");
    assert_int_equal(chmod(folder.drop_ins, 0755), 0);
    assert_string_equal(load(config), "");
    config_free(config);
}


static void
environment(void **state)
{
    (void) state;
    assert_int_equal(unsetenv("GCIS_CONFIG"), 0);
    assert_null(config_path_of_environment());
    assert_int_equal(setenv("GCIS_CONFIG", "", 1), 0);
    assert_null(config_path_of_environment());
    assert_int_equal(setenv("GCIS_CONFIG", "/x/gcis.conf", 1), 0);
    assert_string_equal(config_path_of_environment(), "/x/gcis.conf");
}


/* A damaged file, cut and flipped at each byte, is a yes or a no. */
static void
damaged(void **state)
{
    struct config *config = config_new();
    char *text CLEAN_FREE = config_print(config);
    size_t len = strlen(text);

    (void) state;
    for (size_t i = 0; i < len; i += 3) {
        char before = text[i];
        folder_write(&folder, "gcis.conf", span_of(text, i));
        (void) load(config);
        text[i] = (char) (before ^ 0x55);
        folder_write(&folder, "gcis.conf", span_of(text, len));
        (void) load(config);
        text[i] = before;
    }
    config_free(config);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forms_refused, begin, end),
        cmocka_unit_test_setup_teardown(long_subjects, begin, end),
        cmocka_unit_test_setup_teardown(forms_taken, begin, end),
        cmocka_unit_test_setup_teardown(sizes, begin, end),
        cmocka_unit_test_setup_teardown(whose_file, begin, end),
        cmocka_unit_test_setup_teardown(drop_ins, begin, end),
        cmocka_unit_test_setup_teardown(damaged, begin, end),
        cmocka_unit_test(environment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
