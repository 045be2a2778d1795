/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that are shipped: they load, say what the requirements quote,
 * and hold nothing that nobody uses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "portal_data.h"

static struct template_set *set;
static struct pages *pages;


static int
load(void **state)
{
    char error[512] = "";

    (void) state;
    set = template_set_load(PORTAL, NULL, error, sizeof(error));
    pages = set == NULL ? NULL
        : pages_load(PORTAL, set, error, sizeof(error));
    if (pages == NULL) {
        print_error("%s\n", error);
    }
    return pages == NULL;
}


static int
release(void **state)
{
    (void) state;
    pages_free(pages);
    template_set_free(set);
    return 0;
}

/* What REQUIREMENTS has in 「」, by the key that holds it. */
static const struct {
    const char *key;
    const char *sentence;
} quoted[] = {
    { "sign_in_title", "商工行政服務系統單一登入" },
    { "card_text", "請插入您的憑證後按憑證登入" },
    { "card_button", "憑證登入" },
    { "component_link", "請安裝新憑證元件" },
    { "faq_link", "安裝元件與登入問題，請詳閱常見問題。" },
    { "first_link", "首次登入及一日密碼請按此。" },
    { "link_front", "回首頁" },
    { "secret_hint", "一日密碼只能在今天使用，由機關的帳號管理者發給您。" },
    { "sign_in_button", "登入" },
    { "password_button", "設定新密碼" },
    { "password_done_ended",
        "密碼修改成功。完成後需以新密碼再執行登入作業，即完成帳號啟用。" },
    { "password_done", "密碼修改成功" },
    { "updated", "最後更新：" },
    { "last_password", "上一次帳號/密碼登入時間↓" },
    { "last_certificate", "上一次憑證登入時間↓" },
    { "no_record", "尚無紀錄" },
    { "link_home", "首頁" },
    { "link_sign_out", "登出" },
    { "card_required", "須使用憑證" },
    { "applications_none",
        "目前沒有可進入的應用系統，請洽機關帳號管理者。" },
    { "skip_to_content", "跳到主要內容" },
    { "G100", "登入失敗：帳號、密碼或憑證不正確，或帳號目前無法使用。連續失敗"
        " 5 次將暫停登入 15 分鐘。如需協助請洽貴單位帳號管理者。" },
    { "G101", "請稍後再試" },
    { "G200", "須先修改密碼" },
    { "G202", "密碼修改成功" },
    { "G300", "您沒有使用本系統的權限，請洽貴單位帳號管理者。" },
    { "G301", "須使用憑證" },
    { "G302", "登入已逾時，請重新登入" },
    { "G303", "非開放時間或來源" },
    { "G400", "查無資料" },
    { "G500", "系統忙碌或維護中" },
};


static void
says_what_is_quoted(void **state)
{
    json_t *none = json_object();

    (void) state;
    for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++) {
        char *text = template_message(set, quoted[i].key, "zh-Hant", none);

        assert_non_null(text);
        assert_string_equal(text, quoted[i].sentence);
        free(text);
    }
    json_decref(none);
}


/* Each status that the portal can answer with has a page, with its code. */
static void
has_a_page_for_each_refusal(void **state)
{
    static const struct {
        const char *name;
        int status;
        const char *code;
    } refusals[] = {
        { "bad_request", 400, NULL }, { "no_session", 401, "G302" },
        { "level", 401, "G301" }, { "no_role", 403, "G300" },
        { "place", 403, "G303" }, { "must_change", 403, "G200" },
        { "form", 403, NULL }, { "not_found", 404, "G400" },
        { "method", 405, NULL }, { "too_large", 413, NULL },
        { "media_type", 415, NULL }, { "too_many", 429, "G101" },
        { "not_in_this_version", 501, NULL }, { "busy", 503, "G101" },
        { "unavailable", 503, "G500" },
    };

    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct page_refusal *refusal = pages_refusal(pages,
            refusals[i].name);

        assert_string_equal(refusal->name, refusals[i].name);
        assert_int_equal(refusal->status, refusals[i].status);
        assert_int_equal(refusal->code == NULL, refusals[i].code == NULL);
        if (refusal->code != NULL) {
            assert_string_equal(refusal->code, refusals[i].code);
        }
    }
}


