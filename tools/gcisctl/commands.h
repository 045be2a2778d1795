/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verbs that do more than "call the operation, show the reply".  Each returns
 * the exit status, having said what there was to say.
 */
#ifndef GCISCTL_COMMANDS_H
#define GCISCTL_COMMANDS_H

struct arguments;
struct program;

int command_account_close(struct program *program, struct arguments *arguments);
int command_check(struct program *program, struct arguments *arguments);
int command_completion(struct program *program, struct arguments *arguments);
int command_explain(struct program *program, struct arguments *arguments);
int command_init(struct program *program, struct arguments *arguments);
int command_oneday_issue(struct program *program, struct arguments *arguments);
int command_password_blocklist(struct program *program,
                               struct arguments *arguments);
int command_password_set(struct program *program, struct arguments *arguments);
int command_status(struct program *program, struct arguments *arguments);
int command_try(struct program *program, struct arguments *arguments);

#endif
