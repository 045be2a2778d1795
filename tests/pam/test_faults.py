# SPDX-License-Identifier: BSD-2-Clause
"""Whatever fails: `auth required pam_gcis` before `auth required pam_permit`
never says yes (SECURITY H4; CVE-2025-23013, CVE-2025-24531)."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest

import double
import runner
import stage

WRONG = 'Wrong-Horse-7!'
STACK = ('auth required pam_gcis.so nodelay quiet',
         'auth required pam_permit.so',
         'account required pam_gcis.so quiet',
         'account required pam_permit.so',
         'password required pam_gcis.so quiet',
         'password required pam_permit.so',
         'session required pam_gcis.so quiet')


class OnSite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = stage.Site()
        cls.site.account('wang')
        cls.site.stack(stage.SERVICE, *STACK)

    @classmethod
    def tearDownClass(cls):
        cls.site.close()


class Replies(OnSite):
    """What may come in the place of a reply, by a double of the engine."""

    def setUp(self):
        path = self.site.path / 'double.sock'
        conf = self.site.path / 'double.conf'
        conf.write_text(f'[client]\nsocket = {path}\n')
        self.double = double.Double(path)
        self.addCleanup(path.unlink)
        self.addCleanup(self.double.close)
        self.site.stack('double', *(
            f'{line} config={conf}' if 'pam_gcis' in line else line
            for line in STACK))
        self.driver = stage.Driver(self.site)
        self.addCleanup(self.driver.close)

    def sign_in(self, reply):
        self.double.reply = reply
        return self.driver.sign_in('wang', stage.PASSWORD, service='double')

    def account(self, reply):
        self.double.reply = reply
        self.driver.tell('start double wang')
        code = self.driver.code('acct_mgmt')
        self.driver.tell('end')
        return code

    def record(self, method, **more):
        """A yes of the real engine, with its NUL."""
        return self.site.ask_raw(json.dumps({
            'method': f'tw.gov.gcis.Auth.{method}', 'parameters': {
                'account': 'wang', 'service': stage.SERVICE, **more}
            }).encode() + b'\0')

    def yes(self):
        return self.record('Authenticate', purpose='sign-in',
                           secret=stage.PASSWORD)

    def test_cut_after_each_byte(self):
        yes = self.yes()
        self.assertEqual(self.sign_in(yes), 'SUCCESS')
        for end in range(len(yes)):
            self.assertEqual(self.sign_in(yes[:end]), 'AUTHINFO_UNAVAIL',
                             yes[:end])

    def test_account_cut_after_each_byte(self):
        yes = self.record('Check')
        self.assertEqual(self.account(yes), 'SUCCESS')
        for end in range(len(yes)):
            self.assertEqual(self.account(yes[:end]), 'AUTHINFO_UNAVAIL',
                             yes[:end])

    def test_garbage(self):
        yes = self.yes()
        for reply in (
                b'', b'\0', b'{}\0', b'[]\0', b'null\0', b'"OK"\0', b'0\0',
                b'GCIS_OK\0', b'{"parameters":{}}\0',
                b'{"parameters":{"identity":{}}}\0',
                b'{"parameters":{"identity":{"account":"wang"}}}\0',
                b'{"parameters":' + b'[' * 100 + b']' * 100 + b'}\0',
                b'x' * 300000, b'x' * 300000 + b'\0',
                # more than one answer, or bytes after it
                yes + yes, yes + b'x', b'\0' + yes, b'{}' + yes,
                # members twice, text that is none, a NUL in text
                yes.replace(b'{"parameters":', b'{"parameters":{},'
                            b'"parameters":'),
                yes.replace(b'wang', b'wan\xff'),
                yes.replace(b'wang', b'wang\\u0000'),
                # a yes of unknown kind
                b'{"error":"tw.gov.gcis.Auth.OK","parameters":{}}\0',
                b'{"error":"","parameters":' + yes[14:-2] + b'}\0'):
            with self.subTest(reply=reply[:200]):
                self.assertEqual(self.sign_in(reply), 'AUTHINFO_UNAVAIL')

    def test_yes_about_somebody_else(self):
        yes = self.yes()
        for name in (b'root', b'Wang', b'wang ', b'wan', b'wangg', b''):
            reply = yes.replace(b'"wang"', b'"' + name + b'"')
            self.assertNotEqual(reply, yes)
            with self.subTest(name=name):
                self.assertIn(self.sign_in(reply),
                              ('AUTH_ERR', 'AUTHINFO_UNAVAIL'))

    def test_account_yes_about_somebody_else(self):
        yes = self.record('Check')
        for name in (b'root', b'Wang', b'wangg'):
            with self.subTest(name=name):
                self.assertEqual(
                    self.account(yes.replace(b'"wang"', b'"' + name + b'"')),
                    'ACCT_EXPIRED')

    def test_delay_without_end(self):
        """Neither an overflow nor a yes."""
        self.site.stack('double', 'auth required pam_gcis.so config='
                        f'{self.site.path}/double.conf')
        reply = b'{"error":"tw.gov.gcis.Auth.Denied","parameters":{"reason":' \
            b'"","reference":"","delay_ms":9223372036854775807}}\0'
        self.double.reply = reply
        self.driver.tell('start double wang')
        self.driver.tell(f'answer {WRONG}')
        said = self.driver.tell('authenticate')
        self.assertEqual(said[-2:], ['delay', 'AUTH_ERR'])

    def test_every_word_of_an_error(self):
        """Of those that the interface has, none is a yes, whatever its
        reason says; must_change is none in a service that is not known."""
        for word in ('Denied', 'Forbidden', 'Invalid', 'Memory', 'Config',
                     'NotAllowed', 'Store', 'Crypto', 'Busy'):
            for reason in ('', 'must_change', 'no_role', 'unknown_account'):
                reply = json.dumps({
                    'error': f'tw.gov.gcis.Auth.{word}', 'parameters': {
                        'reason': reason, 'reference': 'ABCDEFGHJK'}})
                code = self.sign_in(reply.encode() + b'\0')
                self.assertNotIn(code, ('SUCCESS', 'IGNORE'))
                self.assertNotEqual(self.account(reply.encode() + b'\0'),
                                    'SUCCESS')


@unittest.skipUnless(stage.IS_ROOT, 'only root can be somebody else')
class Harvest(OnSite):
    def test_somebody_else_listens(self):
        """No secret goes to a socket of another user (SECURITY F7)."""
        runner.need_reachable(__file__)
        folder = self.site.path / 'theirs'
        folder.mkdir()
        os.chmod(folder, 0o777)
        code = ('import double, sys, time; d = double.Double(sys.argv[1]);'
                'print(flush=True); time.sleep(60)')
        server = subprocess.Popen(
            [sys.executable, '-c', code, folder / 'sock'], user=stage.OTHER,
            stdout=subprocess.PIPE, cwd='/', env={
                'PYTHONPATH': os.path.dirname(os.path.abspath(__file__)),
                'PYTHONDONTWRITEBYTECODE': '1'})
        try:
            server.stdout.readline()
            conf = self.site.path / 'theirs.conf'
            conf.write_text(f'[client]\nsocket = {folder}/sock\n')
            self.site.stack(stage.SERVICE, 'auth required pam_gcis.so nodelay '
                            f'config={conf}', STACK[1])
            with stage.Driver(self.site) as driver:
                driver.tell(f'start {stage.SERVICE} wang')
                driver.tell(f'answer {stage.PASSWORD}')
                said = driver.tell('authenticate')
            self.assertEqual(said[-1], 'AUTHINFO_UNAVAIL')
            self.assertIn('uid 65534 listens there', said[1])
        finally:
            server.kill()
            server.wait()
            server.stdout.close()


class Killed(OnSite):
    def setUp(self):
        self.site.stack(stage.SERVICE, *STACK)

    def tearDown(self):
        if self.site.process is None:
            self.site.start()

    def test_killed_while_it_is_asked(self):
        for _ in range(3):
            with stage.Driver(self.site) as driver:
                driver.tell(f'start {stage.SERVICE} wang')
                driver.tell(f'answer {stage.PASSWORD}')
                self.site.process.send_signal(signal.SIGSTOP)
                driver.send('authenticate')
                time.sleep(0.1)
                self.site.stop(signal.SIGKILL)
                self.assertEqual(driver.receive('authenticate')[-1],
                                 'AUTHINFO_UNAVAIL')
            self.site.start()

    def test_killed_again_and_again(self):
        """Kills at any moment of a stream of wrong ones and right ones."""
        with stage.Driver(self.site) as driver:
            for n in range(8):
                driver.tell(f'start {stage.SERVICE} wang')
                driver.tell('answer ' + (WRONG if n % 2 else stage.PASSWORD))
                driver.send('authenticate')
                time.sleep(n * 0.0005)
                self.site.stop(signal.SIGKILL)
                code = driver.receive('authenticate')[-1]
                allowed = ('AUTHINFO_UNAVAIL',
                           'AUTH_ERR' if n % 2 else 'SUCCESS')
                self.assertIn(code, allowed)
                driver.tell('end')
                self.site.start()


class Memory(OnSite):
    """The n-th allocation fails, for all n over a whole call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site.account('must', 'must_change')
        cls.site.account('away', 'suspended')

    def each(self, user, answers, call, stride=1):
        """The codes of a call, for n = 1 until all is used up; after them the
        code where nothing failed."""
        codes = []
        with stage.Driver(self.site, preload=stage.FAULT) as driver:
            n = 1
            while True:
                driver.tell(f'start {stage.SERVICE} {user}')
                for answer in answers:
                    driver.tell(f'answer {answer}')
                driver.tell(f'arm {n}')
                code = driver.code(call)
                allocations = int(driver.tell('arm 0')[0].split()[1])
                driver.tell('end')
                codes.append(code)
                if allocations < n:
                    return codes
                n += stride

    def check(self, codes, last, *others):
        self.assertEqual(codes[-1], last)
        self.assertGreater(len(codes), 30)
        self.assertLessEqual(set(codes), {
            last, 'BUF_ERR', 'SERVICE_ERR', 'SYSTEM_ERR', 'ABORT',
            'AUTHINFO_UNAVAIL', 'CONV_ERR', *others})

    def test_right(self):
        codes = self.each('wang', [stage.PASSWORD], 'authenticate')
        self.check(codes, 'SUCCESS', 'AUTH_ERR')
        self.assertGreater(len(codes) - codes.count('SUCCESS'), 20)

    def test_wrong(self):
        codes = self.each('wang', [WRONG], 'authenticate')
        self.check(codes, 'AUTH_ERR')

    def test_must_change(self):
        codes = self.each('must', [stage.PASSWORD], 'authenticate')
        self.check(codes, 'AUTH_ERR')

    def test_account(self):
        self.check(self.each('away', [], 'acct_mgmt'), 'ACCT_EXPIRED')
        self.check(self.each('wang', [], 'acct_mgmt'), 'SUCCESS')

    def test_change_due(self):
        codes = self.each('away', [], 'chauthtok expired')
        self.check(codes, 'PERM_DENIED', 'TRY_AGAIN')

    def test_change_refused(self):
        codes = self.each('wang', [stage.PASSWORD, 'short', 'short'],
                          'chauthtok', stride=3)
        self.check(codes, 'AUTHTOK_ERR', 'TRY_AGAIN', 'AUTH_ERR')

    def test_session(self):
        codes = self.each('wang', [], 'open_session')
        self.check(codes, 'SUCCESS', 'SESSION_ERR')
