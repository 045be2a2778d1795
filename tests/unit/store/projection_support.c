/* SPDX-License-Identifier: BSD-2-Clause */
/* See projection_support.h. */
#include "projection_support.h"

#include "crypto/random.h"
#include "store/codec.h"

#include <ftw.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SITE_MAP (256 << 20) /* bytes */


static void
keep_line(void *userdata, int level, const char *line)
{
    struct site *site = userdata;
    size_t len = strlen(site->log);

    (void) level;
    if (len + strlen(line) + 2 < sizeof(site->log)) {
        (void) snprintf(site->log + len, sizeof(site->log) - len, "%s\n",
                        line);
    }
}


static int64_t
read_clock(void *userdata, enum gcis_clock clock)
{
    const struct clock system = { 0 };
    const struct site *site = userdata;

    if (clock == GCIS_CLOCK_WALL) {
        return site->wall_ms;
    }
    return site->boot_ms != 0 ? site->boot_ms : clock_boot_ms(&system);
}


static int64_t
read_window(void *userdata)
{
    struct site *site = userdata;

    if (site->window_jumps > 0) {
        site->window_jumps--;
        site->window_ms += site->window_step_ms;
    }
    return site->window_ms;
}


static struct change
change_of_event(enum event event, bool projects)
{
    struct change change = { .at_s = SITE_NOW_S, .projects = projects };

    assert_true(random_bytes(change.id.bytes, ID_SIZE));
    assert_true(change_add_event(&change, event, RESULT_OK, REASON_NONE));
    return change;
}


void
site_open(struct site *site)
{
    char error[STORE_ERROR_MAX] = "";

    if (store_open(&site->store, &site->options, error) != STORE_OK) {
        fail_msg("%s", error);
    }
    if (store_tick(site->store) < 0) {
        fail_msg("no projection:\n%s", site->log);
    }
}


void
site_close(struct site *site)
{
    store_close(site->store);
    site->store = NULL;
}


struct projection_reader *
site_reader(struct site *site)
{
    const struct projection_options options = {
        .path = site->projection,
        .max_age_ms = 30000,
        .clock = site->options.clock,
        .logger = site->options.logger,
        .window_ms = site->window_is_ours ? read_window : NULL,
        .window_userdata = site,
    };
    struct projection_reader *reader = projection_reader_new(&options);

    assert_non_null(reader);
    return reader;
}


static int
site_begin(struct site *site)
{
    struct change founding = change_of_event(EVENT_STORE_INIT, true);
    char error[STORE_ERROR_MAX] = "";

    (void) snprintf(site->dir, sizeof(site->dir), "%s/gcis-site-XXXXXX",
                    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(site->dir) == NULL) {
        return -1;
    }
    (void) snprintf(site->projection, sizeof(site->projection),
                    "%s/projection", site->dir);
    site->wall_ms = SITE_NOW_S * (int64_t) 1000;
    site->options = (struct store_options){
        .dir = site->dir,
        .map_size = SITE_MAP,
        .projection_map_size = SITE_MAP,
        .projection_max_age_s = 30,
        .clock = { read_clock, site },
        .logger = { keep_line, site },
    };
    if (store_create(&site->options, &founding, error) != STORE_OK) {
        fprintf(stderr, "%s\n", error);
        return -1;
    }
    site_open(site);
    site->reader = site_reader(site);
    return 0;
}


int
site_new(void **state)
{
    struct site *site = calloc(1, sizeof(*site));

    if (site == NULL) {
        return -1;
    }
    *state = site;
    return site_begin(site);
}


static int
remove_one(const char *path, const struct stat *about, int type,
           struct FTW *walk)
{
    (void) about;
    (void) type;
    (void) walk;
    return remove(path);
}


void
site_remove_folder(const char *path)
{
    (void) nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}


int
site_end(void **state)
{
    struct site *site = *state;

    projection_reader_free(site->reader);
    site_close(site);
    site_remove_folder(site->dir);
    free(site);
    return 0;
}


struct id
site_id(unsigned number)
{
    struct id id = { { 0xA0 } };

    for (size_t i = 1; i < 8; i++) {
        id.bytes[i] = (uint8_t) (number * 2654435761u >> (4 * i));
    }
    for (size_t i = 0; i < 4; i++) {
        id.bytes[ID_SIZE - 1 - i] = (uint8_t) (number >> (8 * i));
    }
    return id;
}


struct account
site_account(unsigned number)
{
    struct account account = {
        .id = site_id(number),
        .kind = KIND_CIVIL_SERVANT,
        .state = STATE_ACTIVE,
        .state_since_s = SITE_NOW_S,
        .created_s = SITE_NOW_S,
        .epoch = 1,
    };

    (void) snprintf(account.name, sizeof(account.name), "n%u", number);
    (void) snprintf(account.mapped, sizeof(account.mapped), "n%u", number);
    (void) snprintf(account.full_name, sizeof(account.full_name), "Full %u",
                    number);
    return account;
}


struct grants
site_grants(size_t n)
{
    struct grants grants = { .n = n };

    for (size_t i = 0; i < n; i++) {
        grants.items[i] = (struct grant){
            .application = (uint16_t) (1 + i),
            .role = (uint16_t) (100 + i),
            .until_s = (int64_t) (i % 2) * SITE_NOW_S * 2,
            .since_s = SITE_NOW_S,
            .granted_by = "uid:0",
        };
    }
    return grants;
}


static uint64_t
apply(struct site *site, bool projects, enum record_kind kind,
      const struct key *key, const struct byte_writer *body)
{
    struct change change = change_of_event(EVENT_ACCOUNT_SET, projects);
    struct position position = { 0 };

    assert_false(body->failed);
    assert_true(change_write(&change, kind, key,
                             span_of(body->data, body->len)));
    assert_int_equal(store_apply(site->store, &change, &position), STORE_OK);
    return position.seq;
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


void
site_put_many(struct site *site, unsigned first, unsigned last)
{
    static uint8_t bytes[CHANGE_WRITES_MAX][BODY_MAX];

    while (first <= last) {
        struct change change = change_of_event(EVENT_ACCOUNT_ADD, true);
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


enum projection_status
site_look(struct site *site, unsigned number, struct account_view *ret_view)
{
    struct id id = site_id(number);
    struct projected projected;
    enum projection_status status = projection_lookup(site->reader, &id, 0,
                                                      &projected);

    if (status == PROJECTION_OK && ret_view != NULL) {
        *ret_view = projected.account;
    }
    assert_true((status == PROJECTION_OK) == (projected.catalogue != NULL));
    catalogue_release(projected.catalogue);
    return status;
}


enum projection_status
site_look_for(struct site *site, unsigned number,
              enum projection_status wanted)
{
    const struct timespec pause = { 0, 10000000 };
    enum projection_status status = site_look(site, number, NULL);

    for (int i = 0; i < 100 && status != wanted; i++) {
        (void) nanosleep(&pause, NULL);
        status = site_look(site, number, NULL);
    }
    return status;
}
