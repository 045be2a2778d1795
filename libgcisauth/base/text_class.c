/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What PRECIS derives for a code point (RFC 8264 8 and 9) over libunistring's
 * tables, and the rules of context (RFC 5892 appendix A) for the few that are
 * right in one place only.  Mapping is text.c's.
 */
#include "base/text_class.h"

#include <uninorm.h>
#include <unictype.h>

enum derived {
    DISALLOWED,
    VALID,
    FREE_VALID, /* in the FreeformClass alone */
    CONTEXT,    /* valid where context_allows() */
};


void
text_points_wipe(struct text_points *points)
{
    explicit_bzero(points, sizeof(*points));
}


/* RFC 5892 2.6, taken over by RFC 8264 9.6; true where it is one. */
static bool
is_exception(ucs4_t c, enum derived *ret)
{
    static const struct {
        ucs4_t first;
        ucs4_t last;
        enum derived derived;
    } exceptions[] = {
        { 0x00b7, 0x00b7, CONTEXT },    /* middle dot */
        { 0x00df, 0x00df, VALID },      /* sharp s */
        { 0x0375, 0x0375, CONTEXT },    /* Greek lower numeral sign */
        { 0x03c2, 0x03c2, VALID },      /* final sigma */
        { 0x05f3, 0x05f4, CONTEXT },    /* Hebrew geresh, gershayim */
        { 0x0640, 0x0640, DISALLOWED }, /* Arabic tatweel */
        { 0x0660, 0x0669, CONTEXT },    /* Arabic-Indic digits */
        { 0x06f0, 0x06f9, CONTEXT },    /* extended Arabic-Indic digits */
        { 0x06fd, 0x06fe, VALID },      /* Sindhi signs */
        { 0x07fa, 0x07fa, DISALLOWED }, /* Nko lajanyalan */
        { 0x0f0b, 0x0f0b, VALID },      /* Tibetan tsheg */
        { 0x3007, 0x3007, VALID },      /* ideographic zero */
        { 0x302e, 0x302f, DISALLOWED }, /* Hangul tone marks */
        { 0x3031, 0x3035, DISALLOWED }, /* vertical kana repeat marks */
        { 0x303b, 0x303b, DISALLOWED }, /* vertical iteration mark */
        { 0x30fb, 0x30fb, CONTEXT },    /* katakana middle dot */
    };

    for (size_t i = 0; i < ARRAY_LEN(exceptions); i++) {
        if (c >= exceptions[i].first && c <= exceptions[i].last) {
            *ret = exceptions[i].derived;
            return true;
        }
    }
    return false;
}


/* Hangul_Syllable_Type L, V or T. */
static bool
is_old_hangul_jamo(ucs4_t c)
{
    return (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97c)
        || (c >= 0xd7b0 && c <= 0xd7c6) || (c >= 0xd7cb && c <= 0xd7fb);
}


static bool
has_compat(ucs4_t c)
{
    uint32_t mapped[UC_DECOMPOSITION_MAX_LENGTH];
    size_t len = ARRAY_LEN(mapped);
    uint32_t *result = u32_normalize(UNINORM_NFKC, &c, 1, mapped, &len);
    bool differs = result == NULL || len != 1 || result[0] != c;

    if (result != mapped) {
        free(result);
    }
    return differs;
}


static bool
is_category(ucs4_t c, uint32_t mask)
{
    return uc_is_general_category_withtable(c, mask);
}


