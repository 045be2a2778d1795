/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Agencies, applications, roles and the public keys of nodes: few, changed
 * seldom, read by everything.  The catalogue is one immutable counted object;
 * store/ builds and frees it.  Here are its structs and its look-ups.
 */
#ifndef GCIS_MODEL_CATALOGUE_H
#define GCIS_MODEL_CATALOGUE_H

#include "model/account.h"

#include <stdatomic.h>

#define NAME_MAX_TEXT 256 /* bytes of the name of a thing */
#define URL_MAX 512       /* bytes */
#define KID_MAX 16        /* bytes of a key's id */
#define KEY_POINT_SIZE 65 /* bytes of a P-256 point */
#define AGENCY_DEPTH_MAX 16

struct agency {
    uint64_t version;
    uint16_t number; /* given once, never reused; 0 is none */
    uint16_t parent; /* 0: none */
    char code[CODE_MAX + 1];
    char name[NAME_MAX_TEXT + 1];
};

struct application {
    uint64_t version;
    uint16_t number;
    int32_t order;
    bool active;
    bool built_in;
    bool civil_servants_only;
    enum level level; /* needed */
    char code[CODE_MAX + 1];
    char name[NAME_MAX_TEXT + 1];
    char url[URL_MAX + 1];
    char granted_by[CODE_MAX + 1]; /* a role of REG; "": managers in scope */
};

struct role {
    uint64_t version;
    uint16_t application;
    uint16_t number;
    char code[CODE_MAX + 1];
    char name[NAME_MAX_TEXT + 1];
};

struct verify_key; /* crypto/sign.h */

struct node_key {
    uint64_t version;
    char kid[KID_MAX + 1];
    char node[CODE_MAX + 1];
    uint8_t point[KEY_POINT_SIZE];
    int64_t created_s;
    int64_t withdrawn_s; /* 0: good */
    struct verify_key *verify; /* parsed from point; owned by the catalogue */
};

/* Made by store/catalogue.h: the lists are ordered by catalogue_seal(). */
struct catalogue {
    atomic_uint references;
    uint64_t seq; /* of the last change that touched it */
    size_t n_agencies;
    struct agency *agencies; /* ordered by number */
    uint16_t *agencies_by_code; /* their indices, ordered by code */
    size_t n_applications;
    struct application *applications; /* ordered by code */
    uint16_t *applications_by_number; /* their indices, ordered by number */
    size_t n_roles;
    struct role *roles; /* ordered by application, then number */
    size_t n_keys;
    struct node_key *keys;
};

/* NULL where there is none. */
const struct agency *catalogue_agency(const struct catalogue *catalogue,
                                      uint16_t number);
const struct agency *catalogue_agency_by_code(
    const struct catalogue *catalogue, const char *code);
const struct application *catalogue_application(
    const struct catalogue *catalogue, uint16_t number);
const struct application *catalogue_application_by_code(
    const struct catalogue *catalogue, const char *code);
const struct role *catalogue_role(const struct catalogue *catalogue,
                                  uint16_t application, uint16_t number);
const struct role *catalogue_role_by_code(const struct catalogue *catalogue,
                                          uint16_t application,
                                          const char *code);
const struct node_key *catalogue_key(const struct catalogue *catalogue,
                                     struct span kid);

/* Is `number` the agency `top`, or below it?  Never for 0. */
bool catalogue_agency_within(const struct catalogue *catalogue,
                             uint16_t number, uint16_t top);

#endif
