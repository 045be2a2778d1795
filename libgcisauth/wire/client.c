/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine behind its socket: each call is one message there and one back.
 * Connections are kept for the next call.  A request is sent once: where a
 * kept connection turns out to be closed before anything was sent, a new one
 * is opened; what may have been read by the engine is never sent again.
 *
 * The kept connections lie in slots that are taken and given by one atomic
 * step each, so that no lock can be held across a fork.  A child finds its
 * parent's connections there, closes its copies and opens its own.
 */
#include "wire/client.h"

#include "wire/connection.h"
#include "wire/message.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#define KEPT_MAX 8        /* connections */
#define KEPT_MS 30000     /* half of what the engine lets one lie idle */
#define TICK_MS 60000     /* nothing to do here */

enum slot_state {
    SLOT_EMPTY,
    SLOT_TAKEN,
    SLOT_FULL,
};

struct slot {
    atomic_int state; /* enum slot_state; the rest is the taker's */
    int fd;
    pid_t pid;
    int64_t since_ms;
};

struct client {
    struct sockaddr_un address;
    int64_t timeout_ms;
    struct logger logger;
    struct slot kept[KEPT_MAX];
};


static bool
slot_take(struct slot *slot, enum slot_state from)
{
    int expected = (int) from;

    return atomic_compare_exchange_strong(&slot->state, &expected,
                                          SLOT_TAKEN);
}


/* A kept connection that is ours, young and alive; or -1. */
static int
take_kept(struct client *client)
{
    int64_t now_ms = connection_now_ms();

    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct slot *slot = &client->kept[i];
        int fd;
        bool good;
        if (!slot_take(slot, SLOT_FULL)) {
            continue;
        }
        fd = slot->fd;
        good = slot->pid == getpid() && now_ms - slot->since_ms < KEPT_MS
               && connection_is_quiet(fd);
        atomic_store(&slot->state, SLOT_EMPTY);
        if (good) {
            return fd;
        }
        (void) close(fd);
    }
    return -1;
}


static void
keep(struct client *client, int fd)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        struct slot *slot = &client->kept[i];
        if (slot_take(slot, SLOT_EMPTY)) {
            slot->fd = fd;
            slot->pid = getpid();
            slot->since_ms = connection_now_ms();
            atomic_store(&slot->state, SLOT_FULL);
            return;
        }
    }
    (void) close(fd);
}


static int
away(const struct client *client, const char *error)
{
    char path[LOG_FIELD_MAX + 3];

    log_line(&client->logger, LOG_LEVEL_WARNING,
             "the engine is away: %s: is gcisd running? socket=%s", error,
             log_quote(path, span_str(client->address.sun_path)));
    return GCIS_E_STORE;
}


/* A server that is full says so, hangs up and reads nothing: what it said is
 * heard even where sending failed. */
static bool
speak(int fd, const char *message, int64_t deadline_ms,
      struct wire_buffer *ret, char error[CONNECTION_ERROR_MAX])
{
    char unheard[CONNECTION_ERROR_MAX];

    if (!connection_send(fd, span_of(message, strlen(message) + 1),
                         deadline_ms, error))
    {
        return connection_receive(fd, deadline_ms, ret, unheard);
    }
    return connection_receive(fd, deadline_ms, ret, error);
}


/* GCIS_OK here means that a reply is in `ret`: the caller reads its verdict. */
static int
exchange(struct client *client, const char *message, struct wire_buffer *ret)
{
    int64_t deadline_ms = connection_now_ms() + client->timeout_ms;
    char error[CONNECTION_ERROR_MAX] = "";
    bool busy = false;
    int fd;

    if (message == NULL) {
        return GCIS_E_NOMEM;
    }
    if (strlen(message) >= WIRE_MESSAGE_MAX) {
        return GCIS_E_INVALID;
    }
    fd = take_kept(client);
    if (fd < 0) {
        fd = connection_open(&client->address, deadline_ms, error, &busy);
    }
    if (fd < 0) {
        int status = away(client, error);
        return busy ? GCIS_E_BUSY : status;
    }
    if (!speak(fd, message, deadline_ms, ret, error)) {
        (void) close(fd);
        return away(client, error);
    }
    keep(client, fd);
    return GCIS_OK;
}


static int
refuse(struct outcome *ret, int status, enum reason reason)
{
    memset(ret, 0, sizeof(*ret));
    ret->status = status;
    ret->reason = reason;
    return status;
}


