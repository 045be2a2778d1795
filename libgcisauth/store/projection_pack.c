/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The catalogue in packs: format u8, kind u8, number u16, then entries {kind
 * u8, version u64, length u16, body}, then the checksum u64.  Bodies are the
 * vault's.  Packs, because a reader must not walk a tree with a cursor: on a
 * damaged page LMDB's cursor aborts the process, where a get is an error.
 */
#include "store/projection_codec.h"

#include "store/catalogue.h"
#include "store/codec.h"
#include "store/projection.h"

#define PACK_HEAD 4     /* bytes */
#define PACK_CHECKSUM 8 /* bytes */
#define ENTRY_HEAD 11   /* bytes */

struct packer {
    pack_function *put;
    void *state;
    uint16_t number;
    struct byte_writer writer;
    uint8_t bytes[PROJECTION_RECORD_MAX];
};


static void
begin(struct packer *packer)
{
    packer->writer = byte_writer_of(packer->bytes, sizeof(packer->bytes));
    put_u8(&packer->writer, PROJECTION_FORMAT);
    put_u8(&packer->writer, PROJECTED_CATALOGUE);
    put_u16(&packer->writer, packer->number);
}


static bool
finish(struct packer *packer)
{
    struct byte_writer *writer = &packer->writer;

    put_u64(writer, codec_checksum_whole(span_of(writer->data, writer->len)));
    if (writer->failed
        || !packer->put(packer->state, packer->number,
                        span_of(writer->data, writer->len))
        || packer->number == UINT16_MAX)
    {
        return false;
    }
    packer->number++;
    begin(packer);
    return true;
}


static bool
add(struct packer *packer, enum record_kind kind, uint64_t version,
    const struct byte_writer *body)
{
    struct byte_writer *writer = &packer->writer;
    size_t len = ENTRY_HEAD + body->len;

    if (body->failed
        || len > PROJECTION_RECORD_MAX - PACK_HEAD - PACK_CHECKSUM)
    {
        return false;
    }
    if (len > writer->size - writer->len - PACK_CHECKSUM && !finish(packer)) {
        return false;
    }

    put_u8(writer, (uint8_t) kind);
    put_u64(writer, version);
    put_span(writer, span_of(body->data, body->len));
    return !writer->failed;
}


#define ADD_ALL(packer, catalogue, list, n, kind, encode)                     \
    for (size_t i = 0; i < (catalogue)->n; i++) {                             \
        uint8_t bytes_[PROJECTION_RECORD_MAX];                                \
        struct byte_writer body_ = byte_writer_of(bytes_, sizeof(bytes_));    \
                                                                              \
        encode(&body_, &(catalogue)->list[i]);                                \
        if (!add(packer, kind, (catalogue)->list[i].version, &body_)) {       \
            return false;                                                     \
        }                                                                     \
    }


static bool
add_all(struct packer *packer, const struct catalogue *catalogue)
{
    ADD_ALL(packer, catalogue, agencies, n_agencies, RECORD_AGENCY,
            encode_agency)
    ADD_ALL(packer, catalogue, applications, n_applications,
            RECORD_APPLICATION, encode_application)
    ADD_ALL(packer, catalogue, roles, n_roles, RECORD_ROLE, encode_role)
    ADD_ALL(packer, catalogue, keys, n_keys, RECORD_NODE_KEY, encode_node_key)
    return true;
}


bool
catalogue_pack(const struct catalogue *catalogue, pack_function *put,
               void *state, uint16_t *ret_n_packs)
{
    struct packer packer = { .put = put, .state = state };

    begin(&packer);
    if (!add_all(&packer, catalogue)
        || (packer.writer.len > PACK_HEAD && !finish(&packer)))
    {
        return false;
    }
    *ret_n_packs = packer.number;
    return true;
}


#define UNPACK(type, decode, add_to)                                          \
    do {                                                                      \
        struct type item_;                                                    \
                                                                              \
        if (!decode(body, &item_)) {                                          \
            return false;                                                     \
        }                                                                     \
        item_.version = version;                                              \
        return add_to(catalogue, &item_);                                     \
    } while (0)


static bool
unpack_entry(struct catalogue *catalogue, unsigned kind, uint64_t version,
             struct span body)
{
    switch (kind) {
    case RECORD_AGENCY:
        UNPACK(agency, decode_agency, catalogue_add_agency);
    case RECORD_APPLICATION:
        UNPACK(application, decode_application, catalogue_add_application);
    case RECORD_ROLE:
        UNPACK(role, decode_role, catalogue_add_role);
    case RECORD_NODE_KEY:
        UNPACK(node_key, decode_node_key, catalogue_add_key);
    }
    return false;
}


bool
catalogue_unpack(struct catalogue *catalogue, uint16_t number,
                 struct span pack)
{
    struct byte_reader reader;
    struct span entries;
    uint64_t checksum;

    if (pack.len < PACK_HEAD + PACK_CHECKSUM
        || pack.len > PROJECTION_RECORD_MAX)
    {
        return false;
    }
    entries = span_of(pack.data, pack.len - PACK_CHECKSUM);
    reader = byte_reader_of(span_of(pack.data + entries.len, PACK_CHECKSUM));
    checksum = get_u64(&reader);
    if (checksum != codec_checksum_whole(entries)) {
        return false;
    }

    reader = byte_reader_of(entries);
    if (get_u8(&reader) != PROJECTION_FORMAT
        || get_u8(&reader) != PROJECTED_CATALOGUE
        || get_u16(&reader) != number)
    {
        return false;
    }
    while (!reader.failed && reader.at < reader.len) {
        unsigned kind = get_u8(&reader);
        uint64_t version = get_u64(&reader);
        struct span body = get_span(&reader);

        if (reader.failed || !unpack_entry(catalogue, kind, version, body)) {
            return false;
        }
    }
    return byte_reader_end(&reader);
}
