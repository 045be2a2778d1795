/* SPDX-License-Identifier: BSD-2-Clause */
/* Stores, people and gcisd of the sign-in benchmark. */
#include "signin_site.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char conf_format[] =
    "[client]\nsocket = %s/gcisd.sock\ntimeout = 60s\n"
    "[engine]\nstore = lmdb:%s/store\nmap_size = 1G\n"
    "[projection]\npath = %s/store/projection\nmap_size = 256M\n"
    "[password]\nmin_age = 0\n"
    "[lockout]\nduration = 7d\n";


void
need(bool good, const char *what)
{
    if (!good) {
        (void) fprintf(stderr, "signin: %s: failed\n", what);
        exit(1);
    }
}


static int64_t
read_clock(void *userdata, enum gcis_clock clock)
{
    struct site *site = userdata;
    struct timespec now;

    (void) clock_gettime(clock == GCIS_CLOCK_WALL ? CLOCK_REALTIME
                                                  : CLOCK_BOOTTIME, &now);

    return now.tv_sec * 1000 + now.tv_nsec / 1000000
           + (clock == GCIS_CLOCK_WALL
              ? atomic_load(&site->ahead_s) * 1000 : 0);
}


static void
open_uri(struct site *site, const char *conf, const char *uri)
{
    struct gcis_config *config = NULL;

    need(gcis_config_new(&config) == GCIS_OK
         && gcis_config_load(config, conf) == GCIS_OK
         && gcis_config_set_store(config, uri) == GCIS_OK, "configuration");
    if (strncmp(uri, "lmdb:", 5) == 0) {
        gcis_config_set_clock(config, read_clock, site);
    }
    need(gcis_open(config, &site->gcis) == GCIS_OK, uri);
    gcis_config_free(config);
}


/* The reply, for free(). */
static char *
call(struct site *site, const char *operation, const char *format, ...)
{
    char parameters[512], *reply = NULL;
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(parameters, sizeof(parameters), format, arguments);
    va_end(arguments);
    if (gcis_call(site->gcis, NULL, operation, parameters, &reply)
        != GCIS_OK)
    {
        need(false, reply == NULL ? operation : reply);
    }

    return reply;
}


static void
add_person(struct site *site, const char *name)
{
    free(call(site, "account.add", "{\"name\":\"%s\",\"full_name\":\"王小明\""
              ",\"agency\":\"TPE\"}", name));
}


static void
set_password(struct site *site, const char *name)
{
    static const char member[] = "\"oneday_password\":\"";
    char oneday[64] = "", *reply, *at;

    add_person(site, name);
    reply = call(site, "oneday.issue", "{\"account\":\"%s\"}", name);
    at = strstr(reply, member);
    need(at != NULL, "a one-day password");
    at += strlen(member);
    snprintf(oneday, sizeof(oneday), "%.*s", (int) strcspn(at, "\""), at);
    free(reply);
    free(call(site, "password.change", "{\"account\":\"%s\",\"old\":\"%s\","
              "\"new\":\"%s\"}", name, oneday, SITE_SECRET));
}


static void
populate(struct site *site)
{
    free(call(site, "store.init", "{\"sample\":true}"));
    set_password(site, "wang");
    set_password(site, "lin");
    set_password(site, "shi");
    for (unsigned i = 0; i < 5; i++) {
        need(site_sign_in(site, "lin", "wrong") == GCIS_E_DENIED, "a no");
    }
    free(call(site, "account.suspend", "{\"account\":\"shi\","
              "\"reason\":\"bench\"}"));
}


static void
run_gcisd(const struct site *site, const char *conf)
{
    const char *program = secure_getenv("GCISD");
    char log[96];
    int fd;

    snprintf(log, sizeof(log), "%s/log", site->dir);
    fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (program != NULL && fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0
        && dup2(fd, STDERR_FILENO) >= 0
        && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0)
    {
        execl(program, program, "--config", conf, "--foreground",
              (char *) NULL);
    }
    _exit(127);
}


static void
start(struct site *site, const char *conf)
{
    char uri[128], *reply;
    int status = GCIS_E_STORE;

    site->gcisd = fork();
    need(site->gcisd >= 0, "fork");
    if (site->gcisd == 0) {
        run_gcisd(site, conf);
    }
    snprintf(uri, sizeof(uri), "unix:%s/gcisd.sock", site->dir);
    open_uri(site, conf, uri);
    for (unsigned i = 0; status != GCIS_OK && i < 1000; i++) {
        reply = NULL;
        status = gcis_call(site->gcis, NULL, "engine.health", NULL, &reply);
        free(reply);
        usleep(20000);
    }
    need(status == GCIS_OK, "gcisd");
}


void
site_make(struct site *site, bool with_gcisd)
{
    char conf[96], uri[96];
    FILE *file;

    memset(site, 0, sizeof(*site));
    snprintf(site->dir, sizeof(site->dir), "/tmp/gcis-bench-XXXXXX");
    need(mkdtemp(site->dir) != NULL, "a folder");
    snprintf(conf, sizeof(conf), "%s/gcis.conf", site->dir);
    file = fopen(conf, "we");
    need(file != NULL && fprintf(file, conf_format, site->dir, site->dir,
                                 site->dir) > 0 && fclose(file) == 0, conf);

    snprintf(uri, sizeof(uri), "lmdb:%s/store", site->dir);
    open_uri(site, conf, uri);
    populate(site);
    if (with_gcisd) {
        gcis_close(site->gcis);
        site->gcis = NULL;
        start(site, conf);
    }
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
site_end(struct site *site)
{
    gcis_close(site->gcis);
    if (site->gcisd != 0) {
        (void) kill(site->gcisd, SIGTERM);
        (void) waitpid(site->gcisd, NULL, 0);
    }
    (void) nftw(site->dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}


int
site_sign_in(struct site *site, const char *account, const char *secret)
{
    struct gcis_claim *claim = NULL;
    struct gcis_identity *identity = NULL;
    int status;

    need(gcis_claim_new(&claim) == GCIS_OK
         && gcis_claim_set_account(claim, account) == GCIS_OK
         && gcis_claim_set_audience(claim, SITE_HOST) == GCIS_OK
         && gcis_claim_set_secret(claim, secret, strlen(secret)) == GCIS_OK,
         "a claim");
    status = gcis_authenticate(site->gcis, claim, &identity);
    gcis_identity_free(identity);
    gcis_claim_free(claim);

    return status;
}
