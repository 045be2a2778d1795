/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Agencies, applications, roles and their numbers on their way into a change.
 * A thing has two records: itself under its number, and its code's index.
 * What may be in one is judged before.
 */
#include "operation/noun.h"

#include "store/codec.h"


static void
encode_agency_object(struct byte_writer *writer, const void *object)
{
    encode_agency(writer, object);
}


static void
encode_application_object(struct byte_writer *writer, const void *object)
{
    encode_application(writer, object);
}


static void
encode_role_object(struct byte_writer *writer, const void *object)
{
    encode_role(writer, object);
}


static void
encode_number_object(struct byte_writer *writer, const void *object)
{
    encode_number(writer, *(const uint16_t *) object);
}


void
draft_number(struct draft *draft, enum record_kind kind, const char *code,
             uint64_t version, uint16_t number)
{
    struct key key = key_of_span(span_str(code));

    draft_also(draft, record_put(&draft->change, &draft->bodies, kind, &key,
                                 version, encode_number_object, &number));
}


void
draft_agency(struct draft *draft, const struct agency *agency)
{
    struct key key = key_of_number(agency->number);

    draft->change.projects = true;
    draft_also(draft, record_put(&draft->change, &draft->bodies,
                                 RECORD_AGENCY, &key, agency->version,
                                 encode_agency_object, agency));
    words_print(draft->change.facts.agency, sizeof(draft->change.facts.agency),
                "%s", agency->code);
}


void
draft_expect_agency(struct draft *draft, const struct agency *agency)
{
    struct key key = key_of_number(agency->number);

    draft_also(draft, change_expect(&draft->change, RECORD_AGENCY, &key,
                                    agency->version));
}


void
draft_application(struct draft *draft, const struct application *application)
{
    struct key key = key_of_number(application->number);

    draft->change.projects = true;
    draft_also(draft, record_put(&draft->change, &draft->bodies,
                                 RECORD_APPLICATION, &key,
                                 application->version,
                                 encode_application_object, application));
    words_print(draft->change.facts.application,
                sizeof(draft->change.facts.application), "%s",
                application->code);
}


void
draft_role(struct draft *draft, const struct role *role)
{
    struct key key = key_of_role(role->application, role->number);

    draft->change.projects = true;
    draft_also(draft, record_put(&draft->change, &draft->bodies, RECORD_ROLE,
                                 &key, role->version, encode_role_object,
                                 role));
    words_print(draft->change.facts.role, sizeof(draft->change.facts.role),
                "%s", role->code);
}


void
draft_remove(struct draft *draft, enum record_kind kind,
             const struct key *key, uint64_t version)
{
    draft_also(draft, record_remove(&draft->change, kind, key, version));
}


int
draft_remove_code(struct call *call, struct draft *draft,
                  enum record_kind kind, const char *code)
{
    struct key key = key_of_span(span_str(code));
    struct record record;
    enum store_status status = store_read(call->engine->store, kind, &key,
                                          &record);

    if (status == STORE_OK) {
        draft_remove(draft, kind, &key, record.version);
    }

    return status == STORE_ABSENT ? GCIS_OK : call_store(call, status);
}


void
role_counter(uint16_t application, char ret[ROLE_COUNTER_MAX])
{
    words_print(ret, ROLE_COUNTER_MAX, "role:%u", (unsigned) application);
}
