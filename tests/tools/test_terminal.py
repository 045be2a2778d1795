# SPDX-License-Identifier: BSD-2-Clause
"""What is asked on a terminal: secrets are not echoed, a new one is asked for
twice, the name of an account is typed before it is closed.
"""

import os
import subprocess
import unittest

import site_of
from terminal import Terminal

PASSWORD = 'Good-Horse-91'


class Typed(unittest.TestCase):
    def setUp(self):
        self.site = site_of.Site(unix=True)
        self.addCleanup(self.site.remove)
        self.site('account', 'add', 'wang.xm', '--full-name', '王小明',
                  '--agency', 'TPE', '--kind', 'civil-servant')

    def terminal(self, *arguments, **env):
        words = [str(site_of.GCISCTL), *self.site.globals(), *arguments]
        return Terminal(words, site_of.environment(**env))

    def test_the_forced_change(self):
        oneday = self.site.oneday('wang.xm')
        at = self.terminal('try', 'wang.xm')
        at.expect('Password or one-day password: ')
        at.type(oneday)
        seen = at.expect('restricted')
        seen += at.expect('New password: ')
        at.type('too short')
        seen += at.expect('The same again: ')
        at.type('too short')
        seen += at.expect('too_short')
        seen += at.expect('New password: ')
        at.type(PASSWORD)
        seen += at.expect('The same again: ')
        at.type(PASSWORD)
        seen += at.expect('activates the account')
        status, left = at.end()
        self.assertEqual(0, status)
        for secret in (oneday, PASSWORD, 'too short\r'):
            self.assertNotIn(secret, seen + left)
        self.assertEqual(0, self.site('try', 'wang.xm', '--stdin',
                                      stdin=PASSWORD).status)

    def test_a_slip_of_the_finger_changes_nothing(self):
        before = self.site('store', 'digest').out
        at = self.terminal('password', 'set', 'wang.xm')
        at.expect('New password: ')
        at.type(PASSWORD)
        at.expect('The same again: ')
        at.type(PASSWORD + 'x')
        status, left = at.end()
        self.assertEqual(1, status)
        self.assertIn('not the same', left)
        self.assertEqual(before, self.site('store', 'digest').out)

    def test_the_name_before_closing(self):
        at = self.terminal('account', 'close', 'wang.xm')
        at.expect('to close wang.xm: ')
        at.type('wang')
        self.assertEqual(1, at.end()[0])
        at = self.terminal('account', 'close', 'wang.xm')
        at.expect('to close wang.xm: ')
        at.type('wang.xm')
        status, left = at.end()
        self.assertEqual(0, status)
        self.assertIn('closed', left)

    def test_an_interrupt_leaves_the_echo_on(self):
        at = self.terminal('try', 'wang.xm')
        at.expect('Password or one-day password: ')
        at.type('\x03')
        self.assertNotEqual(0, at.end()[0])

    def test_a_table_has_no_colour_where_none_is_wanted(self):
        for env, coloured in (({'NO_COLOR': '1', 'TERM': 'xterm'}, False),
                              ({'TERM': 'xterm'}, True)):
            with self.subTest(env=env):
                status, text = self.terminal('agency', 'list', **env).end()
                self.assertEqual(0, status)
                self.assertEqual(coloured, '\x1b[' in text)

    def test_json_is_indented_for_a_person(self):
        status, text = self.terminal('--json', 'agency', 'list').end()
        self.assertEqual(0, status)
        self.assertIn('\n  "items"', text.replace('\r', ''))


class Descriptor(unittest.TestCase):
    def run_with(self, secret, *arguments):
        read, write = os.pipe()
        os.write(write, secret)
        os.close(write)
        try:
            done = subprocess.run(
                [str(site_of.GCISCTL), *self.site.globals(), *arguments,
                 '--fd', str(read)], pass_fds=[read], capture_output=True,
                stdin=subprocess.DEVNULL, env=site_of.environment())
        finally:
            os.close(read)
        return site_of.Result(arguments, done)

    # secret, exit status, what is said
    ROWS = [
        (b'', 2, 'none was given'),
        (b'\n', 1, 'too_short'),
        (b'Good-Horse\xff91\n', 1, 'UTF-8'),
        (b'Good-Hor\0se-91\n', 1, 'NUL'),
        (b'x' * 512 + b'\n', 1, '511 bytes'),
        (b'Good-Horse\t91\n', 1, 'breaks'),
        (b'Good-Horse-91\nwhat follows\n', 0, 'password set'),
    ]

    def test_passwords(self):
        self.site = site_of.Site(unix=True)
        self.addCleanup(self.site.remove)
        self.site('account', 'add', 'svc.one', '--full-name', 'x',
                  '--agency', 'TPE', '--kind', 'service')
        for secret, status, wanted in self.ROWS:
            with self.subTest(secret=secret[:20]):
                done = self.run_with(secret, 'password', 'set', 'svc.one',
                                     '--no-must-change')
                self.assertEqual(status, done.status, done)
                self.assertIn(wanted, done.out + done.err)
        done = self.site('try', 'svc.one', '--stdin', stdin=PASSWORD)
        self.assertEqual(0, done.status, done)
        self.assertNotIn('restricted', done.out)
