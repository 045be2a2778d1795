/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the rules for passwords ask about a text: its folded form, the kinds of
 * its characters, its parts.  The rules themselves are policy's.
 */
#include "base/text.h"
#include "base/utf8.h"

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>


static void
wipe_and_free(uint8_t *text, size_t len)
{
    if (text != NULL) {
        explicit_bzero(text, len);
        free(text);
    }
}


char *
text_fold(struct span text, size_t *ret_len)
{
    size_t composed_len = 0;
    size_t folded_len = 0;
    uint8_t *composed = NULL;
    uint8_t *folded = NULL;
    char *ret = NULL;

    if (!utf8_is_valid(text)) {
        return NULL;
    }
    if (text.len == 0) {
        *ret_len = 0;
        return calloc(1, 1);
    }
    /* first the form, for it brings capitals to light (a circled A) */
    composed = u8_normalize(UNINORM_NFKC, text.data, text.len, NULL,
                            &composed_len);
    if (composed != NULL) {
        folded = u8_casefold(composed, composed_len, NULL, UNINORM_NFKC, NULL,
                             &folded_len);
    }
    if (folded != NULL) {
        ret = malloc(folded_len + 1);
    }
    if (ret != NULL) {
        memcpy(ret, folded, folded_len);
        ret[folded_len] = '\0';
        *ret_len = folded_len;
    }
    wipe_and_free(composed, composed_len);
    wipe_and_free(folded, folded_len);
    return ret;
}


static unsigned
kind_of(ucs4_t c)
{
    if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Lu
                                         | UC_CATEGORY_MASK_Lt)) {
        return TEXT_UPPER;
    }
    if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Ll)) {
        return TEXT_LOWER;
    }
    if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Nd)) {
        return TEXT_DIGIT;
    }
    return TEXT_OTHER;
}


unsigned
text_kinds(struct span text)
{
    unsigned kinds = 0;
    uint32_t c = 0;

    while (text.len > 0) {
        size_t step = utf8_decode(text, &c);
        if (step == 0) {
            return 0;
        }
        kinds |= kind_of(c);
        text = span_of(text.data + step, text.len - step);
    }
    return kinds;
}


bool
text_starts_with_letter(struct span text)
{
    uint32_t c = 0;

    return utf8_decode(text, &c) > 0
           && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L);
}


/* Marks belong to the letter that they stand on. */
static bool
is_of_a_part(ucs4_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L
                                            | UC_CATEGORY_MASK_N
                                            | UC_CATEGORY_MASK_M);
}


/* Scripts in which two characters are a name already. */
static bool
is_cjk(ucs4_t c)
{
    static const char *const scripts[] = {
        "Han", "Hiragana", "Katakana", "Bopomofo", "Hangul",
    };
    const uc_script_t *script = uc_script(c);

    for (size_t i = 0; script != NULL && i < ARRAY_LEN(scripts); i++) {
        if (strcmp(script->name, scripts[i]) == 0) {
            return true;
        }
    }
    return uc_is_property_ideographic(c);
}


bool
text_parts(struct span text, text_part_visitor *visit, void *state)
{
    struct span part = span_of(text.data, 0);
    size_t n = 0;
    bool cjk = false;

    while (text.len > 0) {
        uint32_t c = 0;
        size_t step = utf8_decode(text, &c);
        bool inside = step > 0 && is_of_a_part(c);
        if (step == 0) {
            step = 1; /* an invalid byte parts, like any sign */
        }
        if (!inside && n > 0 && visit(state, part, n, cjk)) {
            return true;
        }
        text = span_of(text.data + step, text.len - step);
        if (inside) {
            part.len += step;
            n++;
            cjk = cjk || is_cjk(c);
        } else {
            part = span_of(text.data, 0);
            n = 0;
            cjk = false;
        }
    }
    return n > 0 && visit(state, part, n, cjk);
}
