/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads hashes as text and computes nothing.  The spellings of yescrypt and
 * scrypt are a closed list, those that crypt_gensalt() makes up to the bound;
 * a cost that is written in figures is read strictly, so that one cost has one
 * spelling.
 */
#include "crypto/hash_form.h"

#include <stdlib.h>

#define BCRYPT_COST_MIN 4ul
#define BCRYPT_COST_MAX 13ul
#define SHA_ROUNDS_MIN 1000ul
#define SHA_ROUNDS_MAX 1000000ul
#define SHA_ROUNDS_DEFAULT 5000ul

#define CRYPT_DIGITS \
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

struct spelling {
    const char *prefix;
    enum hash_kind kind;
    unsigned long cost;
    const char *gensalt;
};

static const struct spelling spellings[] = {
    { "$y$j75$", HASH_KIND_YESCRYPT, 1, "$y$" },
    { "$y$j85$", HASH_KIND_YESCRYPT, 2, "$y$" },
    { "$y$j7T$", HASH_KIND_YESCRYPT, 3, "$y$" },
    { "$y$j8T$", HASH_KIND_YESCRYPT, 4, "$y$" },
    { "$y$j9T$", HASH_KIND_YESCRYPT, 5, "$y$" }, /* 16 MiB */
    { "$y$jAT$", HASH_KIND_YESCRYPT, 6, "$y$" },
    { "$y$jBT$", HASH_KIND_YESCRYPT, 7, "$y$" },
    { "$y$jCT$", HASH_KIND_YESCRYPT, 8, "$y$" },
    { "$gy$j75$", HASH_KIND_GOST_YESCRYPT, 1, "$gy$" },
    { "$gy$j85$", HASH_KIND_GOST_YESCRYPT, 2, "$gy$" },
    { "$gy$j7T$", HASH_KIND_GOST_YESCRYPT, 3, "$gy$" },
    { "$gy$j8T$", HASH_KIND_GOST_YESCRYPT, 4, "$gy$" },
    { "$gy$j9T$", HASH_KIND_GOST_YESCRYPT, 5, "$gy$" },
    { "$gy$jAT$", HASH_KIND_GOST_YESCRYPT, 6, "$gy$" },
    { "$gy$jBT$", HASH_KIND_GOST_YESCRYPT, 7, "$gy$" },
    { "$gy$jCT$", HASH_KIND_GOST_YESCRYPT, 8, "$gy$" },
    { "$7$BU..../....", HASH_KIND_SCRYPT, 6, "$7$" },
    { "$7$CU..../....", HASH_KIND_SCRYPT, 7, "$7$" }, /* 64 MiB */
};

/* Known by their first characters, and refused by name. */
static const struct {
    const char *prefix;
    const char *reason;
} refused[] = {
    { "*", "a failure of crypt(3), not a hash" },
    { "!", "a locked entry, not a hash" },
    { "$apr1$", "$apr1$ is htpasswd's own, not a hash of crypt(3)" },
    { "{", "an LDAP or htpasswd scheme, not a hash of crypt(3)" },
    { "$1$", "MD5 is too weak" },
    { "$md5", "MD5 is too weak" },
    { "$sha1$", "SHA-1 is too weak" },
    { "$3$", "NT is too weak" },
    { "_", "DES is too weak" },
    { "$2x$", "$2x$ stands for a faulty bcrypt" },
    { "$y$", "yescrypt with a cost over 8, or foreign parameters" },
    { "$gy$", "gost-yescrypt with a cost over 8, or foreign parameters" },
    { "$7$", "scrypt over 64 MiB, or foreign parameters" },
    { "$2", "bcrypt with a cost out of 04 to 13" },
    { "$6$", "SHA-512 with rounds out of 1000 to 1000000" },
    { "$5$", "SHA-256 with rounds out of 1000 to 1000000" },
};


static bool
begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}


