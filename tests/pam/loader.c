/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_loader MODULE: opens and closes the module a hundred times while another
 * thread works, and looks what it shows and what it leaves behind.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMES 100

static atomic_int stop;


static void *
work(void *state)
{
    while (!atomic_load(&stop)) {
        free(malloc(4096));
    }

    return state;
}


static unsigned
count(const char *folder)
{
    DIR *dir = opendir(folder);
    unsigned n = 0;

    while (dir != NULL && readdir(dir) != NULL) {
        n++;
    }
    if (dir != NULL) {
        (void) closedir(dir);
    }

    return n;
}


/* The number of what is wrong. */
static int
look(const char *module)
{
    static const char *const shown[] = {
        "pam_sm_authenticate", "pam_sm_setcred", "pam_sm_acct_mgmt",
        "pam_sm_open_session", "pam_sm_close_session", "pam_sm_chauthtok",
    };
    static const char *const hidden[] = {
        "gcis_open", "gcis_authenticate", "options_parse", "request_begin",
        "authenticate", "secret_wipe", "wire_client_open",
    };
    void *handle = dlopen(module, RTLD_NOW);
    int wrong = 0;

    if (handle == NULL) {
        (void) printf("%s\n", dlerror());
        return 1;
    }
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
        if (dlsym(handle, shown[i]) == NULL) {
            (void) printf("%s: is not there\n", shown[i]);
            wrong++;
        }
    }
    for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
        if (dlsym(handle, hidden[i]) != NULL) {
            (void) printf("%s: is shown\n", hidden[i]);
            wrong++;
        }
    }
    if (dlclose(handle) != 0) {
        wrong++;
    }

    return wrong;
}


int
main(int argc, char **argv)
{
    unsigned n_files, n_threads;
    pthread_t thread;
    int wrong = 0;

    if (argc != 2 || pthread_create(&thread, NULL, work, NULL) != 0) {
        return 2;
    }
    n_files = count("/proc/self/fd");
    n_threads = count("/proc/self/task");
    for (int i = 0; i < TIMES; i++) {
        wrong += look(argv[1]);
    }
    if (count("/proc/self/fd") != n_files
        || count("/proc/self/task") != n_threads)
    {
        (void) printf("descriptors or threads are left\n");
        wrong++;
    }
    atomic_store(&stop, 1);
    (void) pthread_join(thread, NULL);

    return wrong == 0 ? 0 : 1;
}
