/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration as a file again, every key with what holds.  What it prints
 * reads back as the same configuration.
 */
#include "config/texts.h"

#include <stdio.h>


static void
print_entry(FILE *out, const char *name, const char *value)
{
    if (value[0] == '\0') {
        (void) fprintf(out, "# %s =\n", name);
    } else {
        (void) fprintf(out, "%s = %s\n", name, value);
    }
}


static void
print_section(FILE *out, const char *section)
{
    (void) fprintf(out, "\n[%s]\n", section);
}


/* All keys of one anchor stand under its first. */
static void
print_anchors(FILE *out, const struct config_texts *texts)
{
    for (const struct config_anchor *at = texts->anchors; at != NULL;
         at = at->next) {
        const struct config_anchor *first = texts->anchors;
        while (strcmp(first->section, at->section) != 0) {
            first = first->next;
        }
        if (first != at) {
            continue;
        }
        print_section(out, at->section);
        for (; first != NULL; first = first->next) {
            if (strcmp(first->section, at->section) == 0) {
                print_entry(out, config_key_at(first->key)->name,
                            first->text.written);
            }
        }
    }
}


static void
print_all(FILE *out, const struct config_texts *texts)
{
    const char *section = "";

    (void) fputs("# gcisd and those who ask it.  A file of gcis.conf.d/ wins "
                 "over this one.\n", out);
    for (size_t i = 0; i < config_n_keys(); i++) {
        const struct config_key *key = config_key_at(i);
        if (strcmp(key->section, CONFIG_ANCHOR) == 0) {
            continue;
        }
        if (strcmp(key->section, section) != 0) {
            section = key->section;
            print_section(out, section);
        }
        print_entry(out, key->name, texts->of[i].effective);
    }
    print_anchors(out, texts);
}


char *
config_print(const struct config *config)
{
    char *text = NULL;
    size_t len = 0;
    bool failed;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL) {
        return NULL;
    }
    print_all(out, config->texts);
    failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}
