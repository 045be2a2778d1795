/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init: folder, configuration, store.  What there is, is never written over:
 * everything that can be refused is looked at before anything is made.
 */
#include "commands.h"

#include "arguments.h"
#include "oneday.h"
#include "owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096 /* bytes with the NUL */


static int
refuse_exists(const struct program *program, const char *path,
              const char *what)
{
    return refuse(program,
                  (struct trouble){ EXIT_REFUSED, "G402", "exists", NULL },
                  "%s: %s", path, what);
}


static int
refuse_file(const struct program *program, const char *path)
{
    return refuse(program, cannot_trouble("config"), "%s: %s", path,
                  strerrordesc_np(errno));
}


static bool
write_all(int fd, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t n = write(fd, text, left);

        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n > 0) {
            text += n;
            left -= (size_t) n;
        }
    }

    return fchmod(fd, 0644) == 0 && fsync(fd) == 0;
}


/* Its folder may be the installation's first; nothing above it is made. */
static int
write_config(const struct program *program, const char *path,
             const char *text)
{
    char folder[PATH_SIZE];
    char *slash;
    int fd;

    (void) snprintf(folder, sizeof(folder), "%s", path);
    slash = strrchr(folder, '/');
    if (slash != NULL && slash != folder) {
        *slash = '\0';
        (void) mkdir(folder, 0755);
    }

    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
              0644);
    if (fd < 0) {
        return errno == EEXIST
            ? refuse_exists(program, path, "there is a configuration: leave "
                            "--profile out, or move it away")
            : refuse_file(program, path);
    }
    if (!write_all(fd, text)) {
        int status = refuse_file(program, path);

        close(fd);
        (void) unlink(path);
        return status;
    }
    close(fd);

    return EXIT_DONE;
}


/* DIR of the store to be made; NULL where it is refused. */
static const char *
directory_of(const struct program *program)
{
    const char *uri = program_store(program, true);
    const char *directory = program_directory(uri);

    if (directory == NULL) {
        (void) refuse_usage(program, "store", "%s: init makes a store in a "
                            "folder: --store lmdb:DIR", uri);
    }

    return directory;
}


static int
refuse_there(const struct program *program, const char *directory)
{
    return owner_sees_store(directory)
           ? refuse_exists(program, directory, "there is a store already: "
                           "gcisctl status")
           : EXIT_DONE;
}


/* Before the configuration is loaded: the file is not there yet. */
static int
make_profile(struct program *program, const char *profile)
{
    const char *directory;
    char *text = NULL;
    int status;

    if (gcis_config_new(&program->config) != GCIS_OK
        || (program->store != NULL
            && gcis_config_set_store(program->config, program->store)
               != GCIS_OK))
    {
        return refuse(program, cannot_trouble("memory"), "out of memory");
    }

    directory = directory_of(program);
    if (directory == NULL) {
        return EXIT_USAGE;
    }
    status = refuse_there(program, directory);
    if (status == EXIT_DONE
        && gcis_config_print(program->config, profile, &text) != GCIS_OK)
    {
        status = refuse(program, cannot_trouble("config"), "profile %s: "
                        "cannot be written out", profile);
    }
    if (status == EXIT_DONE) {
        status = write_config(program, program_config_path(program), text);
    }
    free(text);

    gcis_config_free(program->config);
    program->config = NULL;

    return status;
}


static int
make_store(struct program *program, struct arguments *arguments,
           json_t **ret_reply)
{
    const char *directory;
    int status = program_configure(program);

    if (status != EXIT_DONE) {
        return status;
    }
    directory = directory_of(program);
    if (directory == NULL) {
        return EXIT_USAGE;
    }

    status = refuse_there(program, directory);
    if (status == EXIT_DONE) {
        program->store = program_store(program, true);
        status = owner_make(program, directory);
    }
    if (status == EXIT_DONE
        && gcis_config_set_store(program->config, program->store) != GCIS_OK)
    {
        status = refuse(program, cannot_trouble("memory"), "out of memory");
    }

    return status == EXIT_DONE
           ? program_call(program, "store.init", arguments->parameters,
                          ret_reply)
           : status;
}


static void
show(const struct program *program, const struct arguments *arguments,
     json_t *reply)
{
    const char *profile = argument(arguments, "profile");

    if (profile != NULL) {
        json_object_set_new(reply, "config",
                            json_string(program_config_path(program)));
    }
    if (program->json) {
        print_json(reply);
        return;
    }

    say(program, "✓ store made: %s", member(reply, "directory"));
    if (profile != NULL) {
        say(program, "✓ configuration written: %s", program_config_path(program));
    }
    if (argument_flag(arguments, "sample")) {
        say(program, "✓ sample agencies, applications and accounts loaded");
    }
    if (member(reply, "manager")[0] != '\0') {
        say(program, "✓ system manager made, with a one-day password:");
        oneday_print(program, member(reply, "manager"), reply);
    }
    say(program, "next: start gcisd (systemctl start gcisd), then gcisctl "
        "status%s", member(reply, "manager")[0] != '\0'
        ? "" : "; the first manager: gcisctl account add, grant add NAME REG "
               "system, oneday issue");
}


int
command_init(struct program *program, struct arguments *arguments)
{
    const char *profile = argument(arguments, "profile");
    json_t *reply = NULL;
    int status = EXIT_DONE;

    if (profile != NULL) {
        status = make_profile(program, profile);
    }
    if (status == EXIT_DONE) {
        status = make_store(program, arguments, &reply);
        if (status != EXIT_DONE && profile != NULL) {
            warn("%s is written: gcisctl init goes on without --profile",
                 program_config_path(program));
        }
    }
    if (status != EXIT_DONE) {
        return status;
    }

    show(program, arguments, reply);
    wipe_json(reply);

    return EXIT_DONE;
}
