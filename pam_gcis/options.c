/* SPDX-License-Identifier: BSD-2-Clause */
/* argv against the table.  Values are checked for form alone. */
#include "options.h"

#include <security/pam_ext.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#define TIMEOUT_MAX_S 60
#define UID_MAX_VALUE 4294967294

enum kind {
    FLAG,
    TEXT,
    PATH,
    METHODS,
    SECONDS,
    NUMBER,
    ANYWAY,  /* what libpam or this module does in any case */
    LATER,   /* cards: not in this version */
};

struct row {
    const char *name;
    enum kind kind;
    size_t offset;
};

static const char no_cards[] = "cards are not in this version";

#define AT(member) offsetof(struct options, member)

static const struct row table[] = {
    { "application", TEXT, AT(application) },
    { "audit", FLAG, AT(audit) },
    { "config", PATH, AT(config) },
    { "debug", FLAG, AT(debug) },
    { "defer_pwchange", FLAG, AT(defer_pwchange) },
    { "forward_pass", ANYWAY, 0 },
    { "ignore_unknown_user", FLAG, AT(ignore_unknown_user) },
    { "methods", METHODS, AT(methods) },
    { "minimum_uid", NUMBER, AT(minimum_uid) },
    { "nodelay", FLAG, AT(nodelay) },
    { "p11_uri", LATER, 0 },
    { "quiet", FLAG, AT(quiet) },
    { "require_certificate", LATER, 0 },
    { "role", TEXT, AT(role) },
    { "single_prompt", ANYWAY, 0 },
    { "timeout", SECONDS, AT(timeout_ms) },
    { "try_first_pass", ANYWAY, 0 },
    { "use_authtok", FLAG, AT(use_authtok) },
    { "use_first_pass", FLAG, AT(use_first_pass) },
    { "wait_for_card", LATER, 0 },
};


static const struct row *
find(const char *option, size_t len)
{
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (strlen(table[i].name) == len
            && strncmp(table[i].name, option, len) == 0)
        {
            return &table[i];
        }
    }

    return NULL;
}


static bool
parse_number(const char *value, int64_t max, int64_t *ret)
{
    char *end;
    unsigned long long number;

    if (value == NULL || value[0] < '0' || value[0] > '9'
        || strlen(value) > 10)
    {
        return false;
    }

    number = strtoull(value, &end, 10);
    if (*end != '\0' || number > (unsigned long long) max) {
        return false;
    }

    *ret = (int64_t) number;

    return true;
}


/* What the list may be, else what is wrong with it. */
static const char *
check_methods(const char *list)
{
    while (true) {
        size_t len = strcspn(list, ",");

        if (len == strlen("certificate")
            && strncmp(list, "certificate", len) == 0)
        {
            return no_cards;
        }
        if (!(len == strlen("password")
              && strncmp(list, "password", len) == 0)
            && !(len == strlen("oneday") && strncmp(list, "oneday", len) == 0))
        {
            return "needs password, oneday or password,oneday";
        }
        if (list[len] == '\0') {
            return NULL;
        }
        list += len + 1;
    }
}


static const char *
check_text(enum kind kind, const char *value)
{
    if (value == NULL || value[0] == '\0') {
        return "needs a value";
    }
    if (kind == PATH && value[0] != '/') {
        return "needs an absolute path";
    }

    return kind == METHODS ? check_methods(value) : NULL;
}


/* NULL, or what is wrong. */
static const char *
set(struct options *options, const struct row *row, const char *value)
{
    char *at = (char *) options + row->offset;
    int64_t number;

    switch (row->kind) {
    case FLAG:
        *(bool *) at = true;
        return value == NULL ? NULL : "takes no value";
    case ANYWAY:
        return value == NULL ? NULL : "takes no value";
    case TEXT:
    case PATH:
    case METHODS:
        *(const char **) at = value;
        return check_text(row->kind, value);
    case SECONDS:
        if (!parse_number(value, TIMEOUT_MAX_S, &number) || number == 0) {
            return "needs seconds, 1 to 60";
        }
        *(int64_t *) at = number * 1000;
        return NULL;
    case NUMBER:
        if (!parse_number(value, UID_MAX_VALUE, &number)) {
            return "needs a number";
        }
        *(int64_t *) at = number;
        return NULL;
    case LATER:
        break;
    }

    return no_cards;
}


int
options_parse(pam_handle_t *pamh, int argc, const char **argv,
              struct options *ret)
{
    memset(ret, 0, sizeof(*ret));

    for (int i = 0; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        size_t len = equals == NULL ? strlen(argv[i])
                                    : (size_t) (equals - argv[i]);
        const struct row *row = find(argv[i], len);
        const char *wrong = row == NULL
                            ? "no such option"
                            : set(ret, row, equals == NULL ? NULL
                                                           : equals + 1);

        if (wrong != NULL) {
            pam_syslog(pamh, LOG_ALERT, "option %s: %s", argv[i], wrong);
            return PAM_SERVICE_ERR;
        }
    }

    return PAM_SUCCESS;
}
