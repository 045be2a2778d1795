/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The change that an attempt writes, under construction: what the files that
 * build it share.  Private to engine/.
 */
#ifndef GCIS_ENGINE_TRIAL_DRAFT_H
#define GCIS_ENGINE_TRIAL_DRAFT_H

#include "engine/trial.h"

/* One change under construction. */
struct trial_draft {
    struct trial *trial;
    struct change change;
    struct bodies bodies;
    bool good;
};
void trial_draft_wipe(struct trial_draft *draft);

/* struct trial_draft draft TRIAL_DRAFT = { 0 }; */
#define TRIAL_DRAFT CLEANUP(trial_draft_wipe)

/* Who, when, from where, about whom. */
void trial_begin(struct trial_draft *draft, struct trial *trial);
/* `good` stays true only while every step was. */
void trial_also(struct trial_draft *draft, bool good);
void trial_add_event(struct trial_draft *draft, enum event event,
                     enum result result, enum reason reason);
/* Everything that the decision rests on and that the change does not write. */
void trial_expect_unchanged(struct trial_draft *draft);
/* A session, its token, and the mark that the record shows of it. */
void trial_start_session(struct trial_draft *draft, struct session *session,
                         const struct account *account);
enum store_status trial_apply(struct trial_draft *draft) MUST_CHECK;

/* A change of password: trial_change.c. */
enum store_status trial_commit_change(struct trial *trial) MUST_CHECK;

#endif
