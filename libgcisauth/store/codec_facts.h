/* SPDX-License-Identifier: BSD-2-Clause */
/* The facts of a change as TLV: part of codec_change.c's format. */
#ifndef GCIS_STORE_CODEC_FACTS_H
#define GCIS_STORE_CODEC_FACTS_H

#include "base/bytes.h"
#include "model/change.h"

void encode_facts(struct byte_writer *writer,
                  const struct facts_of_change *facts);
/* Reads to the end of the reader's bytes. */
void decode_facts(struct byte_reader *reader, struct facts_of_change *ret);

#endif
