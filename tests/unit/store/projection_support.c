/* SPDX-License-Identifier: BSD-2-Clause */
/* See projection_support.h. */
#include "projection_support.h"

#include "crypto/random.h"

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


struct change
site_change(enum event event, bool projects)
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
    struct change founding = site_change(EVENT_STORE_INIT, true);
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
