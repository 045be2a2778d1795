/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * gcisctl: the noun and verb of the command line, looked up in the table of
 * verbs and done.  A user of the public interface like any other program.
 */
#include "arguments.h"
#include "help.h"
#include "render.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>


/* Names are UTF-8 whatever the locale is; without one a table would show
 * Chinese as numbers. */
static void
set_locale(void)
{
    (void) setlocale(LC_ALL, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        (void) setlocale(LC_CTYPE, "C.UTF-8");
    }
}


static int
run_operation(struct program *program, struct arguments *arguments)
{
    const struct verb *verb = program->verb;
    json_t *reply = NULL;
    int status = program_call(program, verb->operation,
                              arguments->parameters, &reply);

    if (status != EXIT_DONE) {
        return status;
    }

    if (program->json) {
        print_json(reply);
    } else if (verb->columns != NULL) {
        render_list(reply, verb->columns);
    } else if (verb->said != NULL) {
        render_sentence(program, verb->said, reply, arguments->parameters);
    } else {
        render_object(reply);
    }
    if (!program->json && member(reply, "warning")[0] != '\0') {
        warn("%s", member(reply, "warning"));
    }
    wipe_json(reply);

    return EXIT_DONE;
}


/* A URI that is none is a slip of typing, whatever the engine would say. */
static int
check_store(const struct program *program)
{
    const char *uri = program->store;

    if (uri == NULL || strncmp(uri, "unix:/", 6) == 0
        || strncmp(uri, "lmdb:/", 6) == 0)
    {
        return EXIT_DONE;
    }

    return refuse_usage(program, "store", "--store %s: unix:SOCKET or "
                        "lmdb:DIR, with an absolute path%s", uri,
                        strncmp(uri, "postgresql:", 11) == 0
                        ? "; PostgreSQL is not in this version" : "");
}


static int
run_verb(struct program *program, int argc, char **argv)
{
    const struct verb *verb = program->verb;
    struct arguments arguments = { NULL, NULL, false };
    int status = arguments_parse(program, argc, argv, &arguments);

    if (status == EXIT_DONE && arguments.help) {
        help_verb(verb);
        arguments_free(&arguments);
        return EXIT_DONE;
    }
    if (status == EXIT_DONE) {
        status = check_store(program);
    }
    if (status == EXIT_DONE) {
        status = verb->run != NULL ? verb->run(program, &arguments)
                                   : run_operation(program, &arguments);
    }
    arguments_free(&arguments);

    return status;
}


static int
refuse_later(const struct program *program)
{
    const struct verb *verb = program->verb;

    return refuse(program,
                  (struct trouble){ EXIT_USAGE, "G400", "not_in_this_version",
                                    NULL },
                  "%s%s%s: not in this version: gcisctl --help lists what is",
                  verb->noun, verb->name[0] == '\0' ? "" : " ", verb->name);
}


static int
refuse_verb(const struct program *program, const char *noun, const char *name)
{
    const char *near = verbs_nearest_verb(noun, name);
    int status = near == NULL
        ? refuse(program, usage_trouble(NULL), "%s %s: there is no such verb",
                 noun, name)
        : refuse(program, usage_trouble(NULL), "%s %s: there is no such verb:"
                 " do you mean %s %s?", noun, name, noun, near);

    help_noun(stderr, noun);

    return status;
}


static bool
is_help(const char *word)
{
    return strcmp(word, "--help") == 0;
}


/* argv[0] is the noun. */
static int
run_noun(struct program *program, int argc, char **argv)
{
    const char *noun = argv[0];
    bool alone = verbs_stands_alone(noun);
    const char *near;

    if (!verbs_is_noun(noun)) {
        near = verbs_nearest_noun(noun);
        return near == NULL
            ? refuse_usage(program, NULL, "%s: there is no such noun", noun)
            : refuse_usage(program, NULL, "%s: there is no such noun: do you "
                           "mean %s?", noun, near);
    }
    if (!alone && argc < 2) {
        (void) refuse(program, usage_trouble(NULL), "%s: which verb?", noun);
        help_noun(stderr, noun);
        return EXIT_USAGE;
    }
    if (!alone && is_help(argv[1])) {
        help_noun(stdout, noun);
        return EXIT_DONE;
    }

    program->verb = verbs_find(noun, alone ? "" : argv[1]);
    if (program->verb == NULL) {
        return refuse_verb(program, noun, argv[1]);
    }
    if (program->verb->later) {
        return refuse_later(program);
    }

    return alone ? run_verb(program, argc, argv)
                 : run_verb(program, argc - 1, argv + 1);
}


static int
run(struct program *program, int argc, char **argv)
{
    bool help = false, version = false;
    int at = 1;
    int status = arguments_global(program, argc, argv, &help, &version, &at);

    if (status != EXIT_DONE) {
        return status;
    }
    if (version) {
        printf("gcisctl %s\n", gcis_version());
        return EXIT_DONE;
    }
    if (help) {
        help_all(stdout);
        return EXIT_DONE;
    }
    if (at == argc) {
        return refuse_usage(program, NULL, "what shall it do?");
    }

    return run_noun(program, argc - at, argv + at);
}


int
main(int argc, char **argv)
{
    const struct rlimit none = { 0, 0 };
    struct program program = { .store = NULL };
    int status;

    /* a core would hold what was typed */
    (void) setrlimit(RLIMIT_CORE, &none);
    set_locale();

    status = run(&program, argc, argv);
    program_close(&program);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        warn("standard output: could not be written");
        return EXIT_CANNOT;
    }

    return status;
}
