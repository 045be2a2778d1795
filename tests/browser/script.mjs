/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What portal.js adds to the pages, on the previews: each case opens one page
 * of the samples.
 */
import assert from 'node:assert/strict';

const LEAD_S = 120; /* the warning stands this long before the end */

/* The button shows, says so, hides; a submission never sends a text field. */
const showsSecret = async (page) => {
    const field = page.locator('#secret');
    const button = page.locator('.show');

    await field.fill('correct horse');
    assert.equal(await field.getAttribute('type'), 'password');
    await button.click();
    assert.equal(await field.getAttribute('type'), 'text');
    assert.equal(await button.textContent(), '隱藏密碼');
    assert.equal(await page.locator('.heard').textContent(), '密碼已顯示');
    await page.evaluate(() => {
        const form = document.getElementById('form');
        form.addEventListener('submit', (event) => event.preventDefault());
        form.requestSubmit();
    });
    assert.equal(await field.getAttribute('type'), 'password');
};

/* A second click on a slow answer sends nothing. */
const sendsOnce = async (page) => {
    let sent = 0;

    await page.route('**/gcis/sign-in', () => { sent++; });
    await page.locator('#account').fill('wang.xm');
    await page.evaluate(() => {
        const button = document.querySelector('form .button');
        button.click();
        button.click();
        button.click();
    });
    await page.waitForTimeout(200);
    assert.equal(sent, 1);
};

/* The summary of errors has the focus, its links lead to the fields. */
const leadsToErrors = async (page) => {
    assert.equal(await page.evaluate(() => document.activeElement.id),
        'errors');
    await page.locator('#errors a').last().click();
    assert.equal(await page.evaluate(() => document.activeElement.id),
        'secret');
};

/* The skip link goes to the content. */
const skips = async (page) => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id),
        'main');
};

/* Pasting into the fields of a password works. */
const pastes = async (page) => {
    const field = page.locator('#new_secret');

    await field.focus();
    await page.evaluate(() => {
        const data = new DataTransfer();
        data.setData('text/plain', 'x');
        const event = new ClipboardEvent('paste', {
            clipboardData: data, bubbles: true, cancelable: true,
        });
        document.activeElement.dispatchEvent(event);
        document.title = String(event.defaultPrevented);
    });
    assert.equal(await page.title(), 'false');
};

/* Warned before the end, prolonged by the server's word. */
const warns = async (page) => {
    const dialog = page.locator('#expiry');
    let asked = 0;

    await page.route('**/gcis/session', (route) => {
        asked++;
        return route.fulfill({
            json: { expires_s: Math.floor(Date.UTC(2024, 0, 1) / 1000) + 900 },
            headers: { Date: 'Mon, 01 Jan 2024 00:00:00 GMT' },
        });
    });
    await page.clock.fastForward((900 - LEAD_S - 5) * 1000);
    assert.equal(await dialog.isVisible(), false);
    await page.clock.fastForward(10 * 1000);
    assert.equal(await dialog.isVisible(), true);
    await page.locator('#expiry-prolong').click();
    await page.waitForTimeout(100);
    assert.equal(asked, 1);
    assert.equal(await dialog.isVisible(), false);
    await page.clock.fastForward((900 - LEAD_S + 5) * 1000);
    assert.equal(await dialog.isVisible(), true);
    await page.locator('#expiry-close').click();
    assert.equal(await dialog.isVisible(), false);
};

/* A restricted session cannot be prolonged, and is not offered to. */
const warnsOnly = async (page) => {
    await page.clock.fastForward((1800 - LEAD_S + 5) * 1000);
    assert.equal(await page.locator('#expiry').isVisible(), true);
    assert.equal(await page.locator('#expiry-prolong').count(), 0);
};

export const SCRIPT_CASES = [
    ['shows a secret', 'sign-in-first', showsSecret],
    ['sends once', 'sign-in-first', sendsOnce],
    ['leads to errors', 'sign-in-empty', leadsToErrors],
    ['skips to the content', 'sign-in', skips],
    ['takes what is pasted', 'password', pastes],
    ['warns of the end', 'home', warns],
    ['warns of an end that stands', 'home-restricted', warnsOnly],
];
