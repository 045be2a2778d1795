/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libgcisauth: who is this, and may he?
 *
 *   A claim is what somebody says.  An identity is a proven claim.  A decision
 *   is a rule asked of an identity.
 *
 * Each is a type of its own and can be made only from the one before:
 *
 *   gcis_claim --gcis_authenticate()--> gcis_identity --gcis_authorize()--> yes
 *   a token   --gcis_token_verify()---> gcis_identity
 *
 * Results.  GCIS_OK is 0 and means: proven and allowed.  Every other status is
 * negative, so that `!= 0`, `< 0` and a bare `if` refuse alike.  What a
 * function returns through a `ret_` parameter is written on GCIS_OK only,
 * but for reasons, which are always written.
 *
 * Ownership.  What a function returns through `ret_` belongs to the caller and
 * goes back through the `_free` of its type; NULL is taken by every `_free`.
 * A `const char *` that a getter returns lives as long as its object.  What a
 * caller passes in is copied, never kept.
 *
 * NULL where an object is wanted is answered, never followed: GCIS_E_INVALID
 * by what returns a status, "" or 0 by getters, restricted by
 * gcis_identity_restricted().
 *
 * Text is UTF-8 and NUL-terminated.  Sizes are bytes.  Times are seconds since
 * the epoch, UTC, and end in `_s`; milliseconds end in `_ms`.
 *
 * Threads.  A struct gcis may be used by any number of threads at once.  Any
 * other object belongs to one thread at a time.  The library starts no thread.
 *
 * Fork.  No object crosses fork(): in a child every call on an inherited
 * struct gcis answers GCIS_E_STORE.  Open after the fork.
 *
 * Blocking.  gcis_token_verify(), gcis_authorize(), the rule, identity and
 * form functions touch no socket and never wait: they may run on an event
 * loop.  Everything else may wait, up to `[client] timeout`.
 */
#ifndef GCISAUTH_H
#define GCISAUTH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GCIS_API __attribute__((visibility("default")))
#define GCIS_MUST_CHECK __attribute__((warn_unused_result))
#else
#define GCIS_API
#define GCIS_MUST_CHECK
#endif

struct gcis;
struct gcis_config;
struct gcis_claim;
struct gcis_identity;
struct gcis_rule;

enum gcis_status {
    GCIS_OK = 0,             /* proven and allowed; nothing else */
    GCIS_E_DENIED = -1,      /* not proven, or may not sign in */
    GCIS_E_FORBIDDEN = -2,   /* proven, but may not do this */
    GCIS_E_INVALID = -3,     /* an argument or parameter is wrong */
    GCIS_E_NOMEM = -4,
    GCIS_E_CONFIG = -5,      /* the configuration, or who may ask */
    GCIS_E_STORE = -6,       /* store or engine away, or damaged */
    GCIS_E_CRYPTO = -7,
    GCIS_E_BUSY = -8,        /* try again later */
};

#define GCIS_ACCOUNT_NAME_MAX 64 /* bytes */
#define GCIS_SECRET_MAX 511      /* bytes of a password */
#define GCIS_TOKEN_MAX 1024      /* bytes of a session token */
#define GCIS_HOST_MAX 253        /* bytes of a host name */
#define GCIS_RULE_MAX 1024       /* bytes of a rule's text */
#define GCIS_NONCE_SIZE 44       /* bytes of a nonce with its NUL */
#define GCIS_FORM_TOKEN_SIZE 44  /* bytes of a form token with its NUL */

/* "0.1.0": the version of the library that runs. */
GCIS_API const char *gcis_version(void);

/* A sentence in English for logs and terminals; never NULL. */
GCIS_API const char *gcis_strerror(int status);


/*
 * Configuration.
 */

/* Milliseconds; the wall clock counts from the epoch, boot from the boot. */
enum gcis_clock {
    GCIS_CLOCK_WALL,
    GCIS_CLOCK_BOOT,
};

typedef int64_t (*gcis_clock_fn)(void *userdata, enum gcis_clock clock);

