/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is asked of every page, one function a question: each throws an Error
 * that says what is wrong.  A check gets a page of the browser on which the
 * page of the portal is open.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
    'best-practice'];
const STOPS_MAX = 100;

/* axe finds nothing.  Our policy forbids added scripts: evaluate it. */
export const accessible = async (page) => {
    await page.evaluate(AXE);
    const found = await page.evaluate((values) => globalThis.axe.run({
        runOnly: { type: 'tag', values },
    }), RULES);
    const words = found.violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, failureSummary }) =>
            `${id}: ${help}\n${html}\n${failureSummary}`));

    assert.equal(words.join('\n\n'), '');
};

/* Nothing is wider than the window. */
export const notWide = async (page) => {
    const [needed, given] = await page.evaluate(() =>
        [document.documentElement.scrollWidth,
            document.documentElement.clientWidth]);

    assert.ok(needed <= given, `${needed} px wide in a window of ${given}`);
};

/* One h1, the right language, a title, the three guide bricks. */
export const framed = async (page, { language }) => {
    const facts = await page.evaluate(() => ({
        language: document.documentElement.lang,
        headings: document.querySelectorAll('h1').length,
        keys: [...document.querySelectorAll('[accesskey]')]
            .map((brick) => brick.accessKey).join(''),
        bricks: document.querySelectorAll('.brick').length,
        untitled: document.title.trim() === '',
        errors: document.title.startsWith('錯誤：')
            || document.title.startsWith('Error: '),
        summary: document.querySelector('[role=alert]') !== null,
    }));

    assert.equal(facts.language, language === 'en' ? 'en' : 'zh-Hant-TW');
    assert.equal(facts.headings, 1, 'one h1');
    assert.equal(facts.keys, 'UCB');
    assert.equal(facts.bricks, 3);
    assert.equal(facts.untitled, false, 'a title');
    assert.equal(facts.errors, facts.summary, 'the title says 錯誤：');
};

/* What is focused, and whether one sees it. */
const focused = (page) => page.evaluate(() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    const ring = [getComputedStyle(at), getComputedStyle(at, '::after')]
        .some((style) => style.outlineStyle === 'solid'
            && parseFloat(style.outlineWidth) >= 3);

    return {
        name: at === document.body ? 'body'
            : `${at.tagName.toLowerCase()} ${at.className} ${at.id}`,
        skip: at.classList.contains('skip'),
        place: [...document.querySelectorAll('*')].indexOf(at),
        seen: ring && box.width > 0 && box.height > 0 && box.bottom > 0
            && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
});

/* Tab reaches everything in the order of the page, each with a ring. */
export const walkable = async (page) => {
    const wanted = await page.evaluate(() => {
        document.activeElement.blur();
        return document.querySelectorAll('a[href], button, input:not('
            + '[type=hidden]), summary').length - document.querySelectorAll(
            'dialog:not([open]) button').length;
    });
    const first = await page.evaluate(() =>
        document.querySelector('[autofocus]') === null);
    const reached = new Set();
    let last = -1;

    if (!first) { /* the focus began inside: start from the top */
        await page.evaluate(() => {
            document.body.tabIndex = -1;
            document.body.focus();
        });
    }
    for (let i = 0; i < STOPS_MAX; i++) {
        await page.keyboard.press('Tab');
        const stop = await focused(page);
        if (stop.name === 'body' || reached.has(stop.place)) {
            break;
        }
        assert.ok(i > 0 || stop.skip, `first stop: ${stop.name}`);
        assert.ok(stop.place > last, `${stop.name}: out of order`);
        assert.ok(stop.seen, `${stop.name}: focus is not seen`);
        last = stop.place;
        reached.add(stop.place);
    }
    assert.equal(reached.size, wanted, 'all that can be used is reached');
};

/* Targets are at least 24 px, buttons and fields 44. */
export const large = async (page) => {
    const small = await page.evaluate(() => {
        const size = (element) => {
            const box = element.getBoundingClientRect();
            return box.width > 0 ? Math.min(box.width, box.height) : 99;
        };
        const below = (words, least) =>
            [...document.querySelectorAll(words)]
                .filter((element) => size(element) < least - 0.5)
                .map((element) => `${element.outerHTML.slice(0, 80)}: `
                    + size(element));

        return [...below('button, input:not([type=hidden])', 44),
            ...below('nav a, .brick, .tiles li', 24)];
    });

    assert.deepEqual(small, []);
};

/* On paper: the content, without what can only be pressed. */
export const printable = async (page) => {
    await page.emulateMedia({ media: 'print', forcedColors: 'none' });
    const shown = await page.evaluate(() =>
        [...document.querySelectorAll('nav, button, .brick, .skip, dialog')]
            .filter((element) => element.checkVisibility())
            .map((element) => element.outerHTML.slice(0, 80)));
    const heading = await page.locator('h1').isVisible();
    const paper = await page.pdf({ format: 'A4' });

    assert.deepEqual(shown, []);
    assert.ok(heading, 'the h1 is printed');
    assert.equal(paper.subarray(0, 5).toString(), '%PDF-');
};

/* With the system's own colours things are still told apart by borders. */
export const contrasted = async (page) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const bare = await page.evaluate(() =>
        [...document.querySelectorAll('.button, .tiles li, .box, input')]
            .filter((element) => element.checkVisibility()
                && element.type !== 'hidden'
                && getComputedStyle(element).borderTopStyle === 'none')
            .map((element) => element.outerHTML.slice(0, 80)));

    assert.deepEqual(bare, []);
};

/* Nothing moves for those who asked for it. */
export const still = async (page) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')].filter((element) => {
            const style = getComputedStyle(element);
            return style.animationName !== 'none'
                || parseFloat(style.transitionDuration) > 0;
        }).length);

    assert.equal(moving, 0);
};

/* Complete without scripts: each form has a way out, nothing waits for one. */
export const scriptless = async (page) => {
    assert.ok(await page.locator('h1').isVisible());
    assert.equal(await page.locator('.show').count(), 0);
    for (const form of await page.locator('form').all()) {
        assert.match(await form.getAttribute('action'), /^\/|^https?:/);
        assert.match(await form.getAttribute('method'), /^(get|post)$/);
        assert.ok(await form.locator('button').first().isVisible());
    }
};
