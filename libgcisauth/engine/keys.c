/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys as files of their node, 0400 in a folder 0700.  A key that is there but
 * cannot be read is an error, never a reason to make another: its loss ends
 * all sessions, and that is for a person to decide.
 */
#include "base/words.h"
#include "engine/keys.h"

#include "crypto/digest.h"
#include "crypto/random.h"
#include "engine/record.h"
#include "store/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>


static bool
key_path(const struct engine *engine, const char *name,
         char ret[CONFIG_PATH_MAX], char error[STORE_ERROR_MAX])
{
    int len = snprintf(ret, CONFIG_PATH_MAX, "%s/node/%s", engine->dir, name);

    if (len < 0 || len >= CONFIG_PATH_MAX) {
        words_print(error, STORE_ERROR_MAX, "%s: the path is too long",
                    engine->dir);
        return false;
    }

    return true;
}


static bool
is_absent(const char *path)
{
    struct stat info;

    return lstat(path, &info) != 0 && errno == ENOENT;
}


static struct sign_key *
load_sign_key(const struct engine *engine, const char *name,
              char error[STORE_ERROR_MAX])
{
    char path[CONFIG_PATH_MAX];
    struct sign_key *key;

    if (!key_path(engine, name, path, error)) {
        return NULL;
    }

    if (!is_absent(path)) {
        key = sign_key_read(path);
        if (key == NULL) {
            words_print(error, STORE_ERROR_MAX, "%s: not a key of mode 0400 "
                        "that belongs to the engine's user", path);
        }
        return key;
    }

    key = sign_key_generate();
    if (key != NULL && sign_key_write(key, path)) {
        return key;
    }

    words_print(error, STORE_ERROR_MAX, "%s: cannot make the key: %s", path,
                strerror(errno));
    sign_key_free(key);

    return NULL;
}


static bool
read_whole(int fd, uint8_t *ret, size_t len)
{
    struct stat info;

    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode)
           && (info.st_mode & 077) == 0
           && (info.st_uid == geteuid() || info.st_uid == 0)
           && info.st_size == (off_t) len
           && read(fd, ret, len) == (ssize_t) len;
}


static bool
write_whole(int fd, const uint8_t *bytes, size_t len)
{
    return write(fd, bytes, len) == (ssize_t) len && fsync(fd) == 0;
}


static bool
load_oneday_key(struct engine *engine, char error[STORE_ERROR_MAX])
{
    char path[CONFIG_PATH_MAX];
    bool made, good;
    int fd;

    if (!key_path(engine, "oneday.key", path, error)) {
        return false;
    }

    made = is_absent(path);
    fd = made ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
                     | O_NOFOLLOW, 0400)
              : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        words_print(error, STORE_ERROR_MAX, "%s: %s", path, strerror(errno));
        return false;
    }

    if (made) {
        good = random_bytes(engine->oneday_key, ONEDAY_KEY_SIZE)
               && write_whole(fd, engine->oneday_key, ONEDAY_KEY_SIZE);
    } else {
        good = read_whole(fd, engine->oneday_key, ONEDAY_KEY_SIZE);
    }
    close(fd);

    if (!good) {
        words_print(error, STORE_ERROR_MAX, "%s: not a key of %d bytes, mode "
                    "0400, that belongs to the engine's user", path,
                    ONEDAY_KEY_SIZE);
    }

    return good;
}


/* The id of a key is the beginning of its digest: no two nodes choose one. */
static bool
name_key(struct engine *engine)
{
    uint8_t point[SIGN_POINT_SIZE], digest[DIGEST_SIZE];
    struct span part = span_of(point, sizeof(point));

    if (!sign_key_point(engine->key, point)
        || !digest_sha256(&part, 1, digest))
    {
        return false;
    }

    hex_encode(span_of(digest, KID_MAX / 2), engine->kid);

    return true;
}


bool
keys_load(struct engine *engine, char error[STORE_ERROR_MAX])
{
    engine->key = load_sign_key(engine, "session.pem", error);
    if (engine->key == NULL) {
        return false;
    }

    engine->audit_key = load_sign_key(engine, "audit.pem", error);
    if (engine->audit_key == NULL || !load_oneday_key(engine, error)) {
        return false;
    }

    if (!name_key(engine)) {
        words_print(error, STORE_ERROR_MAX, "the session key cannot be used");
        return false;
    }

    return true;
}


static void
encode_key(struct byte_writer *writer, const void *object)
{
    encode_node_key(writer, object);
}


enum store_status
keys_publish(struct engine *engine, int64_t now_s)
{
    struct catalogue *catalogue CLEAN_CATALOGUE = NULL;
    struct bodies bodies = { 0 };
    struct node_key record = { .created_s = now_s };
    struct key key = key_of_span(span_str(engine->kid));
    struct change change;
    enum store_status status;

    status = store_catalogue(engine->store, &catalogue);
    if (status != STORE_OK
        || catalogue_key(catalogue, span_str(engine->kid)) != NULL)
    {
        return status;
    }

    memcpy(record.kid, engine->kid, sizeof(record.kid));
    snprintf(record.node, sizeof(record.node), "%s", engine->node);

    if (!sign_key_point(engine->key, record.point)
        || !record_begin(engine, now_s, &change)
        || !change_add_event(&change, EVENT_KEY_ADD, RESULT_OK, REASON_NONE)
        || !record_put(&change, &bodies, RECORD_NODE_KEY, &key, 0, encode_key,
                       &record))
    {
        return STORE_BROKEN;
    }

    change.projects = true;
    words_print(change.facts.note, sizeof(change.facts.note), "kid=%s",
                engine->kid);

    return record_apply(engine, &change);
}


void
keys_wipe(struct engine *engine)
{
    sign_key_free(engine->key);
    sign_key_free(engine->audit_key);
    engine->key = NULL;
    engine->audit_key = NULL;
    explicit_bzero(engine->oneday_key, sizeof(engine->oneday_key));
}
