/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a catalogue: lists that grow, one sealing that orders them and
 * parses the keys, a count.  Where the records come from, the vault or the
 * projection, is the caller's affair; look-ups are model/catalogue.c's.
 */
#include "store/catalogue.h"

#include "crypto/sign.h"

#define LIST_MAX UINT16_MAX /* numbers are 16 bits, 0 is none */


struct catalogue *
catalogue_new(uint64_t seq)
{
    struct catalogue *catalogue = calloc(1, sizeof(*catalogue));

    if (catalogue == NULL) {
        return NULL;
    }
    atomic_init(&catalogue->references, 1);
    catalogue->seq = seq;
    return catalogue;
}


/* Room for one more of `size` bytes at the end of the list; NULL: none. */
static void *
grow(void **list, size_t *n, size_t size)
{
    /* lists double: they are full at 0 and at each power of two */
    if ((*n & (*n - 1)) == 0) {
        size_t room = *n == 0 ? 1 : 2 * *n;
        void *grown;

        if (*n >= LIST_MAX) {
            return NULL;
        }
        grown = reallocarray(*list, room, size);
        if (grown == NULL) {
            return NULL;
        }
        *list = grown;
    }
    return (uint8_t *) *list + size * (*n)++;
}


#define ADD(catalogue, list, n, item)                                         \
    do {                                                                      \
        void *grown_ = (catalogue)->list;                                     \
        void *at_ = grow(&grown_, &(catalogue)->n, sizeof(*(item)));          \
                                                                              \
        (catalogue)->list = grown_;                                           \
        if (at_ == NULL) {                                                    \
            return false;                                                     \
        }                                                                     \
        memcpy(at_, (item), sizeof(*(item)));                                 \
    } while (0)


bool
catalogue_add_agency(struct catalogue *catalogue, const struct agency *agency)
{
    ADD(catalogue, agencies, n_agencies, agency);
    return true;
}


bool
catalogue_add_application(struct catalogue *catalogue,
                          const struct application *application)
{
    ADD(catalogue, applications, n_applications, application);
    return true;
}


bool
catalogue_add_role(struct catalogue *catalogue, const struct role *role)
{
    ADD(catalogue, roles, n_roles, role);
    return true;
}


bool
catalogue_add_key(struct catalogue *catalogue, const struct node_key *key)
{
    ADD(catalogue, keys, n_keys, key);
    catalogue->keys[catalogue->n_keys - 1].verify = NULL;
    return true;
}


static int
order_agencies(const void *a, const void *b)
{
    const struct agency *left = a, *right = b;

    return (left->number > right->number) - (left->number < right->number);
}


static int
order_applications(const void *a, const void *b)
{
    const struct application *left = a, *right = b;

    return strcmp(left->code, right->code);
}


static int
order_roles(const void *a, const void *b)
{
    const struct role *left = a, *right = b;

    if (left->application != right->application) {
        return left->application < right->application ? -1 : 1;
    }
    return (left->number > right->number) - (left->number < right->number);
}


static int
order_agencies_by_code(const void *a, const void *b, void *state)
{
    const struct agency *agencies = state;
    const uint16_t *left = a, *right = b;

    return strcmp(agencies[*left].code, agencies[*right].code);
}


static int
order_applications_by_number(const void *a, const void *b, void *state)
{
    const struct application *applications = state;
    const uint16_t *left = a, *right = b;

    return (int) applications[*left].number
           - (int) applications[*right].number;
}


/* The indices 0 .. n - 1 in the order of `compare`; NULL: no memory. */
static uint16_t *
new_order(void *list, size_t n, int (*compare)(const void *, const void *,
                                               void *))
{
    uint16_t *order = calloc(n == 0 ? 1 : n, sizeof(*order));

    if (order == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        order[i] = (uint16_t) i;
    }
    if (n > 0) {
        qsort_r(order, n, sizeof(*order), compare, list);
    }
    return order;
}


static void
sort(void *list, size_t n, size_t size,
     int (*compare)(const void *, const void *))
{
    if (n > 0) {
        qsort(list, n, size, compare);
    }
}


/* In an ordered list doubles are neighbours. */
static bool
has_doubles(const void *list, size_t n, size_t size,
            int (*compare)(const void *, const void *))
{
    const uint8_t *bytes = list;

    for (size_t i = 1; i < n; i++) {
        if (compare(bytes + (i - 1) * size, bytes + i * size) == 0) {
            return true;
        }
    }
    return false;
}


/* What the numbers and codes promise: given once, and to one. */
static bool
is_unambiguous(const struct catalogue *catalogue)
{
    const struct application *applications = catalogue->applications;

    for (size_t i = 1; i < catalogue->n_applications; i++) {
        const uint16_t *order = &catalogue->applications_by_number[i];

        if (applications[order[-1]].number == applications[order[0]].number) {
            return false;
        }
    }
    for (size_t i = 1; i < catalogue->n_agencies; i++) {
        const uint16_t *order = &catalogue->agencies_by_code[i];

        if (strcmp(catalogue->agencies[order[-1]].code,
                   catalogue->agencies[order[0]].code) == 0)
        {
            return false;
        }
    }
    return !has_doubles(catalogue->agencies, catalogue->n_agencies,
                        sizeof(*catalogue->agencies), order_agencies)
           && !has_doubles(applications, catalogue->n_applications,
                           sizeof(*applications), order_applications)
           && !has_doubles(catalogue->roles, catalogue->n_roles,
                           sizeof(*catalogue->roles), order_roles);
}


static bool
parse_keys(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n_keys; i++) {
        struct node_key *key = &catalogue->keys[i];

        if (catalogue_key(catalogue, span_str(key->kid)) != key) {
            return false; /* two of one name */
        }
        key->verify = verify_key_new(span_of(key->point, sizeof(key->point)));
        if (key->verify == NULL) {
            return false;
        }
    }
    return true;
}


bool
catalogue_seal(struct catalogue *catalogue)
{
    sort(catalogue->agencies, catalogue->n_agencies,
         sizeof(*catalogue->agencies), order_agencies);
    sort(catalogue->applications, catalogue->n_applications,
         sizeof(*catalogue->applications), order_applications);
    sort(catalogue->roles, catalogue->n_roles, sizeof(*catalogue->roles),
         order_roles);

    catalogue->agencies_by_code = new_order(
        catalogue->agencies, catalogue->n_agencies, order_agencies_by_code);
    catalogue->applications_by_number =
        new_order(catalogue->applications, catalogue->n_applications,
                  order_applications_by_number);

    return catalogue->agencies_by_code != NULL
           && catalogue->applications_by_number != NULL
           && is_unambiguous(catalogue) && parse_keys(catalogue);
}


struct catalogue *
catalogue_acquire(struct catalogue *catalogue)
{
    atomic_fetch_add_explicit(&catalogue->references, 1,
                              memory_order_relaxed);
    return catalogue;
}


void
catalogue_release(struct catalogue *catalogue)
{
    if (catalogue == NULL
        || atomic_fetch_sub_explicit(&catalogue->references, 1,
                                     memory_order_acq_rel) != 1)
    {
        return;
    }

    for (size_t i = 0; i < catalogue->n_keys; i++) {
        verify_key_free(catalogue->keys[i].verify);
    }
    free(catalogue->agencies_by_code);
    free(catalogue->applications_by_number);
    free(catalogue->agencies);
    free(catalogue->applications);
    free(catalogue->roles);
    free(catalogue->keys);
    free(catalogue);
}
