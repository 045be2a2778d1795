/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times as people read them, and which language a page comes in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "present.h"

#define TAIPEI (8 * 3600)

static const struct {
    int64_t at_s;
    int32_t offset_s;
    const char *text;
    const char *short_text;
} times[] = {
    /* outside of what can be written */
    { INT64_MIN, TAIPEI, "", "" },
    { INT64_MAX, TAIPEI, "", "" },
    { INT64_C(253402300800), TAIPEI, "", "" },
    /* the examples of R49 */
    { 1715070692, TAIPEI, "2024/05/07 16:31:32", "2024/5/7 PM 4:31" },
    { 1715074200, TAIPEI, "2024/05/07 17:30:00", "2024/5/7 PM 5:30" },
    /* midnight and noon, and their minutes before */
    { 1715011200, TAIPEI, "2024/05/07 00:00:00", "2024/5/7 AM 12:00" },
    { 1715011199, TAIPEI, "2024/05/06 23:59:59", "2024/5/6 PM 11:59" },
    { 1715054400, TAIPEI, "2024/05/07 12:00:00", "2024/5/7 PM 12:00" },
    { 1715054399, TAIPEI, "2024/05/07 11:59:59", "2024/5/7 AM 11:59" },
    /* leap day, end of a year, other zones, before the epoch */
    { 1709136000, TAIPEI, "2024/02/29 00:00:00", "2024/2/29 AM 12:00" },
    { 1704038399, TAIPEI, "2023/12/31 23:59:59", "2023/12/31 PM 11:59" },
    { 0, 0, "1970/01/01 00:00:00", "1970/1/1 AM 12:00" },
    { 0, -12600, "1969/12/31 20:30:00", "1969/12/31 PM 8:30" },
    { -1, 0, "1969/12/31 23:59:59", "1969/12/31 PM 11:59" },
};


static void
formats_times(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        char text[PRESENT_TIME_SIZE];

        present_time(times[i].at_s, times[i].offset_s, text);
        assert_string_equal(text, times[i].text);
        present_time_short(times[i].at_s, times[i].offset_s, text);
        assert_string_equal(text, times[i].short_text);
    }
}


static const struct {
    const char *query;
    const char *cookie;
    const char *accept;
    const char *language;
} choices[] = {
    /* nothing, or nothing that is on offer: the first */
    { NULL, NULL, NULL, "zh-Hant" },
    { "", "", "", "zh-Hant" },
    { "fr", "de", "ja,ko;q=0.5", "zh-Hant" },
    { "EN", NULL, NULL, "zh-Hant" },
    { "en-US", NULL, NULL, "zh-Hant" },
    { NULL, NULL, "en;q=0", "zh-Hant" },
    { NULL, NULL, "en;q=x", "zh-Hant" },
    { NULL, NULL, "en;level=1", "zh-Hant" },
    { NULL, NULL, "english", "zh-Hant" },
    { NULL, NULL, "e", "zh-Hant" },
    { NULL, NULL, ",;,;q=1,", "zh-Hant" },
    /* the address before the cookie before the browser */
    { "en", "zh-Hant", "zh", "en" },
    { "zh-Hant", "en", "en", "zh-Hant" },
    { "fr", "en", "zh", "en" },
    { NULL, NULL, "en", "en" },
    { NULL, NULL, "EN-us", "en" },
    { NULL, NULL, "fr, en;q=0.5", "en" },
    { NULL, NULL, "en;q=0.8, zh-TW", "zh-Hant" },
    { NULL, NULL, "zh-TW;q=0.8, en;q=0.81", "en" },
    { NULL, NULL, "zh;q=0.001,en; q=1.0", "en" },
    { NULL, NULL, "zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hant" },
};


static void
chooses_the_language(void **state)
{
    static const char *const offered[] = { "zh-Hant", "en", NULL };

    (void) state;
    for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
        assert_string_equal(present_language(offered, choices[i].query,
            choices[i].cookie, choices[i].accept), choices[i].language);
    }
}


static void
offers_only_what_the_site_has(void **state)
{
    static const char *const english[] = { "en", NULL };

    (void) state;
    assert_string_equal(present_language(english, "zh-Hant", "zh-Hant",
        "zh-TW"), "en");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_times),
        cmocka_unit_test(chooses_the_language),
        cmocka_unit_test(offers_only_what_the_site_has),
    };

    return cmocka_run_group_tests_name("present", tests, NULL, NULL);
}
