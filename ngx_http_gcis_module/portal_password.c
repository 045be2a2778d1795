/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The change of password.  The engine proves the old one and judges the new;
 * here are two fields that must agree, and the way of what the engine says
 * onto the page.
 */
#include "portal_submit.h"

#include <stdlib.h>

#include "answer.h"
#include "identity.h"
#include "portal_show.h"
#include "portal_view.h"

#define OPERATION "password.change"


static u_char *
append_text(u_char *out, const struct form_field *field)
{
    return (u_char *) ngx_escape_json(out, (u_char *) field->value,
                                      field->value_len);
}


/* By hand, because a JSON library would leave copies of the secrets behind. */
static char *
make_parameters(const char *address, const struct form_field *old,
                const struct form_field *new)
{
    static const char begin[] = "{\"service\":\"portal\",\"old\":\"";
    static const char middle[] = "\",\"new\":\"";
    size_t size = 6 * (old->value_len + new->value_len) + sizeof(begin)
                + sizeof(middle) + NGX_SOCKADDR_STRLEN + 32;
    u_char *text = malloc(size);
    u_char *out = text;

    if (text == NULL) {
        return NULL;
    }
    out = ngx_cpymem(out, begin, sizeof(begin) - 1);
    out = append_text(out, old);
    out = ngx_cpymem(out, middle, sizeof(middle) - 1);
    out = append_text(out, new);
    if (address[0] == '\0') {
        ngx_sprintf(out, "\"}%Z");
    } else {
        ngx_sprintf(out, "\",\"address\":\"%s\"}%Z", address);
    }
    return (char *) text;
}


/* Each broken rule as an error of the field, in the words of the catalogue. */
static bool
add_rules(ngx_http_request_t *r, json_t *data, const json_t *rules)
{
    char key[64] = "rule_";
    size_t i;
    const json_t *rule;

    json_array_foreach(rules, i, rule) {
        if (!json_is_string(rule)) {
            continue;
        }
        ngx_cpystrn((u_char *) key + 5, (u_char *) json_string_value(rule),
                    sizeof(key) - 5);
        if (!view_error(r, data, "new_secret", key)
            && !view_error(r, data, "new_secret", "G201"))
        {
            return false;
        }
    }
    return json_array_size(rules) > 0
        || view_error(r, data, "new_secret", "G201");
}


static ngx_int_t
show_again(ngx_http_request_t *r, ngx_uint_t status, json_t *data)
{
    return view_page(r, status, portal_request_of(r)->page->template, data);
}


/* {"error":"G201","rules":[...]}, or the old one was wrong. */
static ngx_int_t
refuse(ngx_http_request_t *r, const struct call *call, const json_t *reply)
{
    const char *code = json_string_value(json_object_get(reply, "error"));
    const char *reference = json_string_value(json_object_get(reply,
                                                              "reference"));
    json_t *data = show_data(r, portal_request_of(r)->page, call->page_reply);
    bool rules = code != NULL && ngx_strcmp(code, "G201") == 0;
    bool good = data != NULL
        && (rules ? add_rules(r, data, json_object_get(reply, "rules"))
                  : view_error(r, data, "old_secret", "old_wrong"))
        && view_set(data, "code", json_string(rules ? "G201" : "G100"))
        && (reference == NULL
            || view_set(data, "reference", json_string(reference)));

    if (!good) {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return show_again(r, rules ? 422 : NGX_HTTP_UNAUTHORIZED, data);
}


/* The old session is over: with a new token it goes on, else it ends here. */
static ngx_int_t
take_new(ngx_http_request_t *r, const json_t *reply)
{
    const struct page *page = portal_request_of(r)->page;
    const char *token = json_string_value(json_object_get(reply, "token"));
    bool ended = json_is_true(json_object_get(reply, "activated"))
        || token == NULL;
    json_t *data = show_data(r, page, NULL);

    answer_set_cookie(r, visit_of(r)->session, ANSWER_COOKIE_SESSION,
                      ended ? "" : token);
    if (data == NULL || !view_set(data, "ended", json_boolean(ended))) {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    if (ended) {
        (void) json_object_del(data, "session");
    }
    return view_page(r, NGX_HTTP_OK, page->after, data);
}


static bool
is_about_fields(const json_t *reply)
{
    const char *code = json_string_value(json_object_get(reply, "error"));

    return code != NULL && (ngx_strcmp(code, "G100") == 0
                            || ngx_strcmp(code, "G201") == 0);
}


static ngx_int_t
answer_change(ngx_http_request_t *r, struct call *call)
{
    json_t *reply = call->reply == NULL ? NULL
        : json_loads(call->reply, JSON_REJECT_DUPLICATES, NULL);
    ngx_int_t answer;

    if (call->status == GCIS_OK) {
        answer = take_new(r, reply);
    } else if (is_about_fields(reply)) {
        answer = refuse(r, call, reply);
    } else {
        answer = show_failure(r, call->status);
    }
    json_decref(reply);
    return answer;
}


/* Two fields of one form, typed by one person: no secret is guessed by it. */
static bool
are_same(const struct form_field *one, const struct form_field *other)
{
    return one->value_len == other->value_len
        && ngx_memcmp(one->value, other->value, one->value_len) == 0;
}


/* The errors that need nobody's answer; GET would show the rules as well. */
static ngx_int_t
answer_fields(ngx_http_request_t *r, struct call *call)
{
    const struct form *form = &portal_request_of(r)->form;
    json_t *data;
    bool good;

    if (call->status != GCIS_OK) {
        return show_failure(r, call->status);
    }
    data = show_data(r, portal_request_of(r)->page, call->reply);
    good = data != NULL
        && (form_value(form, "old_secret")[0] != '\0'
            || view_error(r, data, "old_secret", "old_empty"))
        && (form_value(form, "new_secret")[0] != '\0'
            || view_error(r, data, "new_secret", "new_empty"))
        && (form_find(form, "new_again") != NULL
            && form_find(form, "new_secret") != NULL
            && are_same(form_find(form, "new_secret"),
                        form_find(form, "new_again"))
            ? true : view_error(r, data, "new_again", "new_differs"))
        && view_set(data, "code", json_string("G403"));
    if (!good) {
        json_decref(data);
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }
    return show_again(r, 422, data);
}


ngx_int_t
submit_password(ngx_http_request_t *r)
{
    const struct page *page = portal_request_of(r)->page;
    const struct form *form = &portal_request_of(r)->form;
    const struct form_field *old = form_find(form, "old_secret");
    const struct form_field *new = form_find(form, "new_secret");
    const struct form_field *again = form_find(form, "new_again");
    struct call *call = portal_new_call(r);

    if (call == NULL) {
        return show_failure(r, GCIS_E_STORE);
    }
    call->operation = page->operation;
    call->work = call_work_operation;
    if (old == NULL || new == NULL || again == NULL || old->value_len == 0
        || new->value_len == 0 || !are_same(new, again))
    {
        return portal_wait(r, call, answer_fields);
    }
    call->page_operation = page->operation;
    call->operation = OPERATION;
    call->parameters = make_parameters(call->address, old, new);
    if (call->parameters == NULL) {
        call_free(call);
        return show_failure(r, GCIS_E_NOMEM);
    }
    call->work = call_work_change;
    return portal_wait(r, call, answer_change);
}
