/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check: what the programs would read, in the order in which they would, each
 * line with what mends it.  It changes nothing and signs nobody in.
 */
#include "commands.h"

#include "arguments.h"
#include "check.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"


static void
add(struct checking *checking, const char *mark, const char *word,
    const char *what, const char *detail, const char *mend)
{
    json_t *item = json_pack("{s:s, s:s, s:s}", "what", what, "verdict",
                             word, "detail", detail);

    if (mend[0] != '\0') {
        json_object_set_new(item, "mend", json_string(mend));
    }
    json_array_append_new(checking->items, item);

    if (!checking->program->json
        && (!checking->program->quiet || word[0] == 'n'))
    {
        fputs(mark, stdout);
        print_plain(stdout, what);
        fputs(": ", stdout);
        print_plain(stdout, detail);
        fputs(mend[0] == '\0' ? "" : ": ", stdout);
        print_plain(stdout, mend);
        fputc('\n', stdout);
    }
}


void
check_good(struct checking *checking, const char *what, const char *detail)
{
    add(checking, "✓ ", "yes", what, detail, "");
}


void
check_bad(struct checking *checking, const char *what, const char *detail,
          const char *mend)
{
    checking->n_bad++;
    add(checking, "✗ ", "no", what, detail, mend);
}


void
check_unseen(struct checking *checking, const char *what, const char *detail)
{
    add(checking, "- ", "unseen", what, detail, "");
}


static const char *
value(const struct checking *checking, const char *section, const char *key)
{
    const char *text = gcis_config_get(checking->program->config, section,
                                       key);

    return text == NULL ? "" : text;
}


static void
check_file(struct checking *checking)
{
    const char *path = program_config_path(checking->program);

    if (access(path, F_OK) == 0) {
        check_good(checking, "configuration", path);
    } else {
        check_unseen(checking, "configuration", "no file: every key at its "
                     "default");
    }
}


/* Readers look where [projection] path says, the engine writes in its own. */
static void
check_paths(struct checking *checking, const char *directory)
{
    const char *path = value(checking, "projection", "path");
    char written[CHECK_PATH_MAX], mend[CHECK_PATH_MAX + 64];

    (void) snprintf(written, sizeof(written), "%s/projection", directory);
    if (strcmp(path, written) != 0) {
        (void) snprintf(mend, sizeof(mend), "gcisd does not start like this: "
                        "path = %s", written);
        check_bad(checking, "[projection] path", path, mend);
    }
}


static void
check_zone(struct checking *checking)
{
    const char *zone = value(checking, "time", "zone");
    char path[CHECK_PATH_MAX];

    (void) snprintf(path, sizeof(path), ZONES "%s", zone);
    if (access(path, R_OK) == 0) {
        check_good(checking, "[time] zone", zone);
    } else {
        check_bad(checking, "[time] zone", zone, "no such zone on this "
                  "system: package tzdata");
    }
}


static void
check_blocklist(struct checking *checking)
{
    const char *path = value(checking, "password", "blocklist");

    if (path[0] == '\0') {
        check_unseen(checking, "[password] blocklist", "none configured: "
                     "gcisctl password blocklist WORDS makes one");
    } else if (access(path, R_OK) == 0) {
        check_good(checking, "[password] blocklist", path);
    } else {
        check_bad(checking, "[password] blocklist", path,
                  strerrordesc_np(errno));
    }
}


static void
check_all(struct checking *checking)
{
    const char *directory = program_directory(
        program_store(checking->program, true));
    bool in_process = program_directory(
        program_store(checking->program, false)) != NULL;
    char path[CHECK_PATH_MAX];

    check_zone(checking);
    check_blocklist(checking);
    if (directory == NULL) {
        check_unseen(checking, "[engine] store", program_store(
                         checking->program, true));
    } else {
        check_store(checking, directory);
    }

    if (in_process) {
        (void) snprintf(path, sizeof(path), "%s/projection", directory);
        check_projection(checking, path);
    } else {
        if (directory != NULL) {
            check_paths(checking, directory);
        }
        check_projection(checking, value(checking, "projection", "path"));
        check_socket(checking, program_store(checking->program, false));
    }
    check_engine(checking);
}


static int
finish(struct checking *checking)
{
    int status = checking->n_cannot > 0 ? EXIT_CANNOT
                 : checking->n_bad > 0 ? EXIT_REFUSED : EXIT_DONE;

    if (checking->program->json) {
        json_t *reply = json_pack("{s:b, s:O}", "good",
                                  (int) (status == EXIT_DONE), "items",
                                  checking->items);

        print_json(reply);
        json_decref(reply);
    }
    json_decref(checking->items);

    return status;
}


int
command_check(struct program *program, struct arguments *arguments)
{
    struct checking checking = { .program = program, .items = json_array() };
    const char *named = argument(arguments, "config");
    int status;

    if (named != NULL) {
        program->config_path = named;
    }

    status = program_configure(program);
    if (status != EXIT_DONE) {
        json_decref(checking.items);
        return status;
    }

    check_file(&checking);
    check_all(&checking);

    return finish(&checking);
}
