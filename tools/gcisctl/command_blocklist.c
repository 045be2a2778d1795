/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * password blocklist: any list of words, one a line, into the form of
 * /etc/gcis/blocklist: lower case, sorted, each once, written whole or not at
 * all.
 */
#include "commands.h"

#include "arguments.h"
#include "paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#define WORDS_MAX 20000000  /* lines */
#define WORD_LEN_MAX 1024   /* bytes; longer ones are no passwords */
#define PATH_SIZE 4096      /* bytes with the NUL */

struct words {
    size_t n, size;
    char **items;
};


static void
words_free(struct words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        free(words->items[i]);
    }
    free(words->items);
}


/* The word in lower case; NULL where it is not text. */
static char *
lower(const char *word)
{
    wchar_t wide[WORD_LEN_MAX + 1];
    size_t len = mbstowcs(wide, word, WORD_LEN_MAX);
    char *text;

    if (len == (size_t) -1 || len == WORD_LEN_MAX) {
        return NULL;
    }
    wide[len] = L'\0';
    for (size_t i = 0; i < len; i++) {
        wide[i] = (wchar_t) towlower((wint_t) wide[i]);
    }

    text = malloc(len * MB_CUR_MAX + 1);
    if (text != NULL
        && wcstombs(text, wide, len * MB_CUR_MAX + 1) == (size_t) -1)
    {
        free(text);
        text = NULL;
    }

    return text;
}


static bool
add(struct words *words, char *word)
{
    if (words->n == words->size) {
        size_t size = words->size == 0 ? 1024 : words->size * 2;
        char **items = reallocarray(words->items, size, sizeof(*items));

        if (items == NULL) {
            return false;
        }
        words->items = items;
        words->size = size;
    }
    words->items[words->n++] = word;

    return true;
}


static int
compare(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}


static int
read_words(const struct program *program, const char *path, FILE *file,
           struct words *words)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    int status = EXIT_DONE;

    while (status == EXIT_DONE && getline(&line, &size, file) >= 0) {
        char *word;

        number++;
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0' || line[0] == '#') {
            continue;
        }
        word = lower(line);
        if (word == NULL || number > WORDS_MAX || !add(words, word)) {
            free(word);
            status = refuse(program,
                            (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                              "words" },
                            "%s:%zu: not a word in UTF-8 (iconv -t UTF-8 "
                            "makes it one), or too many", path, number);
        }
    }
    free(line);
    if (status == EXIT_DONE && ferror(file)) {
        status = refuse(program, cannot_trouble("store"), "%s: %s", path,
                        strerrordesc_np(errno));
    }

    return status;
}


static bool
print_words(FILE *out, const struct words *words, size_t *ret_n)
{
    size_t n = 0;

    fputs("# refused passwords, made by gcisctl password blocklist\n", out);
    for (size_t i = 0; i < words->n; i++) {
        if (i == 0 || strcmp(words->items[i], words->items[i - 1]) != 0) {
            fprintf(out, "%s\n", words->items[i]);
            n++;
        }
    }
    *ret_n = n;

    return !ferror(out) && fflush(out) == 0 && fchmod(fileno(out), 0644) == 0
           && fsync(fileno(out)) == 0;
}


/* Beside the target, then in its place. */
static int
write_words(const struct program *program, const char *path,
            const struct words *words, size_t *ret_n)
{
    char beside[PATH_SIZE];
    FILE *out = NULL;
    int fd, len;
    bool done;

    len = snprintf(beside, sizeof(beside), "%s.XXXXXX", path);
    fd = len < (int) sizeof(beside) ? mkstemp(beside) : -1;
    if (fd >= 0) {
        out = fdopen(fd, "w");
    }
    if (out == NULL) {
        return refuse(program, cannot_trouble("store"), "%s: %s: --output "
                      "FILE writes elsewhere", path, strerrordesc_np(errno));
    }

    done = print_words(out, words, ret_n);
    done = fclose(out) == 0 && done && rename(beside, path) == 0;
    if (!done) {
        int status = refuse(program, cannot_trouble("store"), "%s: %s", path,
                            strerrordesc_np(errno));

        (void) unlink(beside);
        return status;
    }

    return EXIT_DONE;
}


static const char *
output_path(const struct program *program, const struct arguments *arguments)
{
    const char *path = argument(arguments, "output");

    if (path == NULL) {
        path = gcis_config_get(program->config, "password", "blocklist");
    }

    return path == NULL || path[0] == '\0' ? GCIS_PATH_BLOCKLIST : path;
}


static int
make_list(const struct program *program, const char *from, const char *to)
{
    struct words words = { 0 };
    size_t n = 0;
    int status;
    FILE *file = fopen(from, "re");

    if (file == NULL) {
        return refuse(program,
                      (struct trouble){ EXIT_REFUSED, "G400", "not_found",
                                        "words" },
                      "%s: %s", from, strerrordesc_np(errno));
    }

    status = read_words(program, from, file, &words);
    fclose(file);
    if (status == EXIT_DONE) {
        if (words.n > 0) {
            qsort(words.items, words.n, sizeof(*words.items), compare);
        }
        status = write_words(program, to, &words, &n);
    }
    words_free(&words);
    if (status != EXIT_DONE) {
        return status;
    }

    if (program->json) {
        json_t *reply = json_pack("{s:s, s:I}", "blocklist", to, "words",
                                  (json_int_t) n);

        print_json(reply);
        json_decref(reply);
    }
    say(program, "%s: %zu words written: [password] blocklist = %s, then "
        "restart gcisd", to, n, to);

    return EXIT_DONE;
}


int
command_password_blocklist(struct program *program,
                           struct arguments *arguments)
{
    int status = program_configure(program);

    return status == EXIT_DONE
           ? make_list(program, argument(arguments, "words"),
                       output_path(program, arguments))
           : status;
}
