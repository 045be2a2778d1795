/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of the portal are read once, when nginx reads its configuration, with
 * the rights of whoever starts it.
 */
#include "template_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "template_text.h"


bool
fault_set(const struct fault *fault, const char *path, unsigned line,
    const char *format, ...)
{
    char what[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    if (line == 0) {
        snprintf(fault->text, fault->size, "%s: %s", path, what);
    } else {
        snprintf(fault->text, fault->size, "%s:%u: %s", path, line, what);
    }
    return false;
}


char *
file_path(const char *dir, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}


static bool
read_all(int fd, char *bytes, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = read(fd, bytes + done, len - done);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        done += (size_t) n;
    }
    return true;
}


static bool
read_open(int fd, const char *path, size_t max, const struct fault *fault,
    char **ret_bytes, size_t *ret_len)
{
    struct stat info;
    size_t len;
    char *bytes;

    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        return fault_set(fault, path, 0, "not a file");
    }
    if ((uintmax_t) info.st_size > max) {
        return fault_set(fault, path, 0, "longer than %zu bytes", max);
    }
    len = (size_t) info.st_size;
    bytes = malloc(len + 1);
    if (bytes == NULL) {
        return fault_set(fault, path, 0, "no memory");
    }
    if (!read_all(fd, bytes, len)) {
        free(bytes);
        return fault_set(fault, path, 0, "cannot be read");
    }
    bytes[len] = '\0';
    *ret_bytes = bytes;
    *ret_len = len;
    return true;
}


bool
file_read(const char *path, size_t max, const struct fault *fault,
    char **ret_bytes, size_t *ret_len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    char *bytes = NULL;
    size_t len = 0;
    bool good;

    if (fd < 0) {
        return fault_set(fault, path, 0, "%s", strerror(errno));
    }
    good = read_open(fd, path, max, fault, &bytes, &len);
    close(fd);
    if (!good) {
        return false;
    }
    if (!text_is_good(bytes, len)) {
        free(bytes);
        return fault_set(fault, path, 0, "not text in UTF-8");
    }
    *ret_bytes = bytes;
    *ret_len = len;
    return true;
}
