/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps what was written and works out what holds: the text itself, or the
 * default, which a profile, the rules for everybody ([password]) or another
 * key may move.
 */
#include "config/texts.h"

#include "base/duration.h"

#include <stdio.h>

#define MEMBER "password member"


struct config_texts *
texts_new(void)
{
    return calloc(1, sizeof(struct config_texts)
                  + config_n_keys() * sizeof(struct config_text));
}


static void
wipe_text(struct config_text *text)
{
    free(text->written);
    free(text->where);
    free(text->effective);
}


void
texts_free(struct config_texts *texts)
{
    if (texts == NULL) {
        return;
    }
    for (size_t i = 0; i < config_n_keys(); i++) {
        wipe_text(&texts->of[i]);
    }
    while (texts->anchors != NULL) {
        struct config_anchor *anchor = texts->anchors;
        texts->anchors = anchor->next;
        wipe_text(&anchor->text);
        free(anchor->section);
        free(anchor);
    }
    free(texts);
}


static struct config_anchor **
find_anchor(struct config_texts *texts, struct span section, size_t key)
{
    struct config_anchor **at = &texts->anchors;

    while (*at != NULL && !((*at)->key == key
           && span_equal(section, span_str((*at)->section)))) {
        at = &(*at)->next;
    }
    return at;
}


const struct config_anchor *
texts_anchor(const struct config_texts *texts, struct span section,
             size_t key)
{
    const struct config_anchor *at = texts->anchors;

    while (at != NULL && !(at->key == key
           && span_equal(section, span_str(at->section)))) {
        at = at->next;
    }
    return at;
}


struct config_text *
texts_at(struct config_texts *texts, struct span section, size_t key)
{
    struct config_anchor **at;
    struct config_anchor *made;

    if (strcmp(config_key_at(key)->section, CONFIG_ANCHOR) != 0) {
        return &texts->of[key];
    }
    at = find_anchor(texts, section, key);
    if (*at != NULL) {
        return &(*at)->text;
    }
    made = calloc(1, sizeof(*made));
    if (made == NULL) {
        return NULL;
    }
    made->key = key;
    made->section = strndup((const char *) section.data, section.len);
    if (made->section == NULL) {
        free(made);
        return NULL;
    }
    *at = made;
    return &made->text;
}


bool
texts_write(struct config_text *text, struct span value, const char *where,
            unsigned file)
{
    char *written = strndup((const char *) value.data, value.len);
    char *place = strdup(where);

    if (written == NULL || place == NULL) {
        free(written);
        free(place);
        return false;
    }
    free(text->written);
    free(text->where);
    text->written = written;
    text->where = place;
    text->file = file;
    return true;
}


static bool
copy_text(struct config_text *to, const struct config_text *from)
{
    return from->written == NULL
        || texts_write(to, span_str(from->written), from->where, from->file);
}


bool
texts_copy(struct config_texts *to, const struct config_texts *from)
{
    to->n_files = from->n_files;
    for (size_t i = 0; i < config_n_keys(); i++) {
        if (!copy_text(&to->of[i], &from->of[i])) {
            return false;
        }
    }
    for (const struct config_anchor *at = from->anchors; at != NULL;
         at = at->next) {
        struct config_text *text = texts_at(to, span_str(at->section),
                                            at->key);
        if (text == NULL || !copy_text(text, &at->text)) {
            return false;
        }
    }
    return true;
}


static struct config_text *
text_named(struct config_texts *texts, const char *section, const char *name)
{
    return &texts->of[config_key_index(span_str(section), span_str(name))];
}


/* renew_after follows idle: a third of it. */
static char *
derive_renew_after(struct config_texts *texts)
{
    const char *idle = text_named(texts, "session", "idle")->effective;
    char derived[32];
    int64_t idle_s = 0;

    if (!duration_parse_s(span_str(idle), &idle_s)) {
        return NULL;
    }
    idle_s = idle_s < 3 ? 3 : idle_s;
    if (idle_s % 180 == 0) {
        (void) snprintf(derived, sizeof(derived), "%lldm",
                        (long long) idle_s / 180);
    } else {
        (void) snprintf(derived, sizeof(derived), "%llds",
                        (long long) idle_s / 3);
    }
    return strdup(derived);
}


/*
 * The rows of [password member] come after those of [password] and hold what
 * holds there, unless a profile of their own is said.
 */
static const char *
preset_of(struct config_texts *texts, const struct config_key *key)
{
    const struct config_text *profile;

    if (strcmp(key->section, MEMBER) == 0
        && text_named(texts, MEMBER, "profile")->written == NULL) {
        return text_named(texts, "password", key->name)->effective;
    }
    if (key->nist == NULL) {
        return key->preset;
    }
    profile = text_named(texts, key->section, "profile");
    return strcmp(profile->effective, "nist") == 0 ? key->nist : key->preset;
}


static char *
effective_of(struct config_texts *texts, size_t index)
{
    const struct config_key *key = config_key_at(index);

    if (texts->of[index].written != NULL) {
        return strdup(texts->of[index].written);
    }
    if (key->preset == NULL) {
        return derive_renew_after(texts);
    }
    return strdup(preset_of(texts, key));
}


bool
texts_complete(struct config_texts *texts)
{
    for (size_t i = 0; i < config_n_keys(); i++) {
        free(texts->of[i].effective);
        texts->of[i].effective = effective_of(texts, i);
        if (texts->of[i].effective == NULL) {
            return false;
        }
    }
    return true;
}
