/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table, part three: what happened, and who may enter what.
 */
#include "verbs.h"

#include "commands.h"

#define END { .kind = OPTION_NONE }
#define LEVELS "password certificate"

static const struct verb_option audit_list[] = {
    { .kind = OPTION_DATE, .name = "since", .value = "TIME",
      .help = "from this day or time on" },
    { .kind = OPTION_TEXT, .name = "account", .value = "NAME",
      .help = "about this account" },
    { .kind = OPTION_INTEGER, .name = "limit", .value = "N",
      .help = "events of a page (50)" },
    { .kind = OPTION_TEXT, .name = "cursor", .value = "CURSOR",
      .help = "go on after a page, by what the page said" },
    END,
};

static const struct verb_option try_options[] = {
    { .kind = OPTION_TEXT, .name = "application", .value = "CODE",
      .own = true, .help = "ask whether it may be entered" },
    { .kind = OPTION_TEXT, .name = "role", .value = "ROLE", .own = true,
      .help = "in this role" },
    { .kind = OPTION_TEXT, .name = "service", .value = "SERVICE",
      .own = true, .help = "as this PAM service would ask" },
    { .kind = OPTION_TEXT, .name = "token", .value = "HOST", .own = true,
      .help = "print the session token for that host" },
    { .kind = OPTION_FLAG, .name = "stdin", .own = true,
      .help = "read the secret from the first line of standard input, a new "
              "one from the second" },
    { .kind = OPTION_LATER, .name = "certificate", .value = "FILE",
      .help = "sign in by certificate" },
    { .kind = OPTION_LATER, .name = "key", .value = "FILE",
      .help = "its key" },
    END,
};

static const struct verb_option explain_options[] = {
    { .kind = OPTION_CHOICE, .name = "level", .value = "LEVEL",
      .choices = LEVELS, .help = "of the session (what is needed)" },
    { .kind = OPTION_TEXT, .name = "network", .value = "CIDR",
      .help = "asked from there" },
    { .kind = OPTION_DATE, .name = "at", .value = "TIME",
      .help = "at that time (now)" },
    END,
};

const struct verb verbs_access[] = {
    { "audit", "list", "audit.list", "what happened", { { 0 } }, audit_list,
      .columns = "seq at_s event result reason actor account application "
                 "role method service" },
    { "audit", "verify", "audit.verify",
      "whether the record is whole and unchanged",
      .said = "the record is whole: {changes} changes, {checkpoints} "
              "checkpoints" },

    { "try", "", NULL, "one real sign-in, step by step",
      { { .name = "account", .value = "ACCOUNT", .own = true } },
      try_options, .run = command_try },
    { "explain", "", "explain",
      "who may enter what, and which record says so",
      { { .name = "account", .value = "ACCOUNT" },
        { .name = "application", .value = "APPLICATION", .optional = true },
        { .name = "role", .value = "ROLE", .optional = true } },
      explain_options, .run = command_explain },
    { NULL },
};
