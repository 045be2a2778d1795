/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of keys (INTERFACE.md, Configuration keys) and its look-up.  The
 * defaults meet the government baseline.  How a value is read stands in
 * value.c, how the special ones are spelled in check.c.
 */
#include "config/table.h"

#include "config/check.h"
#include "paths.h"

#define AT(member) offsetof(struct config, member)
#define TEXT_MAX "1000"   /* bytes of a text that people read */
#define SOCKET_MAX "107"  /* bytes of a path in a sockaddr_un */
#define PATH_MAX_S "3000" /* bytes; names of files are put behind it */

/* The same rows for both kinds of people. */
#define PASSWORD_KEYS(section, people) \
    { section, "profile", CONFIG_EITHER, "baseline", \
      .choices = "baseline, nist", .offset = AT(password[people].nist) }, \
    { section, "min_length", CONFIG_INTEGER, "12", "15", "8", "128", \
      .offset = AT(password[people].min_length) }, \
    { section, "max_length", CONFIG_INTEGER, "128", NULL, "8", "128", \
      .offset = AT(password[people].max_length) }, \
    { section, "history", CONFIG_INTEGER, "3", NULL, "0", "5", \
      .offset = AT(password[people].history) }, \
    { section, "min_age", CONFIG_SECONDS, "1d", NULL, "0", "365d", \
      .offset = AT(password[people].min_age_s) }, \
    { section, "max_age", CONFIG_SECONDS, "90d", "0", "0", "3650d", \
      .offset = AT(password[people].max_age_s) }, \
    { section, "composition", CONFIG_INTEGER, "3", "0", "0", "4", \
      .offset = AT(password[people].composition) }, \
    { section, "hash", CONFIG_TEXT, "yescrypt", .max = "64", \
      .check = check_hash, .offset = AT(password[people].hash) }, \
    { section, "blocklist", CONFIG_PATH, "", .max = PATH_MAX_S, \
      .may_be_empty = true, .offset = AT(password[people].blocklist) }

