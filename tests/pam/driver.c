/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pam_driver FOLDER: an application of the real libpam, for the service files
 * of FOLDER.  Reads commands from standard input, one a line, and says what
 * happens: prompts, messages, log lines, delays, the code of each call; a full
 * stop ends what belongs to one command.
 *
 *   start SERVICE USER|-          as CALLER         item NAME TEXT|-
 *   answer [USER>]TEXT | *null | *none | *error | *again | *long N
 *   authenticate|setcred|acct_mgmt|open_session|close_session|chauthtok FLAGS
 *   env                           show NAME         arm N
 *   fork (what follows is a child's, until) join    end
 */
#include "driver.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMMAND_SIZE 2048 /* bytes */

static struct conversation conversation = { .caller = "scripted" };
static pam_handle_t *pamh;
static const char *folder;
static int is_child;
static int last_status;


void
say(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void) vprintf(format, arguments);
    va_end(arguments);
    (void) fflush(stdout);
}


void
say_quoted(const char *text)
{
    (void) putchar('"');
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char) *text;

        if (byte < 0x20 || byte > 0x7e) {
            (void) printf("\\x%02x", byte);
        } else {
            (void) putchar(byte);
        }
    }
    (void) putchar('"');
    (void) fflush(stdout);
}


/* libpam would sleep; that it wants to is enough. */
static void
on_delay(int status, unsigned delay_us, void *state)
{
    (void) status;
    (void) state;
    if (delay_us > 0) {
        say("delay\n");
    }
}


static const char *
code_name(int code)
{
    static const char *const names[] = {
        "SUCCESS", "OPEN_ERR", "SYMBOL_ERR", "SERVICE_ERR", "SYSTEM_ERR",
        "BUF_ERR", "PERM_DENIED", "AUTH_ERR", "CRED_INSUFFICIENT",
        "AUTHINFO_UNAVAIL", "USER_UNKNOWN", "MAXTRIES", "NEW_AUTHTOK_REQD",
        "ACCT_EXPIRED", "SESSION_ERR", "CRED_UNAVAIL", "CRED_EXPIRED",
        "CRED_ERR", "NO_MODULE_DATA", "CONV_ERR", "AUTHTOK_ERR",
        "AUTHTOK_RECOVERY_ERR", "AUTHTOK_LOCK_BUSY",
        "AUTHTOK_DISABLE_AGING", "TRY_AGAIN", "IGNORE", "ABORT",
        "AUTHTOK_EXPIRED", "MODULE_UNKNOWN", "BAD_ITEM", "CONV_AGAIN",
        "INCOMPLETE",
    };

    return code >= 0 && (size_t) code < sizeof(names) / sizeof(names[0])
           ? names[code] : "?";
}


static int
flag_of(const char *name)
{
    static const struct {
        const char *name;
        unsigned value;
    } flags[] = {
        { "silent", PAM_SILENT },
        { "expired", PAM_CHANGE_EXPIRED_AUTHTOK },
        { "no-null", PAM_DISALLOW_NULL_AUTHTOK },
        { "establish", PAM_ESTABLISH_CRED },
        { "delete", PAM_DELETE_CRED },
    };

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (strcmp(flags[i].name, name) == 0) {
            return (int) flags[i].value;
        }
    }
    (void) fprintf(stderr, "pam_driver: no flag %s\n", name);
    exit(2);
}


static int
item_of(const char *name)
{
    static const struct {
        const char *name;
        int item;
    } items[] = {
        { "user", PAM_USER }, { "rhost", PAM_RHOST }, { "ruser", PAM_RUSER },
        { "tty", PAM_TTY }, { "user_prompt", PAM_USER_PROMPT },
    };

    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
        if (strcmp(items[i].name, name) == 0) {
            return items[i].item;
        }
    }
    (void) fprintf(stderr, "pam_driver: no item %s\n", name);
    exit(2);
}


static void
start(const char *service, const char *user)
{
    struct pam_conv conv = { converse, &conversation };
    void (*delay)(int, unsigned, void *) = on_delay;
    int status;

    conversation.n = 0;
    conversation.next = 0;
    (void) snprintf(conversation.user, sizeof(conversation.user), "%s", user);
    status = pam_start_confdir(service, strcmp(user, "-") == 0 ? NULL : user,
                               &conv, folder, &pamh);
    if (status != PAM_SUCCESS) {
        (void) fprintf(stderr, "pam_driver: pam_start: %d\n", status);
        exit(2);
    }
    conversation.pamh = pamh;
    (void) pam_set_item(pamh, PAM_FAIL_DELAY, *(void **) &delay);
}


/* The answers are wiped: what is found later was kept by somebody else. */
static void
end(void)
{
    (void) pam_end(pamh, last_status);
    pamh = NULL;
    explicit_bzero(&conversation.answers, sizeof(conversation.answers));
    conversation.n = 0;
    conversation.next = 0;
}


