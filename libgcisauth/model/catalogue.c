/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look-ups in a sealed catalogue, by binary search where there may be many:
 * a rule asks on each request.  How a catalogue comes to be, and that its
 * lists are ordered, is store/catalogue.c's affair.
 */
#include "model/catalogue.h"


/* What a search compares with, and in which list. */
struct sought {
    const struct catalogue *catalogue;
    unsigned number;
    unsigned application;
    const char *code;
};

/* Below, at or above what stands at `index` of the order. */
typedef int compare_function(const struct sought *sought, size_t index);


static bool
search(const struct sought *sought, size_t n, compare_function *compare,
       size_t *ret_index)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(sought, middle);

        if (order == 0) {
            *ret_index = middle;
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}


static int
compare_numbers(unsigned a, unsigned b)
{
    return (a > b) - (a < b);
}


static int
agency_number(const struct sought *sought, size_t index)
{
    return compare_numbers(sought->number,
                           sought->catalogue->agencies[index].number);
}


static int
agency_code(const struct sought *sought, size_t index)
{
    const struct catalogue *catalogue = sought->catalogue;
    size_t at = catalogue->agencies_by_code[index];

    return strcmp(sought->code, catalogue->agencies[at].code);
}


static int
application_number(const struct sought *sought, size_t index)
{
    const struct catalogue *catalogue = sought->catalogue;
    size_t at = catalogue->applications_by_number[index];

    return compare_numbers(sought->number, catalogue->applications[at].number);
}


static int
application_code(const struct sought *sought, size_t index)
{
    return strcmp(sought->code, sought->catalogue->applications[index].code);
}


static int
role_number(const struct sought *sought, size_t index)
{
    const struct role *role = &sought->catalogue->roles[index];
    int order = compare_numbers(sought->application, role->application);

    return order != 0 ? order : compare_numbers(sought->number, role->number);
}


const struct agency *
catalogue_agency(const struct catalogue *catalogue, uint16_t number)
{
    const struct sought sought = { .catalogue = catalogue, .number = number };
    size_t at;

    if (number == 0
        || !search(&sought, catalogue->n_agencies, agency_number, &at))
    {
        return NULL;
    }
    return &catalogue->agencies[at];
}


const struct agency *
catalogue_agency_by_code(const struct catalogue *catalogue, const char *code)
{
    const struct sought sought = { .catalogue = catalogue, .code = code };
    size_t at;

    if (!search(&sought, catalogue->n_agencies, agency_code, &at)) {
        return NULL;
    }
    return &catalogue->agencies[catalogue->agencies_by_code[at]];
}


const struct application *
catalogue_application(const struct catalogue *catalogue, uint16_t number)
{
    const struct sought sought = { .catalogue = catalogue, .number = number };
    size_t at;

    if (number == 0
        || !search(&sought, catalogue->n_applications, application_number,
                   &at))
    {
        return NULL;
    }
    return &catalogue->applications[catalogue->applications_by_number[at]];
}


const struct application *
catalogue_application_by_code(const struct catalogue *catalogue,
                              const char *code)
{
    const struct sought sought = { .catalogue = catalogue, .code = code };
    size_t at;

    if (!search(&sought, catalogue->n_applications, application_code, &at)) {
        return NULL;
    }
    return &catalogue->applications[at];
}


const struct role *
catalogue_role(const struct catalogue *catalogue, uint16_t application,
               uint16_t number)
{
    const struct sought sought = { .catalogue = catalogue,
                                   .application = application,
                                   .number = number };
    size_t at;

    if (application == 0 || number == 0
        || !search(&sought, catalogue->n_roles, role_number, &at))
    {
        return NULL;
    }
    return &catalogue->roles[at];
}


/* An application has few roles: its stretch of the list is walked. */
const struct role *
catalogue_role_by_code(const struct catalogue *catalogue,
                       uint16_t application, const char *code)
{
    size_t low = 0, high = catalogue->n_roles;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (catalogue->roles[middle].application < application) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }

    for (; low < catalogue->n_roles
           && catalogue->roles[low].application == application;
         low++)
    {
        if (strcmp(catalogue->roles[low].code, code) == 0) {
            return &catalogue->roles[low];
        }
    }
    return NULL;
}


/* A handful of nodes, each with a key or two. */
const struct node_key *
catalogue_key(const struct catalogue *catalogue, struct span kid)
{
    for (size_t i = 0; i < catalogue->n_keys; i++) {
        if (span_equal(span_str(catalogue->keys[i].kid), kid)) {
            return &catalogue->keys[i];
        }
    }
    return NULL;
}


/* The bound ends a circle of parents, which no operation makes. */
bool
catalogue_agency_within(const struct catalogue *catalogue, uint16_t number,
                        uint16_t top)
{
    if (top == 0) {
        return false;
    }
    for (int depth = 0; depth < AGENCY_DEPTH_MAX; depth++) {
        const struct agency *agency = catalogue_agency(catalogue, number);

        if (agency == NULL) {
            return false;
        }
        if (number == top) {
            return true;
        }
        number = agency->parent;
    }
    return false;
}
