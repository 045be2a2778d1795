/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * oneday issue: the one place where a one-day password is shown, once, with a
 * slip to hand over.  The slip names no agency and nothing else that is not
 * needed to sign in (R23).
 */
#include "commands.h"

#include "arguments.h"
#include "oneday.h"
#include "render.h"

#include <string.h>


static void
print_slip(const char *account, const char *password, const char *until)
{
    bool chinese = speaks_chinese();

    puts(chinese ? "---- 一日密碼單（請當面交付） ----"
                 : "---- one-day password: hand it over in person ----");
    fputs(chinese ? "帳號      " : "account   ", stdout);
    print_plain(stdout, account);
    printf(chinese ? "\n一日密碼  %s\n有效至    %s\n"
                   : "\npassword  %s\nuntil     %s\n", password, until);
    puts(chinese ? "「首次登入及一日密碼請按此。」登入後請立即修改密碼。"
                 : "Sign in by \"first sign-in and one-day password\" and "
                   "choose a password of your own.");
    puts("----");
}


void
oneday_print(const struct program *program, const char *account,
             const json_t *reply)
{
    const char *password = member(reply, "oneday_password");
    json_t *uses = json_object_get(reply, "max_uses");
    char until[RENDER_TIME_MAX];

    if (program->quiet) {
        puts(password);
        return;
    }

    render_time(json_integer_value(json_object_get(reply, "expires_s")),
                until);
    print_plain(stdout, account);
    printf(": %s\n", password);
    printf("holds until %s", until);
    if (uses != NULL) {
        printf(", for %lld sign-ins", (long long) json_integer_value(uses));
    }
    puts("; it is shown this once\n");
    print_slip(account, password, until);
}


int
command_oneday_issue(struct program *program, struct arguments *arguments)
{
    json_t *reply = NULL;
    const char *account;
    int status = program_call(program, "oneday.issue", arguments->parameters,
                              &reply);

    if (status != EXIT_DONE) {
        return status;
    }

    account = member(reply, "account");
    if (program->json) {
        print_json(reply);
    } else {
        oneday_print(program, account, reply);
    }
    wipe_json(reply);

    return EXIT_DONE;
}
