/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Computes and compares.  crypt_rn() alone is used, for it returns NULL where
 * crypt_r() returns a text that would equal a stored failure (SECURITY D1).
 * The 32 KB in which it works are ours for one call, and wiped.
 */
#include "crypto/hash.h"

#include "base/encode.h"
#include "crypto/equal.h"
#include "crypto/hash_form.h"
#include "crypto/random.h"

#include <crypt.h>

#define HASH_DEFAULT "$y$j9T$"
#define SALT_SIZE 16  /* random bytes */
#define DECOY_SIZE 32 /* random bytes */


static void
wipe_data(struct crypt_data **data)
{
    if (*data != NULL) {
        explicit_bzero(*data, sizeof(**data));
        free(*data);
    }
}


static bool
compute(const struct secret *secret, const char *setting,
        char ret[HASH_TEXT_MAX + 1])
{
    struct crypt_data *data CLEANUP(wipe_data) = calloc(1, sizeof(*data));
    const char *text;
    size_t len;

    if (data == NULL) {
        return false;
    }
    text = crypt_rn(secret->text, setting, data, sizeof(*data));
    if (text == NULL || text[0] != '$') {
        return false;
    }
    len = strlen(text);
    if (len > HASH_TEXT_MAX) {
        return false;
    }
    memcpy(ret, text, len + 1);
    return true;
}


/* What no hash may be made of, or be right for. */
static bool
can_be_hashed(const struct secret *secret, const struct hash_form *form)
{
    return secret->len > 0 && secret->len <= SECRET_MAX
        && strlen(secret->text) == secret->len
        && (form->kind != HASH_KIND_BCRYPT
            || secret->len <= HASH_BCRYPT_SECRET_MAX);
}


bool
hash_is_allowed(const char *text, const char **ret_reason)
{
    struct hash_form form;
    const char *reason = "empty";

    if (text != NULL && text[0] != '\0') {
        reason = hash_form_of(text, &form);
        if (reason == NULL) {
            reason = hash_form_check_rest(text, &form);
        }
        if (reason == NULL && strlen(text) > HASH_TEXT_MAX) {
            reason = "too long";
        }
    }
    if (reason != NULL && ret_reason != NULL) {
        *ret_reason = reason;
    }
    return reason == NULL;
}


enum hash_verdict
hash_verify(const struct secret *secret, const char *stored,
            const char *decoy)
{
    char computed[HASH_TEXT_MAX + 1] = "";
    struct hash_form form = { .kind = HASH_KIND_NONE };
    enum hash_verdict verdict = HASH_BROKEN;
    bool allowed = hash_is_allowed(stored, NULL)
        && hash_form_of(stored, &form) == NULL;
    const char *worked_on = allowed ? stored : decoy;

    if (!hash_is_allowed(worked_on, NULL)
        || !compute(secret, worked_on, computed) || !allowed) {
        explicit_bzero(computed, sizeof(computed));
        return HASH_BROKEN;
    }
    verdict = HASH_NO;
    if (strlen(computed) == strlen(stored)
        && equal_secret(computed, stored, strlen(stored))
        && can_be_hashed(secret, &form)) {
        verdict = HASH_YES;
    }
    explicit_bzero(computed, sizeof(computed));
    return verdict;
}


static bool
make_setting(const struct hash_form *form,
             char ret[CRYPT_GENSALT_OUTPUT_SIZE])
{
    unsigned long cost = form->cost;
    char salt[SALT_SIZE];

    if (!random_bytes(salt, sizeof(salt))) {
        return false;
    }
    return crypt_gensalt_rn(form->gensalt, cost, salt, sizeof(salt), ret,
                            CRYPT_GENSALT_OUTPUT_SIZE) != NULL;
}


bool
hash_make(const struct secret *secret, const char *setting_prefix,
          char ret[HASH_TEXT_MAX + 1])
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE] = "";
    char made[HASH_TEXT_MAX + 1] = "";
    struct hash_form form;

    if (hash_form_of(setting_prefix, &form) != NULL
        || !can_be_hashed(secret, &form) || !make_setting(&form, setting)
        || !compute(secret, setting, made) || !hash_is_allowed(made, NULL)) {
        return false;
    }
    memcpy(ret, made, sizeof(made));
    return true;
}


bool
hash_make_decoy(const char *setting_prefix, char ret[HASH_TEXT_MAX + 1])
{
    struct secret secret SECRET = { 0 };
    uint8_t bytes[DECOY_SIZE];

    if (!random_bytes(bytes, sizeof(bytes))) {
        return false;
    }
    base64url_encode(span_of(bytes, sizeof(bytes)), secret.text);
    secret.len = BASE64URL_LEN(sizeof(bytes));
    explicit_bzero(bytes, sizeof(bytes));
    return hash_make(&secret, setting_prefix, ret);
}


bool
hash_wants_rehash(const char *text, const char *setting_prefix)
{
    struct hash_form form;
    struct hash_form wanted;

    if (hash_form_of(setting_prefix, &wanted) != NULL) {
        return false; /* nothing to hash it to */
    }
    return hash_form_of(text, &form) != NULL || form.kind != wanted.kind
        || form.cost < wanted.cost;
}


const char *
hash_setting(const char *configured)
{
    struct hash_form form;

    if (configured[0] == '\0' || strcmp(configured, "yescrypt") == 0) {
        return HASH_DEFAULT;
    }
    if (hash_form_of(configured, &form) != NULL
        || configured[form.prefix_len] != '\0') {
        return NULL;
    }
    return configured;
}
