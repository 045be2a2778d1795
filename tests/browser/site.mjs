/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pages are looked at, and where they are: either the previews, served
 * here on loopback with the headers that the module sends, or the pages of a
 * portal that runs, described by a file:
 *
 *   url       the portal, with its last /
 *   accounts  [{account, secret}]: the first signs in, where a page wants it
 *   pages     [{name, path, signed_in, status, brief}]; default: those below.
 *             brief: like another in its form, so looked at in one way only
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

/* ECOSYSTEM 4 and SECURITY N9: what each page of the portal comes with. */
export const POLICY = "default-src 'none'; script-src 'self'; "
    + "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
};

const PAGES = [
    { name: 'sign-in', path: 'sign-in' },
    { name: 'sign-in-first', path: 'sign-in?first' },
    { name: 'not-found', path: 'nowhere', status: 404 },
    { name: 'home', path: 'home', signed_in: true },
    { name: 'password', path: 'password', signed_in: true },
    { name: 'sign-out', path: 'sign-out', signed_in: true },
    { name: 'step-up', path: 'step-up', signed_in: true },
];

const answer = async (folder, request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname);
    const type = TYPES[extname(path)];

    try {
        const body = await readFile(join(folder, path));
        response.writeHead(200, {
            'Content-Type': type ?? 'application/octet-stream',
            'Content-Security-Policy': POLICY,
            'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
            'Referrer-Policy': 'same-origin',
            'X-Content-Type-Options': 'nosniff',
            'Cache-Control': 'no-store',
        });
        response.end(body);
    } catch {
        response.writeHead(404).end();
    }
};

/* The previews in folder, as a site; close() ends the server. */
export const previewSite = async (folder, samplesFile) => {
    const samples = JSON.parse(await readFile(samplesFile, 'utf8'));
    const server = createServer((request, response) =>
        answer(folder, request, response));

    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${server.address().port}/gcis/`;

    return {
        preview: true,
        pages: Object.entries(samples.pages)
            .map(([name, { brief }]) => ({ name, brief })),
        address: (page, language) => `${url}${language}/${page.name}.html`,
        close: () => server.close(),
    };
};

/* A portal that runs. */
export const runningSite = async (file) => {
    const site = JSON.parse(await readFile(file, 'utf8'));
    const account = (site.accounts ?? [])[0];
    const portal = new URL(site.portal ?? 'gcis/', `${site.url}/`);
    const pages = (site.pages ?? PAGES)
        .filter((page) => !page.signed_in || account !== undefined);

    return {
        preview: false,
        pages,
        account,
        url: portal.href,
        address: (page, language) => {
            const url = new URL(page.path, portal);
            const query = url.search === '' ? '?' : `${url.search}&`;
            return `${url.origin}${url.pathname}${query}lang=${language}`;
        },
        close: () => {},
    };
};
