/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distance in slips of the finger: a letter too many, too few, wrong, or two
 * that changed places.
 */
#include "nearest.h"

#include <stdint.h>
#include <string.h>


static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}


struct distances {
    size_t rows[3][NEAREST_MAX + 2]; /* the present row, and two before it */
};


static size_t
step(const struct distances *table, const char *a, const char *b, size_t i,
     size_t j)
{
    const size_t *above = table->rows[(i + 2) % 3];
    const size_t *present = table->rows[i % 3];
    size_t best = above[j - 1] + (a[i - 1] != b[j - 1]);

    best = least(best, above[j] + 1);
    best = least(best, present[j - 1] + 1);
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = least(best, table->rows[(i + 1) % 3][j - 2] + 1);
    }

    return best;
}


static size_t
distance(const char *a, const char *b)
{
    struct distances table = { { { 0 } } };
    size_t a_len = strlen(a), b_len = strlen(b);

    if (a_len > NEAREST_MAX || b_len > NEAREST_MAX) {
        return SIZE_MAX;
    }

    for (size_t j = 0; j <= b_len; j++) {
        table.rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_len; i++) {
        table.rows[i % 3][0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            table.rows[i % 3][j] = step(&table, a, b, i, j);
        }
    }

    return table.rows[a_len % 3][b_len];
}


struct nearest
nearest_to(const char *typed)
{
    return (struct nearest){ .typed = typed, .distance = SIZE_MAX };
}


void
nearest_try(struct nearest *nearest, const char *word)
{
    size_t found = distance(nearest->typed, word);

    if (found < nearest->distance) {
        nearest->distance = found;
        nearest->best = word;
    }
}


/* One slip in three letters, or the beginning of the word. */
const char *
nearest_word(const struct nearest *nearest)
{
    size_t len = strlen(nearest->typed);

    if (nearest->best == NULL || nearest->best[0] == '\0') {
        return NULL;
    }

    return nearest->distance <= len / 3 + (len < 3 ? 0 : 1)
           && nearest->distance < len ? nearest->best : NULL;
}
