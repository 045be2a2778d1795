/* SPDX-License-Identifier: BSD-2-Clause */
/* Store, gcisd and people of the tests of the public interface. */
#include "place.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 20000

/* The cheapest hash that the allow-list knows: these tests hash often. */
static const char conf_format[] =
    "[client]\nsocket = %s/gcisd.sock\n"
    "[engine]\nstore = lmdb:%s/store\nmap_size = 64M\n"
    "[projection]\npath = %s/store/projection\nmap_size = 64M\n"
    "max_age = 3s\n"
    "[password]\nhash = $y$j75$\nmin_age = 0\nmax_age = 0\n"
    "[oneday]\nper_day = 100\n%s";


static int64_t
read_clock(void *userdata, enum gcis_clock clock)
{
    struct place *place = userdata;
    struct timespec now;

    (void) clock_gettime(clock == GCIS_CLOCK_WALL ? CLOCK_REALTIME
                                                  : CLOCK_BOOTTIME, &now);

    return now.tv_sec * 1000 + now.tv_nsec / 1000000
           + (clock == GCIS_CLOCK_WALL
              ? atomic_load(&place->ahead_s) * 1000 : 0);
}


static void
write_conf(struct place *place, const char *more)
{
    FILE *file;

    snprintf(place->conf, sizeof(place->conf), "%s/gcis.conf", place->dir);
    file = fopen(place->conf, "we");
    assert_non_null(file);
    assert_true(fprintf(file, conf_format, place->dir, place->dir,
                        place->dir, more) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(place->conf, 0644), 0);
}


static int
open_uri(struct place *place, const char *uri, struct gcis **ret_gcis)
{
    struct gcis_config *config = NULL;
    int status;

    assert_int_equal(gcis_config_new(&config), GCIS_OK);
    if (gcis_config_load(config, place->conf) != GCIS_OK) {
        fail_msg("%s", gcis_config_error(config));
    }
    assert_int_equal(gcis_config_set_store(config, uri), GCIS_OK);
    if (!place->remote) {
        gcis_config_set_clock(config, read_clock, place);
    }
    status = gcis_open(config, ret_gcis);
    gcis_config_free(config);

    return status;
}


int
place_open(struct place *place, struct gcis **ret_gcis)
{
    return open_uri(place, place->uri, ret_gcis);
}


