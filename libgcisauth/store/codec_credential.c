/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a sign-in is judged by and what it leaves behind, as bytes: password,
 * one-day password, activity, session.  Hashes and MACs pass through here on
 * their way to the vault and nowhere else; nothing of them is ever printed.
 */
#include "store/codec_field.h"


void
encode_password(struct byte_writer *writer,
                const struct password_credential *password)
{
    size_t n;

    put_format(writer);
    put_text(writer, password->hash);
    put_i64(writer, password->changed_s);

    n = put_count(writer, password->n_history, HISTORY_MAX);
    for (size_t i = 0; i < n; i++) {
        put_text(writer, password->history[i]);
    }
}


bool
decode_password(struct span body, struct password_credential *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct password_credential password = { 0 };

    get_format(&reader);
    get_text(&reader, password.hash, sizeof(password.hash));
    password.changed_s = get_i64(&reader);

    password.n_history = get_count(&reader, HISTORY_MAX);
    for (size_t i = 0; i < password.n_history; i++) {
        get_text(&reader, password.history[i], sizeof(password.history[i]));
    }

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = password;

    return true;
}


void
encode_oneday(struct byte_writer *writer,
              const struct oneday_credential *oneday)
{
    put_format(writer);
    put_flag(writer, oneday->live);
    put_bytes(writer, oneday->mac, sizeof(oneday->mac));
    put_flag(writer, oneday->has_dead);
    put_bytes(writer, oneday->dead_mac, sizeof(oneday->dead_mac));
    put_i64(writer, oneday->issued_s);
    put_i64(writer, oneday->expires_s);
    put_u16(writer, oneday->uses);
    put_u16(writer, oneday->max_uses);
    put_i64(writer, oneday->day_end_s);
    put_u16(writer, oneday->n_issued);
}


bool
decode_oneday(struct span body, struct oneday_credential *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct oneday_credential oneday = { 0 };

    get_format(&reader);
    oneday.live = get_flag(&reader);
    get_bytes(&reader, oneday.mac, sizeof(oneday.mac));
    oneday.has_dead = get_flag(&reader);
    get_bytes(&reader, oneday.dead_mac, sizeof(oneday.dead_mac));
    oneday.issued_s = get_i64(&reader);
    oneday.expires_s = get_i64(&reader);
    oneday.uses = get_u16(&reader);
    oneday.max_uses = get_u16(&reader);
    oneday.day_end_s = get_i64(&reader);
    oneday.n_issued = get_u16(&reader);

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = oneday;

    return true;
}


void
encode_activity(struct byte_writer *writer, const struct activity *activity)
{
    size_t n;

    put_format(writer);
    n = put_count(writer, activity->n_failures, FAILURES_MAX);
    for (size_t i = 0; i < n; i++) {
        put_i64(writer, activity->failed_at_s[i]);
    }
    put_i64(writer, activity->locked_until_s);
    put_i64(writer, activity->last_password_s);
    put_i64(writer, activity->last_certificate_s);
    put_u32(writer, activity->failures_since);
    put_i64(writer, activity->last_failure_s);
}


bool
decode_activity(struct span body, struct activity *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct activity activity = { 0 };

    get_format(&reader);
    activity.n_failures = get_count(&reader, FAILURES_MAX);
    for (size_t i = 0; i < activity.n_failures; i++) {
        activity.failed_at_s[i] = get_i64(&reader);
    }
    activity.locked_until_s = get_i64(&reader);
    activity.last_password_s = get_i64(&reader);
    activity.last_certificate_s = get_i64(&reader);
    activity.failures_since = get_u32(&reader);
    activity.last_failure_s = get_i64(&reader);

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = activity;

    return true;
}


void
encode_session(struct byte_writer *writer, const struct session *session)
{
    put_format(writer);
    put_id(writer, &session->id);
    put_id(writer, &session->account);
    put_i64(writer, session->started_s);
    put_i64(writer, session->auth_time_s);
    put_i64(writer, session->expires_s);
    put_word(writer, session->method, METHOD_PASSWORD,
             METHOD_CERTIFICATE_TLS);
    put_word(writer, session->level, LEVEL_PASSWORD, LEVEL_CERTIFICATE);
    put_flag(writer, session->restricted);
    put_u32(writer, session->epoch);
    put_text(writer, session->audience);
    put_text(writer, session->address);
    put_i64(writer, session->before_password_s);
    put_i64(writer, session->before_certificate_s);
    put_u32(writer, session->failures_before);
    put_i64(writer, session->last_failure_before_s);
}


bool
decode_session(struct span body, struct session *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct session session = { 0 };

    get_format(&reader);
    get_id(&reader, &session.id);
    get_id(&reader, &session.account);
    session.started_s = get_i64(&reader);
    session.auth_time_s = get_i64(&reader);
    session.expires_s = get_i64(&reader);
    session.method = get_word(&reader, METHOD_PASSWORD,
                              METHOD_CERTIFICATE_TLS);
    session.level = get_word(&reader, LEVEL_PASSWORD, LEVEL_CERTIFICATE);
    session.restricted = get_flag(&reader);
    session.epoch = get_u32(&reader);
    get_text(&reader, session.audience, sizeof(session.audience));
    get_text(&reader, session.address, sizeof(session.address));
    session.before_password_s = get_i64(&reader);
    session.before_certificate_s = get_i64(&reader);
    session.failures_before = get_u32(&reader);
    session.last_failure_before_s = get_i64(&reader);

    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = session;

    return true;
}
