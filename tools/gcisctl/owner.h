/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose files a store's are.  Root that works on a store in its own process
 * becomes the store's owner first, or gcisd could not open what root wrote.
 */
#ifndef GCISCTL_OWNER_H
#define GCISCTL_OWNER_H

#include "program.h"

#define OWNER_USER "gcis"         /* for whom a new store is made */
#define OWNER_READERS "gcis-read" /* who may read projections */

/* Is there a store in DIR?  An empty vault/, as packages make it, is none; one
 * that cannot be looked into is. */
bool owner_sees_store(const char *directory);
/* As root: the owner of DIR's store from here on, where there is one.  The
 * real uid stays, so that the audit says uid:0. */
int owner_become(struct program *program, const char *directory);
/* As root, for a store to be made: makes DIR for the user gcis, where there is
 * one, and becomes him. */
int owner_make(struct program *program, const char *directory);

#endif
