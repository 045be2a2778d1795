# SPDX-License-Identifier: BSD-2-Clause
"""What time does: renewal, reload, an engine or a projection that is away,
workers that die."""

import json
import os
import signal
import threading
import time
import unittest

import engine
import harness
from harness import PAGE
from scene import COOKIE, Browser, Scene

HTTP = '''
server {
    listen 127.0.0.1:{port};
    server_name localhost;
    root {d}/www;
    gcis on;
    location /gcis/ { gcis_portal; }
    location / { }
    location /backend/ { proxy_pass http://127.0.0.1:{backend}; }
    location /open/ { gcis off; }
}
'''


def at_once(n, act):
    """Runs act(i) in n threads; the results in order."""
    results = [None] * n

    def run(i):
        results[i] = act(i)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Life(Scene):
    HTTP = HTTP
    MORE = '[projection]\nmax_age = 3s\n'
    OPTIONS = dict(workers=2)

    @classmethod
    def make_people(cls):
        cls.wang = COOKIE + cls.engine.person('wang', ('PRE', 'clerk'))

    def statuses(self, path='/on/', n=8, cookie=None):
        """On new connections, so that every worker has its turn."""
        return {self.get(path, cookie=cookie or self.wang).status
                for _ in range(n)}

    def healed(self, wait_s):
        harness.until('it heals', lambda: self.statuses() == {200}, wait_s)


class Away(Life):
    def test_engine_away_and_back(self):
        self.engine.stop()
        try:
            self.assertEqual({200}, self.statuses())
            begin = time.monotonic()
            answer = Browser(self.nginx).sign_in('wang')
            self.assertLess(time.monotonic() - begin, 1)
            self.assertEqual(503, answer.status)
            self.assertEqual('5', answer.get('Retry-After'))
            self.assertIn('G500', answer.text)
            answer = self.get('/gcis/health')
            self.assertEqual(503, answer.status)
            self.assertEqual('away', json.loads(answer.body)['engine'])
            answer = self.get('/gcis/home', PAGE, self.wang)
            self.assertEqual(503, answer.status)

            # the projection grows too old: the door closes
            harness.until('the door closes',
                          lambda: self.statuses() == {503}, 6)
            answer = self.get('/on/', cookie=self.wang)
            self.assertRefused(answer, 503, 'G500', 'projection_stale')
            self.assertEqual(['5'], answer.all('Retry-After'))
            self.assertEqual(200, self.get('/open/').status)
            self.assertEqual(401, self.get('/on/').status)
        finally:
            self.engine.start()
        self.healed(3)
        self.assertEqual(303, Browser(self.nginx).sign_in('wang').status)

    def test_projection_away_and_back(self):
        path = self.folder.path / 'store/projection'
        away = self.folder.path / 'store/away'
        self.assertEqual({200}, self.statuses())
        # the engine would make it anew at once
        self.engine.process.send_signal(signal.SIGSTOP)
        path.rename(away)
        try:
            harness.until('the door closes',
                          lambda: self.statuses() == {503}, 6)
            answer = self.get('/on/', PAGE, self.wang)
            self.assertEqual(503, answer.status)
            self.assertIn('G500', answer.text)
            self.assertEqual(200, self.get('/open/').status)
        finally:
            away.rename(path)
            self.engine.process.send_signal(signal.SIGCONT)
        self.healed(3)

    def test_engine_silent(self):
        """It listens, and answers nobody: files go on as ever."""
        self.engine.process.send_signal(signal.SIGSTOP)
        try:
            def sign_in(_):
                return Browser(self.nginx).sign_in('wang').status

            results = []
            waiting = threading.Thread(
                target=lambda: results.extend(at_once(6, sign_in)))
            waiting.start()
            time.sleep(0.2)
            for _ in range(20):
                begin = time.monotonic()
                self.assertEqual(200, self.get('/open/').status)
                self.assertLess(time.monotonic() - begin, 0.2)
        finally:
            self.engine.process.send_signal(signal.SIGCONT)
        waiting.join()
        self.assertEqual([303] * 6, results)


