/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the module share: the configuration of its three levels,
 * and what is remembered of a request.  The module decides nothing: who
 * somebody is and whether he may, the library says.
 */
#ifndef GCIS_MODULE_H
#define GCIS_MODULE_H

#include <pthread.h>
#include <stdbool.h>

#include <ngx_config.h>
#include <ngx_core.h>
#include <ngx_http.h>

#include "compat.h"
#include "gcisauth.h"

#define REFERENCE_SIZE 11 /* bytes with the NUL */

struct call;
struct portal_request;
struct portal_site;

extern ngx_module_t ngx_http_gcis_module;
extern ngx_module_t ngx_http_gcis_filter_module;

/* Where a directive stands, for messages that are made later. */
struct where {
    const u_char *file;
    ngx_uint_t line;
};

/* One of the sessions whose renewal was asked for a moment ago. */
struct renewal {
    char session[24]; /* an id and its NUL */
    ngx_msec_t until_ms;
};

#define HEADERS_LINES 8
#define RENEWALS 1024 /* per worker, one place for each id */

/* http */
struct main_conf {
    ngx_str_t store; /* the URI; empty: no store, and nothing of ours on */
    ngx_str_t projection_path; /* empty: as the library's configuration says */
    ngx_str_t config_path;
    ngx_str_t pages_path;
    struct gcis_config *config;
    ngx_thread_pool_t *pool; /* for what hashes */
    ngx_thread_pool_t *quick_pool; /* for what does not */
    struct portal_site *site;
    bool used; /* gcis on, or a portal, somewhere */
    ngx_uint_t line_hash[HEADERS_LINES]; /* of the lines for backends */

    /* Of the worker alone, made after the fork. */
    struct gcis *gcis;
    pthread_t loop;
    ngx_msec_t opened_ms; /* the last try */
    ngx_msec_t warned_ms;
    struct renewal *renewals;
    char roles[GCIS_ROLES_SIZE]; /* for the moment of asking */
};

/* server */
struct server_conf {
    ngx_str_t host; /* that tokens are made for; with a NUL */
    ngx_str_t portal; /* the location, with its slashes */
    struct where portal_where;

    ngx_str_t cookie_name;
    ngx_uint_t cookie_samesite;
    ngx_flag_t cookie_insecure;
    struct where cookie_where;
    ngx_str_t cookie_attributes; /* "; Path=/; ..." */
    ngx_str_t form_cookie_name;

    /* The first thing here that wants TLS; no file: none does. */
    struct where bare;
    const char *bare_word;
};

/* The lines of one level: any of them must say yes. */
struct level {
    const struct gcis_rule **rules;
    size_t n_rules;
    bool by_network; /* a line asks for the client's address */
};

struct rule_line {
    ngx_str_t text;
    struct where where;
};

/* location */
struct location_conf {
    ngx_flag_t enabled;
    struct where enabled_where;
    ngx_str_t application; /* the innermost; with a NUL */
    struct where application_where;
    ngx_array_t *lines;  /* struct rule_line, of this level alone */
    ngx_array_t *levels; /* struct level, all of them asked, outermost first */
    ngx_flag_t identity_headers;
    ngx_str_t portal_url; /* with its last slash */
    ngx_flag_t is_portal;
    struct where portal_where;
};

enum standing {
    STANDING_UNREAD = 0,
    STANDING_NONE, /* no session: `reason` says why */
    STANDING_AWAY, /* cannot tell */
    STANDING_GOOD,
};

/*
 * What is known of a main request and its subrequests, through all internal
 * redirects: found again in the pool's list of cleanups.
 */
struct session {
    enum standing standing;
    bool cookie_read;
    bool has_cookie;    /* one of our name came, good or not */
    ngx_str_t token;    /* a copy, for the header is cut; wiped at the end */
    struct gcis_identity *identity;
    const char *reason; /* word of a closed list; NULL: nothing judged yet */
    const char *last_reason; /* of the location judged last */

    bool user_emptied; /* $remote_user, until the next location asks */
    struct call *renewing;
    bool renewed;
    ngx_str_t new_token;     /* what the renewal brought, in its call */
    ngx_str_t set_cookie[3]; /* goes out with the header; enum answer_cookie */
};

/*
 * What is known of a request in its present location; nginx clears it at each
 * internal redirect, and so the new location is judged anew.
 */
struct visit {
    struct session *session;
    ngx_uint_t refused; /* the status that we said; 0: none */
    bool allowed;       /* by us, not by others under `satisfy any` */
    bool prepared;      /* the headers for the backend are made */
    const char *reason;
    char reference[REFERENCE_SIZE];

    ngx_str_t body; /* takes the place of nginx's own page */
    bool body_sent;

    struct portal_request *portal; /* in the portal's location alone */
};


static inline struct main_conf *
main_conf_of(ngx_http_request_t *r)
{
    return ngx_http_get_module_main_conf(r, ngx_http_gcis_module);
}


static inline struct server_conf *
server_conf_of(ngx_http_request_t *r)
{
    return ngx_http_get_module_srv_conf(r, ngx_http_gcis_module);
}


static inline struct location_conf *
location_conf_of(ngx_http_request_t *r)
{
    return ngx_http_get_module_loc_conf(r, ngx_http_gcis_module);
}


static inline struct visit *
visit_of(ngx_http_request_t *r)
{
    return ngx_http_get_module_ctx(r, ngx_http_gcis_module);
}

#endif