/* RFC 8264 8, in its order. */
static enum derived
derive(ucs4_t c)
{
    enum derived exception;

    if (is_exception(c, &exception)) {
        return exception;
    }
    if (is_category(c, UC_CATEGORY_MASK_Cn)) {
        return DISALLOWED; /* unassigned, or not a character */
    }
    if (c >= 0x21 && c <= 0x7e) {
        return VALID;
    }
    if (uc_is_property_join_control(c)) {
        return CONTEXT;
    }
    if (is_old_hangul_jamo(c) || uc_is_property_default_ignorable_code_point(c)
        || uc_is_property_not_a_character(c)
        || is_category(c, UC_CATEGORY_MASK_Cc)) {
        return DISALLOWED;
    }
    if (has_compat(c)) {
        return FREE_VALID;
    }
    if (is_category(c, UC_CATEGORY_MASK_Ll | UC_CATEGORY_MASK_Lu
                    | UC_CATEGORY_MASK_Lo | UC_CATEGORY_MASK_Nd
                    | UC_CATEGORY_MASK_Lm | UC_CATEGORY_MASK_Mn
                    | UC_CATEGORY_MASK_Mc)) {
        return VALID;
    }
    if (is_category(c, UC_CATEGORY_MASK_Lt | UC_CATEGORY_MASK_Nl
                    | UC_CATEGORY_MASK_No | UC_CATEGORY_MASK_Me
                    | UC_CATEGORY_MASK_Zs | UC_CATEGORY_MASK_S
                    | UC_CATEGORY_MASK_P)) {
        return FREE_VALID;
    }
    return DISALLOWED;
}


static bool
is_script(ucs4_t c, const char *name)
{
    const uc_script_t *script = uc_script(c);

    return script != NULL && strcmp(script->name, name) == 0;
}


static bool
any_between(const struct text_points *points, ucs4_t first, ucs4_t last)
{
    for (size_t i = 0; i < points->len; i++) {
        if (points->at[i] >= first && points->at[i] <= last) {
            return true;
        }
    }
    return false;
}


static bool
any_kana_or_han(const struct text_points *points)
{
    for (size_t i = 0; i < points->len; i++) {
        if (is_script(points->at[i], "Hiragana")
            || is_script(points->at[i], "Katakana")
            || is_script(points->at[i], "Han")) {
            return true;
        }
    }
    return false;
}


/* RFC 5892 A.1: (L|D) T* ZWNJ T* (R|D) */
static bool
joins_on_both_sides(const struct text_points *points, size_t i)
{
    size_t before = i;
    size_t after = i + 1;
    int type;

    while (before > 0 && uc_joining_type(points->at[before - 1])
           == UC_JOINING_TYPE_T) {
        before--;
    }
    while (after < points->len && uc_joining_type(points->at[after])
           == UC_JOINING_TYPE_T) {
        after++;
    }
    if (before == 0 || after == points->len) {
        return false;
    }
    type = uc_joining_type(points->at[before - 1]);
    if (type != UC_JOINING_TYPE_L && type != UC_JOINING_TYPE_D) {
        return false;
    }
    type = uc_joining_type(points->at[after]);
    return type == UC_JOINING_TYPE_R || type == UC_JOINING_TYPE_D;
}


/* RFC 5892 appendix A for the character at i; no for what has no rule. */
static bool
context_allows(const struct text_points *points, size_t i)
{
    ucs4_t c = points->at[i];
    ucs4_t before = i > 0 ? points->at[i - 1] : 0;
    ucs4_t after = i + 1 < points->len ? points->at[i + 1] : 0;

    switch (c) {
    case 0x200c: /* zero width non-joiner */
        return (i > 0 && uc_combining_class(before) == UC_CCC_VR)
            || joins_on_both_sides(points, i);
    case 0x200d: /* zero width joiner */
        return i > 0 && uc_combining_class(before) == UC_CCC_VR;
    case 0x00b7:
        return before == 'l' && after == 'l';
    case 0x0375:
        return is_script(after, "Greek");
    case 0x05f3:
    case 0x05f4:
        return is_script(before, "Hebrew");
    case 0x30fb:
        return any_kana_or_han(points);
    default:
        break;
    }
    if (c >= 0x0660 && c <= 0x0669) {
        return !any_between(points, 0x06f0, 0x06f9);
    }
    if (c >= 0x06f0 && c <= 0x06f9) {
        return !any_between(points, 0x0660, 0x0669);
    }
    return false;
}


bool
text_is_of_class(const struct text_points *points, enum text_class of)
{
    for (size_t i = 0; i < points->len; i++) {
        bool allowed = false;
        switch (derive(points->at[i])) {
        case VALID:
            allowed = true;
            break;
        case FREE_VALID:
            allowed = of == TEXT_FREEFORM;
            break;
        case CONTEXT:
            allowed = context_allows(points, i);
            break;
        case DISALLOWED:
            break;
        }
        if (!allowed) {
            return false;
        }
    }
    return true;
}