static void
run_gcisd(const struct place *place)
{
    const char *program = secure_getenv("GCISD");
    char log[96];
    int fd;

    snprintf(log, sizeof(log), "%s/log", place->dir);
    fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (program != NULL && fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0
        && dup2(fd, STDERR_FILENO) >= 0
        && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
    {
        execl(program, program, "--config", place->conf, "--foreground",
              (char *) NULL);
    }
    _exit(127);
}


static bool
answers(struct place *place)
{
    char *reply = NULL;
    int status = gcis_call(place->gcis, NULL, "engine.health", NULL, &reply);

    free(reply);

    return status == GCIS_OK;
}


void
place_start(struct place *place)
{
    place->gcisd = fork();
    assert_true(place->gcisd >= 0);
    if (place->gcisd == 0) {
        run_gcisd(place);
    }
    if (place->gcis == NULL) {
        assert_int_equal(place_open(place, &place->gcis), GCIS_OK);
    }

    for (unsigned i = 0; !answers(place); i++) {
        if (i == WAIT_MS / 20
            || waitpid(place->gcisd, NULL, WNOHANG) == place->gcisd)
        {
            place->gcisd = 0;
            fail_msg("gcisd does not serve: %s/log", place->dir);
        }
        usleep(20000);
    }
}


void
place_stop(struct place *place, int signal_number)
{
    if (place->gcisd != 0) {
        assert_int_equal(kill(place->gcisd, signal_number), 0);
        assert_int_equal(waitpid(place->gcisd, NULL, 0), place->gcisd);
        place->gcisd = 0;
    }
}


struct place *
place_new(bool remote, const char *more)
{
    struct place *place = calloc(1, sizeof(*place));
    char store[96];

    assert_non_null(place);
    snprintf(place->dir, sizeof(place->dir), "/tmp/gcis-api-XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    assert_int_equal(chmod(place->dir, 0755), 0);
    place->remote = remote;
    write_conf(place, more);

    snprintf(store, sizeof(store), "lmdb:%s/store", place->dir);
    assert_int_equal(open_uri(place, store, &place->gcis), GCIS_OK);
    place_do(place, "store.init", "{'sample':true}");
    snprintf(place->uri, sizeof(place->uri), "%s", store);

    if (remote) {
        gcis_close(place->gcis);
        place->gcis = NULL;
        snprintf(place->uri, sizeof(place->uri), "unix:%s/gcisd.sock",
                 place->dir);
        place_start(place);
    }

    return place;
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


void
place_free(struct place *place)
{
    gcis_close(place->gcis);
    place_stop(place, SIGTERM);
    nftw(place->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(place);
}


int
place_local(void **state)
{
    *state = place_new(false, "");

    return 0;
}


int
place_remote(void **state)
{
    *state = place_new(true, "");

    return 0;
}


int
place_end(void **state)
{
    place_free(*state);

    return 0;
}


static json_t *
ask(struct place *place, const struct gcis_identity *actor, int expected,
    const char *operation, const char *format, va_list arguments)
{
    char parameters[1024];
    char *reply = NULL;
    json_t *value;
    int status;

    (void) vsnprintf(parameters, sizeof(parameters), format, arguments);
    for (char *at = parameters; (at = strchr(at, '\'')) != NULL;) {
        *at = '"';
    }

    status = gcis_call(place->gcis, actor, operation, parameters, &reply);
    value = reply == NULL
            ? NULL : json_loads(reply, JSON_REJECT_DUPLICATES, NULL);
    if (status != expected || !json_is_object(value)) {
        fail_msg("%s %s: %d %s", operation, parameters, status,
                 reply == NULL ? "" : reply);
    }
    free(reply);

    return value;
}


json_t *
place_ask(struct place *place, const struct gcis_identity *actor,
          int expected, const char *operation, const char *format, ...)
{
    va_list arguments;
    json_t *value;

    va_start(arguments, format);
    value = ask(place, actor, expected, operation, format, arguments);
    va_end(arguments);

    return value;
}


void
place_do(struct place *place, const char *operation, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    json_decref(ask(place, NULL, GCIS_OK, operation, format, arguments));
    va_end(arguments);
}


static void
add(struct place *place, const char *name, const char *agency,
    char oneday[64])
{
    json_t *reply;

    place_do(place, "account.add", "{'name':'%s','full_name':'王小明',"
             "'agency':'%s'}", name, agency);
    reply = place_ask(place, NULL, GCIS_OK, "oneday.issue",
                      "{'account':'%s'}", name);
    snprintf(oneday, 64, "%s", json_string_value(
                 json_object_get(reply, "oneday_password")));
    json_decref(reply);
}


void
place_newcomer(struct place *place, const char *name, char oneday[64])
{
    add(place, name, "TPE", oneday);
}


void
place_person(struct place *place, const char *name, const char *agency)
{
    char oneday[64];

    add(place, name, agency, oneday);
    place_do(place, "password.change", "{'account':'%s','old':'%s',"
             "'new':'%s'}", name, oneday, SECRET);
}


struct gcis_claim *
place_claim(const char *account, const char *secret)
{
    struct gcis_claim *claim = NULL;

    assert_int_equal(gcis_claim_new(&claim), GCIS_OK);
    assert_int_equal(gcis_claim_set_account(claim, account), GCIS_OK);
    assert_int_equal(gcis_claim_set_secret(claim, secret, strlen(secret)),
                     GCIS_OK);

    return claim;
}


int
place_sign_in(struct place *place, const char *account, const char *secret,
              struct gcis_identity **ret_identity)
{
    struct gcis_claim *claim = place_claim(account, secret);
    int status;

    assert_int_equal(gcis_claim_set_audience(claim, HOST), GCIS_OK);
    status = gcis_authenticate(place->gcis, claim, ret_identity);
    gcis_claim_free(claim);

    return status;
}


void
place_token(struct place *place, const char *account,
            char token[GCIS_TOKEN_MAX + 1])
{
    struct gcis_identity *identity = NULL;

    assert_int_equal(place_sign_in(place, account, SECRET, &identity),
                     GCIS_OK);
    snprintf(token, GCIS_TOKEN_MAX + 1, "%s",
             gcis_identity_token(identity));
    gcis_identity_free(identity);
}


int
place_verify(struct gcis *gcis, const char *token, const char **ret_reason)
{
    struct gcis_identity *identity = NULL;
    int status = gcis_token_verify(gcis, token, strlen(token), HOST,
                                   &identity, ret_reason);

    assert_int_equal(status == GCIS_OK, identity != NULL);
    gcis_identity_free(identity);

    return status;
}


int
place_in_child(int (*run)(void *argument), void *argument)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        _exit(run(argument));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));

    return WEXITSTATUS(status);
}