/* Who may see a page: a slip here opens or closes one. */
static void
guards_its_pages(void **state)
{
    static const struct {
        const char *path;
        enum page_session session;
        bool restricted;
        unsigned methods;
    } rows[] = {
        { "sign-in", PAGE_SESSION_OPTIONAL, true, PAGE_GET | PAGE_POST },
        { "sign-in/done", PAGE_SESSION_REQUIRED, true, PAGE_GET },
        { "home", PAGE_SESSION_REQUIRED, true, PAGE_GET },
        { "password", PAGE_SESSION_REQUIRED, true, PAGE_GET | PAGE_POST },
        { "sign-out", PAGE_SESSION_OPTIONAL, true, PAGE_GET | PAGE_POST },
        { "step-up", PAGE_SESSION_REQUIRED, false, PAGE_GET },
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct page *page = pages_find(pages, rows[i].path,
            strlen(rows[i].path));

        assert_non_null(page);
        assert_int_equal(page->session, rows[i].session);
        assert_int_equal(page->restricted, rows[i].restricted);
        assert_int_equal(page->methods, rows[i].methods);
    }
}


static char *
read_file(const char *name)
{
    char path[512];
    FILE *file;
    char *bytes = calloc(1, 65536);

    snprintf(path, sizeof(path), PORTAL "/%s", name);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(bytes);
    assert_int_not_equal(fread(bytes, 1, 65535, file), 0);
    fclose(file);
    return bytes;
}


/* All templates, one after the other, and the table of pages. */
static char *
read_all(void)
{
    char *all = calloc(1, 1024 * 1024);
    DIR *dir = opendir(PORTAL);
    struct dirent *entry;
    size_t len = 0;

    assert_non_null(all);
    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (strstr(entry->d_name, ".html") != NULL
            || strcmp(entry->d_name, "pages.json") == 0)
        {
            char *bytes = read_file(entry->d_name);

            memcpy(all + len, bytes, strlen(bytes));
            len += strlen(bytes);
            free(bytes);
        }
    }
    closedir(dir);
    return all;
}


/* Keys of these families are chosen by the module, by the engine's words. */
static bool
is_chosen_by_code(const char *key)
{
    static const char *const starts[] = {
        "G", "rule_", "account_empty", "secret_empty", "old_empty",
        "old_wrong", "new_empty", "new_differs", "SPDX",
    };

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        if (strncmp(key, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return false;
}


static void
has_no_message_too_many(void **state)
{
    char *all = read_all();
    json_error_t wrong;
    json_t *catalogue = json_load_file(PORTAL "/en.json", 0, &wrong);
    const char *key;
    json_t *text;

    (void) state;
    assert_non_null(catalogue);
    json_object_foreach(catalogue, key, text) {
        char tag[128];
        char member[128];

        snprintf(tag, sizeof(tag), "{{t.%s}}", key);
        snprintf(member, sizeof(member), "\"%s\"", key);
        if (!is_chosen_by_code(key) && strstr(all, tag) == NULL
            && strstr(all, member) == NULL)
        {
            fail_msg("nothing shows %s", key);
        }
    }
    json_decref(catalogue);
    free(all);
}


/* The words by which the engine names broken rules. */
static void
words_each_rule(void **state)
{
    static const char *const rules[] = {
        "too_short", "too_long", "too_few_kinds", "has_name", "has_agency",
        "on_blocklist", "in_history", "too_young", "is_oneday", "bad_text",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        char key[64];

        snprintf(key, sizeof(key), "rule_%s", rules[i]);
        assert_true(template_set_has_message(set, key));
    }
}


static void
keeps_the_script_small(void **state)
{
    char *script = read_file("portal.js");

    (void) state;
    assert_true(strlen(script) < 8 * 1024);
    assert_null(strstr(script, "innerHTML"));
    assert_null(strstr(script, "eval("));
    free(script);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_quoted),
        cmocka_unit_test(has_a_page_for_each_refusal),
        cmocka_unit_test(guards_its_pages),
        cmocka_unit_test(has_no_message_too_many),
        cmocka_unit_test(words_each_rule),
        cmocka_unit_test(keeps_the_script_small),
    };

    return cmocka_run_group_tests_name("portal_files", tests, load, release);
}