static void
add_answer(char *text)
{
    static const struct {
        const char *word;
        enum answer_kind kind;
    } words[] = {
        { "*null", ANSWER_NULL }, { "*none", ANSWER_NONE },
        { "*error", ANSWER_ERROR }, { "*again", ANSWER_AGAIN },
    };
    struct answer *answer = &conversation.answers[conversation.n];
    char *arrow = strchr(text, '>');

    if (conversation.n == ANSWERS_MAX) {
        exit(2);
    }
    conversation.n++;
    memset(answer, 0, sizeof(*answer));
    if (arrow != NULL) {
        *arrow = '\0';
        (void) snprintf(answer->new_user, sizeof(answer->new_user), "%s",
                        text);
        text = arrow + 1;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(words[i].word, text) == 0) {
            answer->kind = words[i].kind;
            return;
        }
    }
    if (strncmp(text, "*long ", 6) == 0) {
        memset(answer->text, 'x', strtoul(text + 6, NULL, 10)
                                  % ANSWER_SIZE);
        return;
    }
    (void) snprintf(answer->text, sizeof(answer->text), "%s", text);
}


static int
call(const char *name, const char *flags_text)
{
    static const struct {
        const char *name;
        int (*function)(pam_handle_t *pamh, int flags);
    } calls[] = {
        { "authenticate", pam_authenticate }, { "setcred", pam_setcred },
        { "acct_mgmt", pam_acct_mgmt }, { "open_session", pam_open_session },
        { "close_session", pam_close_session }, { "chauthtok", pam_chauthtok },
    };
    int flags = flags_text[0] == '\0' ? 0 : flag_of(flags_text);

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        if (strcmp(calls[i].name, name) == 0) {
            last_status = calls[i].function(pamh, flags);
            say("%s\n", code_name(last_status));
            return 1;
        }
    }

    return 0;
}


static void
show_environment(void)
{
    char **list = pam_getenvlist(pamh);

    for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
        say("env ");
        say_quoted(list[i]);
        say("\n");
        free(list[i]);
    }
    free(list);
}


static void
show(const char *name)
{
    const void *value = NULL;

    (void) pam_get_item(pamh, item_of(name), &value);
    say_quoted(value == NULL ? "" : value);
    say("\n");
}


/* Of the library that is preloaded for it: the n-th allocation from now on
 * fails; 0: says how many there were, and ends it. */
static void
arm(unsigned long n)
{
    unsigned long (*fault_arm)(unsigned long);

    *(void **) &fault_arm = dlsym(RTLD_DEFAULT, "fault_arm");
    if (fault_arm == NULL) {
        (void) fprintf(stderr, "pam_driver: nothing is preloaded\n");
        exit(2);
    }
    n = fault_arm(n);
    say("allocations %lu\n", n);
}


static void
split(void)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        is_child = 1;
        return;
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        say("the child failed: %d\n", status);
    }
}


static void
obey(char *line)
{
    char *rest = strchr(line, ' ');

    if (rest != NULL) {
        *rest++ = '\0';
    } else {
        rest = line + strlen(line);
    }

    if (strcmp(line, "start") == 0) {
        char *user = strchr(rest, ' ');

        *user++ = '\0';
        start(rest, user);
    } else if (strcmp(line, "as") == 0 && conversation_is_known(rest)) {
        conversation.caller = strdup(rest);
    } else if (strcmp(line, "item") == 0) {
        char *text = strchr(rest, ' ');

        *text++ = '\0';
        (void) pam_set_item(pamh, item_of(rest),
                            strcmp(text, "-") == 0 ? NULL : text);
    } else if (strcmp(line, "answer") == 0) {
        add_answer(rest);
    } else if (strcmp(line, "env") == 0) {
        show_environment();
    } else if (strcmp(line, "show") == 0) {
        show(rest);
    } else if (strcmp(line, "arm") == 0) {
        arm(strtoul(rest, NULL, 10));
    } else if (strcmp(line, "fork") == 0) {
        split();
    } else if (strcmp(line, "end") == 0) {
        end();
    } else if (!call(line, rest)) {
        (void) fprintf(stderr, "pam_driver: %s?\n", line);
        exit(2);
    }
}


int
main(int argc, char **argv)
{
    char line[COMMAND_SIZE];

    if (argc != 2) {
        (void) fprintf(stderr, "usage: pam_driver FOLDER\n");
        return 2;
    }
    folder = argv[1];
    (void) setvbuf(stdin, NULL, _IONBF, 0); /* a child reads on */

    while (fgets(line, sizeof(line), stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "join") == 0 && is_child) {
            (void) fflush(stdout);
            _exit(0); /* the parent says the full stop */
        }
        obey(line);
        explicit_bzero(line, sizeof(line));
        say(".\n");
    }

    return 0;
}
