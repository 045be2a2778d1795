/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records that the log wrote and that are not there now: each must be removed
 * by a later change.  Kept only while the walk waits for that change, so that
 * the memory is that of the records removed and not of all.
 */
#include "store/verify.h"

#include <search.h>

struct missing {
    enum record_kind kind;
    struct key key;
    uint64_t seq; /* that wrote it last */
};


static int
compare(const void *a, const void *b)
{
    const struct missing *one = a, *other = b;

    if (one->kind != other->kind) {
        return one->kind < other->kind ? -1 : 1;
    }
    if (one->key.len != other->key.len) {
        return one->key.len < other->key.len ? -1 : 1;
    }

    return memcmp(one->key.bytes, other->key.bytes, one->key.len);
}


bool
verify_expect_removal(struct verifying *verifying,
                      const struct touched *touched)
{
    struct missing *missing = malloc(sizeof(*missing));
    struct missing **found;

    if (missing == NULL) {
        return verify_differs(verifying, "out of memory");
    }

    *missing = (struct missing){ touched->kind, touched->key,
                                 touched->version };
    found = tsearch(missing, &verifying->missing, compare);
    if (found == NULL) {
        free(missing);
        return verify_differs(verifying, "out of memory");
    }
    if (*found != missing) {
        (*found)->seq = touched->version;
        free(missing);
    }

    return true;
}


void
verify_forget_missing(struct verifying *verifying,
                      const struct touched *touched)
{
    struct missing like = { touched->kind, touched->key, 0 };
    struct missing **found = tfind(&like, &verifying->missing, compare);
    struct missing *missing;

    if (found != NULL) {
        missing = *found;
        (void) tdelete(missing, &verifying->missing, compare);
        free(missing);
    }
}


static void
lowest(const void *node, VISIT visit, void *state)
{
    const struct missing *missing = *(struct missing *const *) node;
    uint64_t *seq = state;

    if ((visit == leaf || visit == preorder)
        && (*seq == 0 || missing->seq < *seq))
    {
        *seq = missing->seq;
    }
}


void
verify_missing(struct verifying *verifying)
{
    uint64_t seq = 0;

    twalk_r(verifying->missing, lowest, &seq);
    if (seq != 0) {
        verify_differs(verifying, "a record that change %llu wrote is"
                       " missing", (unsigned long long) seq);
    }
}


void
verify_missing_free(struct verifying *verifying)
{
    tdestroy(verifying->missing, free);
    verifying->missing = NULL;
}
