/* SPDX-License-Identifier: BSD-2-Clause */
/* The sample office of the operations' tests. */
#include "office.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const sshd[] = { "sshd" };

const struct peer office_root = {
    .uid = 0, .classes = PEER_ROOT | PEER_SELF, .own_name = "root"
};
const struct peer office_owner = {
    .uid = 0, .own_name = "root",
    .classes = PEER_ROOT | PEER_WEB | PEER_PAM | PEER_SELF | PEER_OWNER,
};
const struct peer office_web = {
    .uid = 33, .classes = PEER_WEB | PEER_SELF, .own_name = "www-data"
};
const struct peer office_pam = {
    .uid = 101, .classes = PEER_PAM | PEER_SELF, .own_name = "sshd",
    .n_services = 1, .services = sshd,
};
const struct peer office_self = {
    .uid = 1000, .classes = PEER_SELF, .own_name = "wang.xm"
};


/* Boot time stands: no beat grows old while days pass on the wall. */
static int64_t
read_clock(void *userdata, enum gcis_clock clock)
{
    const struct office *office = userdata;

    return clock == GCIS_CLOCK_WALL ? office->now_ms : 1000000;
}


static void
keep_log(void *userdata, int level, const char *line)
{
    struct office *office = userdata;
    size_t len = strlen(line) + 1;
    char *grown;

    (void) level;

    pthread_mutex_lock(&office->log_lock);
    grown = realloc(office->log, office->log_len + len + 1);
    assert_non_null(grown);
    office->log = grown;
    snprintf(office->log + office->log_len, len + 1, "%s\n", line);
    office->log_len += len;
    pthread_mutex_unlock(&office->log_lock);
}


static void
set(struct office *office, const char *section, const char *key,
    const char *value)
{
    if (!config_set(office->config, section, key, value)) {
        fail_msg("%s", office->config->error);
    }
}


static void
configure(struct office *office)
{
    char uri[96];

    office->config = config_new();
    assert_non_null(office->config);
    snprintf(uri, sizeof(uri), "lmdb:%s", office->dir);
    free(office->config->store_uri);
    office->config->store_uri = strdup(uri);
    assert_non_null(office->config->store_uri);

    /* the cheapest that the allow-list knows: these tests hash often */
    set(office, "password", "hash", "$y$j75$");
    set(office, "engine", "map_size", "64M");
    set(office, "projection", "map_size", "64M");
    office->config->clock = (struct clock){ read_clock, office };
    office->config->logger = (struct logger){ keep_log, office };
}


int
office_empty(void **state)
{
    struct office *office = calloc(1, sizeof(*office));
    char error[STORE_ERROR_MAX];
    int status;

    assert_non_null(office);
    pthread_mutex_init(&office->log_lock, NULL);
    snprintf(office->dir, sizeof(office->dir), "/tmp/gcis-office-XXXXXX");
    assert_non_null(mkdtemp(office->dir));
    office->now_ms = (int64_t) OFFICE_START_S * 1000;
    configure(office);
    office->engine = engine_open(office->config, error, &status);
    if (office->engine == NULL) {
        fail_msg("engine_open: %d %s", status, error);
    }
    *state = office;

    return 0;
}


static void
add_person(struct office *office, const char *name, const char *agency,
           const char *role)
{
    office_do(office, "account.add", "{\"name\":\"%s\",\"full_name\":"
              "\"範例%s\",\"agency\":\"%s\"}", name, name, agency);
    office_do(office, "password.set", "{\"account\":\"%s\",\"password\":\"%s\""
              ",\"must_change\":false}", name, OFFICE_PASSWORD);
    if (role != NULL) {
        office_do(office, "grant.add", "{\"account\":\"%s\",\"application\":"
                  "\"REG\",\"role\":\"%s\"}", name, role);
    }
}


static void
add_people(struct office *office)
{
    office_do(office, "agency.add", "{\"agency\":\"CENTRAL\",\"name\":"
              "\"中央機關\"}");
    office_do(office, "agency.add", "{\"agency\":\"TCG\",\"name\":"
              "\"某市政府\"}");
    office_do(office, "agency.add", "{\"agency\":\"TCG-COM\",\"name\":"
              "\"商業處\",\"parent\":\"TCG\"}");

    add_person(office, "sys", "CENTRAL", "system");
    add_person(office, "lin.manager", "TCG", "manager");
    add_person(office, "far.manager", "TXG", "manager");
    add_person(office, "aud", "CENTRAL", "auditor");
    add_person(office, "memb", "CENTRAL", "member-manager");
    office_do(office, "account.add", "{\"name\":\"wang.xm\",\"full_name\":"
              "\"王小明\",\"agency\":\"TCG-COM\",\"id_tail\":\"5678\"}");
    office_do(office, "account.add", "{\"name\":\"far.one\",\"full_name\":"
              "\"遠方人\",\"agency\":\"TXG\"}");
    office_do(office, "account.add", "{\"name\":\"citizen\",\"full_name\":"
              "\"林會員\",\"kind\":\"member\"}");
}


