/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small site for the tests of rules and authority: agencies one below the
 * other, the applications that differ in what they ask, their roles.
 */
#ifndef GCIS_TEST_POLICY_SAMPLE_H
#define GCIS_TEST_POLICY_SAMPLE_H

#include "store/catalogue.h"

/* TCG has TCG-COM below it, that has TCG-COM-1; MOEA stands beside. */
enum { MOEA = 1, TCG, TCG_COM, TCG_COM_1 };

/*
 * BMS needs a card and is for civil servants, PRE is for all, OLD is inactive;
 * the last three say who may give their roles: members' managers, system
 * managers, and a role that is none.
 */
enum { CERT = 1, REG, BMS, PRE, OLD, FMS, GCR, EDD };

/* Of REG; of every other application. */
enum { SYSTEM = 1, MANAGER, MEMBER_MANAGER, AUDITOR };
enum { READER = 1, CLERK, CHIEF };

/* The caller's reference. */
struct catalogue *sample_catalogue(void);

#endif
