/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reply of session.home becomes the data of home and password pages: times
 * in words, seconds as days, and what the pages do not know is left out.
 */
#include "portal_home.h"

#include "portal_view.h"
#include "present.h"

#define DAY_S 86400
#define PASSWORD_REMINDER_DAYS 14 /* R50 */


static json_int_t
number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}


/* NAME_s of the reply as NAME of the data, where there is a time. */
static bool
set_time(json_t *data, const json_t *reply, const char *from, const char *to,
         int32_t offset_s)
{
    char text[PRESENT_TIME_SIZE];
    json_int_t at_s = number(reply, from);

    if (at_s <= 0) {
        return true;
    }
    present_time(at_s, offset_s, text);
    return view_set(data, to, json_string(text));
}


static bool
set_times(json_t *data, const json_t *reply, int32_t offset_s)
{
    const json_t *failures = json_object_get(reply, "failures");
    char text[PRESENT_TIME_SIZE];
    json_t *member;

    present_time_short(number(reply, "now_s"), offset_s, text);
    if (!view_set(data, "updated", json_string(text))
        || !set_time(data, reply, "last_password_s", "last_password",
                     offset_s)
        || !set_time(data, reply, "last_certificate_s", "last_certificate",
                     offset_s))
    {
        return false;
    }
    if (!json_is_object(failures)) {
        return true;
    }
    member = json_pack("{s:I}", "count", number(failures, "count"));
    return member != NULL && view_set(data, "failures", member)
        && set_time(member, failures, "last_s", "last", offset_s);
}


static bool
set_rules(json_t *data, const json_t *reply)
{
    static const char *const same[] = {
        "min_length", "max_length", "composition", "history", "blocklist",
        "name", NULL
    };
    const json_t *rules = json_object_get(reply, "rules");
    json_t *member = json_pack("{s:I, s:I}",
        "min_age_days", number(rules, "min_age_s") / DAY_S,
        "max_age_days", number(rules, "max_age_s") / DAY_S);

    if (member == NULL || !view_set(data, "rules", member)) {
        return false;
    }
    for (size_t i = 0; same[i] != NULL; i++) {
        json_t *value = json_object_get(rules, same[i]);

        if (value != NULL && json_object_set(member, same[i], value) != 0) {
            return false;
        }
    }
    return true;
}


/* Also the last day is one. */
static bool
set_password_days(json_t *data, const json_t *reply)
{
    json_int_t end_s = number(reply, "password_expires_s");
    json_int_t days = (end_s - number(reply, "now_s") + DAY_S - 1) / DAY_S;

    return end_s <= 0 || days <= 0 || days > PASSWORD_REMINDER_DAYS
        || view_set(data, "password_days", json_integer(days));
}


static bool
set_person(json_t *data, const json_t *reply)
{
    json_t *session = json_object_get(data, "session");
    json_t *name = json_object_get(json_object_get(reply, "agency"), "name");
    const char *method = json_string_value(json_object_get(reply, "method"));
    bool oneday = method != NULL && ngx_strcmp(method, "oneday") == 0;

    if (oneday && !view_set(data, "oneday", json_true())) {
        return false;
    }
    if (json_is_true(json_object_get(reply, "must_change"))
        && !view_set(data, "must_change", json_true()))
    {
        return false;
    }
    return session == NULL || name == NULL
        || json_object_set(session, "agency_name", name) == 0;
}


static bool
set_applications(json_t *data, const json_t *reply)
{
    json_t *list = json_object_get(reply, "applications");

    return list == NULL || json_object_set(data, "applications", list) == 0;
}


bool
home_fill(json_t *data, const char *text)
{
    json_t *reply;
    int32_t offset_s;
    bool good;

    if (text == NULL) {
        return true;
    }
    reply = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    offset_s = (int32_t) number(reply, "zone_offset_s");
    good = json_is_object(reply) && set_times(data, reply, offset_s)
        && set_rules(data, reply) && set_password_days(data, reply)
        && set_person(data, reply) && set_applications(data, reply);
    json_decref(reply);
    return good;
}
