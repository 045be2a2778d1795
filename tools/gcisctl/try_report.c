/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer in words.  Every no of a sign-in is one sentence (R27) with its
 * reference number; the reason is shown where the library gives it, that is,
 * to root.
 */
#include "try.h"

#include "owner.h"
#include "render.h"

#include <string.h>
#include <time.h>

struct text {
    const char *reason;
    const char *code;
    const char *chinese;
    const char *english;
};

/* What follows a proof is the person's own affair and said as it is. */
static const struct text forbidden[] = {
    { "must_change", "G200", "須先修改密碼。",
      "the password has to be changed first" },
    { "level", "G301", "須使用憑證。", "needs a sign-in by certificate" },
    { "age", "G301", "須使用憑證。", "needs a newer sign-in by certificate" },
    { "network", "G303", "非開放時間或來源。",
      "not open at this time or from here" },
    { "method", "G300", "一日密碼不能用於此處。",
      "a one-day password does not open this" },
    { "inactive", "G300", "本系統目前停用。", "the application is inactive" },
    { "", "G300", "您沒有使用本系統的權限，請洽貴單位帳號管理者。",
      "no right to use this application: ask your account manager" },
};

static const struct text denied = {
    "denied", "G100",
    "登入失敗：帳號、密碼或憑證不正確，或帳號目前無法使用。連續失敗 5 次將"
    "暫停登入 15 分鐘。如需協助請洽貴單位帳號管理者。",
    "sign-in failed: account, password or certificate is not right, or the "
    "account cannot be used now.  5 failures in a row close sign-in for 15 "
    "minutes.  Your account manager helps.",
};


static const struct text *
text_of(const char *reason)
{
    size_t last = sizeof(forbidden) / sizeof(forbidden[0]) - 1;

    for (size_t i = 0; i < last; i++) {
        if (strcmp(forbidden[i].reason, reason) == 0) {
            return &forbidden[i];
        }
    }

    return &forbidden[last];
}


static void
report(struct try *try, const char *name, const char *value)
{
    json_object_set_new(try->report, name, json_string(value));
}


static void
report_roles(struct try *try)
{
    char roles[GCIS_ROLES_SIZE];

    if (try->application == NULL
        || gcis_identity_roles(try->identity, try->application,
                               (int64_t) time(NULL), roles) != GCIS_OK)
    {
        return;
    }

    try_step(try, true, "%s: %s", try->application, roles);
    report(try, "application", try->application);
    report(try, "roles", roles);
}


void
try_report_yes(struct try *try)
{
    const struct gcis_identity *identity = try->identity;
    int64_t expires_s = gcis_identity_expires_s(identity);
    bool restricted = gcis_identity_restricted(identity) != 0;
    char until[RENDER_TIME_MAX];

    try_step(try, true, "%s: %s %s, %s", gcis_identity_account(identity),
             gcis_identity_name(identity), gcis_identity_agency(identity),
             gcis_identity_kind(identity));
    try_step(try, true, "signed in by %s, level %s",
             gcis_identity_method(identity), gcis_identity_level(identity));
    if (gcis_identity_session(identity)[0] != '\0') {
        render_time(expires_s, until);
        try_step(try, true, "session until %s%s", until, restricted
                 ? ", restricted: only change of password and sign-out are "
                   "open" : "");
        report(try, "session", gcis_identity_session(identity));
        json_object_set_new(try->report, "expires_s",
                            json_integer(expires_s));
    } else if (try->service == NULL) {
        try_step(try, true, "no session: this user cannot read the "
                 "projection");
    }

    report(try, "account", gcis_identity_account(identity));
    report(try, "full_name", gcis_identity_name(identity));
    report(try, "agency", gcis_identity_agency(identity));
    report(try, "kind", gcis_identity_kind(identity));
    report(try, "method", gcis_identity_method(identity));
    report(try, "level", gcis_identity_level(identity));
    json_object_set_new(try->report, "restricted",
                        json_boolean(restricted));
    report_roles(try);
    if (try->host != NULL) {
        report(try, "token", gcis_identity_token(identity));
    }
}


/* One sentence to everybody; the word behind it to whom the library told. */
static int
say_no(const struct try *try, const struct text *text, const char *reason)
{
    const char *reference = gcis_claim_reference(try->claim);
    const char *sentence = speaks_chinese() ? text->chinese : text->english;

    if (try->program->json) {
        json_t *error = json_pack("{s:s, s:s, s:s, s:s}",
                                  "error", text->code, "reason",
                                  reason[0] == '\0' ? text->reason : reason,
                                  "message", sentence, "reference",
                                  reference);

        print_json(error);
        json_decref(error);
        return EXIT_REFUSED;
    }

    warn("%s", sentence);
    warn(speaks_chinese() ? "%s 參考編號 %s" : "%s reference %s", text->code,
         reference);
    if (reason[0] != '\0') {
        warn("reason: %s", reason);
    }

    return EXIT_REFUSED;
}


/* A store in this process that is none yet. */
static bool
is_no_store(const struct program *program)
{
    const char *directory = program_directory(program_store(program, false));

    return directory != NULL && !owner_sees_store(directory);
}


static int
say_cannot(const struct try *try, const char *reason)
{
    const char *why = try->program->log;

    if (try->status == GCIS_E_BUSY) {
        why = "the engine is busy: try again later";
    } else if (is_no_store(try->program)) {
        why = "no store here: gcisctl init";
    } else if (why[0] == '\0') {
        why = "the engine cannot tell: gcisctl check";
    }

    return refuse(try->program,
                  (struct trouble){ EXIT_CANNOT,
                                    try->status == GCIS_E_BUSY ? "G101"
                                                               : "G500",
                                    reason[0] == '\0' ? "store" : reason,
                                    NULL },
                  "%s: %s", try->account, why);
}


int
try_report_no(struct try *try)
{
    const char *reason = gcis_claim_reason(try->claim);

    switch (try->status) {
    case GCIS_E_DENIED:
        try_step(try, false, "sign-in: denied");
        return say_no(try, &denied, reason);
    case GCIS_E_FORBIDDEN:
        try_step(try, false, "%s: %s", try->application == NULL
                 ? "sign-in" : try->application, reason);
        return say_no(try, text_of(reason), reason);
    case GCIS_E_CONFIG:
        return refuse(try->program,
                      (struct trouble){ EXIT_REFUSED, "G300", "forbidden",
                                        NULL },
                      "%s: who asks here may not ask about it: as root, or "
                      "[peers] root", try->account);
    case GCIS_E_INVALID:
        return refuse(try->program, usage_trouble(NULL), "%s: %s",
                      try->account, reason[0] == '\0' ? "cannot be asked "
                      "like this: gcisctl try --help" : reason);
    default:
        return say_cannot(try, reason);
    }
}
