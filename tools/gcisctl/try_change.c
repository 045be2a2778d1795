/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The forced change of password (R14), where somebody sits there or the new
 * password stands in the input.  The secret just used proves once more.
 */
#include "try.h"

#include <string.h>

#define ROUNDS_MAX 3 /* new passwords that break a rule, from a terminal */


/* A one-day session of an active account may go without a change (R24). */
static bool
is_forced(const json_t *account)
{
    json_t *conditions = json_object_get(account, "conditions");
    json_t *condition;
    size_t i;

    if (account == NULL || strcmp(member(account, "state"), "active") != 0) {
        return true;
    }
    json_array_foreach(conditions, i, condition) {
        const char *word = json_string_value(condition);

        if (word != NULL && (strcmp(word, "must_change") == 0
                             || strcmp(word, "password_expired") == 0))
        {
            return true;
        }
    }

    return false;
}


bool
try_change_is_due(const struct try *try)
{
    if (try->identity != NULL) {
        return gcis_identity_restricted(try->identity)
               && is_forced(try->before);
    }

    return try->status == GCIS_E_FORBIDDEN
           && strcmp(gcis_claim_reason(try->claim), "must_change") == 0
           && is_forced(try->before);
}


static int
change(struct try *try, const struct secret_text *new, json_t **ret_reply)
{
    json_t *parameters = json_pack("{s:s, s:s%, s:s%}", "account",
                                   try->account, "old", try->secret.text,
                                   try->secret.len, "new", new->text,
                                   new->len);
    int status;

    if (parameters == NULL) {
        return refuse(try->program,
                      (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                        "new" },
                      "new password: is not UTF-8");
    }
    if (try->service != NULL) {
        json_object_set_new(parameters, "service",
                            json_string(try->service));
    }

    status = program_call(try->program, "password.change", parameters,
                          ret_reply);
    wipe_json(parameters);

    return status;
}


static void
tell(struct try *try, const json_t *reply)
{
    bool activated = json_is_true(json_object_get(reply, "activated"));
    bool chinese = speaks_chinese();

    try->changed = true;
    json_object_set_new(try->report, "password_changed", json_true());
    json_object_set_new(try->report, "activated", json_boolean(activated));
    try_step(try, true, "%s%s", chinese ? "密碼修改成功。"
                                        : "the password is changed.",
             !activated ? ""
             : chinese ? "完成後需以新密碼再執行登入作業，即完成帳號啟用。"
                       : "  Sign in once more with the new one: that "
                         "activates the account.");
}


/* A second line of input repeats the first; one is enough. */
static int
read_piped(struct try *try, struct secret_text *new, bool *ret_given)
{
    struct secret_text again CLEAN_SECRET = { 0 };
    bool more = false;
    int status = secret_read(try->program, &try->source, "", new, ret_given);

    if (status == EXIT_DONE && *ret_given) {
        status = secret_read(try->program, &try->source, "", &again, &more);
    }
    if (status == EXIT_DONE && more && again.len > 0
        && !secret_is_same(new, &again))
    {
        return refuse(try->program,
                      (struct trouble){ EXIT_REFUSED, "G403", "invalid",
                                        "new" },
                      "new password: the two are not the same: nothing was "
                      "changed");
    }

    return status;
}


static int
change_piped(struct try *try)
{
    struct secret_text new CLEAN_SECRET = { 0 };
    json_t *reply = NULL;
    bool given = false;
    int status = read_piped(try, &new, &given);

    if (status != EXIT_DONE || !given) {
        if (status == EXIT_DONE) {
            try_step(try, false, "a change of password is due: a second line "
                     "of input is taken for the new one");
        }
        return status;
    }

    status = change(try, &new, &reply);
    if (status == EXIT_DONE) {
        tell(try, reply);
    }
    wipe_json(reply);

    return status;
}


static int
change_typed(struct try *try)
{
    int status = EXIT_REFUSED;

    for (unsigned i = 0; i < ROUNDS_MAX && status == EXIT_REFUSED; i++) {
        struct secret_text new CLEAN_SECRET = { 0 };
        json_t *reply = NULL;

        status = secret_read_new(try->program, &try->source,
                                 "New password: ", &new);
        if (status == EXIT_DONE) {
            status = change(try, &new, &reply);
        }
        if (status == EXIT_DONE) {
            tell(try, reply);
        }
        wipe_json(reply);
    }

    return status;
}


/* Whoever wants the token of this very session gets it as it is. */
int
try_change(struct try *try)
{
    if (try->host != NULL) {
        try_step(try, false, "a change of password is due: without --token, "
                 "try goes on to it");
        return EXIT_DONE;
    }

    return secret_is_typed(&try->source) ? change_typed(try)
                                         : change_piped(try);
}
