/* SPDX-License-Identifier: BSD-2-Clause */
/* Replies as people read them: tables, and objects as two columns. */
#ifndef GCISCTL_RENDER_H
#define GCISCTL_RENDER_H

#include "program.h"

#define RENDER_TIME_MAX 32 /* bytes with the NUL */

/* {"items","next"}; `columns` NULL: the members of the first item. */
void render_list(const json_t *reply, const char *columns);
/* A table of an array of objects. */
void render_items(const json_t *items, const char *columns);
void render_object(const json_t *object);
/* {member} of the reply, or of the arguments, or "". */
void render_sentence(const struct program *program, const char *sentence,
                     const json_t *reply, const json_t *parameters);
/* Local time: 2026-11-24 06:07:08. */
void render_time(int64_t at_s, char ret[RENDER_TIME_MAX]);

#endif
