/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Building the data of a page (its members stand in template.h).
 */
#ifndef GCIS_PORTAL_DATA_H
#define GCIS_PORTAL_DATA_H

#include <stdbool.h>

#include "portal_pages.h"

/*
 * Adds an error to the data of a page: to errors, and to error under the
 * field's name, there with a line for each.  field is the id of a field, or
 * "form" for what belongs to none.  False: no memory.
 */
bool
portal_error(json_t *data, const char *field, const char *message)
    __attribute__((warn_unused_result));

/*
 * Puts status, code, title, sentence and next of a refusal into the data of
 * the template named error, in the language; false: no memory.
 */
bool
portal_refuse(const struct page_refusal *refusal,
    const struct template_set *set, const char *language, json_t *data)
    __attribute__((warn_unused_result));

/*
 * Adds what follows from the data: whether there are errors, applications,
 * downloads, reminders; and the return address as a query.  To be called
 * once, just before rendering; false: no memory.
 */
bool
portal_complete(json_t *data) __attribute__((warn_unused_result));

#endif
