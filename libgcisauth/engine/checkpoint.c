/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A checkpoint is one line: gcis-checkpoint-v1 STORE SEQ CHAIN TIME POINT
 * SIGNATURE, in hex and decimal, the signature over the five words before it.
 * Whoever keeps such lines on another machine can show that a log was cut or
 * written anew.
 */
#include "base/words.h"
#include "engine/checkpoint.h"

#include "engine/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_SIZE 512


static bool
build(const struct engine *engine, const struct position *head,
      int64_t now_s, char ret[LINE_MAX_SIZE])
{
    char store[2 * ID_SIZE + 1], chain[65], point[2 * SIGN_POINT_SIZE + 1];
    char signature[2 * SIGN_SIGNATURE_SIZE + 1];
    uint8_t raw_point[SIGN_POINT_SIZE], raw[SIGN_SIGNATURE_SIZE];
    int len;

    if (!sign_key_point(engine->audit_key, raw_point)) {
        return false;
    }

    hex_encode(span_of(head->store_id, ID_SIZE), store);
    hex_encode(span_of(head->chain, sizeof(head->chain)), chain);
    hex_encode(span_of(raw_point, sizeof(raw_point)), point);
    len = snprintf(ret, LINE_MAX_SIZE,
                   "gcis-checkpoint-v1 %s %" PRIu64 " %s %" PRId64 " %s",
                   store, head->seq, chain, now_s, point);

    if (len < 0 || len >= LINE_MAX_SIZE
        || !sign_make(engine->audit_key, span_of(ret, (size_t) len), raw))
    {
        return false;
    }

    hex_encode(span_of(raw, sizeof(raw)), signature);
    len = snprintf(ret + len, (size_t) (LINE_MAX_SIZE - len), " %s",
                   signature);

    return len > 0 && len < LINE_MAX_SIZE;
}


static void
append(const struct engine *engine, const char *line)
{
    const char *path = engine->config->audit.checkpoints;
    int fd;

    if (path[0] == '\0') {
        return;
    }

    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
              0640);
    if (fd < 0 || dprintf(fd, "%s\n", line) < 0 || fsync(fd) != 0) {
        log_line(&engine->logger, LOG_LEVEL_ALERT,
                 "[audit] checkpoints = %s: cannot be written: %s", path,
                 strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
}


static void
make(struct engine *engine, int64_t now_s)
{
    char line[LINE_MAX_SIZE];
    struct position head;
    int64_t at_s;

    if (store_position(engine->store, &head, &at_s) != STORE_OK
        || !build(engine, &head, now_s, line))
    {
        log_line(&engine->logger, LOG_LEVEL_ALERT,
                 "no checkpoint of the audit could be made");
        return;
    }

    log_line(&engine->logger, LOG_LEVEL_NOTICE, "%s", line);
    append(engine, line);
}


int64_t
checkpoint_tick(struct engine *engine, int64_t now_s)
{
    if (engine->checkpoint_due_s == 0) {
        engine->checkpoint_due_s = now_s + CHECKPOINT_PERIOD_S;
    }

    if (now_s >= engine->checkpoint_due_s) {
        make(engine, now_s);
        engine->checkpoint_due_s = now_s + CHECKPOINT_PERIOD_S;
    }

    return engine->checkpoint_due_s - now_s;
}


void
checkpoint_at_stop(struct engine *engine)
{
    if (engine->config->audit.checkpoints[0] != '\0'
        && engine->audit_key != NULL)
    {
        make(engine, clock_now_s(&engine->clock));
    }
}


static bool
parse_hex(const char *text, uint8_t *ret, size_t len)
{
    if (strlen(text) != 2 * len) {
        return false;
    }

    for (size_t i = 0; i < len; i++) {
        unsigned value;

        if (sscanf(text + 2 * i, "%2x", &value) != 1) {
            return false;
        }
        ret[i] = (uint8_t) value;
    }

    return true;
}


/* Signature first: what an unsigned line says is nothing. */
static bool
is_signed(const struct engine *engine, const char *line, size_t message_len,
          const char *signature_hex)
{
    uint8_t point[SIGN_POINT_SIZE], signature[SIGN_SIGNATURE_SIZE];
    struct verify_key *key;
    bool good;

    if (!parse_hex(signature_hex, signature, sizeof(signature))
        || !sign_key_point(engine->audit_key, point))
    {
        return false;
    }

    key = verify_key_new(span_of(point, sizeof(point)));
    good = key != NULL
           && verify_signature(key, span_of(line, message_len), signature);
    verify_key_free(key);

    return good;
}


/* NULL where the line agrees with the log; else what is wrong with it. */
static const char *
check_line(struct engine *engine, const char *line, uint64_t *ret_seq)
{
    char store[2 * ID_SIZE + 1], chain[65], point[2 * SIGN_POINT_SIZE + 1];
    char signature[2 * SIGN_SIGNATURE_SIZE + 1], held_hex[65];
    uint8_t held[32];
    int64_t at_s;
    int message_len = 0;

    if (sscanf(line, "gcis-checkpoint-v1 %32s %" SCNu64 " %64s %" SCNd64
               " %130s%n %128s", store, ret_seq, chain, &at_s, point,
               &message_len, signature) != 6)
    {
        return "is not a checkpoint";
    }
    if (!is_signed(engine, line, (size_t) message_len, signature)) {
        return "is not signed by this node's audit key";
    }
    if (store_chain_at(engine->store, *ret_seq, held) != STORE_OK) {
        return "names a record that the log does not have: its tail was cut";
    }

    hex_encode(span_of(held, sizeof(held)), held_hex);

    return strcmp(held_hex, chain) == 0
           ? NULL : "differs from the log: it was written anew";
}


bool
checkpoint_verify(struct engine *engine, const char *path, uint64_t *ret_n,
                  char words[STORE_ERROR_MAX])
{
    char line[LINE_MAX_SIZE];
    uint64_t number = 0, seq = 0;
    const char *wrong = NULL;
    FILE *file = path[0] == '\0' ? NULL : fopen(path, "re");

    *ret_n = 0;
    if (file == NULL) {
        return true;
    }

    while (wrong == NULL && fgets(line, sizeof(line), file) != NULL) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        wrong = check_line(engine, line, &seq);
    }
    fclose(file);
    *ret_n = number;

    if (wrong != NULL) {
        words_print(words, STORE_ERROR_MAX, "%s:%" PRIu64 ": the checkpoint %s "
                    "(record %" PRIu64 ")", path, number, wrong, seq);
    }

    return wrong == NULL;
}
