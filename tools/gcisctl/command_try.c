/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * try: a claim, the engine's answer, and what a person would do next.  It
 * decides nothing: every word here follows from what the library said.
 */
#include "commands.h"

#include "try.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>


void
try_step(const struct try *try, bool good, const char *format, ...)
{
    FILE *out = try->host == NULL ? stdout : stderr;
    va_list arguments;
    char *text = NULL;
    int len;

    if (try->program->quiet || try->program->json) {
        return;
    }

    va_start(arguments, format);
    len = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (len >= 0) {
        fputs(good ? "✓ " : "✗ ", out);
        print_plain(out, text);
        fputc('\n', out);
        free(text);
    }
}


static int
read_options(struct try *try, const struct arguments *arguments)
{
    try->account = argument(arguments, "account");
    try->application = argument(arguments, "application");
    try->role = argument(arguments, "role");
    try->service = argument(arguments, "service");
    try->host = argument(arguments, "token");

    if (try->role != NULL && try->application == NULL) {
        return refuse_usage(try->program, "role", "--role: of which "
                            "application?  --application CODE");
    }
    if (try->service != NULL && try->host != NULL) {
        return refuse_usage(try->program, "token", "--token: a sign-in "
                            "through PAM (--service) makes no token");
    }

    return secret_source_of(try->program, arguments, &try->source);
}


/* The rule as text: the engine judges it in the same trip. */
static int
set_rule(const struct try *try)
{
    char rule[GCIS_RULE_MAX];
    int len;

    if (try->application == NULL) {
        return GCIS_OK;
    }

    len = snprintf(rule, sizeof(rule), "application=%s%s%s",
                   try->application, try->role == NULL ? "" : " role=",
                   try->role == NULL ? "" : try->role);

    return len < (int) sizeof(rule) ? gcis_claim_set_rule(try->claim, rule)
                                    : GCIS_E_INVALID;
}


static int
fill_claim(const struct try *try)
{
    const char *service = try->service == NULL ? "gcisctl" : try->service;
    int status = gcis_claim_set_account(try->claim, try->account);

    if (status == GCIS_OK) {
        status = gcis_claim_set_secret(try->claim, try->secret.text,
                                       try->secret.len);
    }
    if (status == GCIS_OK) {
        status = gcis_claim_set_service(try->claim, service);
    }
    if (status == GCIS_OK && try->session) {
        status = gcis_claim_set_audience(try->claim, try->host == NULL
                                                     ? TRY_HOST : try->host);
    }

    return status == GCIS_OK ? set_rule(try) : status;
}


/* A session's token is read by the projection: whoever may not read it (class
 * self) tries as a PAM service would, without a session. */
static bool
wants_session(const struct try *try)
{
    const char *path;

    if (try->service != NULL) {
        return false;
    }
    if (try->host != NULL || program_directory(program_store(
                                 try->program, false)) != NULL)
    {
        return true;
    }

    path = gcis_config_get(try->program->config, "projection", "path");

    return path != NULL
           && faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) == 0;
}


/* The limit by source holds answers back: it is ours to wait. */
static void
hold_back(const struct gcis_claim *claim)
{
    int64_t delay_ms = gcis_claim_delay_ms(claim);
    struct timespec delay = { (time_t) (delay_ms / 1000),
                              (long) (delay_ms % 1000) * 1000000 };

    if (delay_ms > 0) {
        (void) nanosleep(&delay, NULL);
    }
}


static int
sign_in(struct try *try)
{
    int status = gcis_claim_new(&try->claim);

    if (status == GCIS_OK) {
        status = fill_claim(try);
    }
    if (status != GCIS_OK) {
        return refuse_usage(try->program, NULL, "try: %s: a code, host or "
                            "service is too long", gcis_strerror(status));
    }

    try->program->log[0] = '\0';
    try->status = gcis_authenticate(try->program->gcis, try->claim,
                                    &try->identity);
    hold_back(try->claim);

    return EXIT_DONE;
}


/* What it may see of the account before: root alone, and no word of it. */
static json_t *
look_before(const struct try *try)
{
    json_t *parameters = json_pack("{s:s}", "account", try->account);
    json_t *before = parameters == NULL
        ? NULL : program_ask(try->program, "account.show", parameters);

    json_decref(parameters);

    return before;
}


static void
end_session(const struct try *try)
{
    const char *token = try->identity == NULL
                        ? "" : gcis_identity_token(try->identity);

    if (try->host == NULL && token[0] != '\0') {
        /* after a change of password it is dead already */
        int status = gcis_token_end(try->program->gcis, token, strlen(token));

        (void) status;
    }
}


/* Is all that was asked for there? */
static int
follow(struct try *try)
{
    int status;

    if (try->identity == NULL && !try_change_is_due(try)) {
        return try_report_no(try);
    }

    if (try->identity != NULL) {
        try_report_yes(try);
    }
    if (!try_change_is_due(try)) {
        if (!gcis_identity_restricted(try->identity)) {
            try_home(try);
        }
        return EXIT_DONE;
    }

    status = try_change(try);

    /* to the application it is a no all the same */
    return status == EXIT_DONE && try->identity == NULL
           && try->application != NULL ? try_report_no(try) : status;
}


static void
show(const struct try *try, int status)
{
    if (status != EXIT_DONE) {
        return;
    }
    if (try->program->json) {
        print_json(try->report);
    } else if (try->host != NULL && try->identity != NULL) {
        puts(gcis_identity_token(try->identity));
    }
}


static void
try_wipe(struct try *try)
{
    gcis_identity_free(try->identity);
    gcis_claim_free(try->claim);
    secret_wipe(&try->secret);
    json_decref(try->before);
    wipe_json(try->report);
}


int
command_try(struct program *program, struct arguments *arguments)
{
    struct try try = { .program = program, .status = GCIS_E_DENIED,
                       .report = json_object() };
    int status = read_options(&try, arguments);

    if (status == EXIT_DONE) {
        status = secret_read(program, &try.source,
                             "Password or one-day password: ", &try.secret,
                             NULL);
    }
    if (status == EXIT_DONE) {
        status = program_open(program);
    }
    if (status == EXIT_DONE) {
        try.session = wants_session(&try);
        try.before = look_before(&try);
        status = sign_in(&try);
    }
    if (status == EXIT_DONE) {
        status = follow(&try);
        end_session(&try);
        show(&try, status);
    }
    try_wipe(&try);

    return status;
}