int
office_new(void **state)
{
    struct office *office;

    office_empty(state);
    office = *state;
    office_do(office, "store.init", "{\"sample\":true}");
    add_people(office);

    return 0;
}


static int
remove_entry(const char *path, const struct stat *info, int kind,
             struct FTW *walk)
{
    (void) info;
    (void) kind;
    (void) walk;

    return remove(path);
}


int
office_end(void **state)
{
    struct office *office = *state;
    char words[STORE_ERROR_MAX] = "";
    uint64_t n;

    if (office->engine->store != NULL
        && store_verify(office->engine->store, &n, words) != STORE_OK)
    {
        fail_msg("audit verify: %s", words);
    }
    json_decref(office->reply);
    engine_close(office->engine);
    config_free(office->config);
    nftw(office->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    pthread_mutex_destroy(&office->log_lock);
    free(office->log);
    free(office);

    return 0;
}


static int
call(struct office *office, const struct peer *peer, const char *token,
     const char *operation, const char *format, va_list arguments)
{
    char text[4096], error[JSON_ERROR_MAX];
    json_t *parameters;
    int status;

    vsnprintf(text, sizeof(text), format, arguments);
    parameters = json_parse(span_str(text), error);
    if (parameters == NULL) {
        fail_msg("%s: %s", text, error);
    }

    json_decref(office->reply);
    office->reply = NULL;
    status = operation_call(office->engine, peer, span_str(token), operation,
                            parameters, &office->reply);
    assert_non_null(office->reply);

    /* a no has its words, a yes has none of them */
    assert_int_equal(status != GCIS_OK, office_has(office, "error"));

    return status;
}


int
office_call(struct office *office, const struct peer *peer, const char *token,
            const char *operation, const char *parameters, ...)
{
    va_list arguments;
    int status;

    va_start(arguments, parameters);
    status = call(office, peer, token, operation, parameters, arguments);
    va_end(arguments);

    return status;
}


void
office_do(struct office *office, const char *operation,
          const char *parameters, ...)
{
    va_list arguments;
    int status;

    va_start(arguments, parameters);
    status = call(office, &office_root, "", operation, parameters, arguments);
    va_end(arguments);

    if (status != GCIS_OK) {
        fail_msg("%s: %s: %s", operation, office_text(office, "reason"),
                 office_text(office, "message"));
    }
}


static void
expect_no(struct office *office, const char *reason, const char *operation,
          int status)
{
    assert_int_not_equal(status, GCIS_OK);
    if (strcmp(office_text(office, "reason"), reason) != 0) {
        fail_msg("%s: %s, not %s: %s", operation,
                 office_text(office, "reason"), reason,
                 office_text(office, "message"));
    }
    assert_int_equal(strlen(office_text(office, "reference")),
                     REFERENCE_SIZE - 1);
}


void
office_no(struct office *office, const char *reason, const char *operation,
          const char *parameters, ...)
{
    va_list arguments;
    int status;

    va_start(arguments, parameters);
    status = call(office, &office_root, "", operation, parameters, arguments);
    va_end(arguments);
    expect_no(office, reason, operation, status);
}


int
office_by(struct office *office, const char *account, enum level level,
          const char *operation, const char *parameters, ...)
{
    char token[TOKEN_MAX + 1];
    va_list arguments;
    int status;

    office_token(office, account, level, 0, false, token);
    va_start(arguments, parameters);
    status = call(office, &office_web, token, operation, parameters,
                  arguments);
    va_end(arguments);

    return status;
}


void
office_by_no(struct office *office, const char *account, const char *reason,
             const char *operation, const char *parameters, ...)
{
    char token[TOKEN_MAX + 1];
    va_list arguments;
    int status;

    office_token(office, account, LEVEL_CERTIFICATE, 0, false, token);
    va_start(arguments, parameters);
    status = call(office, &office_web, token, operation, parameters,
                  arguments);
    va_end(arguments);
    expect_no(office, reason, operation, status);
}


const char *
office_text(const struct office *office, const char *name)
{
    const char *text = json_string_value(json_object_get(office->reply,
                                                         name));

    return text == NULL ? "" : text;
}


int64_t
office_integer(const struct office *office, const char *name)
{
    return json_integer_value(json_object_get(office->reply, name));
}


bool
office_has(const struct office *office, const char *name)
{
    return json_object_get(office->reply, name) != NULL;
}


void
office_copy(const struct office *office, const char *name, char *ret,
            size_t size)
{
    const char *text = office_text(office, name);

    assert_true(strlen(text) < size);
    snprintf(ret, size, "%s", text);
}


json_t *
office_items(const struct office *office)
{
    json_t *items = json_object_get(office->reply, "items");

    assert_true(json_is_array(items));

    return items;
}


bool
office_lists(const struct office *office, const char *name,
             const char *value)
{
    json_t *item;
    size_t i;

    json_array_foreach(office_items(office), i, item) {
        const char *text = json_string_value(json_object_get(item, name));

        if (text != NULL && strcmp(text, value) == 0) {
            return true;
        }
    }

    return false;
}
