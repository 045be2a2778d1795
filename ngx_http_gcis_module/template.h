/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages from templates: a strict subset of Mustache whose output is always
 * escaped.  This header knows templates, parts and catalogues of messages;
 * it knows nothing of nginx, of requests, or of what a page means.
 *
 * A template may hold
 *     {{name}} {{a.b}} {{.}}     a value, escaped; {{.}} is the current item
 *     {{#name}}...{{/name}}      each item of an array; once for anything
 *                                else that is not empty, which it enters
 *     {{^name}}...{{/name}}      only where it is empty
 *     {{>part}}                  another template of the folder
 *     {{t.key}}                  a message in the language of the page, whose
 *                                {name} placeholders are filled from the data
 *     {{! words }}               nothing
 * and nothing else: no raw output, no set delimiters, no recursion.  Empty
 * are: missing, null, false, "", 0 and [].  A tag other than a value or a
 * message that stands alone on its line takes the line with it.
 *
 * A value may stand in text or in a quoted attribute, nowhere else; at the
 * start of href, src, action or formaction it must be an address of a kind
 * that a page may lead to, else "about:invalid" stands there.  Inline
 * scripts, styles and on... attributes are refused: the portal's
 * Content-Security-Policy would block them.
 *
 * All files are read and checked by template_set_load(); a set is read-only
 * after that, and any number of threads may render from it.
 *
 *
 * What the pages are given (JSON; all optional unless said; times and
 * other texts come formatted, present.h):
 *
 *   every page (what portal_complete() adds is marked +)
 *     base          address of the portal with its last "/"        (always)
 *     title         title of the page                              (always)
 *     languages     [{code, name, tag, current}]: the languages on offer
 *     query         query of this page without lang, encoded, for the
 *                   link to the other language
 *     site          {title, service_text, notice, logo, home_url,
 *                   component_url, faq_url}; logo is the name of an asset
 *     version       version of the software, for the footer
 *     session       {account, full_name, agency_name, civil_servant | member
 *                   (true for the kind it is), level_certificate, restricted,
 *                   renewable, left_s}: present = signed in; left_s =
 *                   seconds to its end, renewable = it can be prolonged
 *     errors        [{field, message}] and error {FIELD: message}: made by
 *                   portal_error(), in the order of the fields
 *     has_errors    + there are some
 *     code, reference   of a refusal: "G100", letters and digits
 *   pages with a form
 *     form_token    value of the hidden field `token`              (always)
 *     return        value of the hidden field `return`
 *     return_query  + the same, encoded for a link
 *   sign-in
 *     first         show the form instead of the card
 *     card          the card's button was pressed: say that it comes
 *     signed_out    say that the session has ended
 *     account       the name as typed
 *     downloads     [{title, files: [{format, url}]}], the public ones
 *     has_downloads + there are some
 *   password
 *     oneday        the old password is the one-day password just used
 *     must_change   the session can do nothing else before
 *     rules         {min_length, max_length, composition, history,
 *                   min_age_days, max_age_days, blocklist, name}: numbers;
 *                   true; what is 0 or false is not a rule here
 *   password-done
 *     ended         this session ended too: sign in again      (R14)
 *   home
 *     updated, last_password, last_certificate    times
 *     failures      {count, last}: since the last success, absent if none
 *     password_days days left, absent while there are more than 14
 *     no_certificate  say that no certificate is registered
 *     has_reminders + there is one of the three
 *     applications  [{code, name, url, card_required}] in their order; an
 *                   entry without url is named but leads nowhere yet
 *     has_applications  + there are some
 *     downloads     as above
 *   step-up
 *     application   {code, name}
 *   done
 *     target        where the sign-in goes on
 *   error           made by portal_refuse()
 *     status, sentence, next, application {code, name}
 */
#ifndef GCIS_TEMPLATE_H
#define GCIS_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#define TEMPLATE_OUTPUT_MAX (256 * 1024) /* bytes of one page */

struct template_set;

/*
 * Reads the templates NAME.html and the catalogues zh-Hant.json and en.json
 * of dir; then those of override (may be NULL), which replace templates
 * whole, messages one by one, and may add templates.  NULL on any fault;
 * error then says "file:line: what".  The caller frees the set.
 */
struct template_set *
template_set_load(const char *dir, const char *override, char *error,
    size_t error_size) __attribute__((warn_unused_result));

void
template_set_free(struct template_set *set);

/* Whether there is such a template, such a message. */
bool
template_set_has(const struct template_set *set, const char *page);

bool
template_set_has_message(const struct template_set *set, const char *key);

/*
 * Renders a page in a language ("zh-Hant", "en"; any other is "zh-Hant").
 * 0 and malloc'ed bytes, ended by a NUL that len does not count; or -1: no
 * such page, too long, no memory.
 */
int
template_render(const struct template_set *set, const char *page,
    const char *language, const json_t *data, char **ret_html,
    size_t *ret_len) __attribute__((warn_unused_result));

/*
 * A message with its placeholders filled: plain text, malloc'ed, to be put
 * into the data of a page (and escaped there).  NULL: no such key, no memory.
 */
char *
template_message(const struct template_set *set, const char *key,
    const char *language, const json_t *data)
    __attribute__((warn_unused_result));

#endif
