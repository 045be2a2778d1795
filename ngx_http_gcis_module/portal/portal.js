/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the pages gain where scripts run; all of them work without: showing a
 * password that is being typed, one submission for one click, and a warning
 * before the session ends.  Texts come with the page.
 */
'use strict';

(() => {
    const main = document.getElementById('main');
    const words = main.dataset;
    const WARN_S = 120; /* before the end of the session */

    /* A line that screen readers speak when it changes. */
    const heard = document.createElement('p');
    heard.className = 'heard';
    heard.setAttribute('role', 'status');
    main.append(heard);

    /* Shows or hides what stands in a password field. */
    const addShow = (input) => {
        const button = document.createElement('button');
        const label = document.querySelector(`label[for="${input.id}"]`);

        const set = (shown) => {
            input.type = shown ? 'text' : 'password';
            button.textContent = shown ? words.hide : words.show;
            button.setAttribute('aria-label',
                `${button.textContent} (${label.textContent})`);
        };

        button.type = 'button';
        button.className = 'show';
        button.setAttribute('aria-controls', input.id);
        button.addEventListener('click', () => {
            set(input.type === 'password');
            heard.textContent =
                input.type === 'text' ? words.shown : words.hidden;
        });
        set(false);
        input.after(button);
        /* never sent as plain text, which browsers remember */
        input.form.addEventListener('submit', () => set(false));
    };

    /* Ignores a second submission until the page is shown again. */
    const addGuard = (form) => {
        const button = form.querySelector('button:not([type="button"])');
        let sent = false;

        form.addEventListener('submit', (event) => {
            if (sent) {
                event.preventDefault();
                return;
            }
            sent = true;
            button.setAttribute('aria-disabled', 'true');
        });
        window.addEventListener('pageshow', () => {
            sent = false;
            button.removeAttribute('aria-disabled');
        });
    };

    /* Warns before the end, and asks the server for more time if it may. */
    const addExpiry = (dialog, left_s) => {
        const prolong = document.getElementById('expiry-prolong');
        let timer;

        const wait = (seconds) => {
            clearTimeout(timer);
            timer = setTimeout(() => dialog.showModal(),
                Math.max(0, seconds - WARN_S) * 1000);
        };

        document.getElementById('expiry-close')
            .addEventListener('click', () => dialog.close());
        prolong?.addEventListener('click', async () => {
            dialog.close();
            const answer = await fetch(dialog.dataset.session, {
                headers: { Accept: 'application/json' },
                cache: 'no-store',
            }).catch(() => null);
            if (!answer?.ok) {
                dialog.showModal();
                return;
            }
            /* the server's clock, not this one */
            const now_s = Date.parse(answer.headers.get('Date')) / 1000;
            wait((await answer.json()).expires_s - now_s);
        });
        wait(left_s);
    };

    document.querySelectorAll('input[type="password"]').forEach(addShow);
    document.querySelectorAll('form').forEach(addGuard);

    const dialog = document.getElementById('expiry');
    const left_s = Number(document.body.dataset.left);
    if (dialog !== null && left_s > 0) {
        addExpiry(dialog, left_s);
    }
})();