/* `level` is one of syslog(3), 1 to 7; `line` ends without a newline. */
typedef void (*gcis_log_fn)(void *userdata, int level, const char *line);

/* A configuration with every key at its default. */
GCIS_API int gcis_config_new(struct gcis_config **ret_config) GCIS_MUST_CHECK;

/*
 * Reads FILE and its drop-ins the *.conf of FILE.d.  `path` NULL: GCIS_CONFIG where
 * the process has no more rights than its user, else the installed place,
 * which may be absent; a file that is named must be there.  GCIS_E_CONFIG:
 * gcis_config_error() says `file:line: key: reason`.
 */
GCIS_API int gcis_config_load(struct gcis_config *config, const char *path)
    GCIS_MUST_CHECK;

/* Takes the place of `[engine] store` and `[client] socket`: a store URI. */
GCIS_API int gcis_config_set_store(struct gcis_config *config,
                                   const char *uri) GCIS_MUST_CHECK;

/* Takes the place of `[projection] path`, for readers. */
GCIS_API int gcis_config_set_projection(struct gcis_config *config,
                                        const char *path) GCIS_MUST_CHECK;

/* Milliseconds that a call may wait for the engine, 1 to 60000. */
GCIS_API int gcis_config_set_timeout(struct gcis_config *config,
                                     int64_t timeout_ms) GCIS_MUST_CHECK;

/* Both are called from any thread that calls the library. */
GCIS_API void gcis_config_set_clock(struct gcis_config *config,
                                    gcis_clock_fn clock, void *userdata);
GCIS_API void gcis_config_set_log(struct gcis_config *config,
                                  gcis_log_fn log, void *userdata);

/* The words of the last error, or "". */
GCIS_API const char *gcis_config_error(const struct gcis_config *config);

/* The value of a key as written or by default: "portal", "title"; or NULL. */
GCIS_API const char *gcis_config_get(const struct gcis_config *config,
                                     const char *section, const char *key);

/*
 * The configuration as a file, every key with its value; *ret_text is
 * malloc'd, for free().  `profile` NULL: as it is; "government-high": what
 * that profile asks for stands in place of the value, and a store that was
 * set as lmdb:DIR in place of the configured one.  GCIS_E_INVALID: no such
 * profile.
 */
GCIS_API int gcis_config_print(const struct gcis_config *config,
                               const char *profile, char **ret_text)
    GCIS_MUST_CHECK;

GCIS_API void gcis_config_free(struct gcis_config *config);


/*
 * The engine: gcisd behind unix:SOCKET, or this process for lmdb:DIR.
 */

/*
 * Copies what it needs of `config`.  For unix: nothing is connected yet, so
 * that it succeeds while gcisd is away.  GCIS_E_CONFIG: the URI or a value;
 * GCIS_E_STORE: the store cannot be opened, or is in use by another engine.
 * gcis_config_error() says what.
 */
GCIS_API int gcis_open(struct gcis_config *config, struct gcis **ret_gcis)
    GCIS_MUST_CHECK;
GCIS_API void gcis_close(struct gcis *gcis);


/*
 * Claims.
 */

enum gcis_purpose {
    GCIS_PURPOSE_SIGN_IN,
    GCIS_PURPOSE_STEP_UP,
    GCIS_PURPOSE_REGISTER,
};

GCIS_API int gcis_claim_new(struct gcis_claim **ret_claim) GCIS_MUST_CHECK;
/* As typed, up to GCIS_ACCOUNT_NAME_MAX bytes; longer is kept as "no such". */
GCIS_API int gcis_claim_set_account(struct gcis_claim *claim,
                                    const char *account) GCIS_MUST_CHECK;
/* A password or one-day password: the engine tries both.  Wiped by free. */
GCIS_API int gcis_claim_set_secret(struct gcis_claim *claim,
                                   const void *secret, size_t secret_len)
    GCIS_MUST_CHECK;
/* The host whose token is wanted; without one there is none and no session. */
GCIS_API int gcis_claim_set_audience(struct gcis_claim *claim,
                                     const char *host) GCIS_MUST_CHECK;