static const struct config_key keys[] = {
    { "client", "socket", CONFIG_PATH, GCIS_PATH_SOCKET, .max = SOCKET_MAX,
      .offset = AT(client.socket) },
    { "client", "timeout", CONFIG_MILLISECONDS, "5s", NULL, "1ms", "60s",
      .offset = AT(client.timeout_ms) },

    { "engine", "store", CONFIG_TEXT, "lmdb:" GCIS_PATH_STATE,
      .max = PATH_MAX_S, .check = check_store, .offset = AT(engine.store) },
    { "engine", "map_size", CONFIG_SIZE, "16G", NULL, "1M", "64T",
      .offset = AT(engine.map_size) },
    { "engine", "node", CONFIG_TEXT, "node1", .max = "32",
      .check = check_node, .offset = AT(engine.node) },
    { "engine", "poll", CONFIG_MILLISECONDS, "250ms", NULL, "10ms", "60s",
      .offset = AT(engine.poll_ms) },
    { "engine", "max_lag", CONFIG_SECONDS, "5m", NULL, "1s", "1h",
      .offset = AT(engine.max_lag_s) },

    { "projection", "path", CONFIG_PATH, GCIS_PATH_STATE "/projection",
      .max = PATH_MAX_S, .offset = AT(projection.path) },
    { "projection", "max_age", CONFIG_SECONDS, "30s", NULL, "1s", "5m",
      .offset = AT(projection.max_age_s) },
    { "projection", "map_size", CONFIG_SIZE, "4G", NULL, "1M", "64T",
      .offset = AT(projection.map_size) },

    { "time", "zone", CONFIG_TEXT, "Asia/Taipei", .max = "64",
      .check = check_zone, .offset = AT(time_zone) },

    PASSWORD_KEYS("password", CONFIG_STAFF),
    PASSWORD_KEYS("password member", CONFIG_MEMBER),

    { "oneday", "lifetime", CONFIG_LIFETIME, "end-of-day", NULL, "1s", "30d",
      .offset = AT(oneday.lifetime_s) },
    { "oneday", "length", CONFIG_INTEGER, "12", NULL, "10", "64",
      .offset = AT(oneday.length) },
    { "oneday", "max_uses", CONFIG_INTEGER, "3", NULL, "1", "100",
      .offset = AT(oneday.max_uses) },
    { "oneday", "per_day", CONFIG_INTEGER, "3", NULL, "1", "1000",
      .offset = AT(oneday.per_day) },
    { "oneday", "applications", CONFIG_YES_NO, "no",
      .offset = AT(oneday.applications) },

    { "certificate", "anchors", CONFIG_PATH, GCIS_PATH_ANCHORS,
      .max = PATH_MAX_S, .offset = CONFIG_NOT_KEPT },
    { "certificate", "crl", CONFIG_PATH, GCIS_PATH_STATE "/crl",
      .max = PATH_MAX_S, .offset = CONFIG_NOT_KEPT },
    { "certificate", "ocsp", CONFIG_CHOICE, "off",
      .choices = "off, soft, require", .offset = CONFIG_NOT_KEPT },
    { "certificate", "min_rsa_bits", CONFIG_INTEGER, "2048", NULL, "2048",
      "16384", .offset = CONFIG_NOT_KEPT },
    { "certificate", "min_ec_bits", CONFIG_INTEGER, "256", NULL, "256",
      "521", .offset = CONFIG_NOT_KEPT },
    { "certificate", "mapping", CONFIG_CHOICE, "key", .choices = "key",
      .offset = CONFIG_NOT_KEPT },
    { "certificate", "challenge_lifetime", CONFIG_SECONDS, "5m", NULL, "10s",
      "1h", .offset = CONFIG_NOT_KEPT },
    { "certificate", "tls_peers", CONFIG_WORDS, "", .check = check_user,
      .may_be_empty = true, .offset = CONFIG_NOT_KEPT },

    { CONFIG_ANCHOR, "policy", CONFIG_WORDS, "", .check = check_oid,
      .may_be_empty = true, .offset = CONFIG_NOT_KEPT },
    { CONFIG_ANCHOR, "eku", CONFIG_TEXT, "", .max = "256",
      .may_be_empty = true, .offset = CONFIG_NOT_KEPT },
    { CONFIG_ANCHOR, "ocsp", CONFIG_TEXT, "", .max = TEXT_MAX,
      .check = check_url, .may_be_empty = true, .offset = CONFIG_NOT_KEPT },

    { "lockout", "failures", CONFIG_INTEGER, "5", NULL, "1", "16",
      .offset = AT(lockout.failures) },
    { "lockout", "period", CONFIG_SECONDS, "15m", NULL, "1s", "7d",
      .offset = AT(lockout.period_s) },
    { "lockout", "duration", CONFIG_SECONDS, "15m", NULL, "1s", "7d",
      .offset = AT(lockout.duration_s) },
    { "lockout", "scope", CONFIG_EITHER, "password",
      .choices = "password, all", .offset = AT(lockout.scope_all) },
    { "lockout", "source_slow", CONFIG_INTEGER, "30", NULL, "1", "1000000",
      .offset = AT(lockout.source_slow) },
    { "lockout", "source_refuse", CONFIG_INTEGER, "300", NULL, "1",
      "1000000", .offset = AT(lockout.source_refuse) },
    { "lockout", "source_period", CONFIG_SECONDS, "15m", NULL, "1s", "7d",
      .offset = AT(lockout.source_period_s) },
    { "lockout", "exempt", CONFIG_WORDS, "", .check = check_network,
      .may_be_empty = true, .offset = AT(lockout.exempt) },

    { "account", "dormant_after", CONFIG_SECONDS, "90d", NULL, "0", "3650d",
      .offset = AT(account.dormant_after_s) },
    { "account", "closed_keep", CONFIG_SECONDS, "1825d", NULL, "0", "36500d",
      .offset = AT(account.closed_keep_s) },
    { "account", "reference", CONFIG_EITHER, "optional",
      .choices = "optional, required",
      .offset = AT(account.reference_required) },

    { "application", "level", CONFIG_EITHER, "password",
      .choices = "password, certificate",
      .offset = AT(application_level_certificate) },

    { "session", "idle", CONFIG_SECONDS, "15m", NULL, "2s", "24h",
      .offset = AT(session.idle_s) },
    { "session", "lifetime", CONFIG_SECONDS, "12h", NULL, "1s", "30d",
      .offset = AT(session.lifetime_s) },
    { "session", "renew_after", CONFIG_SECONDS, NULL, NULL, "1s", "24h",
      .offset = AT(session.renew_after_s) },
    { "session", "lifetime_oneday", CONFIG_SECONDS, "30m", NULL, "1s", "24h",
      .offset = AT(session.lifetime_oneday_s) },
    { "session", "step_up", CONFIG_SECONDS, "1h", NULL, "1s", "24h",
      .offset = AT(session.step_up_s) },
    { "session", "per_account", CONFIG_INTEGER, "0", NULL, "0", "1000",
      .offset = CONFIG_NOT_KEPT },
    { "session", "when_full", CONFIG_CHOICE, "oldest",
      .choices = "oldest, refuse", .offset = CONFIG_NOT_KEPT },
    { "session", "stream_max", CONFIG_SECONDS, "12h", NULL, "0", "30d",
      .offset = CONFIG_NOT_KEPT },

    { "batch", "max_rows", CONFIG_INTEGER, "5000", NULL, "1", "200000",
      .offset = CONFIG_NOT_KEPT },
    { "batch", "max_bytes", CONFIG_SIZE, "5M", NULL, "1K", "64M",
      .offset = CONFIG_NOT_KEPT },

    { "portal", "origin", CONFIG_TEXT, "", .max = "300",
      .check = check_origin, .may_be_empty = true,
      .offset = AT(portal.origin) },
    { "portal", "hosts", CONFIG_WORDS, "", .check = check_host,
      .may_be_empty = true, .offset = AT(portal.hosts) },
    { "portal", "component", CONFIG_TEXT, "http://localhost:61161",
      .max = "300", .check = check_component, .offset = CONFIG_NOT_KEPT },
    { "portal", "title", CONFIG_TEXT, "", .max = TEXT_MAX,
      .may_be_empty = true, .offset = AT(portal.title) },
    { "portal", "service_text", CONFIG_TEXT, "", .max = TEXT_MAX,
      .may_be_empty = true, .offset = AT(portal.service_text) },
    { "portal", "notice", CONFIG_TEXT, "", .max = TEXT_MAX,
      .may_be_empty = true, .offset = AT(portal.notice) },
    { "portal", "languages", CONFIG_WORDS, "zh-Hant en",
      .check = check_language, .offset = AT(portal.languages) },

    { "peers", "root", CONFIG_WORDS, "", .check = check_user,
      .may_be_empty = true, .offset = AT(peers.root) },
    { "peers", "web", CONFIG_WORDS, "", .check = check_user,
      .may_be_empty = true, .offset = AT(peers.web) },
    { "peers", "pam", CONFIG_WORDS, "", .check = check_pam_peer,
      .may_be_empty = true, .offset = AT(peers.pam) },
    { "peers", "acct_services", CONFIG_WORDS, "", .check = check_service,
      .may_be_empty = true, .offset = AT(peers.acct_services) },

    { "audit", "keep", CONFIG_SECONDS, "365d", NULL, "180d", "36500d",
      .offset = AT(audit.keep_s) },
    { "audit", "syslog", CONFIG_YES_NO, "yes", .offset = AT(audit.syslog) },
    { "audit", "checkpoints", CONFIG_PATH, "", .max = PATH_MAX_S,
      .may_be_empty = true, .offset = AT(audit.checkpoints) },

    { "backup", "recipient", CONFIG_PATH, "", .max = PATH_MAX_S,
      .may_be_empty = true, .offset = CONFIG_NOT_KEPT },
};


size_t
config_n_keys(void)
{
    return ARRAY_LEN(keys);
}


const struct config_key *
config_key_at(size_t index)
{
    return &keys[index];
}


/* [anchor FILE] is known by its first word. */
static bool
is_section(const struct config_key *key, struct span section)
{
    size_t len = strlen(CONFIG_ANCHOR);

    if (section.len > len + 1 && section.data[len] == ' '
        && memcmp(section.data, CONFIG_ANCHOR, len) == 0) {
        section.len = len;
    } else if (span_equal(section, span_str(CONFIG_ANCHOR))) {
        return false; /* of which file? */
    }
    return span_equal(section, span_str(key->section));
}


size_t
config_key_index(struct span section, struct span name)
{
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (is_section(&keys[i], section)
            && span_equal(name, span_str(keys[i].name))) {
            return i;
        }
    }
    return SIZE_MAX;
}


bool
config_has_section(struct span section)
{
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (is_section(&keys[i], section)) {
            return true;
        }
    }
    return false;
}
