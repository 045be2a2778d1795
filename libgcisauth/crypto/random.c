/* SPDX-License-Identifier: BSD-2-Clause */
/* getrandom(2), to the last byte or not at all.  No generator of our own. */
#include "crypto/random.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>


bool
random_bytes(void *ret, size_t len)
{
    uint8_t *at = ret;

    while (len > 0) {
        ssize_t n = getrandom(at, len, 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        at += n;
        len -= (size_t) n;
    }
    return true;
}


bool
random_text(const char *alphabet, size_t length, char *ret)
{
    size_t n = strlen(alphabet);

    if (n == 0 || n > 256 || (n & (n - 1)) != 0
        || !random_bytes(ret, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        ret[i] = alphabet[(uint8_t) ret[i] & (n - 1)];
    }
    ret[length] = '\0';
    return true;
}
