/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The blocklist in memory: 8 bytes a word, sorted, so that 100,000 words are
 * 800 KB and a look-up is 17 comparisons.  Two words that share 8 bytes of
 * their digest would refuse one password too many, once in 10^14.
 */
#include "base/words.h"
#include "engine/blocklist.h"

#include "base/text.h"
#include "crypto/digest.h"

#include <errno.h>
#include <stdio.h>

struct blocklist {
    size_t n;
    size_t size;
    uint64_t *prefixes;
};


static bool
prefix_of(struct span word, uint64_t *ret_prefix)
{
    uint8_t digest[DIGEST_SIZE];
    size_t len;
    char *folded CLEAN_FREE = text_fold(word, &len);
    struct span part = span_of(folded, len);

    if (folded == NULL || !digest_sha256(&part, 1, digest)) {
        return false;
    }

    memcpy(ret_prefix, digest, sizeof(*ret_prefix));

    return true;
}


static bool
grow(struct blocklist *blocklist)
{
    size_t size = blocklist->size == 0 ? 1024 : blocklist->size * 2;
    uint64_t *prefixes;

    if (blocklist->n < blocklist->size) {
        return true;
    }

    prefixes = reallocarray(blocklist->prefixes, size, sizeof(*prefixes));
    if (prefixes == NULL) {
        return false;
    }

    blocklist->prefixes = prefixes;
    blocklist->size = size;

    return true;
}


static bool
add(struct blocklist *blocklist, struct span word)
{
    if (!grow(blocklist)
        || !prefix_of(word, &blocklist->prefixes[blocklist->n]))
    {
        return false;
    }

    blocklist->n++;

    return true;
}


static int
compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *) a;
    uint64_t y = *(const uint64_t *) b;

    return (x > y) - (x < y);
}


/* One word a line; empty lines and those that begin with # are not words. */
static bool
read_words(struct blocklist *blocklist, FILE *file, const char *path,
           char error[BLOCKLIST_ERROR_MAX])
{
    char *line CLEAN_FREE = NULL;
    size_t size = 0, number = 0, total = 0;
    ssize_t len;

    while ((len = getline(&line, &size, file)) >= 0) {
        number++;
        total += (size_t) len;
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
            len--;
        }
        if (len == 0 || line[0] == '#') {
            continue;
        }
        if (total > BLOCKLIST_FILE_MAX
            || !add(blocklist, span_of(line, (size_t) len)))
        {
            words_print(error, BLOCKLIST_ERROR_MAX, "%s:%zu: not a word in "
                        "UTF-8, or the list is over 100 MB", path, number);
            return false;
        }
    }

    if (ferror(file)) {
        words_print(error, BLOCKLIST_ERROR_MAX, "%s: cannot be read", path);
        return false;
    }

    qsort(blocklist->prefixes, blocklist->n, sizeof(uint64_t), compare);

    return true;
}


struct blocklist *
blocklist_load(const char *path, char error[BLOCKLIST_ERROR_MAX])
{
    struct blocklist *blocklist = calloc(1, sizeof(*blocklist));
    bool good;
    FILE *file;

    if (blocklist == NULL || path[0] == '\0') {
        return blocklist;
    }

    file = fopen(path, "re");
    if (file == NULL) {
        words_print(error, BLOCKLIST_ERROR_MAX, "[password] blocklist = %s: %s",
                    path, strerror(errno));
        free(blocklist);
        return NULL;
    }

    good = read_words(blocklist, file, path, error);
    fclose(file);
    if (!good) {
        blocklist_free(blocklist);
        return NULL;
    }

    return blocklist;
}


void
blocklist_free(struct blocklist *blocklist)
{
    if (blocklist == NULL) {
        return;
    }

    free(blocklist->prefixes);
    free(blocklist);
}


static bool
has_word(const struct blocklist *blocklist, struct span word)
{
    uint64_t prefix;

    if (blocklist->n == 0) {
        return false;
    }
    if (!prefix_of(word, &prefix)) {
        return true;
    }

    return bsearch(&prefix, blocklist->prefixes, blocklist->n,
                   sizeof(prefix), compare) != NULL;
}


bool
blocklist_has(const struct blocklist *blocklist, struct span password)
{
    struct span stem = password;

    if (has_word(blocklist, password)) {
        return true;
    }

    while (stem.len > 0 && stem.data[stem.len - 1] >= '0'
           && stem.data[stem.len - 1] <= '9')
    {
        stem.len--;
    }

    return stem.len > 0 && stem.len < password.len
           && has_word(blocklist, stem);
}
