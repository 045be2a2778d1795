/* SPDX-License-Identifier: BSD-2-Clause */
/* Builds the catalogue of sample.h through the store's own functions. */
#include "sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct agency agencies[] = {
    { .number = MOEA, .code = "MOEA" },
    { .number = TCG, .code = "TCG" },
    { .number = TCG_COM, .parent = TCG, .code = "TCG-COM" },
    { .number = TCG_COM_1, .parent = TCG_COM, .code = "TCG-COM-1" },
};

static const struct application applications[] = {
    { .number = CERT, .code = "CERT", .active = true, .built_in = true,
      .level = LEVEL_PASSWORD },
    { .number = REG, .code = "REG", .active = true, .built_in = true,
      .level = LEVEL_PASSWORD },
    { .number = BMS, .code = "BMS", .active = true,
      .civil_servants_only = true, .level = LEVEL_CERTIFICATE },
    { .number = PRE, .code = "PRE", .active = true,
      .level = LEVEL_PASSWORD },
    { .number = OLD, .code = "OLD", .level = LEVEL_PASSWORD },
    { .number = FMS, .code = "FMS", .active = true, .level = LEVEL_PASSWORD,
      .granted_by = "member-manager" },
    { .number = GCR, .code = "GCR", .active = true, .level = LEVEL_PASSWORD,
      .granted_by = "system" },
    { .number = EDD, .code = "EDD", .active = true, .level = LEVEL_PASSWORD,
      .granted_by = "nobody" },
};

static const struct {
    uint16_t number;
    const char *code;
} reg_roles[] = {
    { SYSTEM, "system" },
    { MANAGER, "manager" },
    { MEMBER_MANAGER, "member-manager" },
    { AUDITOR, "auditor" },
}, other_roles[] = {
    { READER, "reader" },
    { CLERK, "clerk" },
    { CHIEF, "chief" },
};


static void
add_role(struct catalogue *catalogue, uint16_t application, uint16_t number,
         const char *code)
{
    struct role role = { .application = application, .number = number };

    memcpy(role.code, code, strlen(code) + 1);
    assert_true(catalogue_add_role(catalogue, &role));
}


struct catalogue *
sample_catalogue(void)
{
    struct catalogue *catalogue = catalogue_new(1);

    assert_non_null(catalogue);
    for (size_t i = 0; i < ARRAY_LEN(agencies); i++) {
        assert_true(catalogue_add_agency(catalogue, &agencies[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(applications); i++) {
        assert_true(catalogue_add_application(catalogue, &applications[i]));
    }
    for (size_t i = 0; i < ARRAY_LEN(reg_roles); i++) {
        add_role(catalogue, REG, reg_roles[i].number, reg_roles[i].code);
    }
    for (uint16_t application = BMS; application <= EDD; application++) {
        for (size_t i = 0; i < ARRAY_LEN(other_roles); i++) {
            add_role(catalogue, application, other_roles[i].number,
                     other_roles[i].code);
        }
    }
    assert_true(catalogue_seal(catalogue));
    return catalogue;
}