class Revocation(Life):
    def test_the_next_request_is_refused_by_every_worker(self):
        tokens = [COOKIE + self.engine.token('wang') for _ in range(3)]
        for token in tokens:
            self.assertEqual({200}, self.statuses(cookie=token))
        self.engine.call('session.revoke', account='wang')
        for token in tokens + [self.wang]:
            self.assertEqual({401}, self.statuses(cookie=token))
        type(self).wang = COOKIE + self.engine.token('wang')
        self.assertEqual({200}, self.statuses())
        self.engine.call('account.suspend', account='wang', reason='x')
        self.assertEqual({401}, self.statuses())
        self.engine.call('account.resume', account='wang', reason='x')
        type(self).wang = COOKIE + self.engine.token('wang')
        self.assertEqual({200}, self.statuses())

    def test_under_load(self):
        """No request that begins after the command returned passes."""
        token = COOKIE + self.engine.token('wang')
        returned = threading.Event()
        late = []

        def ask(_):
            while True:
                after = returned.is_set()
                status = self.get('/on/', cookie=token).status
                if after:
                    late.append(status)
                    return

        asking = threading.Thread(target=lambda: at_once(4, ask))
        asking.start()
        time.sleep(0.3)
        self.engine.call('session.revoke', account='wang')
        returned.set()
        asking.join()
        self.assertEqual([401] * 4, late)
        type(self).wang = COOKIE + self.engine.token('wang')


class Reload(Life):
    def test_a_call_in_flight_is_answered(self):
        self.engine.process.send_signal(signal.SIGSTOP)
        results = []
        try:
            waiting = threading.Thread(target=lambda: results.extend(at_once(
                6, lambda _: Browser(self.nginx).sign_in('wang').status)))
            waiting.start()
            time.sleep(0.5)
            self.nginx.reload()
        finally:
            self.engine.process.send_signal(signal.SIGCONT)
        waiting.join()
        self.assertEqual([303] * 6, results)

    def test_under_load(self):
        """A request that got bytes got all of them; idle ones may close."""
        end = time.monotonic() + 3
        bad = []

        def ask(_):
            n = 0
            while time.monotonic() < end:
                answer = self.get('/on/', cookie=self.wang)
                n += 1
                if answer.status != 200 or answer.text != 'on/index.html':
                    bad.append(answer.raw)
            return n

        counts = []
        asking = threading.Thread(
            target=lambda: counts.extend(at_once(3, ask)))
        asking.start()
        for _ in range(4):
            time.sleep(0.4)
            self.nginx.reload()
        asking.join()
        self.assertEqual([], bad)
        self.assertGreater(min(counts), 100)

    def test_a_worker_that_is_killed(self):
        for _ in range(3):
            for worker in self.nginx.workers():
                os.kill(worker, signal.SIGKILL)
            harness.until('workers', lambda: len(self.nginx.workers()) == 2)
            self.assertEqual({200}, self.statuses())

    @classmethod
    def tearDownClass(cls):
        # the master tells of the workers that were killed here
        log = cls.folder.path / 'error.log'
        log.write_text(''.join(
            line for line in log.read_text().splitlines(True)
            if 'exited on signal 9' not in line))
        super().tearDownClass()


class Queue(Scene):
    """More sign-ins than the pool takes are told so at once."""

    HTTP = HTTP
    OPTIONS = dict(main='thread_pool gcis threads=1 max_queue=1;')

    @classmethod
    def make_people(cls):
        cls.wang = COOKIE + cls.engine.person('wang')

    def test_the_queue_is_full(self):
        forms = [Browser(self.nginx) for _ in range(5)]
        fields = [dict(browser.form('/gcis/sign-in?first'), account='wang',
                       secret=engine.SECRET) for browser in forms]
        self.engine.process.send_signal(signal.SIGSTOP)
        results = []
        try:
            waiting = threading.Thread(target=lambda: results.extend(at_once(
                5, lambda i: forms[i].post('/gcis/sign-in', fields[i]))))
            waiting.start()
            time.sleep(0.5)
        finally:
            self.engine.process.send_signal(signal.SIGCONT)
        waiting.join()
        statuses = sorted(answer.status for answer in results)
        self.assertEqual([303, 303, 503, 503, 503], statuses)
        for answer in results:
            if answer.status == 503:
                self.assertIn('G101', answer.text)
                self.assertEqual('5', answer.get('Retry-After'))
        log = self.folder.path / 'error.log'
        log.write_text(''.join(line for line in log.read_text().splitlines(
            True) if 'queue overflow' not in line))


