/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Completion scripts out of the table of verbs: what completes can be typed,
 * and nothing of the store is looked at.
 */
#include "commands.h"

#include "arguments.h"

#include <string.h>

#define GLOBALS "--store --config --json --quiet --help"


static bool
is_first(size_t index)
{
    const char *noun = verbs_at(index)->noun;

    for (size_t i = 0; i < index; i++) {
        if (strcmp(verbs_at(i)->noun, noun) == 0) {
            return false;
        }
    }

    return true;
}


static bool
is_there(const struct verb *verb)
{
    return !verb->later;
}


static bool
has_verbs(const char *noun)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        if (strcmp(verbs_at(i)->noun, noun) == 0 && is_there(verbs_at(i))) {
            return true;
        }
    }

    return false;
}


static void
print_nouns(void)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        if (is_first(i) && has_verbs(verbs_at(i)->noun)) {
            printf(" %s", verbs_at(i)->noun);
        }
    }
}


static void
print_words(const struct verb *verb)
{
    const struct verb_option *option = verb->options;

    for (const struct verb_argument *at = verb->arguments; at->name != NULL;
         at++) {
        if (at->choices != NULL) {
            printf("%s ", at->choices);
        }
    }
    for (; option != NULL && option->kind != OPTION_NONE; option++) {
        if (option->kind != OPTION_LATER) {
            printf("--%s ", option->name);
        }
        if (option->kind == OPTION_SWITCH) {
            printf("--no-%s ", option->name);
        }
    }
}


static void
print_cases(void)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        const struct verb *verb = verbs_at(i);

        if (is_first(i) && has_verbs(verb->noun)
            && !verbs_stands_alone(verb->noun))
        {
            printf("    \"%s \") choices='", verb->noun);
            for (size_t j = i; j < verbs_count(); j++) {
                if (strcmp(verbs_at(j)->noun, verb->noun) == 0
                    && is_there(verbs_at(j)))
                {
                    printf("%s ", verbs_at(j)->name);
                }
            }
            puts("' ;;");
        }
        if (is_there(verb)) {
            printf("    \"%s %s\"%s) choices='", verb->noun, verb->name,
                   verb->name[0] == '\0' ? "*" : "");
            print_words(verb);
            puts(GLOBALS "' ;;");
        }
    }
}


/* The choices of an option's value, wherever the option stands. */
static void
print_values(void)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        const struct verb_option *at = verbs_at(i)->options;

        for (; at != NULL && at->kind != OPTION_NONE; at++) {
            if (at->choices != NULL) {
                printf("    \"%s %s%s --%s\") choices='%s' ;;\n",
                       verbs_at(i)->noun, verbs_at(i)->name,
                       verbs_at(i)->name[0] == '\0' ? "\"*\"" : "",
                       at->name, at->choices);
            }
        }
    }
}


static void
print_body(void)
{
    puts("    local word noun= verb= skip= choices=\n"
         "    for word in \"${before[@]}\"; do\n"
         "        if [ -n \"$skip\" ]; then skip=; continue; fi\n"
         "        case $word in\n"
         "        --store|--config) skip=1 ;;\n"
         "        -*) ;;\n"
         "        *) if [ -z \"$noun\" ]; then noun=$word\n"
         "           elif [ -z \"$verb\" ]; then verb=$word; fi ;;\n"
         "        esac\n"
         "    done\n"
         "    case \"$noun $verb\" in");
    fputs("    \" \") choices='" GLOBALS " --version", stdout);
    print_nouns();
    puts("' ;;");
    print_cases();
    puts("    esac\n"
         "    case \"$noun $verb $last\" in");
    print_values();
    puts("    esac");
}


static void
print_bash(void)
{
    puts("# bash completion of gcisctl: eval \"$(gcisctl completion bash)\"\n"
         "_gcisctl() {\n"
         "    local before=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
         "    local last=${COMP_WORDS[COMP_CWORD-1]}");
    print_body();
    puts("    COMPREPLY=($(compgen -W \"$choices\" -- "
         "\"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _gcisctl gcisctl");
}


static void
print_zsh(void)
{
    puts("#compdef gcisctl\n"
         "# zsh completion of gcisctl: in a folder of $fpath as _gcisctl, or\n"
         "# eval \"$(gcisctl completion zsh)\"\n"
         "_gcisctl() {\n"
         "    local -a before=(\"${(@)words[2,CURRENT-1]}\")\n"
         "    local last=${words[CURRENT-1]}");
    print_body();
    puts("    compadd -- ${=choices} || _files\n"
         "}\n"
         "compdef _gcisctl gcisctl");
}


int
command_completion(struct program *program, struct arguments *arguments)
{
    (void) program;

    if (strcmp(argument(arguments, "shell"), "zsh") == 0) {
        print_zsh();
    } else {
        print_bash();
    }

    return EXIT_DONE;
}
