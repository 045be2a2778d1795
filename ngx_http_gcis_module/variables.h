/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $gcis_account and its sisters.
 */
#ifndef GCIS_VARIABLES_H
#define GCIS_VARIABLES_H

#include "module.h"

ngx_int_t
variables_add(ngx_conf_t *cf);

#endif