static int
attempt(struct client *client, enum wire_method method,
        const struct attempt *asked, struct outcome *ret)
{
    struct wire_buffer reply = { 0 };
    char *message;
    int status;

    if (!wire_attempt_is_text(asked)) {
        return refuse(ret, GCIS_E_INVALID, REASON_BAD_INPUT);
    }
    message = wire_request_attempt(method, asked);
    status = exchange(client, message, &reply);
    wire_message_free(message);
    if (status != GCIS_OK) {
        return refuse(ret, status, status == GCIS_E_BUSY ? REASON_BUSY
                                                         : REASON_ENGINE_AWAY);
    }
    if (!wire_outcome_parse(span_of(reply.data, reply.len), ret)) {
        (void) away(client, "no reply of gcisd");
        (void) refuse(ret, GCIS_E_STORE, REASON_ENGINE_AWAY);
    }
    wire_buffer_free(&reply);
    return ret->status;
}


static int
client_authenticate(void *state, const struct peer *peer,
                    const struct attempt *asked, struct outcome *ret)
{
    (void) peer; /* the engine asks the kernel */
    return attempt(state, WIRE_AUTHENTICATE, asked, ret);
}


static int
client_check(void *state, const struct peer *peer,
             const struct attempt *asked, struct outcome *ret)
{
    (void) peer;
    return attempt(state, WIRE_CHECK, asked, ret);
}


static int
token_call(struct client *client, enum wire_method method, struct span token,
           char ret_token[TOKEN_MAX + 1])
{
    struct wire_buffer reply = { 0 };
    char *message;
    int status;

    ret_token[0] = '\0';
    if (token.len == 0 || token.len > TOKEN_MAX) {
        return GCIS_E_DENIED;
    }
    message = wire_request_token(method, token);
    status = message == NULL ? GCIS_E_DENIED /* no text, so no token */
                             : exchange(client, message, &reply);
    wire_message_free(message);
    if (status != GCIS_OK) {
        return status;
    }
    status = GCIS_E_STORE;
    if (!wire_token_parse(span_of(reply.data, reply.len), &status, ret_token))
    {
        status = away(client, "no reply of gcisd");
    }
    wire_buffer_free(&reply);
    return status;
}


static int
client_renew(void *state, const struct peer *peer, struct span token,
             char ret_token[TOKEN_MAX + 1])
{
    int status = token_call(state, WIRE_RENEW, token, ret_token);

    (void) peer;
    if (status == GCIS_OK && ret_token[0] == '\0') {
        return away(state, "no token in a reply of gcisd");
    }
    return status;
}


static int
client_end(void *state, const struct peer *peer, struct span token)
{
    char none[TOKEN_MAX + 1];

    (void) peer;
    return token_call(state, WIRE_END, token, none);
}


static json_t *
too_long(void)
{
    return json_pack("{s:s, s:s, s:s, s:s}",
                     "error", wire_status_code(GCIS_E_INVALID),
                     "reason", reason_word(REASON_TOO_LONG),
                     "message", "the parameters are too long",
                     "reference", "");
}


static int
client_call(void *state, const struct peer *peer, struct span token,
            const char *operation, json_t *parameters, json_t **ret_reply)
{
    struct client *client = state;
    struct wire_buffer reply = { 0 };
    char *message;
    int status;

    (void) peer;
    *ret_reply = NULL;
    message = wire_request_call(token, operation, parameters);
    json_wipe(parameters);
    status = exchange(client, message, &reply);
    wire_message_free(message);
    if (status == GCIS_E_INVALID) {
        *ret_reply = too_long();
    }
    if (status != GCIS_OK) {
        return status;
    }
    status = GCIS_E_STORE;
    if (!wire_call_parse(span_of(reply.data, reply.len), &status, ret_reply))
    {
        status = away(client, "no reply of gcisd");
    }
    wire_buffer_free(&reply);
    return status;
}


static int64_t
client_tick(void *state, int64_t now_s)
{
    (void) state;
    (void) now_s;
    return TICK_MS;
}


static void
client_close(void *state)
{
    struct client *client = state;

    for (size_t i = 0; i < KEPT_MAX; i++) {
        if (client->kept[i].state == SLOT_FULL) {
            (void) close(client->kept[i].fd);
        }
    }
    free(client);
}


static const struct engine_vtable client_vtable = {
    .close = client_close,
    .authenticate = client_authenticate,
    .check = client_check,
    .renew = client_renew,
    .end = client_end,
    .call = client_call,
    .tick = client_tick,
};


bool
wire_client_open(const char *socket_path, int64_t timeout_ms,
                 const struct logger *logger, struct engine_handle *ret_handle)
{
    struct client *client = calloc(1, sizeof(*client));

    if (client == NULL) {
        return false;
    }
    if (!connection_address(socket_path, &client->address)) {
        free(client);
        return false;
    }
    client->timeout_ms = timeout_ms;
    client->logger = logger == NULL ? (struct logger){ 0 } : *logger;
    ret_handle->vtable = &client_vtable;
    ret_handle->state = client;
    return true;
}
