/* SPDX-License-Identifier: BSD-2-Clause */
/* The one sample; fields that stay at home are zero. */
#include "sample.h"


struct outcome
sample_outcome(void)
{
    struct outcome outcome = {
        .status = GCIS_OK,
        .reference = "ABCDEFGH23",
        .delay_ms = 7,
        .account = {
            .id = { { 1, 2, 3 } },
            .name = "Wang",
            .full_name = "王小明",
            .kind = KIND_CIVIL_SERVANT,
            .until_s = 1900000000,
            .password_expires_s = 1850000000,
        },
        .evidence = {
            .session = { { 9, 8, 7 } },
            .method = METHOD_ONEDAY,
            .level = LEVEL_PASSWORD,
            .restricted = true,
            .issued_s = 1800000001,
            .auth_time_s = 1800000000,
            .expires_s = 1800000900,
        },
        .activated = true,
        .must_change = true,
        .agency = "A01",
        .application = "BMS",
        .roles = "clerk,auditor",
        .token = "aaa.bbb.ccc",
    };
    return outcome;
}
