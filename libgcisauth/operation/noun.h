/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the nouns of operation/ share: a change under construction, accounts
 * in replies, steps of their life, catalogue records, people, holders of
 * roles.  Private to operation/.
 */
#ifndef GCIS_OPERATION_NOUN_H
#define GCIS_OPERATION_NOUN_H

#include "base/words.h"
#include "operation/table.h"
#include "policy/life.h"

/* An account_set holds hashes: wiped at every exit. */
void account_set_wipe(struct account_set *set);
#define ACCOUNT_SET CLEANUP(account_set_wipe)

/* A change with the bodies that it borrows.  `good` is false once anything in
 * it was one too many. */
struct draft {
    struct change change;
    struct bodies bodies;
    bool good;
};
void draft_wipe(struct draft *draft);
#define DRAFT CLEANUP(draft_wipe)

enum draft_document {
    DRAFT_PLAIN,      /* takes no reference */
    DRAFT_DOCUMENTED, /* R1: `reference`, where configured a needed one */
};

/* The last of the parameters: reads the reference, refuses what nobody asked
 * for, begins the change. */
int draft_begin(struct call *call, enum event event,
                enum draft_document document, struct draft *ret) MUST_CHECK;
void draft_also(struct draft *draft, bool good);
void draft_event(struct draft *draft, enum event event);
/* A changed field, with what it was before; left out where it is the same. */
void draft_field(struct draft *draft, const char *name, const char *before,
                 const char *after);
void draft_field_time(struct draft *draft, const char *name, int64_t before_s,
                      int64_t after_s);
int draft_apply(struct call *call, struct draft *draft) MUST_CHECK;

/* The cursor of a list as it came, "" at its beginning. */
#define CURSOR_MAX 96 /* bytes */
int call_cursor(struct call *call, char ret[CURSOR_MAX + 1]) MUST_CHECK;
/* Refuses the text where `wrong` says what is wrong with it. */
int call_judge_text(struct call *call, const char *field, const char *wrong)
    MUST_CHECK;
/* A text of this name that `check` finds nothing wrong with; *ret_present
 * (may be NULL) tells whether it was there. */
int call_checked(struct call *call, const char *field, size_t max,
                 const char *(*check)(const char *), char *ret,
                 bool *ret_present) MUST_CHECK;
int call_line(struct call *call, const char *field, size_t max, char *ret)
    MUST_CHECK;
/* `name` of a thing: needed where `ret` is empty so far. */
int call_thing_name(struct call *call, char ret[NAME_MAX_TEXT + 1])
    MUST_CHECK;
/* A time to come, 0 for none. */
int call_until(struct call *call, int64_t *ret_s) MUST_CHECK;
/* A role of the application, by the parameter `role`. */
int call_role(struct call *call, const struct application *application,
              const struct role **ret) MUST_CHECK;
/* Reads the catalogue anew, after a change of it. */
int call_catalogue(struct call *call) MUST_CHECK;
/* Ends a list: `next` is the cursor of the last item, where there is more. */
void reply_next(struct call *call, bool more, const char *cursor);

/* The state that counts now. */
enum account_state account_state_now(const struct call *call,
                                     const struct account_set *set);
/* Takes a step of its life, or refuses with the way out. */
int account_step(struct call *call, const struct account_set *set,
                 enum life_step step, enum account_state *ret_next)
    MUST_CHECK;
int account_refuse_closed(struct call *call, const struct account_set *set)
    MUST_CHECK;
/* The code of a number; "" for none. */
const char *agency_code(const struct catalogue *catalogue, uint16_t number);
/* Ends its sessions: as many records as the change has room for; the rest,
 * dead by the epoch, are removed by a job. */
int account_end_sessions(struct call *call, struct draft *draft,
                         struct account *account) MUST_CHECK;
/* Makes the live one-day password a dead one. */
void oneday_bury(struct oneday_credential *oneday);
/* A new one-day password: what is kept of it, and its value, which goes into
 * the reply once the change is applied. */
int oneday_new(struct call *call, const struct id *account,
               struct oneday_credential *oneday, struct secret *ret_value)
    MUST_CHECK;
void oneday_reply(struct call *call, const struct oneday_credential *oneday,
                  const struct secret *value);

/* G201 with the words of the rules. */
int password_refuse_rules(struct call *call, const char *field,
                          unsigned broken) MUST_CHECK;

/* What account.show and account.list say; `whole`: credentials as well. */
void reply_account(struct call *call, json_t *object,
                   const struct account_set *set, bool whole);
void reply_grants(struct call *call, json_t *array,
                  const struct grants *grants);
void reply_state(struct call *call, json_t *object,
                 const struct account_set *set);

/* The index of people (R4).  Refused where another account is the same
 * person's, unless `reason` says why; nothing for one without a tail. */
int person_claim(struct call *call, struct draft *draft,
                 const struct account *account, const char *reason)
    MUST_CHECK;
int person_release(struct call *call, struct draft *draft,
                   const struct account *account) MUST_CHECK;
/* Both, where the two are not the same person to the index. */
int person_move(struct call *call, struct draft *draft,
                const struct account *before, const struct account *after,
                const char *reason) MUST_CHECK;

/* How many grants there are of an application; of all its roles where
 * `role` is 0. */
int grants_count(struct call *call, uint16_t application, uint16_t role,
                 uint64_t *ret_n) MUST_CHECK;
/* R11: refuses where no other usable account is REG/system; the change then
 * rests on that other one, so that no two go at once. */
int refuse_last_manager(struct call *call, struct draft *draft,
                        const struct account_set *set) MUST_CHECK;
/* R6: is it the only account manager of its agency? */
int is_only_manager(struct call *call, const struct account_set *set,
                    bool *ret_only) MUST_CHECK;
/* Adds the grant; REASON_EXISTS where it stands like that. */
int grant_put(struct call *call, struct draft *draft,
              const struct account_set *set, const struct grant *grant)
    MUST_CHECK;

/* Things of the catalogue, written with the index of their code. */
void draft_agency(struct draft *draft, const struct agency *agency);
void draft_application(struct draft *draft,
                       const struct application *application);
void draft_role(struct draft *draft, const struct role *role);
void draft_number(struct draft *draft, enum record_kind kind,
                  const char *code, uint64_t version, uint16_t number);
void draft_remove(struct draft *draft, enum record_kind kind,
                  const struct key *key, uint64_t version);
/* The change stands only while the agency is as it was read. */
void draft_expect_agency(struct draft *draft, const struct agency *agency);
/* Removes the index record of a code. */
int draft_remove_code(struct call *call, struct draft *draft,
                      enum record_kind kind, const char *code) MUST_CHECK;
#define ROLE_COUNTER_MAX 16 /* bytes with the NUL: role:65535 */
void role_counter(uint16_t application, char ret[ROLE_COUNTER_MAX]);

/* Made by operations and by store.init alike.  An account without a state is
 * `created`. */
int agency_create(struct call *call, struct draft *draft,
                  struct agency *agency) MUST_CHECK;
int application_create(struct call *call, struct draft *draft,
                       struct application *application) MUST_CHECK;
int account_create(struct call *call, struct draft *draft,
                   struct account *account, const char *reason) MUST_CHECK;

/* store.init: what --sample adds, before and after the first manager. */
int sample_catalogue(struct call *call) MUST_CHECK;
int sample_accounts(struct call *call) MUST_CHECK;

#endif
