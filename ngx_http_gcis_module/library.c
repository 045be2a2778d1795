/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening and closing.  Nothing of it crosses a fork: the master and `nginx -t`
 * hold the configuration only (SECURITY B16).
 */
#include "library.h"

#include <dirent.h>
#include <sys/socket.h>
#include <sys/un.h>

#define RETRY_MS 1000
#define WARN_MS 1000
#define WAIT_THREADS_MS 500


/*
 * Lines of the library.  In a thread of the pool nginx's log is not ours to
 * use (its syslog writer is not made for it); what matters of a failed call
 * is said by its completion.
 */
static void
log_line(void *userdata, int level, const char *line)
{
    const struct main_conf *main = userdata;

    if (pthread_equal(main->loop, pthread_self())) {
        /* syslog counts from 0, nginx from 1 */
        ngx_log_error((ngx_uint_t) level + 1, ngx_cycle->log, 0, "gcis: %s",
                      line);
    }
}


static void
close_library(void *data)
{
    struct main_conf *main = data;

    gcis_close(main->gcis);
    gcis_config_free(main->config);
}


ngx_int_t
library_configure(ngx_conf_t *cf, struct main_conf *main)
{
    ngx_pool_cleanup_t *cleanup = ngx_pool_cleanup_add(cf->pool, 0);

    if (cleanup == NULL || gcis_config_new(&main->config) != GCIS_OK) {
        return NGX_ERROR;
    }
    cleanup->handler = close_library;
    cleanup->data = main;
    return NGX_OK;
}


static void
open_library(struct main_conf *main)
{
    int status;

    main->loop = pthread_self();
    gcis_config_set_log(main->config, log_line, main);
    status = gcis_open(main->config, &main->gcis);
    if (status != GCIS_OK) {
        main->gcis = NULL;
        ngx_log_error(NGX_LOG_WARN, ngx_cycle->log, 0,
            "gcis: cannot open %V: %s: %s", &main->store,
            gcis_strerror(status), gcis_config_error(main->config));
    }
}


struct gcis *
library_get(struct main_conf *main)
{
    if (main->gcis != NULL || main->config == NULL) {
        return main->gcis;
    }
    if (main->opened_ms == 0 || ngx_current_msec - main->opened_ms >= RETRY_MS)
    {
        main->opened_ms = ngx_current_msec;
        open_library(main);
    }
    return main->gcis;
}


static unsigned
count_threads(void)
{
    DIR *dir = opendir("/proc/self/task");
    unsigned n = 0;
    struct dirent *entry;

    if (dir == NULL) {
        return 0;
    }
    while ((entry = readdir(dir)) != NULL) {
        n += entry->d_name[0] != '.';
    }
    closedir(dir);
    return n;
}


void
library_wait_for_threads(void)
{
    for (int i = 0; i < WAIT_THREADS_MS && count_threads() > 1; i++) {
        ngx_msleep(1);
    }
}


void
library_warn(struct main_conf *main, ngx_log_t *log, const char *what,
             const char *reason)
{
    if (main->warned_ms != 0 && ngx_current_msec - main->warned_ms < WARN_MS) {
        return;
    }
    main->warned_ms = ngx_current_msec;
    ngx_log_error(NGX_LOG_WARN, log, 0, "gcis: %s: %s", what, reason);
}


static bool
answers(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool good;

    if (fd < 0 || ngx_strlen(path) >= sizeof(address.sun_path)) {
        return false;
    }
    ngx_cpystrn((u_char *) address.sun_path, (u_char *) path,
                sizeof(address.sun_path));
    good = connect(fd, (struct sockaddr *) &address, sizeof(address)) == 0
        || errno == EAGAIN;
    close(fd);
    return good;
}


/* Whether the workers' user may look into the folder. */
static bool
is_readable(ngx_cycle_t *cycle, const char *path, const struct stat *st)
{
    ngx_core_conf_t *core = (ngx_core_conf_t *)
        ngx_get_conf(cycle->conf_ctx, ngx_core_module);
    gid_t groups[64];
    int n_groups = 64;

    if (geteuid() != 0 || core->username == NULL) {
        return access(path, R_OK | X_OK) == 0;
    }
    if (core->user == st->st_uid) {
        return (st->st_mode & 0500) == 0500;
    }
    if (getgrouplist(core->username, core->group, groups, &n_groups) < 0) {
        n_groups = 0;
    }
    for (int i = 0; i < n_groups; i++) {
        if (groups[i] == st->st_gid) {
            return (st->st_mode & 0050) == 0050;
        }
    }
    return core->user == 0 || (st->st_mode & 0005) == 0005;
}


void
library_look(ngx_cycle_t *cycle, struct main_conf *main)
{
    const char *socket_path = (const char *) main->store.data + 5;
    const char *path = main->projection_path.len > 0
        ? (const char *) main->projection_path.data
        : gcis_config_get(main->config, "projection", "path");
    struct stat st;

    if (!answers(socket_path)) {
        ngx_log_error(NGX_LOG_WARN, cycle->log, 0,
            "gcis_store: nobody answers at %s: sign-in says 503 until gcisd "
            "runs (systemctl start gcisd)", socket_path);
    }
    if (path == NULL || stat(path, &st) != 0) {
        ngx_log_error(NGX_LOG_WARN, cycle->log, 0,
            "gcis_store: no projection at %s: protected pages say 503 until "
            "it is there (gcisctl init, then systemctl start gcisd)",
            path == NULL ? "" : path);
    } else if (!is_readable(cycle, path, &st)) {
        ngx_log_error(NGX_LOG_WARN, cycle->log, 0,
            "gcis_store: the workers' user may not read %s: protected pages "
            "say 503 until it is in the group of the folder (usermod -aG "
            "gcis-read USER)", path);
    }
}
