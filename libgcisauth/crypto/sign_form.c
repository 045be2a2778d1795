/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two spellings of a signature.  Everything here is public; no key comes
 * near.
 */
#include "crypto/sign_form.h"

#include <openssl/ecdsa.h>

/* n, the order of P-256 (SEC 2, 2.4.2) */
static const uint8_t order[SIGN_NUMBER_SIZE] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84,
    0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};


static bool
is_in_range(const uint8_t number[SIGN_NUMBER_SIZE])
{
    static const uint8_t zero[SIGN_NUMBER_SIZE];

    return memcmp(number, zero, SIGN_NUMBER_SIZE) != 0
        && memcmp(number, order, SIGN_NUMBER_SIZE) < 0;
}


/* Owns r and s on success alone. */
static ECDSA_SIG *
join(BIGNUM *r, BIGNUM *s)
{
    ECDSA_SIG *signature = ECDSA_SIG_new();

    if (r == NULL || s == NULL || signature == NULL
        || ECDSA_SIG_set0(signature, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(signature);
        return NULL;
    }
    return signature;
}


bool
sign_form_to_der(const uint8_t signature[SIGN_SIGNATURE_SIZE],
                 uint8_t ret[SIGN_DER_MAX], size_t *ret_len)
{
    const uint8_t *s = signature + SIGN_NUMBER_SIZE;
    ECDSA_SIG *joined;
    uint8_t *at = ret;
    int len;

    if (!is_in_range(signature) || !is_in_range(s)) {
        return false;
    }
    joined = join(BN_bin2bn(signature, SIGN_NUMBER_SIZE, NULL),
                  BN_bin2bn(s, SIGN_NUMBER_SIZE, NULL));
    if (joined == NULL) {
        return false;
    }
    len = i2d_ECDSA_SIG(joined, NULL);
    if (len > 0 && len <= SIGN_DER_MAX) {
        len = i2d_ECDSA_SIG(joined, &at);
    } else {
        len = -1;
    }
    ECDSA_SIG_free(joined);
    if (len <= 0) {
        return false;
    }
    *ret_len = (size_t) len;
    return true;
}


bool
sign_form_from_der(struct span der, uint8_t ret[SIGN_SIGNATURE_SIZE])
{
    const uint8_t *at = der.data;
    ECDSA_SIG *signature;
    bool done;

    if (der.len > SIGN_DER_MAX) {
        return false;
    }
    signature = d2i_ECDSA_SIG(NULL, &at, (long) der.len);
    done = signature != NULL && at == der.data + der.len
        && BN_bn2binpad(ECDSA_SIG_get0_r(signature), ret, SIGN_NUMBER_SIZE)
               == SIGN_NUMBER_SIZE
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature), ret + SIGN_NUMBER_SIZE,
                        SIGN_NUMBER_SIZE) == SIGN_NUMBER_SIZE;
    ECDSA_SIG_free(signature);
    return done && is_in_range(ret) && is_in_range(ret + SIGN_NUMBER_SIZE);
}
