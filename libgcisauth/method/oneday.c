/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method `oneday`: the HMAC of what was typed against the one that lives
 * and the one before.  Computed for everyone alike; whether its day is over or
 * its uses are spent is policy's affair.
 */
#include "method/oneday.h"

#include "crypto/digest.h"
#include "crypto/equal.h"
#include "crypto/random.h"
#include "method/method.h"

#define GROUP 4 /* characters between hyphens */


/* What is typed off a paper: upper case, without spaces and hyphens. */
static void
normalise(const struct secret *typed, struct secret *ret)
{
    ret->len = 0;

    for (size_t i = 0; i < typed->len; i++) {
        char c = typed->text[i];

        if (c == ' ' || c == '-') {
            continue;
        }
        if (c >= 'a' && c <= 'z') {
            c = (char) (c - 'a' + 'A');
        }
        ret->text[ret->len++] = c;
    }

    ret->text[ret->len] = '\0';
}


bool
oneday_make(size_t length, struct secret *ret)
{
    struct secret plain SECRET = { 0 };

    if (length == 0 || length > ONEDAY_LENGTH_MAX
        || !random_text(ONEDAY_ALPHABET, length, plain.text))
    {
        return false;
    }

    ret->len = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && i % GROUP == 0) {
            ret->text[ret->len++] = '-';
        }
        ret->text[ret->len++] = plain.text[i];
    }
    ret->text[ret->len] = '\0';

    return true;
}


bool
oneday_mac(struct span key, const struct id *account,
           const struct secret *typed, uint8_t *ret)
{
    struct secret plain SECRET = { 0 };
    struct span parts[3];

    normalise(typed, &plain);

    parts[0] = span_str("gcis-oneday-v1");
    parts[1] = id_span(account);
    parts[2] = secret_span(&plain);

    return digest_hmac(key, parts, ARRAY_LEN(parts), ret);
}


static void
prove(const struct method_input *input, struct method_proof *ret)
{
    const struct oneday_credential *oneday = &input->set->oneday;
    uint8_t mac[DIGEST_SIZE];
    bool live, dead;

    if (!oneday_mac(input->oneday_key, &input->set->account.id, input->typed,
                    mac))
    {
        ret->broken = true;
        return;
    }

    live = equal_secret(mac, oneday->mac, sizeof(mac));
    dead = equal_secret(mac, oneday->dead_mac, sizeof(mac));

    ret->yes = oneday->live & live;
    ret->dead = oneday->has_dead & dead;
}


const struct credential_method method_oneday = { METHOD_ONEDAY, prove };
