/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the home page would list: the sign-in before this one, and the
 * applications that are open or ask for a card.  For whoever may see the
 * account (root); for others there is nothing to show.
 */
#include "try.h"

#include "render.h"

#include <string.h>


/* "clerk,chief" of that application; "" where it is not granted. */
static void
roles_of(const json_t *grants, const char *code, char *ret, size_t size)
{
    json_t *grant;
    size_t i, len = 0;

    ret[0] = '\0';
    json_array_foreach((json_t *) grants, i, grant) {
        if (strcmp(member(grant, "application"), code) == 0 && len < size) {
            int n = snprintf(ret + len, size - len, "%s%s",
                             len == 0 ? "" : ",", member(grant, "role"));

            len += n < 0 ? 0 : (size_t) n;
        }
    }
}


static void
list_one(struct try *try, json_t *list, const json_t *application)
{
    const char *level = member(application, "level");
    const char *code = member(application, "code");
    bool open = strcmp(level, gcis_identity_level(try->identity)) == 0
                || strcmp(level, "certificate") != 0;
    char roles[512];

    roles_of(json_object_get(try->before, "grants"), code, roles,
             sizeof(roles));
    if (json_is_true(json_object_get(application, "inactive"))
        || (roles[0] == '\0'
            && !json_is_true(json_object_get(application, "built_in"))))
    {
        return;
    }

    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b}", "code",
                                          code, "name",
                                          member(application, "name"),
                                          "roles", roles, "open",
                                          (int) open));
    try_step(try, open, "%s %s%s%s%s", code, member(application, "name"),
             roles[0] == '\0' ? "" : ": ", roles,
             open ? "" : speaks_chinese() ? "（須使用憑證）"
                                          : " (needs a certificate)");
}


static void
list_all(struct try *try)
{
    json_t *list = json_array();
    json_t *parameters = json_object();
    const char *next = "";

    do {
        json_t *page = program_ask(try->program, "application.list",
                                   parameters);
        json_t *application;
        size_t i;

        json_array_foreach(json_object_get(page, "items"), i, application) {
            list_one(try, list, application);
        }
        next = member(page, "next");
        json_object_set_new(parameters, "cursor", json_string(next));
        next = member(parameters, "cursor");
        json_decref(page);
    } while (next[0] != '\0');

    json_decref(parameters);
    json_object_set_new(try->report, "applications", list);
}


void
try_home(struct try *try)
{
    json_t *last = json_object_get(try->before, "last_password_s");
    char at[RENDER_TIME_MAX] = "-";

    if (try->before == NULL || try->service != NULL) {
        return;
    }

    if (last != NULL) {
        render_time(json_integer_value(last), at);
        json_object_set(try->report, "last_password_s", last);
    }
    try_step(try, true, "last sign-in by password before this one: %s", at);
    list_all(try);
}
