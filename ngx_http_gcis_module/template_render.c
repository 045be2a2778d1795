/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Renders a checked set of templates over data.  The set is only read; all
 * that changes lies on the stack of the call.  Bounds: depth (the load has
 * counted it, this looks again), size of the output, and steps, because the
 * data could make nested loops long that write nothing.
 */
#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "template_data.h"
#include "template_output.h"
#include "template_tree.h"

#define STEPS_MAX 1000000 /* nodes visited for one page */

struct render {
    const struct template_set *set;
    size_t language;
    struct output output;
    struct data data;
    size_t n_steps;
};


static void
write_value(struct render *render, const json_t *value, bool address)
{
    char number[24];

    if (json_is_string(value)) {
        const char *text = json_string_value(value);

        if (address && !output_is_address(text)) {
            text = "about:invalid";
        }
        output_escaped(&render->output, text, strlen(text));
    }
    if (json_is_integer(value)) {
        int len = snprintf(number, sizeof(number), "%lld",
            (long long) json_integer_value(value));

        output_escaped(&render->output, number, (size_t) len);
    }
}


static void
write_message(struct render *render, size_t place)
{
    const char *text =
        render->set->messages.list[place].text[render->language];
    const char *start = text;
    const char *name;
    size_t name_len;
    size_t literal;

    while (messages_placeholder(&text, &literal, &name, &name_len)) {
        output_escaped(&render->output, start, literal);
        write_value(render, data_find(&render->data, name, name_len), false);
        start = text;
    }
    output_escaped(&render->output, start, literal);
}


static void
write_nodes(struct render *render, const struct template *template,
    size_t begin, size_t end);


static void
enter(struct render *render, const struct template *template, size_t place,
    const json_t *value)
{
    if (render->data.depth > TEMPLATE_DEPTH_MAX) {
        render->output.broken = true;
        return;
    }
    render->data.stack[render->data.depth++] = value;
    write_nodes(render, template, place + 1, template->nodes[place].end);
    render->data.depth--;
}


static void
write_section(struct render *render, const struct template *template,
    size_t place)
{
    const struct node *node = &template->nodes[place];
    const json_t *value = data_find(&render->data, node->text, node->len);
    size_t n = 1;

    if (value == NULL || data_is_empty(value)) {
        return;
    }
    if (!json_is_array(value)) {
        enter(render, template, place, value);
        return;
    }
    n = json_array_size(value);
    for (size_t i = 0; i < n && !render->output.broken; i++) {
        enter(render, template, place, json_array_get(value, i));
    }
}


static void
write_empty(struct render *render, const struct template *template,
    size_t place)
{
    const struct node *node = &template->nodes[place];
    const json_t *value = data_find(&render->data, node->text, node->len);

    if (value == NULL || data_is_empty(value)) {
        write_nodes(render, template, place + 1, node->end);
    }
}


static void
write_node(struct render *render, const struct template *template,
    size_t place)
{
    const struct node *node = &template->nodes[place];
    const struct template *part;

    switch (node->kind) {
    case NODE_TEXT:
        output_text(&render->output, node->text, node->len);
        return;
    case NODE_VALUE:
        write_value(render, data_find(&render->data, node->text, node->len), false);
        return;
    case NODE_ADDRESS:
        write_value(render, data_find(&render->data, node->text, node->len), true);
        return;
    case NODE_MESSAGE:
        write_message(render, node->target);
        return;
    case NODE_SECTION:
        write_section(render, template, place);
        return;
    case NODE_EMPTY:
        write_empty(render, template, place);
        return;
    case NODE_PART:
        part = render->set->templates[node->target];
        write_nodes(render, part, 0, part->n_nodes);
        return;
    }
    render->output.broken = true;
}


static void
write_nodes(struct render *render, const struct template *template,
    size_t begin, size_t end)
{
    size_t place = begin;

    while (place < end && !render->output.broken) {
        const struct node *node = &template->nodes[place];
        bool section = node->kind == NODE_SECTION || node->kind == NODE_EMPTY;

        if (++render->n_steps > STEPS_MAX) {
            render->output.broken = true;
            return;
        }
        write_node(render, template, place);
        place = section ? node->end : place + 1;
    }
}


int
template_render(const struct template_set *set, const char *page,
    const char *language, const json_t *data, char **ret_html,
    size_t *ret_len)
{
    struct render render = {
        .set = set,
        .language = messages_language(language),
        .data = { .stack = { data }, .depth = 1 },
    };
    const struct template *template = template_find(set, page, strlen(page));

    if (template == NULL) {
        return -1;
    }
    output_text(&render.output, "", 0);
    write_nodes(&render, template, 0, template->n_nodes);
    if (render.output.broken) {
        free(render.output.bytes);
        return -1;
    }
    *ret_html = render.output.bytes;
    *ret_len = render.output.len;
    return 0;
}


char *
template_message(const struct template_set *set, const char *key,
    const char *language, const json_t *data)
{
    struct render render = {
        .set = set,
        .language = messages_language(language),
        .output = { .plain = true },
        .data = { .stack = { data }, .depth = 1 },
    };
    size_t place = messages_find(&set->messages, key, strlen(key));

    if (place == MESSAGES_NONE) {
        return NULL;
    }
    write_message(&render, place);
    if (render.output.broken) {
        free(render.output.bytes);
        return NULL;
    }
    return render.output.bytes;
}
