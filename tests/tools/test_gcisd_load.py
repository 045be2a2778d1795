# SPDX-License-Identifier: BSD-2-Clause
"""gcisd under people who mean harm, or are many: others are served on, nobody
learns anything by it, and it costs nothing that lasts."""

import os
import selectors
import socket
import subprocess
import time
import unittest

import gcisd
from gcisd import AUTH, NOBODY, SERVICE

ROOT_ONLY = unittest.skipIf(os.geteuid() != 0, 'needs another uid')


class Slow(gcisd.Case):
    N = 300

    def drip(self):
        """300 connections, a byte each second, for three seconds."""
        peers = []
        for _ in range(self.N):
            peer = socket.socket(socket.AF_UNIX)
            peer.setblocking(False)
            try:
                peer.connect(str(self.gcisd.socket))
            except OSError:
                break
            peers.append(peer)
        for _ in range(3):
            for peer in peers:
                try:
                    peer.send(b'{', socket.MSG_NOSIGNAL)
                except OSError:
                    pass
            time.sleep(1)
        return len(peers)

    @ROOT_ONLY
    def test_slowloris(self):
        self.gcisd.start()
        self.gcisd.good('store.init')
        child = os.fork()
        if child == 0:
            try:
                gcisd.as_uid(NOBODY, self.drip)
            finally:
                os._exit(0)
        time.sleep(1)
        times = []
        for _ in range(20):
            begun = time.monotonic()
            self.gcisd.good('agency.list')
            times.append(time.monotonic() - begun)
            time.sleep(0.05)
        os.waitpid(child, 0)
        times.sort()
        self.assertLess(times[len(times) // 2], 0.1, times)
        self.assertLess(times[-1], 1.0, times)

    def test_slow_ones_are_closed(self):
        self.gcisd.start()
        peer = self.gcisd.peer(timeout=15)
        begun = time.monotonic()
        peer.socket.sendall(b'{"method"')
        self.assertIsNone(peer.receive())
        took = time.monotonic() - begun
        self.assertGreater(took, 4.5)
        self.assertLess(took, 8)
        peer.close()


class AtOnce(gcisd.Case):
    def setUp(self):
        super().setUp()
        self.gcisd.start()
        self.oneday = self.gcisd.populate('wang')[0]

    def at_once(self, attempts):
        """The word of each reply, and the seconds until it came."""
        peers = [self.gcisd.peer() for _ in attempts]
        begun = time.monotonic()
        for peer, attempt in zip(peers, attempts):
            peer.send(AUTH + 'Authenticate', attempt)
        waiting = selectors.DefaultSelector()
        for peer in peers:
            waiting.register(peer.socket, selectors.EVENT_READ, peer)
        answers = []
        while len(answers) < len(peers):
            for key, _ in waiting.select(10):
                word = gcisd.error(key.data.receive())
                answers.append((word, time.monotonic() - begun))
                waiting.unregister(key.fileobj)
                key.data.close()
        return answers

    def oneday_uses_that_win(self):
        attempt = gcisd.sign_in('wang', self.oneday,
                                audience='portal.example')
        answers = self.at_once([attempt] * 32)
        return len([word for word, _ in answers if word is None])


class Many(AtOnce):
    N_AT_ONCE = 60

    def test_busy_rather_than_late(self):
        """Of many sign-ins at once some are judged, the rest busy at once."""
        answers = self.at_once([gcisd.sign_in(f'user{i}', 'x')
                                for i in range(self.N_AT_ONCE)])
        busy = [took for word, took in answers if word == 'Busy']
        judged = [took for word, took in answers if word == 'Denied']
        self.assertEqual(len(busy) + len(judged), self.N_AT_ONCE, answers)
        self.assertLessEqual(len(judged), 32 + 4)
        self.assertGreater(len(judged), 0)
        self.assertLess(max(took for _, took in answers), 5)
        self.assertIsNone(gcisd.error(self.gcisd.operation('agency.list')))

    def test_one_account(self):
        """50 wrong passwords at once: no sixth is judged."""
        answers = self.at_once([gcisd.sign_in('wang', f'wrong{i}')
                                for i in range(50)])
        words = [word for word, _ in answers]
        self.assertLessEqual(set(words), {'Denied', 'Busy'})
        audit = self.gcisd.good('audit.list', account='wang')['items']
        wrong = [row for row in audit if row.get('reason') == 'wrong_secret']
        self.assertLessEqual(len(wrong), 5)

    def test_one_oneday_password(self):
        """Of 32 uses at once exactly `max_uses` win: 3 by default."""
        self.assertEqual(self.oneday_uses_that_win(), 3)

    def test_lookups_meanwhile(self):
        """While hashes run, what needs none is answered."""
        peers = [self.gcisd.peer() for _ in range(20)]
        for i, peer in enumerate(peers):
            peer.send(AUTH + 'Authenticate', gcisd.sign_in(f'user{i}', 'x'))
        times = []
        for _ in range(10):
            begun = time.monotonic()
            self.gcisd.good('agency.list')
            times.append(time.monotonic() - begun)
        for peer in peers:
            peer.receive()
            peer.close()
        times.sort()
        self.assertLess(times[len(times) // 2], 0.3, times)


class Once(AtOnce):
    config = '[oneday]\nmax_uses = 1\n'

    def test_one_oneday_password(self):
        self.assertEqual(self.oneday_uses_that_win(), 1)


class Descriptors(gcisd.Case):
    def test_none_left(self):
        """Accepting pauses: it neither spins nor ends."""
        with open(self.gcisd.log, 'ab') as log:
            self.gcisd.process = subprocess.Popen(
                ['sh', '-c', 'ulimit -n 40 && exec "$@"', 'sh',
                 *self.gcisd.command()], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)
        self.gcisd.wait_until(self.gcisd.answers, 'gcisd does not answer')
        peers = [self.gcisd.peer() for _ in range(50)]
        time.sleep(0.2)
        spent = gcisd.cpu_s(self.gcisd.process.pid)
        time.sleep(1)
        self.assertLess(gcisd.cpu_s(self.gcisd.process.pid) - spent, 0.2)
        self.assertIn('cannot accept', self.gcisd.said())
        for peer in peers:
            peer.close()
        self.gcisd.wait_until(self.gcisd.answers, 'it does not come back')


@ROOT_ONLY
class Classes(gcisd.Case):
    """Who a peer is, is the kernel's word (SECURITY F1, F10)."""

    config = '[peers]\nweb = daemon\npam = bin:sshd\n'
    WEB, PAM, SELF = 1, 2, NOBODY

    def setUp(self):
        super().setUp()
        self.gcisd.start()
        self.gcisd.populate('wang', 'gone')
        self.gcisd.good('account.suspend', account='gone', reason='test')

    def as_class(self, uid, method, **parameters):
        def ask():
            with self.gcisd.peer() as peer:
                return peer.call(AUTH + method, parameters)
        return gcisd.as_uid(uid, ask)

    def attempt(self, uid, account, **more):
        return self.as_class(uid, 'Authenticate',
                             **gcisd.sign_in(account, 'wrong', **more))

    def test_operations(self):
        for uid in (self.WEB, self.PAM, self.SELF):
            with self.subTest(uid=uid):
                reply = self.as_class(uid, 'Call', operation='account.list')
                self.assertIn('error', reply)

    def test_one_answer(self):
        """Unknown, wrong and suspended differ in nothing but the reference;
        not even in length."""
        sizes = set()
        for account in ('wang', 'gone', 'unknown', 'x' * 255, ''):
            reply = self.attempt(self.WEB, account)
            self.assertError(reply, 'Denied')
            self.assertEqual(reply['parameters'].pop('delay_ms'), 0)
            self.assertEqual(len(reply['parameters'].pop('reference')), 10)
            self.assertEqual(reply['parameters'],
                             {'reason': '', 'broken_rules': 0})
            sizes.add(len(str(reply)))
        self.assertEqual(len(sizes), 1)

    def test_pam_hears_two_words(self):
        reasons = {account: self.attempt(self.PAM, account, service='sshd')
                   ['parameters']['reason']
                   for account in ('wang', 'gone', 'unknown')}
        self.assertEqual(reasons, {'wang': '', 'gone': '',
                                   'unknown': 'unknown_account'})
        # and every state in acct_mgmt
        reply = self.as_class(self.PAM, 'Check', account='gone',
                              service='sshd')
        self.assertEqual(reply['parameters']['reason'], 'suspended')

    def test_pam_has_its_services(self):
        self.assertError(self.attempt(self.PAM, 'wang', service='sudo'),
                         'NotAllowed')
        self.assertError(self.attempt(self.PAM, 'wang'), 'NotAllowed')

    def test_stranger(self):
        self.assertError(self.attempt(self.SELF, 'wang'), 'NotAllowed')
        # his own account, three times a minute
        words = [gcisd.error(self.attempt(self.SELF, 'nobody'))
                 for _ in range(4)]
        self.assertEqual(words[0], 'Denied')
        self.assertNotEqual(words[3], 'Denied')

    def test_root_hears_all(self):
        reply = self.gcisd.authenticate('gone')
        self.assertEqual(reply['parameters']['reason'], 'suspended')

    def test_web_may_not_look_up_people(self):
        """A worker that was taken over must not list accounts."""
        reply = self.as_class(self.WEB, 'Check', account='wang')
        self.assertIn('error', reply)
        self.assertNotIn('identity', reply['parameters'])

    def test_open_to_all(self):
        def ask():
            with self.gcisd.peer() as peer:
                return peer.call(SERVICE + 'GetInfo')
        self.assertNotIn('error', gcisd.as_uid(self.SELF, ask))


if __name__ == '__main__':
    unittest.main()
