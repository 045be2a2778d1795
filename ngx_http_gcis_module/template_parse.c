/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One template from bytes to nodes.  Knows the tags and where they may stand;
 * whether a part or a message exists is asked later, by template.c, when all
 * files are there.
 */
#include "template_html.h"
#include "template_tag.h"
#include "template_tree.h"

#include <stdlib.h>
#include <string.h>

struct parser {
    struct template *template;
    const struct fault *fault;
    const char *at;
    const char *end;
    unsigned line;
    struct html html;
    size_t open[TEMPLATE_DEPTH_MAX]; /* sections not closed yet */
    struct html open_html[TEMPLATE_DEPTH_MAX];
    size_t n_open;
    size_t n_room;
};


#define fail(parser, ...) \
    fault_set((parser)->fault, (parser)->template->path, (parser)->line, \
        __VA_ARGS__)


static bool
add_node(struct parser *parser, enum node_kind kind, const char *text,
    size_t len)
{
    struct template *template = parser->template;

    if (template->n_nodes == parser->n_room) {
        size_t n_room = parser->n_room == 0 ? 32 : parser->n_room * 2;
        struct node *nodes = reallocarray(template->nodes, n_room,
            sizeof(*nodes));

        if (nodes == NULL) {
            return fail(parser, "no memory");
        }
        template->nodes = nodes;
        parser->n_room = n_room;
    }
    template->nodes[template->n_nodes++] = (struct node) {
        .kind = kind, .line = parser->line, .text = text, .len = len,
    };
    return true;
}


static bool
add_text(struct parser *parser, const char *end)
{
    const char *start = parser->at;

    if (start == end) {
        return true;
    }
    if (!add_node(parser, NODE_TEXT, start, (size_t) (end - start))) {
        return false;
    }
    for (const char *at = start; at < end; at++) {
        const char *wrong = html_byte(&parser->html, *at);

        if (wrong != NULL) {
            return fail(parser, "%s", wrong);
        }
        if (at[0] == '}' && at + 1 < end && at[1] == '}') {
            return fail(parser, "}} without {{");
        }
        parser->line += *at == '\n';
    }
    parser->at = end;
    return true;
}


static bool
open_section(struct parser *parser, enum node_kind kind,
    const struct tag *tag)
{
    if (parser->n_open == TEMPLATE_DEPTH_MAX) {
        return fail(parser, "more than %d sections one in another",
            TEMPLATE_DEPTH_MAX);
    }
    parser->open[parser->n_open] = parser->template->n_nodes;
    parser->open_html[parser->n_open] = parser->html;
    parser->n_open++;
    return add_node(parser, kind, tag->name, tag->len);
}


static bool
close_section(struct parser *parser, const struct tag *tag)
{
    struct node *node;

    if (parser->n_open == 0) {
        return fail(parser, "{{/%.*s}} closes nothing", (int) tag->len,
            tag->name);
    }
    parser->n_open--;
    node = &parser->template->nodes[parser->open[parser->n_open]];
    if (node->len != tag->len
        || memcmp(node->text, tag->name, tag->len) != 0)
    {
        return fail(parser, "{{/%.*s}} where {{/%.*s}} of line %u is open",
            (int) tag->len, tag->name, (int) node->len, node->text,
            node->line);
    }
    if (parser->html.state != parser->open_html[parser->n_open].state) {
        return fail(parser, "section %.*s of line %u ends in the middle of a"
            " tag", (int) node->len, node->text, node->line);
    }
    node->end = parser->template->n_nodes;
    return true;
}


static bool
add_value(struct parser *parser, const struct tag *tag)
{
    enum node_kind kind = NODE_VALUE;

    if (!html_takes_value(&parser->html)) {
        return fail(parser, "{{%.*s}} outside of text and quoted attributes",
            (int) tag->len, tag->name);
    }
    if (tag->len > 2 && memcmp(tag->name, "t.", 2) == 0) {
        return add_node(parser, NODE_MESSAGE, tag->name + 2, tag->len - 2);
    }
    if (html_at_address(&parser->html)) {
        kind = NODE_ADDRESS;
    }
    parser->html.value_len++;
    return add_node(parser, kind, tag->name, tag->len);
}


static bool
add_part(struct parser *parser, const struct tag *tag)
{
    if (parser->html.state != HTML_TEXT) {
        return fail(parser, "part %.*s in the middle of a tag",
            (int) tag->len, tag->name);
    }
    return add_node(parser, NODE_PART, tag->name, tag->len);
}


static bool
add_tag(struct parser *parser, const struct tag *tag)
{
    bool current = tag->sigil == '\0' && tag->len == 1
        && tag->name[0] == '.';

    if (tag->sigil == '!') {
        return true;
    }
    if (!current && !template_is_name(tag->name, tag->len)) {
        return fail(parser, "unknown tag {{%.*s}}",
            (int) (tag->len < 40 ? tag->len : 40), tag->name);
    }
    switch (tag->sigil) {
    case '#':
        return open_section(parser, NODE_SECTION, tag);
    case '^':
        return open_section(parser, NODE_EMPTY, tag);
    case '/':
        return close_section(parser, tag);
    case '>':
        return add_part(parser, tag);
    default:
        return add_value(parser, tag);
    }
}


static bool
parse_next(struct parser *parser)
{
    const char *start = memmem(parser->at,
        (size_t) (parser->end - parser->at), "{{", 2);
    struct tag tag;

    if (start == NULL) {
        return add_text(parser, parser->end);
    }
    if (!tag_read(start, parser->end, &tag)) {
        return add_text(parser, start)
            && fail(parser, "{{ without }} on its line");
    }
    if (tag.sigil != '\0') {
        tag_widen(&tag, parser->template->bytes, parser->at, parser->end);
    }
    if (!add_text(parser, tag.start) || !add_tag(parser, &tag)) {
        return false;
    }
    parser->line += tag.after[-1] == '\n';
    parser->at = tag.after;
    return true;
}


bool
template_parse(struct template *template, const struct fault *fault)
{
    struct parser parser = {
        .template = template,
        .fault = fault,
        .at = template->bytes,
        .end = template->bytes + template->len,
        .line = 1,
    };

    while (parser.at < parser.end) {
        if (!parse_next(&parser)) {
            return false;
        }
    }
    if (parser.n_open > 0) {
        const struct node *node =
            &template->nodes[parser.open[parser.n_open - 1]];

        parser.line = node->line;
        return fail(&parser, "section %.*s is not closed", (int) node->len,
            node->text);
    }
    if (parser.html.state != HTML_TEXT) {
        return fail(&parser, "ends in the middle of a tag");
    }
    return true;
}
