/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From lines of gcis_require to rules of the library, which parses and judges
 * them.  Levels are kept apart, because all of them are asked.
 */
#include "merge.h"

#include "where.h"


static void
free_rule(void *rule)
{
    gcis_rule_free(rule);
}


static char *
add_rule(ngx_conf_t *cf, struct level *level, const char *text,
         struct where where)
{
    char error[256] = "";
    struct gcis_rule *rule;
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(cf->pool, 0);

    if (cleanup == NULL) {
        return NGX_CONF_ERROR;
    }
    if (gcis_rule_parse(text, &rule, error, sizeof(error)) != GCIS_OK) {
        return where_refuse(cf, where, "gcis_require: \"%s\": %s", text,
                            error);
    }
    cleanup->handler = free_rule;
    cleanup->data = rule;
    level->rules[level->n_rules++] = rule;
    return NGX_CONF_OK;
}


static char *
add_line(ngx_conf_t *cf, const struct location_conf *conf,
         struct level *level, const struct rule_line *line)
{
    u_char text[GCIS_RULE_MAX + 1];
    u_char *end = text;
    u_char *limit = text + sizeof(text) - 1;

    if (conf->application.len > 0) {
        end = ngx_slprintf(end, limit, "application=%V ",
                           &conf->application);
    } else if (ngx_strstr(line->text.data, "role=") != NULL) {
        return where_refuse(cf, line->where,
            "gcis_require role= without an application: write "
            "gcis_application CODE here or above");
    }
    if (ngx_strstr(line->text.data, "network=") != NULL) {
        level->by_network = true;
    }
    end = ngx_slprintf(end, limit, "%V", &line->text);
    *end = '\0';
    if (end == limit) {
        return where_refuse(cf, line->where,
            "gcis_require: too long; make several lines of it");
    }
    return add_rule(cf, level, (const char *) text, line->where);
}


static char *
add_application(ngx_conf_t *cf, const struct location_conf *conf,
                struct level *level)
{
    char text[GCIS_RULE_MAX + 1];

    ngx_snprintf((u_char *) text, sizeof(text), "application=%V%Z",
                 &conf->application);
    text[sizeof(text) - 1] = '\0';
    return add_rule(cf, level, text, conf->application_where);
}


/* A copy, so that brothers do not share what is pushed. */
static ngx_array_t *
copy_levels(ngx_conf_t *cf, const ngx_array_t *above)
{
    ngx_uint_t n = above == NULL ? 0 : above->nelts;
    ngx_array_t *levels = ngx_array_create(cf->pool, n + 1,
                                           sizeof(struct level));
    struct level *places = levels == NULL ? NULL
                                          : ngx_array_push_n(levels, n + 1);

    if (places == NULL) {
        return NULL;
    }
    ngx_memzero(&places[n], sizeof(*places));
    for (ngx_uint_t i = 0; i < n; i++) {
        places[i] = ((struct level *) above->elts)[i];
    }
    return levels;
}


char *
merge_level(ngx_conf_t *cf, struct location_conf *conf,
            const struct location_conf *parent, bool own_application)
{
    size_t n_lines = conf->lines == NULL ? 0 : conf->lines->nelts;
    struct level *level;

    if (n_lines == 0 && !own_application) {
        conf->levels = parent->levels;
        return NGX_CONF_OK;
    }
    conf->levels = copy_levels(cf, parent->levels);
    if (conf->levels == NULL) {
        return NGX_CONF_ERROR;
    }
    level = (struct level *) conf->levels->elts + conf->levels->nelts - 1;
    level->rules = ngx_pcalloc(cf->pool, (n_lines + 1) * sizeof(void *));
    if (level->rules == NULL) {
        return NGX_CONF_ERROR;
    }
    if (n_lines == 0) {
        return add_application(cf, conf, level);
    }
    for (size_t i = 0; i < n_lines; i++) {
        const struct rule_line *line = conf->lines->elts;
        char *verdict = add_line(cf, conf, level, &line[i]);

        if (verdict != NGX_CONF_OK) {
            return verdict;
        }
    }
    return NGX_CONF_OK;
}
