/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a new password is not taken, in sentences for the person who chose it.
 * Which rules there are is the engine's; it says them by their words.
 */
#ifndef PAM_GCIS_RULES_H
#define PAM_GCIS_RULES_H

#include "request.h"

/* The sentence for one rule's word. */
void rules_tell(const struct request *request, const char *word);
/* The reply of a change that was refused (NULL: there was none): a line for
 * the log, and all broken rules at once for the person. */
void rules_refused(const struct request *request, const char *reply);

#endif
