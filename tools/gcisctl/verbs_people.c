/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table, part two: accounts, their passwords, one-day passwords and
 * sessions.
 */
#include "verbs.h"

#include "commands.h"

#define CURSOR \
    { .kind = OPTION_TEXT, .name = "cursor", .value = "CURSOR", \
      .help = "go on after a page, by what the page said" }
#define REFERENCE \
    { .kind = OPTION_TEXT, .name = "reference", .value = "TEXT", \
      .help = "number of the paper that it rests on" }
#define REASON(needed) \
    { .kind = OPTION_TEXT, .name = "reason", .value = "TEXT", \
      .help = "why", .mandatory = needed }
#define SECRET_FROM \
    { .kind = OPTION_FLAG, .name = "stdin", .own = true, \
      .help = "read it from the first line of standard input" }, \
    { .kind = OPTION_INTEGER, .name = "fd", .value = "N", .own = true, \
      .help = "read it from the first line of descriptor N" }
#define END { .kind = OPTION_NONE }

#define ACCOUNT { .name = "account", .value = "ACCOUNT" }
#define ACCOUNT_COLUMNS "name full_name agency kind state conditions until_s"

#define PERSON(needed) \
    { .kind = OPTION_TEXT, .name = "full-name", .value = "TEXT", \
      .help = "as the person writes it", .mandatory = needed }, \
    { .kind = OPTION_TEXT, .name = "agency", .value = "CODE", \
      .help = "the agency that it belongs to; members have none", \
      .mandatory = needed, .unless = "kind=member" }, \
    { .kind = OPTION_TEXT, .name = "title", .value = "TEXT", \
      .help = "of office" }, \
    { .kind = OPTION_TEXT, .name = "email", .value = "ADDRESS", \
      .help = "electronic mail" }, \
    { .kind = OPTION_TEXT, .name = "phone", .value = "NUMBER", \
      .help = "telephone" }, \
    { .kind = OPTION_TEXT, .name = "id-tail", .value = "NNNN", \
      .help = "last four of the ID number, never more" }, \
    { .kind = OPTION_DATE, .name = "until", .value = "DATE", \
      .help = "the last day of the account; \"\" for none" }, \
    REFERENCE, \
    REASON(false)

static const struct verb_option account_add[] = {
    { .kind = OPTION_CHOICE, .name = "kind", .value = "KIND",
      .choices = "civil-servant member service",
      .help = "whose it is (civil-servant)" },
    PERSON(true),
    END,
};

static const struct verb_option account_set[] = { PERSON(false), END };

static const struct verb_option account_list[] = {
    { .kind = OPTION_TEXT, .name = "agency", .value = "CODE",
      .help = "of this agency and those below it" },
    { .kind = OPTION_CHOICE, .name = "state", .value = "STATE",
      .choices = "requested created issued active dormant suspended closed",
      .help = "in this state" },
    { .kind = OPTION_TEXT, .name = "match", .value = "TEXT",
      .help = "with this in the name" },
    CURSOR,
    END,
};

static const struct verb_option account_suspend[] = {
    REASON(true), REFERENCE, END,
};

static const struct verb_option account_plain[] = {
    REASON(false), REFERENCE, END,
};

static const struct verb_option account_close[] = {
    { .kind = OPTION_TEXT, .name = "confirm", .value = "NAME",
      .help = "the account's name once more, in place of typing it" },
    REASON(false),
    REFERENCE,
    END,
};

static const struct verb_option list[] = { CURSOR, END };

static const struct verb_option password_set[] = {
    SECRET_FROM,
    { .kind = OPTION_TEXT, .name = "hash", .value = "HASH",
      .help = "a crypt(3) hash in place of a password" },
    { .kind = OPTION_SWITCH, .name = "must-change",
      .help = "to be changed at the next sign-in (the default)" },
    END,
};

static const struct verb_option password_blocklist[] = {
    { .kind = OPTION_TEXT, .name = "output", .value = "FILE", .own = true,
      .help = "where to write ([password] blocklist)" },
    END,
};

const struct verb verbs_people[] = {
    { "account", "add", "account.add", "make an account",
      { { .name = "name", .value = "NAME" } }, account_add,
      .said = "account {name}: added, {state}" },
    { "account", "list", "account.list", "accounts", { { 0 } }, account_list,
      .columns = ACCOUNT_COLUMNS },
    { "account", "show", "account.show", "all about one account",
      { ACCOUNT }, .options = NULL },
    { "account", "set", "account.set", "change what is said of a person",
      { ACCOUNT }, account_set, .said = "account {name}: changed",
      .changes = true },
    { "account", "suspend", "account.suspend",
      "close the door to an account, at once", { ACCOUNT }, account_suspend,
      .said = "account {account}: suspended" },
    { "account", "resume", "account.resume", "take a suspension back",
      { ACCOUNT }, account_plain, .said = "account {account}: resumed" },
    { "account", "unlock", "account.unlock",
      "end a lock by failures; the password stays", { ACCOUNT },
      account_plain, .said = "account {account}: unlocked" },
    { "account", "close", "account.close", "end an account for ever",
      { ACCOUNT }, account_close, .said = "account {account}: closed",
      .run = command_account_close },

    { "password", "set", "password.set",
      "set a password (of services, and for trials)", { ACCOUNT },
      password_set, .said = "account {account}: password set",
      .run = command_password_set },
    { "password", "expire", "password.expire",
      "ask for a change at the next sign-in", { ACCOUNT },
      .said = "account {account}: its password has to be changed" },
    { "password", "blocklist", NULL,
      "make the list of refused passwords out of a list of words",
      { { .name = "words", .value = "WORDS", .own = true } },
      password_blocklist, .run = command_password_blocklist },

    { "oneday", "issue", "oneday.issue",
      "make a one-day password, shown once", { ACCOUNT },
      .run = command_oneday_issue },
    { "oneday", "revoke", "oneday.revoke", "end a one-day password",
      { ACCOUNT }, .said = "account {account}: one-day password revoked" },

    { "session", "list", "session.list", "sessions that stand", { ACCOUNT },
      list, .columns = "session started_s expires_s method level restricted "
                       "host address" },
    { "session", "revoke", "session.revoke",
      "end a session, or all of an account",
      { ACCOUNT, { .name = "session", .value = "SESSION",
                   .optional = true } },
      .said = "account {account}: signed out" },
    { NULL },
};
