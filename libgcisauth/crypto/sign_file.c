/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys as files of their node (SECURITY E9): PKCS#8 PEM, one key, nothing
 * else, for the eyes of its owner.  A file that others may read is refused,
 * for then it is not known who signs.
 */
#include "crypto/sign.h"

#include "crypto/sign_key.h"

#include <openssl/ec.h>
#include <openssl/pem.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX 4096 /* bytes; a key of P-256 has 241 */
#define PEM_FIRST_LINE "-----BEGIN PRIVATE KEY-----\n"


static bool
is_private_file(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode)
        && (status.st_uid == geteuid() || status.st_uid == 0)
        && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0
        && status.st_size > 0 && status.st_size < FILE_MAX;
}


static bool
read_all(int fd, char *ret, size_t size, size_t *ret_len)
{
    size_t len = 0;

    while (len < size) {
        ssize_t n = read(fd, ret + len, size - len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (n == 0) {
            break;
        }
        len += (size_t) n;
    }
    *ret_len = len;
    return len < size;
}


/* Asked by PEM for encrypted keys: there are none. */
static int
no_password(char *ret, int size, int writing, void *userdata)
{
    (void) ret;
    (void) size;
    (void) writing;
    (void) userdata;
    return -1;
}


/* P-256 by its name, the public half fitting the private one. */
static bool
is_sound(EVP_PKEY *key, const struct crypto_context *context)
{
    EVP_PKEY_CTX *checker;
    char group[32] = "";
    size_t len = 0;
    bool sound;

    if (EVP_PKEY_is_a(key, "EC") != 1
        || EVP_PKEY_get_group_name(key, group, sizeof(group), &len) != 1
        || strcmp(group, "prime256v1") != 0) {
        return false;
    }
    checker = EVP_PKEY_CTX_new_from_pkey(context->library, key, NULL);
    sound = checker != NULL && EVP_PKEY_check(checker) == 1;
    EVP_PKEY_CTX_free(checker);
    return sound;
}


static struct sign_key *
parse(const char *pem, size_t len)
{
    const struct crypto_context *context = crypto_context();
    EVP_PKEY *key = NULL;
    BIO *bio;
    bool alone;

    if (context == NULL || strncmp(pem, PEM_FIRST_LINE,
                                   strlen(PEM_FIRST_LINE)) != 0) {
        return NULL;
    }
    bio = BIO_new_mem_buf(pem, (int) len);
    if (bio == NULL) {
        return NULL;
    }
    key = PEM_read_bio_PrivateKey_ex(bio, NULL, no_password, NULL,
                                     context->library, NULL);
    alone = BIO_pending(bio) == 0;
    BIO_free(bio);
    if (key == NULL || !alone || !is_sound(key, context)) {
        EVP_PKEY_free(key);
        return NULL;
    }
    return sign_key_of(key);
}


static struct sign_key *
read_key(int fd)
{
    char pem[FILE_MAX + 1] = "";
    struct sign_key *key = NULL;
    size_t len = 0;

    if (is_private_file(fd) && read_all(fd, pem, FILE_MAX, &len)) {
        key = parse(pem, len);
    }
    explicit_bzero(pem, sizeof(pem));
    return key;
}


struct sign_key *
sign_key_read(const char *path)
{
    struct sign_key *key;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
                  | O_NONBLOCK);

    if (fd < 0) {
        return NULL;
    }
    crypto_errors_begin();
    key = read_key(fd);
    crypto_errors_end();
    (void) close(fd);
    return key;
}


static bool
write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        bytes += n;
        len -= (size_t) n;
    }
    return true;
}


static bool
write_pem(const struct sign_key *key, int fd)
{
    const struct crypto_context *context = crypto_context();
    BIO *bio = BIO_new(BIO_s_secmem());
    char *pem = NULL;
    bool done = false;
    long len = 0;

    if (context != NULL && bio != NULL
        && PEM_write_bio_PrivateKey_ex(bio, key->key, NULL, NULL, 0, NULL,
                                       NULL, context->library, NULL) == 1) {
        len = BIO_get_mem_data(bio, &pem);
    }
    if (len > 0) {
        done = write_all(fd, pem, (size_t) len);
        explicit_bzero(pem, (size_t) len);
    }
    BIO_free(bio);
    return done;
}


/* A name is as durable as its folder. */
static bool
sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder CLEAN_FREE = NULL;
    bool synced;
    int fd;

    if (slash == NULL) {
        folder = strdup(".");
    } else {
        folder = strndup(path, slash == path ? 1 : (size_t) (slash - path));
    }
    if (folder == NULL) {
        return false;
    }
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    synced = fsync(fd) == 0;
    (void) close(fd);
    return synced;
}


bool
sign_key_write(const struct sign_key *key, const char *path)
{
    bool written;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  S_IRUSR);

    if (fd < 0) {
        return false;
    }
    crypto_errors_begin();
    written = fchmod(fd, S_IRUSR) == 0 && write_pem(key, fd)
        && fsync(fd) == 0;
    crypto_errors_end();
    if (close(fd) != 0 || !written || !sync_folder_of(path)) {
        (void) unlink(path);
        return false;
    }
    return true;
}
