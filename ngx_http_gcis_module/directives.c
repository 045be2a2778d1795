/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directives that say who may: gcis, gcis_application, gcis_require, gcis_host.
 * Each is checked where it stands as far as it can be alone; what depends on
 * other levels is checked when they are merged.
 */
#include "directives.h"

#include "where.h"


bool
directive_value(const ngx_str_t *argument, const char *key,
                ngx_str_t *ret_value)
{
    size_t len = ngx_strlen(key);

    if (argument->len < len || ngx_strncmp(argument->data, key, len) != 0) {
        return false;
    }
    ret_value->data = argument->data + len;
    ret_value->len = argument->len - len;
    return true;
}


bool
directive_is_host(const ngx_str_t *name)
{
    if (name->len == 0 || name->len > GCIS_HOST_MAX
        || name->data[0] == '.' || name->data[0] == '-'
        || (name->len == 1 && name->data[0] == '_'))
    {
        return false;
    }
    for (size_t i = 0; i < name->len; i++) {
        u_char byte = name->data[i];

        if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')
              || byte == '.' || byte == '-' || byte == '_'))
        {
            return false;
        }
    }
    return true;
}


char *
directive_later(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    (void) conf;
    return where_refuse(cf, where_now(cf),
        "%V: not in this version; take the directive out", &command->name);
}


char *
directive_gate(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct location_conf *location = conf;

    location->enabled_where = where_now(cf);
    return ngx_conf_set_flag_slot(cf, command, conf);
}


static bool
has_blank(const ngx_str_t *text)
{
    return strpbrk((const char *) text->data, " \t\r\n") != NULL;
}


char *
directive_application(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct location_conf *location = conf;
    ngx_str_t *value = cf->args->elts;
    char text[GCIS_RULE_MAX + 1];
    char error[256] = "";
    struct gcis_rule *rule;

    if (location->application.len > 0) {
        return (char *) "is duplicate";
    }
    location->application = value[1];
    location->application_where = where_now(cf);
    ngx_snprintf((u_char *) text, sizeof(text), "application=%V%Z",
                 &value[1]);
    text[sizeof(text) - 1] = '\0';
    if (has_blank(&value[1])
        || gcis_rule_parse(text, &rule, error, sizeof(error)) != GCIS_OK)
    {
        return where_refuse(cf, where_now(cf),
            "%V: \"%V\" is not the code of an application%s%s; write a code "
            "as gcisctl application list shows it", &command->name, &value[1],
            error[0] == '\0' ? "" : ": ", error);
    }
    gcis_rule_free(rule);
    return NGX_CONF_OK;
}


/* Empty, or with blanks that would make two parameters of one. */
static bool
is_bad_value(const ngx_str_t *argument)
{
    static const char *const keys[] = {
        "role=", "level=", "age=", "agency=", "network=", NULL
    };
    ngx_str_t value;

    for (size_t i = 0; keys[i] != NULL; i++) {
        if (directive_value(argument, keys[i], &value)) {
            return value.len == 0
                || has_blank(&value);
        }
    }
    return true;
}


static bool
is_same_key(const ngx_str_t *one, const ngx_str_t *other)
{
    const u_char *equals = ngx_strlchr(one->data, one->data + one->len, '=');
    size_t len = (size_t) (equals - one->data) + 1;

    return other->len >= len && ngx_strncmp(one->data, other->data, len) == 0;
}


static ngx_int_t
join(ngx_conf_t *cf, ngx_str_t *ret_text)
{
    ngx_str_t *value = cf->args->elts;
    size_t len = 0;
    u_char *out;

    for (ngx_uint_t i = 1; i < cf->args->nelts; i++) {
        len += value[i].len + 1;
    }
    ret_text->data = ngx_pnalloc(cf->pool, len);
    if (ret_text->data == NULL) {
        return NGX_ERROR;
    }
    out = ret_text->data;
    for (ngx_uint_t i = 1; i < cf->args->nelts; i++) {
        out = ngx_cpymem(out, value[i].data, value[i].len);
        *out++ = ' ';
    }
    ret_text->len = len - 1;
    ret_text->data[len - 1] = '\0';
    return NGX_OK;
}


static char *
check_parameters(ngx_conf_t *cf, ngx_command_t *command)
{
    ngx_str_t *value = cf->args->elts;

    for (ngx_uint_t i = 1; i < cf->args->nelts; i++) {
        if (is_bad_value(&value[i])) {
            return where_refuse(cf, where_now(cf),
                "%V: bad parameter \"%V\"; there are role=R1,R2 "
                "level=certificate age=15m agency=CODE network=CIDR",
                &command->name, &value[i]);
        }
        for (ngx_uint_t j = 1; j < i; j++) {
            if (is_same_key(&value[i], &value[j])) {
                return where_refuse(cf, where_now(cf),
                    "%V: \"%V\" stands beside \"%V\"; several values of one "
                    "kind are lines of their own, roles are joined by commas",
                    &command->name, &value[i], &value[j]);
            }
        }
    }
    return NGX_CONF_OK;
}


char *
directive_require(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct location_conf *location = conf;
    struct rule_line *line;
    char *verdict = check_parameters(cf, command);

    if (verdict != NGX_CONF_OK) {
        return verdict;
    }
    if (location->lines == NULL) {
        location->lines = ngx_array_create(cf->pool, 2, sizeof(*line));
    }
    line = location->lines == NULL ? NULL : ngx_array_push(location->lines);
    if (line == NULL || join(cf, &line->text) != NGX_OK) {
        return NGX_CONF_ERROR;
    }
    line->where = where_now(cf);
    return NGX_CONF_OK;
}


char *
directive_host(ngx_conf_t *cf, ngx_command_t *command, void *conf)
{
    struct server_conf *server = conf;
    ngx_str_t *value = cf->args->elts;

    if (server->host.len > 0) {
        return (char *) "is duplicate";
    }
    ngx_strlow(value[1].data, value[1].data, value[1].len);
    if (!directive_is_host(&value[1])) {
        return where_refuse(cf, where_now(cf),
            "%V: \"%V\" is not the name of one host; write it without "
            "wildcard, scheme and port, as in gcis_host tax.example",
            &command->name, &value[1]);
    }
    server->host = value[1];
    return NGX_CONF_OK;
}