GCIS_API int gcis_claim_set_purpose(struct gcis_claim *claim,
                                    enum gcis_purpose purpose)
    GCIS_MUST_CHECK;
/* The PAM service, or the program, for the audit and for its application. */
GCIS_API int gcis_claim_set_service(struct gcis_claim *claim,
                                    const char *service) GCIS_MUST_CHECK;
/* Numeric source address; advice for limits by source and for the audit. */
GCIS_API int gcis_claim_set_address(struct gcis_claim *claim,
                                    const char *address) GCIS_MUST_CHECK;
/* Judged by the engine in the same trip, as text; see gcis_rule_parse(). */
GCIS_API int gcis_claim_set_rule(struct gcis_claim *claim, const char *rule)
    GCIS_MUST_CHECK;
/* Which kinds of secret may prove it: "password", "oneday" or both, joined by a
 * comma; default both. */
GCIS_API int gcis_claim_set_methods(struct gcis_claim *claim,
                                    const char *methods) GCIS_MUST_CHECK;
/* Uses nothing up and makes no session; failures are counted all the same. */
GCIS_API void gcis_claim_set_check_only(struct gcis_claim *claim);
/* The `password.change` that proves by the old secret and sets a new one is an
 * operation: gcis_call() in gcisauth_admin.h. */
/*
 * After gcis_authenticate() or gcis_vouch(): the reason word that this peer
 * may know, "" or one of a closed list; and the reference number under which
 * the log has the reason, "" before.
 */
GCIS_API const char *gcis_claim_reason(const struct gcis_claim *claim);
GCIS_API const char *gcis_claim_reference(const struct gcis_claim *claim);
/*
 * Milliseconds to hold the answer back, 0 mostly: the limit by source slows
 * guessing down (R28).  On an event loop by a timer, never by sleeping.
 */
GCIS_API int64_t gcis_claim_delay_ms(const struct gcis_claim *claim);
GCIS_API void gcis_claim_free(struct gcis_claim *claim);


/*
 * From claim to identity.
 */

/*
 * GCIS_E_DENIED is the one answer to every no, whether the account is unknown,
 * locked, suspended or the secret is wrong.  GCIS_E_FORBIDDEN: proven, but the
 * claim's rule says no.  GCIS_E_BUSY and GCIS_E_STORE judge nobody.
 */
GCIS_API int gcis_authenticate(struct gcis *gcis, struct gcis_claim *claim,
                               struct gcis_identity **ret_identity)
    GCIS_MUST_CHECK;

/*
 * An identity WITHOUT proof, for a caller that proved it otherwise (PAM's
 * account management after another module's login).  It has no token and no
 * level above password.  The account's state and the claim's rule are judged.
 */
GCIS_API int gcis_vouch(struct gcis *gcis, struct gcis_claim *claim,
                        struct gcis_identity **ret_identity) GCIS_MUST_CHECK;

/*
 * The identity of a session token, for the host `audience`, from the
 * projection alone.  `ret_reason` (may be NULL) gets the word: ok, or
 * malformed, bad_signature, expired, audience, revoked, closed, suspended,
 * projection_away, ...  GCIS_E_DENIED: no session.  GCIS_E_STORE: cannot tell;
 * shut the door with 503.
 */
GCIS_API int gcis_token_verify(struct gcis *gcis, const char *token,
                               size_t token_len, const char *audience,
                               struct gcis_identity **ret_identity,
                               const char **ret_reason) GCIS_MUST_CHECK;

/*
 * A younger token of the same session where this one is older than
 * `renew_after`; `ret_token` takes GCIS_TOKEN_MAX + 1 bytes.  The old one
 * stays good until it expires.
 */
GCIS_API int gcis_token_renew(struct gcis *gcis, const char *token,
                              size_t token_len, char *ret_token)
    GCIS_MUST_CHECK;

/* Ends the session of the token everywhere: the sign-out. */
GCIS_API int gcis_token_end(struct gcis *gcis, const char *token,
                            size_t token_len) GCIS_MUST_CHECK;


