/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table, part one: agencies, applications, roles, grants.
 */
#include "verbs.h"

#define NAME(needed) \
    { .kind = OPTION_TEXT, .name = "name", .value = "NAME", \
      .help = "what people read", .mandatory = needed }
#define CURSOR \
    { .kind = OPTION_TEXT, .name = "cursor", .value = "CURSOR", \
      .help = "go on after a page, by what the page said" }
#define REFERENCE \
    { .kind = OPTION_TEXT, .name = "reference", .value = "TEXT", \
      .help = "number of the paper that it rests on" }
#define END { .kind = OPTION_NONE }

#define AGENCY { .name = "agency", .value = "CODE" }
#define APPLICATION { .name = "application", .value = "CODE" }
#define OF_APPLICATION { .name = "application", .value = "APPLICATION" }
#define ROLE { .name = "role", .value = "ROLE" }
#define ACCOUNT { .name = "account", .value = "ACCOUNT" }

static const struct verb_option list[] = { CURSOR, END };

static const struct verb_option agency_add[] = {
    NAME(true),
    { .kind = OPTION_TEXT, .name = "parent", .value = "CODE",
      .help = "the agency above it" },
    END,
};

static const struct verb_option agency_set[] = {
    NAME(false),
    { .kind = OPTION_TEXT, .name = "parent", .value = "CODE",
      .help = "the agency above it; \"\" for none" },
    END,
};

#define APPLICATION_OPTIONS(needed, kind_of_switch) \
    NAME(needed), \
    { .kind = OPTION_TEXT, .name = "url", .value = "URL", \
      .help = "where it is" }, \
    { .kind = OPTION_CHOICE, .name = "level", .value = "LEVEL", \
      .choices = "password certificate", \
      .help = "how its users have to sign in" }, \
    { .kind = OPTION_INTEGER, .name = "order", .value = "N", \
      .help = "its place in lists" }, \
    { .kind = kind_of_switch, .name = "inactive", \
      .help = "hidden, and entry refused" }, \
    { .kind = kind_of_switch, .name = "civil-servants-only", \
      .help = "no roles for members" }, \
    { .kind = OPTION_TEXT, .name = "granted-by", .value = "ROLE", \
      .help = "role of REG that gives its roles" }, \
    { .kind = OPTION_LATER, .name = "hours", .value = "TEXT", \
      .help = "open hours" }, \
    { .kind = OPTION_LATER, .name = "networks", .value = "CIDR", \
      .help = "networks that may enter" }, \
    END

static const struct verb_option application_add[] = {
    APPLICATION_OPTIONS(true, OPTION_FLAG),
};

static const struct verb_option application_set[] = {
    APPLICATION_OPTIONS(false, OPTION_SWITCH),
};

static const struct verb_option role_add[] = { NAME(true), END };

static const struct verb_option grant_add[] = {
    { .kind = OPTION_DATE, .name = "until", .value = "DATE",
      .help = "the last day that it holds" },
    REFERENCE,
    END,
};

static const struct verb_option grant_remove[] = { REFERENCE, END };

const struct verb verbs_registry[] = {
    { "agency", "add", "agency.add", "make an agency", { AGENCY },
      agency_add, .said = "agency {code}: added" },
    { "agency", "list", "agency.list", "all agencies", { { 0 } }, list,
      .columns = "code name parent" },
    { "agency", "show", "agency.show", "one agency", { AGENCY },
      .options = NULL },
    { "agency", "set", "agency.set", "rename or move an agency", { AGENCY },
      agency_set, .said = "agency {code}: changed", .changes = true },
    { "agency", "remove", "agency.remove",
      "take away an agency that nothing belongs to", { AGENCY },
      .said = "agency {agency}: removed" },

    { "application", "add", "application.add", "make an application",
      { APPLICATION }, application_add,
      .said = "application {code}: added, level {level}" },
    { "application", "list", "application.list", "all applications",
      { { 0 } }, list,
      .columns = "order code name level inactive civil_servants_only url" },
    { "application", "show", "application.show", "one application",
      { APPLICATION }, .options = NULL },
    { "application", "set", "application.set", "change an application",
      { APPLICATION }, application_set,
      .said = "application {code}: changed", .changes = true },
    { "application", "remove", "application.remove",
      "take away an application without grants", { APPLICATION },
      .said = "application {application}: removed" },

    { "role", "add", "role.add", "make a role of an application",
      { OF_APPLICATION, ROLE }, role_add,
      .said = "role {role} of {application}: added" },
    { "role", "list", "role.list", "the roles of an application",
      { OF_APPLICATION }, list, .columns = "role name" },
    { "role", "remove", "role.remove", "take away a role without grants",
      { OF_APPLICATION, ROLE },
      .said = "role {role} of {application}: removed" },

    { "grant", "add", "grant.add", "give a role to an account",
      { ACCOUNT, OF_APPLICATION, ROLE }, grant_add,
      .said = "account {account}: {application}/{role} granted" },
    { "grant", "remove", "grant.remove", "take a role from an account",
      { ACCOUNT, OF_APPLICATION, ROLE }, grant_remove,
      .said = "account {account}: {application}/{role} removed" },
    { "grant", "list", "grant.list", "the roles of an account", { ACCOUNT },
      list, .columns = "application application_name role role_name since_s "
                       "until_s granted_by" },
    { NULL },
};
