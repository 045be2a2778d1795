/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table, part four: the installation itself.
 */
#include "verbs.h"

#include "commands.h"

#define END { .kind = OPTION_NONE }

static const struct verb_option init_options[] = {
    { .kind = OPTION_FLAG, .name = "sample",
      .help = "with the 13 systems, agencies and accounts of a trial" },
    { .kind = OPTION_CHOICE, .name = "profile", .value = "PROFILE",
      .choices = "government-high",
      .help = "write the configuration too, every value spelled out" },
    { .kind = OPTION_TEXT, .name = "manager", .value = "NAME",
      .help = "with the first system manager" },
    { .kind = OPTION_TEXT, .name = "full-name", .value = "TEXT",
      .help = "of the manager" },
    { .kind = OPTION_TEXT, .name = "agency", .value = "CODE",
      .help = "of the manager" },
    END,
};

static const struct verb_option status_options[] = {
    { .kind = OPTION_LATER, .name = "prometheus",
      .help = "as metrics" },
    END,
};

static const struct verb_option check_options[] = {
    { .kind = OPTION_LATER, .name = "pam", .value = "SERVICE",
      .help = "a PAM stack" },
    { .kind = OPTION_LATER, .name = "accept-clock",
      .help = "go on after a repair of the clock" },
    END,
};

const struct verb verbs_store[] = {
    { "init", "", "store.init", "make the store", { { 0 } }, init_options,
      .run = command_init },
    { "status", "", "store.status",
      "whether the engine is there and well", { { 0 } }, status_options,
      .run = command_status },
    { "check", "", NULL,
      "read configuration, store and permissions as the programs would",
      { { .name = "config", .value = "CONFIG", .optional = true,
          .own = true } },
      check_options, .run = command_check },
    { "store", "digest", "store.digest",
      "position and digest, to compare two stores", .options = NULL },
    { "completion", "", NULL, "print the completion script of a shell",
      { { .name = "shell", .value = "SHELL", .own = true,
          .choices = "bash zsh" } },
      .run = command_completion },
    { NULL },
};
