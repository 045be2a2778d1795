/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * proxy_cache and its sisters (SECURITY N5).  Their configuration is theirs,
 * but the key that was made of it can be read: an answer to somebody is kept
 * only under a key that holds his session, or the next one would get it.
 */
#include "answer.h"


#if (NGX_HTTP_CACHE)

static bool
holds(const ngx_array_t *keys, const char *session)
{
    const ngx_str_t *key = keys->elts;
    size_t len = ngx_strlen(session);

    for (ngx_uint_t i = 0; i < keys->nelts; i++) {
        if (memmem(key[i].data, key[i].len, session, len) != NULL) {
            return true;
        }
    }
    return false;
}


void
answer_keep_out_of_caches(ngx_http_request_t *r, const struct visit *visit)
{
    const char *session = gcis_identity_session(visit->session->identity);

    if (r->upstream == NULL || !r->upstream->cacheable || r->cache == NULL
        || (session[0] != '\0' && holds(&r->cache->keys, session)))
    {
        return;
    }
    ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
        "gcis: not cached: a protected answer is kept only under a key with "
        "$gcis_session");
    r->upstream->cacheable = 0;
}

#else

void
answer_keep_out_of_caches(ngx_http_request_t *r, const struct visit *visit)
{
    (void) r;
    (void) visit;
}

#endif
