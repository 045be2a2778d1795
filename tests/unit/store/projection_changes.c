/* SPDX-License-Identifier: BSD-2-Clause */
/* The changes of projection_support.h. */
#include "projection_support.h"

#include "store/codec.h"


static enum store_status
try_apply(struct site *site, bool projects, enum record_kind kind,
          const struct key *key, const struct byte_writer *body,
          uint64_t *ret_seq)
{
    struct change change = site_change(EVENT_ACCOUNT_SET, projects);
    struct position position = { 0 };
    enum store_status status;

    assert_false(body->failed);
    assert_true(change_write(&change, kind, key,
                             span_of(body->data, body->len)));
    status = store_apply(site->store, &change, &position);
    *ret_seq = position.seq;
    return status;
}


static uint64_t
apply(struct site *site, bool projects, enum record_kind kind,
      const struct key *key, const struct byte_writer *body)
{
    uint64_t seq;

    assert_int_equal(try_apply(site, projects, kind, key, body, &seq),
                     STORE_OK);
    return seq;
}


#define APPLY(site, kind, at, encode, item)                                   \
    do {                                                                      \
        uint8_t bytes_[BODY_MAX];                                             \
        struct byte_writer writer_ = byte_writer_of(bytes_, sizeof(bytes_));  \
        struct key key_ = (at);                                               \
                                                                              \
        encode(&writer_, (item));                                             \
        return apply(site, true, kind, &key_, &writer_);                      \
    } while (0)


uint64_t
site_put(struct site *site, const struct account *account)
{
    APPLY(site, RECORD_ACCOUNT, key_of_id(&account->id), encode_account,
          account);
}


enum store_status
site_try_put(struct site *site, const struct account *account)
{
    uint8_t bytes[BODY_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));
    struct key key = key_of_id(&account->id);
    uint64_t seq;

    encode_account(&writer, account);
    return try_apply(site, true, RECORD_ACCOUNT, &key, &writer, &seq);
}


void
site_put_many(struct site *site, unsigned first, unsigned last)
{
    static uint8_t bytes[CHANGE_WRITES_MAX][BODY_MAX];

    while (first <= last) {
        struct change change = site_change(EVENT_ACCOUNT_ADD, true);
        struct position position;

        for (size_t i = 0; i < CHANGE_WRITES_MAX && first <= last; i++) {
            struct account account = site_account(first++);
            struct byte_writer writer = byte_writer_of(bytes[i], BODY_MAX);
            struct key key = key_of_id(&account.id);

            encode_account(&writer, &account);
            assert_true(change_write(&change, RECORD_ACCOUNT, &key,
                                     span_of(bytes[i], writer.len)));
        }
        assert_int_equal(store_apply(site->store, &change, &position),
                         STORE_OK);
    }
}


uint64_t
site_put_grants(struct site *site, const struct id *account,
                const struct grants *grants)
{
    APPLY(site, RECORD_GRANTS, key_of_id(account), encode_grants, grants);
}


uint64_t
site_put_agency(struct site *site, uint16_t number, uint16_t parent,
                const char *code)
{
    struct agency agency = { .number = number, .parent = parent };

    (void) snprintf(agency.code, sizeof(agency.code), "%s", code);
    (void) snprintf(agency.name, sizeof(agency.name), "Agency %s", code);
    APPLY(site, RECORD_AGENCY, key_of_number(number), encode_agency, &agency);
}


uint64_t
site_put_application(struct site *site, uint16_t number, const char *code)
{
    struct application application = { .number = number, .active = true,
                                       .level = LEVEL_PASSWORD };

    (void) snprintf(application.code, sizeof(application.code), "%s", code);
    (void) snprintf(application.name, sizeof(application.name), "App %s",
                    code);
    APPLY(site, RECORD_APPLICATION, key_of_number(number), encode_application,
          &application);
}


uint64_t
site_put_role(struct site *site, uint16_t application, uint16_t number,
              const char *code)
{
    struct role role = { .application = application, .number = number };

    (void) snprintf(role.code, sizeof(role.code), "%s", code);
    APPLY(site, RECORD_ROLE, key_of_role(application, number), encode_role,
          &role);
}


uint64_t
site_put_key(struct site *site, const struct node_key *key)
{
    APPLY(site, RECORD_NODE_KEY, key_of_span(span_str(key->kid)),
          encode_node_key, key);
}


uint64_t
site_remove(struct site *site, enum record_kind kind, const struct key *key)
{
    struct byte_writer none = { 0 };

    return apply(site, true, kind, key, &none);
}


uint64_t
site_put_activity(struct site *site, unsigned number)
{
    const struct activity activity = { .last_password_s = SITE_NOW_S };
    struct id id = site_id(number);
    struct key key = key_of_id(&id);
    uint8_t bytes[BODY_MAX];
    struct byte_writer writer = byte_writer_of(bytes, sizeof(bytes));

    encode_activity(&writer, &activity);
    return apply(site, false, RECORD_ACTIVITY, &key, &writer);
}
