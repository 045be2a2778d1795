/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of methods, in the order in which they are tried. */
#include "method/method.h"


const struct credential_method *const method_table[METHODS_N] = {
    &method_password,
    &method_oneday,
};
