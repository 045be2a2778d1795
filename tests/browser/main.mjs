/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens each page of a site in each of the ways a person may, asks the checks,
 * and counts.  One test = one page in one way.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

import * as checks from './checks.mjs';
import { SCRIPT_CASES } from './script.mjs';
import { previewSite, runningSite } from './site.mjs';

const LANGUAGES = ['zh-Hant', 'en'];
const WIDE = { width: 1024, height: 768 };
const NARROW = { width: 320, height: 640 };

/* brief: also for pages that are like another in their form */
const WAYS = [
    {
        name: 'light', context: { viewport: WIDE }, languages: LANGUAGES,
        checks: [checks.framed, checks.accessible, checks.notWide,
            checks.large],
        brief: true,
    },
    {
        name: 'dark', context: { viewport: WIDE, colorScheme: 'dark' },
        languages: ['zh-Hant'], checks: [checks.accessible, checks.notWide],
    },
    {
        name: 'narrow', context: { viewport: NARROW }, languages: ['zh-Hant'],
        checks: [checks.accessible, checks.notWide, checks.large],
    },
    {
        name: 'narrow', context: { viewport: NARROW }, languages: ['en'],
        checks: [checks.notWide, checks.large],
    },
    {
        name: 'keyboard', context: { viewport: WIDE }, languages: ['zh-Hant'],
        checks: [checks.walkable],
    },
    {
        name: 'no-scripts', languages: ['zh-Hant'],
        context: { viewport: WIDE, javaScriptEnabled: false },
        checks: [checks.scriptless],
    },
    {
        name: 'media', context: { viewport: WIDE }, languages: ['zh-Hant'],
        checks: [checks.still, checks.contrasted, checks.printable],
    },
];

const { values: options } = parseArgs({
    options: {
        preview: { type: 'string' },
        samples: { type: 'string' },
        site: { type: 'string' },
        shots: { type: 'string' },
        only: { type: 'string', default: '' },
    },
});
const counts = { passed: 0, failed: 0 };

const test = async (name, run) => {
    if (!name.includes(options.only)) {
        return;
    }
    try {
        await run();
        counts.passed++;
    } catch (error) {
        counts.failed++;
        console.log(`FAILED: ${name}\n${error.message}\n`);
    }
};

/* Whatever the browser complains about is a failure too. */
const listen = (page) => {
    const complaints = [];

    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
            complaints.push(message.text());
        }
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return complaints;
};

/* Signs in as a person would who has switched scripts off. */
const signIn = async (browser, site) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();

    await page.goto(new URL('sign-in?first', site.url).href);
    await page.fill('#account', site.account.account);
    await page.fill('#secret', site.account.secret);
    await page.click('#form .button');
    const state = await context.storageState();
    await context.close();
    return state;
};

const shoot = async (page, folder, name) => {
    if (options.shots !== undefined) {
        await mkdir(join(options.shots, folder), { recursive: true });
        await page.screenshot({
            path: join(options.shots, folder, `${name}.png`), fullPage: true,
        });
    }
};

const look = async (context, site, entry, way, language) => {
    const page = await context.newPage();
    const complaints = listen(page);

    try {
        const answer = await page.goto(site.address(entry, language));
        const status = entry.status ?? 200;

        assert.equal(answer.status(), status);
        await shoot(page, `${way.name}-${language}`, entry.name);
        for (const question of way.checks) {
            await question(page, { language });
        }
        assert.deepEqual(complaints.filter((words) => status < 400
            || !words.includes(`status of ${status}`)), []);
    } finally {
        await page.close();
    }
};

const lookOneWay = async (browser, site, state, way) => {
    const open = (storageState) => browser.newContext({
        locale: 'zh-TW', ...way.context, storageState,
    });
    const contexts = [await open(undefined), await open(state)];

    for (const language of way.languages) {
        for (const entry of site.pages) {
            if (!entry.brief || way.brief) {
                await test(`${entry.name}, ${way.name}, ${language}`, () =>
                    look(contexts[entry.signed_in ? 1 : 0], site, entry, way,
                        language));
            }
        }
    }
    await Promise.all(contexts.map((context) => context.close()));
};

const lookAtAll = async (browser, site) => {
    const state = site.account === undefined ? undefined
        : await signIn(browser, site);

    for (const way of WAYS) {
        await lookOneWay(browser, site, state, way);
    }
};

const runScripts = async (browser, site) => {
    for (const [name, entry, run] of SCRIPT_CASES) {
        await test(`portal.js ${name}`, async () => {
            const context = await browser.newContext({ viewport: WIDE });
            try {
                const page = await context.newPage();
                await page.clock.install();
                await page.goto(site.address({ name: entry }, 'zh-Hant'));
                await run(page);
            } finally {
                await context.close();
            }
        });
    }
};

const main = async () => {
    const site = options.site !== undefined ? await runningSite(options.site)
        : await previewSite(options.preview, options.samples);
    const browser = await chromium.launch({
        executablePath: process.env.GCIS_CHROMIUM ?? '/usr/bin/chromium',
        args: [...process.getuid() === 0 ? ['--no-sandbox'] : [],
            '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update',
            '--disable-sync'],
    });

    try {
        await lookAtAll(browser, site);
        if (site.preview) {
            await runScripts(browser, site);
        }
    } finally {
        await browser.close();
        site.close();
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
    process.exitCode = counts.failed > 0 ? 1 : 0;
};

await main();
