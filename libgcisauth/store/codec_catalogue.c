/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Agencies, applications, roles and public keys as bytes.  A node key's point
 * is bytes here: whether it lies on the curve is crypto's to say, when the
 * catalogue is sealed.
 */
#include "store/codec_field.h"


void
encode_agency(struct byte_writer *writer, const struct agency *agency)
{
    put_format(writer);
    put_u16(writer, agency->number);
    put_u16(writer, agency->parent);
    put_text(writer, agency->code);
    put_text(writer, agency->name);
}


bool
decode_agency(struct span body, struct agency *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct agency agency = { 0 };

    get_format(&reader);
    agency.number = get_u16(&reader);
    agency.parent = get_u16(&reader);
    get_text(&reader, agency.code, sizeof(agency.code));
    get_text(&reader, agency.name, sizeof(agency.name));

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = agency;

    return true;
}


void
encode_application(struct byte_writer *writer,
                   const struct application *application)
{
    put_format(writer);
    put_u16(writer, application->number);
    put_u32(writer, (uint32_t) application->order);
    put_flag(writer, application->active);
    put_flag(writer, application->built_in);
    put_flag(writer, application->civil_servants_only);
    put_word(writer, application->level, LEVEL_PASSWORD, LEVEL_CERTIFICATE);
    put_text(writer, application->code);
    put_text(writer, application->name);
    put_text(writer, application->url);
    put_text(writer, application->granted_by);
}


bool
decode_application(struct span body, struct application *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct application application = { 0 };

    get_format(&reader);
    application.number = get_u16(&reader);
    application.order = (int32_t) get_u32(&reader);
    application.active = get_flag(&reader);
    application.built_in = get_flag(&reader);
    application.civil_servants_only = get_flag(&reader);
    application.level = get_word(&reader, LEVEL_PASSWORD, LEVEL_CERTIFICATE);
    get_text(&reader, application.code, sizeof(application.code));
    get_text(&reader, application.name, sizeof(application.name));
    get_text(&reader, application.url, sizeof(application.url));
    get_text(&reader, application.granted_by, sizeof(application.granted_by));

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = application;

    return true;
}


void
encode_role(struct byte_writer *writer, const struct role *role)
{
    put_format(writer);
    put_u16(writer, role->application);
    put_u16(writer, role->number);
    put_text(writer, role->code);
    put_text(writer, role->name);
}


bool
decode_role(struct span body, struct role *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct role role = { 0 };

    get_format(&reader);
    role.application = get_u16(&reader);
    role.number = get_u16(&reader);
    get_text(&reader, role.code, sizeof(role.code));
    get_text(&reader, role.name, sizeof(role.name));

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = role;

    return true;
}


void
encode_node_key(struct byte_writer *writer, const struct node_key *key)
{
    put_format(writer);
    put_text(writer, key->kid);
    put_text(writer, key->node);
    put_bytes(writer, key->point, sizeof(key->point));
    put_i64(writer, key->created_s);
    put_i64(writer, key->withdrawn_s);
}


bool
decode_node_key(struct span body, struct node_key *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct node_key key = { 0 };

    get_format(&reader);
    get_text(&reader, key.kid, sizeof(key.kid));
    get_text(&reader, key.node, sizeof(key.node));
    get_bytes(&reader, key.point, sizeof(key.point));
    key.created_s = get_i64(&reader);
    key.withdrawn_s = get_i64(&reader);

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = key;

    return true;
}