/*
 * From identity to decision.
 */

/*
 * One line of rule: `application=CODE role=R1,R2 level=certificate age=15m
 * agency=CODE network=CIDR`, separated by spaces, all of it needed.  `error`
 * (may be NULL) gets the words of a refusal.
 */
GCIS_API int gcis_rule_parse(const char *text, struct gcis_rule **ret_rule,
                             char *error, size_t error_size) GCIS_MUST_CHECK;
GCIS_API void gcis_rule_free(struct gcis_rule *rule);

struct gcis_facts {
    int64_t now_s;
    const char *address; /* numeric, of the client; NULL: unknown */
};

/*
 * Any of `rules` must say yes; with none, only that the session is not
 * restricted (one-day, forced change of password) is asked.  Pure: reads what
 * the identity holds.  GCIS_E_FORBIDDEN with `ret_reason` (may be NULL) one of
 * must_change, no_role, level, age, agency, network, inactive.
 */
GCIS_API int gcis_authorize(const struct gcis_identity *identity,
                            const struct gcis_rule *const *rules,
                            size_t n_rules, const struct gcis_facts *facts,
                            const char **ret_reason) GCIS_MUST_CHECK;


/*
 * What an identity says.
 */

GCIS_API const char *gcis_identity_account(const struct gcis_identity *);
GCIS_API const char *gcis_identity_name(const struct gcis_identity *);
/* The agency's code; "" for members. */
GCIS_API const char *gcis_identity_agency(const struct gcis_identity *);
/* civil-servant, member, service */
GCIS_API const char *gcis_identity_kind(const struct gcis_identity *);
/*
 * The roles in one application, joined by commas, in `ret` (GCIS_ROLES_SIZE
 * bytes); "" without one.  Grants past their date at now_s are left out.
 */
#define GCIS_ROLES_SIZE 3200 /* bytes: 96 roles of 32 and their commas */
GCIS_API int gcis_identity_roles(const struct gcis_identity *,
                                 const char *application, int64_t now_s,
                                 char ret[GCIS_ROLES_SIZE]) GCIS_MUST_CHECK;
/* An application's name by its code, as the identity's catalogue has it; "". */
GCIS_API const char *gcis_identity_application_name(
    const struct gcis_identity *, const char *application);
/* password or certificate */
GCIS_API const char *gcis_identity_level(const struct gcis_identity *);
/* password, oneday, certificate; "" for a vouched one */
GCIS_API const char *gcis_identity_method(const struct gcis_identity *);
GCIS_API int64_t gcis_identity_auth_time_s(const struct gcis_identity *);
GCIS_API int64_t gcis_identity_expires_s(const struct gcis_identity *);
/* The id of the session, not the token; "" without a session. */
GCIS_API const char *gcis_identity_session(const struct gcis_identity *);
/* The token that came with the yes; "" without one. */
GCIS_API const char *gcis_identity_token(const struct gcis_identity *);
/* 1 where only change of password and sign-out are open. */
GCIS_API int gcis_identity_restricted(const struct gcis_identity *);
/* 1 where the token is older than `[session] renew_after` at now_s. */
GCIS_API int gcis_identity_renewal_due(const struct gcis_identity *,
                                       int64_t now_s);
GCIS_API void gcis_identity_free(struct gcis_identity *);


/*
 * Forms.  A form token binds a form to a browser: it is derived from the
 * value of a cookie that no other site can read or set (the pre-session nonce,
 * or the session's id), so that it needs neither key nor memory.
 */

/* 32 random bytes in base64url. */
GCIS_API int gcis_nonce_new(char ret_nonce[GCIS_NONCE_SIZE]) GCIS_MUST_CHECK;
GCIS_API int gcis_form_token(const char *binding,
                             char ret_token[GCIS_FORM_TOKEN_SIZE])
    GCIS_MUST_CHECK;
/* GCIS_OK where `given` is the form token of `binding`; constant time. */
GCIS_API int gcis_form_token_check(const char *binding, const char *given)
    GCIS_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