static bool
listed(const char *text, struct hash_form *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        if (begins(text, spellings[i].prefix)) {
            *ret = (struct hash_form){
                spellings[i].kind, spellings[i].cost, spellings[i].gensalt,
                strlen(spellings[i].prefix),
            };
            return true;
        }
    }
    return false;
}


static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}


/* $2b$NN$ */
static bool
bcrypt(const char *text, struct hash_form *ret)
{
    unsigned long cost;

    if (!begins(text, "$2a$") && !begins(text, "$2b$")
        && !begins(text, "$2y$")) {
        return false;
    }
    if (!is_digit(text[4]) || !is_digit(text[5]) || text[6] != '$') {
        return false;
    }
    cost = (unsigned long) (text[4] - '0') * 10
        + (unsigned long) (text[5] - '0');
    if (cost < BCRYPT_COST_MIN || cost > BCRYPT_COST_MAX) {
        return false;
    }
    *ret = (struct hash_form){ HASH_KIND_BCRYPT, cost, "$2b$", 7 };
    return true;
}


/* $6$, or $6$rounds=N$ */
static bool
sha(const char *text, struct hash_form *ret)
{
    bool longer = begins(text, "$6$");
    const char *at = text + 3;
    unsigned long rounds = 0;

    if (!longer && !begins(text, "$5$")) {
        return false;
    }
    *ret = (struct hash_form){
        longer ? HASH_KIND_SHA512 : HASH_KIND_SHA256, SHA_ROUNDS_DEFAULT,
        longer ? "$6$" : "$5$", 3,
    };
    if (!begins(at, "rounds=")) {
        return true;
    }
    at += strlen("rounds=");
    if (*at == '0') {
        return false;
    }
    while (is_digit(*at) && rounds <= SHA_ROUNDS_MAX) {
        rounds = rounds * 10 + (unsigned long) (*at++ - '0');
    }
    if (*at != '$' || rounds < SHA_ROUNDS_MIN || rounds > SHA_ROUNDS_MAX) {
        return false;
    }
    ret->cost = rounds;
    ret->prefix_len = (size_t) (at - text) + 1;
    return true;
}


const char *
hash_form_of(const char *text, struct hash_form *ret)
{
    struct hash_form form = { .kind = HASH_KIND_NONE };

    if (listed(text, &form) || bcrypt(text, &form) || sha(text, &form)) {
        *ret = form;
        return NULL;
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        if (begins(text, refused[i].prefix)) {
            return refused[i].reason;
        }
    }
    if (strlen(text) == 13 && strspn(text, CRYPT_DIGITS) == 13) {
        return "DES is too weak";
    }
    return "not a hash of a kind that is taken";
}


/* SALT$HASH of so many characters */
static bool
has_parts(const char *rest, size_t salt_max, size_t hash_len)
{
    size_t salt_len = strspn(rest, CRYPT_DIGITS);

    return salt_len > 0 && salt_len <= salt_max && rest[salt_len] == '$'
        && strspn(rest + salt_len + 1, CRYPT_DIGITS) == hash_len
        && rest[salt_len + 1 + hash_len] == '\0';
}


const char *
hash_form_check_rest(const char *text, const struct hash_form *form)
{
    const char *rest = text + form->prefix_len;
    bool whole = false;

    switch (form->kind) {
    case HASH_KIND_NONE:
        break;
    case HASH_KIND_YESCRYPT:
    case HASH_KIND_GOST_YESCRYPT:
    case HASH_KIND_SCRYPT:
        whole = has_parts(rest, 86, 43);
        break;
    case HASH_KIND_BCRYPT: /* 22 of salt and 31 of hash, with nothing between */
        whole = strspn(rest, CRYPT_DIGITS) == 53 && rest[53] == '\0';
        break;
    case HASH_KIND_SHA512:
        whole = has_parts(rest, 16, 86);
        break;
    case HASH_KIND_SHA256:
        whole = has_parts(rest, 16, 43);
        break;
    }
    return whole ? NULL : "damaged: not as long as its kind is";
}
