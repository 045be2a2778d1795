/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ties the parts and messages of a set of templates to their names, and
 * refuses names that nothing has and parts that hold themselves.
 */
#include "template_tree.h"


static bool
link_node(const struct template_set *set, const struct template *template,
    struct node *node, const struct fault *fault)
{
    if (node->kind == NODE_PART) {
        node->target = template_place(set, node->text, node->len);
        if (node->target == set->n_templates) {
            return fault_set(fault, template->path, node->line,
                "unknown part %.*s", (int) node->len, node->text);
        }
    }
    if (node->kind == NODE_MESSAGE) {
        node->target = messages_find(&set->messages, node->text, node->len);
        if (node->target == MESSAGES_NONE) {
            return fault_set(fault, template->path, node->line,
                "unknown message %.*s", (int) node->len, node->text);
        }
    }
    return true;
}


/*
 * Walks a template as rendering would, each branch once.  A part that holds
 * itself grows deeper for ever, so one bound finds both.
 */
static bool
check_depth(const struct template_set *set, const struct template *template,
    size_t depth, const struct fault *fault)
{
    size_t ends[TEMPLATE_DEPTH_MAX];
    size_t n_open = 0;

    for (size_t i = 0; i < template->n_nodes; i++) {
        const struct node *node = &template->nodes[i];

        while (n_open > 0 && ends[n_open - 1] <= i) {
            n_open--;
        }
        if (node->kind == NODE_TEXT || node->kind == NODE_VALUE
            || node->kind == NODE_ADDRESS || node->kind == NODE_MESSAGE)
        {
            continue;
        }
        if (depth + n_open >= TEMPLATE_DEPTH_MAX) {
            return fault_set(fault, template->path, node->line, "%.*s: parts"
                " and sections more than %d deep: does a part hold itself?",
                (int) node->len, node->text, TEMPLATE_DEPTH_MAX);
        }
        if (node->kind != NODE_PART) {
            ends[n_open++] = node->end;
        } else if (!check_depth(set, set->templates[node->target],
            depth + n_open + 1, fault))
        {
            return false;
        }
    }
    return true;
}


bool
template_link(struct template_set *set, const struct fault *fault)
{
    for (size_t i = 0; i < set->n_templates; i++) {
        struct template *template = set->templates[i];

        for (size_t k = 0; k < template->n_nodes; k++) {
            if (!link_node(set, template, &template->nodes[k], fault)) {
                return false;
            }
        }
    }
    for (size_t i = 0; i < set->n_templates; i++) {
        if (!check_depth(set, set->templates[i], 0, fault)) {
            return false;
        }
    }
    return true;
}