class Renewal(Scene):
    HTTP = HTTP
    MORE = '[session]\nidle = 60s\nrenew_after = 1s\n'

    @classmethod
    def make_people(cls):
        cls.engine.person('wang', ('PRE', 'clerk'))

    def old_token(self):
        token = self.engine.token('wang')
        time.sleep(2.1)
        return COOKIE + token

    def test_a_young_token_stays(self):
        token = COOKIE + self.engine.token('wang')
        self.assertEqual([], self.get('/on/', cookie=token).all('Set-Cookie'))

    def test_an_old_token_is_renewed(self):
        for path, method in (('/on/', 'GET'), ('/backend/x', 'POST')):
            with self.subTest(path):
                old = self.old_token()
                answer = self.get(path, cookie=old, method=method)
                self.assertEqual(200, answer.status)
                self.assertIn('private', answer.all('Cache-Control'))
                new = COOKIE + answer.cookies()['__Host-gcis']
                self.assertNotEqual(old, new)
                for cookie in (old, new):
                    self.assertEqual(200, self.get('/on/',
                                                   cookie=cookie).status)
                self.assertEqual([], self.get('/on/', cookie=new).all(
                    'Set-Cookie'))

    def test_many_at_the_edge(self):
        old = self.old_token()
        answers = at_once(50, lambda _: self.get('/on/', cookie=old))
        self.assertEqual({200}, {answer.status for answer in answers})
        renewed = [answer for answer in answers if answer.cookies()]
        self.assertEqual(1, len(renewed))

    def test_not_where_there_is_no_gate(self):
        old = self.old_token()
        self.assertEqual({}, self.get('/open/', cookie=old).cookies())
        self.assertEqual({}, self.get('/none/', cookie=old + 'x').cookies()
                         .get('x', {}))

    def test_the_session_page_tells_the_new_end(self):
        old = self.old_token()
        value = json.loads(self.get('/gcis/session', cookie=old).body)
        self.assertGreaterEqual(value['expires_s'] - time.time(), 58)

    def test_an_engine_that_is_silent_holds_nobody_up(self):
        old = self.old_token()
        self.engine.process.send_signal(signal.SIGSTOP)
        try:
            begin = time.monotonic()
            answer = self.get('/on/', cookie=old)
            took = time.monotonic() - begin
        finally:
            self.engine.process.send_signal(signal.SIGCONT)
        self.assertEqual(200, answer.status)
        self.assertEqual({}, answer.cookies())
        self.assertTrue(0.2 < took < 0.6, took)

    def test_a_client_that_leaves(self):
        old = self.old_token()
        self.engine.process.send_signal(signal.SIGSTOP)
        try:
            for _ in range(3):
                with harness.socket.create_connection(
                        ('127.0.0.1', self.nginx.port)) as connection:
                    connection.sendall(
                        f'GET /on/ HTTP/1.1\r\nHost: a\r\nCookie: {old}\r\n'
                        f'\r\n'.encode())
                    time.sleep(0.05)
        finally:
            self.engine.process.send_signal(signal.SIGCONT)
        time.sleep(0.5)
        self.assertEqual(200, self.get('/on/', cookie=old).status)


class Stop(unittest.TestCase):
    def test_fast_stop_with_a_call_in_flight(self):
        """Ends within the time that a call may take."""
        folder = harness.Folder()
        self.addCleanup(folder.remove)
        server = engine.Engine(folder).start()
        self.addCleanup(server.stop)
        server.person('wang')
        folder.write('www/open/index.html', 'x')
        nginx = harness.Nginx(folder, (
            'gcis_store unix:{d}/gcisd.sock projection={d}/store/projection '
            'config={d}/gcis.conf;' + HTTP.replace('{backend}', '1')))
        nginx.start()
        browser = Browser(nginx)
        fields = dict(browser.form('/gcis/sign-in?first'), account='wang',
                      secret=engine.SECRET)
        server.process.send_signal(signal.SIGSTOP)
        try:
            waiting = threading.Thread(target=lambda: self.lost(
                lambda: browser.post('/gcis/sign-in', fields)))
            waiting.start()
            time.sleep(0.3)
            begin = time.monotonic()
            nginx.process.send_signal(signal.SIGTERM)
            nginx.process.wait(harness.WAIT_S)
            self.assertLess(time.monotonic() - begin, 8)
            nginx.process = None
        finally:
            server.process.send_signal(signal.SIGCONT)
        waiting.join()

    @staticmethod
    def lost(act):
        try:
            act()
        except (OSError, IndexError, ValueError):
            pass


if __name__ == '__main__':
    unittest.main()
