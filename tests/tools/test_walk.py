# SPDX-License-Identifier: BSD-2-Clause
"""The acceptance walk (REQUIREMENTS 11) with gcisctl, as far as it needs no
card: on a store in the program's own process and through gcisd.  The same
script runs on both, and what it sees is the same, byte for byte.
"""

import os
import pwd
import time
import unittest

import site_of

PASSWORD = 'Good-Horse-91'
NEXT = 'Better-Mule-82'
WRONG = 'no-Such-Word-7'


class Script:
    """The steps; `self.site` runs them, the test case judges."""

    def __init__(self, case, site):
        self.case = case
        self.site = site
        self.secrets = [PASSWORD, NEXT, WRONG]

    def do(self, status, *arguments, say='', stdin='', **env):
        done = self.site(*arguments, stdin=stdin, **env)
        self.case.assertEqual(status, done.status, done)
        for part in [say] if isinstance(say, str) else say:
            self.case.assertIn(part, done.out + done.err)
        return done

    def try_in(self, status, secret, *arguments, say='', account='wang.xm',
               **env):
        return self.do(status, 'try', account, '--stdin', *arguments, say=say,
                       stdin=secret + '\n', **env)

    def state(self, account='wang.xm'):
        return self.do(0, '--json', 'account', 'show', account).json()

    def oneday(self, account='wang.xm'):
        password = self.site.oneday(account)
        self.secrets.append(password)
        return password

    def begin(self):
        """W0, W2, W3."""
        self.do(0, 'agency', 'add', 'TCG-COM', '--name', '商業處')
        self.do(0, 'account', 'add', 'wang.xm', '--full-name', '王小明',
                '--agency', 'TCG-COM', '--kind', 'civil-servant',
                '--id-tail', '5678', say='created')
        self.do(0, 'grant', 'add', 'wang.xm', 'BMS', 'clerk')
        self.do(0, 'grant', 'add', 'wang.xm', 'IMS-B', 'reader')
        self.do(0, 'grant', 'add', 'wang.xm', 'PRE', 'reader')
        self.do(0, 'grant', 'list', 'wang.xm', say=['商業登記資訊系統', '承辦'])
        self.case.assertEqual('created', self.state()['state'])

    def first_sign_in(self):
        """W4, W5, W6: issued, restricted, changed."""
        dead, oneday = self.oneday(), self.oneday()
        self.case.assertNotEqual(dead, oneday)
        self.case.assertEqual('issued', self.state()['state'])
        self.try_in(1, dead, say='denied')
        self.try_in(0, oneday, say=['restricted', 'second line'])
        # X7 in the forced change: one of the rules, and nothing happens
        self.try_in(1, f'{oneday}\nShort-1', say='too_short')
        self.try_in(1, f'{oneday}\nOf-wang-91-xyz', say='has_name')
        self.case.assertEqual('issued', self.state()['state'])
        self.try_in(0, f'{oneday}\n{PASSWORD}\n{PASSWORD}', say=(
            '完成後需以新密碼再執行登入作業，即完成帳號啟用。'),
            LC_ALL='zh_TW.UTF-8')
        self.case.assertEqual('active', self.state()['state'])
        self.try_in(1, oneday, say='denied')  # X3
        self.site_last_reason('oneday_dead')

    def second_sign_in(self):
        """W7, and what the card is needed for."""
        before = self.state()['last_password_s']
        done = self.try_in(0, PASSWORD, '--token', 'portal.example').out
        self.case.assertRegex(done, r'^[\w-]+\.[\w-]+\.[\w-]+\n$')
        told = self.do(0, '--json', 'try', 'wang.xm', '--stdin',
                       stdin=PASSWORD).json()
        self.case.assertGreaterEqual(told['last_password_s'], before)
        self.case.assertEqual('password', told['level'])
        self.case.assertFalse(told['restricted'])
        entries = {entry['code']: entry['open']
                   for entry in told['applications']}
        self.case.assertEqual({'CERT': True, 'REG': True, 'PRE': True,
                               'BMS': False, 'IMS-B': False}, entries)
        self.try_in(0, PASSWORD, '--application', 'PRE', '--role', 'reader',
                    say='PRE: reader')
        self.try_in(1, PASSWORD, '--application', 'BMS', say='certificate')
        self.try_in(0, PASSWORD, '--service', 'sshd', say='signed in')

    def no_grant(self):
        """X12: R46's sentence; a grant that has ended."""
        self.try_in(1, PASSWORD, '--application', 'PRE', '--role', 'chief',
                    say='您沒有使用本系統的權限，請洽貴單位帳號管理者。',
                    LC_ALL='zh_TW.UTF-8')
        self.try_in(1, PASSWORD, '--application', 'SPOB', say='no right')
        self.try_in(1, PASSWORD, '--application', 'NONE', say='no right')
        self.do(1, 'grant', 'add', 'wang.xm', 'SPOB', 'clerk', '--until',
                '2020-01-01', say='until')
        soon = time.gmtime(time.time() + 2)
        self.do(0, 'grant', 'add', 'wang.xm', 'SPOB', 'clerk', '--until',
                time.strftime('%Y-%m-%dT%H:%M:%SZ', soon))
        time.sleep(2.5)
        self.do(1, 'explain', 'wang.xm', 'SPOB', 'clerk', say='✗ grant')

    def policy(self):
        """X7 by password set: the rules, in one list; the old one stays."""
        for secret, rule in ((PASSWORD, 'in_history'),
                             ('Elevenchr-1', 'too_short'),
                             ('With-wang-in-it-1', 'has_name'),
                             ('With-tcg-com-in-1', 'has_agency'),
                             ('alllowercaseword', 'too_few_kinds'),
                             (NEXT, 'too_young')):
            done = self.do(1, '--json', 'password', 'set', 'wang.xm',
                           '--stdin', stdin=secret + '\n').json()
            self.case.assertIn(rule, done['rules'])
            done = self.do(1, 'password', 'set', 'wang.xm', '--stdin',
                           stdin=secret + '\n')
            self.case.assertIn(rule + ': ', done.err)
        self.try_in(0, PASSWORD)

    def refusals(self):
        """X5, and explain beside it: one answer, four reasons."""
        answers = [self.refused('wang.xm', WRONG, 'wrong_secret'),
                   self.refused('nobody.here', PASSWORD, 'unknown_account')]
        self.do(0, 'account', 'suspend', 'wang.xm', '--reason', '留職停薪')
        answers.append(self.refused('wang.xm', PASSWORD, 'suspended'))
        self.do(1, 'explain', 'wang.xm', 'PRE',
                say=['✗ state', 'gcisctl account resume wang.xm'])
        self.do(0, 'account', 'resume', 'wang.xm')
        self.try_in(0, PASSWORD)
        self.do(0, 'explain', 'wang.xm', 'PRE', say='yes')
        self.case.assertEqual(1, len(set(answers)), answers)

    def refused(self, account, secret, reason):
        """The answer to a no, without the line that root alone sees."""
        done = self.try_in(1, secret, account=account,
                           say=f'reason: {reason}\n')
        return site_of.normalised(
            done.out + done.err.replace(f'gcisctl: reason: {reason}\n', ''))

    def lock(self):
        """X4: five wrong ones, then the right one; time opens it again."""
        for _ in range(5):
            self.try_in(1, WRONG)
        self.refused('wang.xm', PASSWORD, 'locked')
        shown = self.state()
        self.case.assertIn('locked', shown['conditions'])
        self.case.assertGreater(shown['locked_until_s'], time.time() - 1)
        self.do(1, 'explain', 'wang.xm', 'PRE',
                say='gcisctl account unlock wang.xm')
        self.do(0, 'account', 'unlock', 'wang.xm')
        self.try_in(0, PASSWORD)
        for _ in range(5):
            self.try_in(1, WRONG)
        self.refused('wang.xm', PASSWORD, 'locked')
        time.sleep(4.5)
        self.try_in(0, PASSWORD)

    def sessions(self):
        self.do(0, 'session', 'revoke', 'wang.xm')
        self.try_in(0, PASSWORD, '--token', 'a.example')
        self.try_in(0, PASSWORD, '--token', 'b.example')
        items = self.do(0, '--json', 'session', 'list',
                        'wang.xm').json()['items']
        self.case.assertEqual({'a.example', 'b.example'},
                              {item['host'] for item in items})
        self.do(0, 'session', 'revoke', 'wang.xm', items[0]['session'])
        self.do(1, 'session', 'revoke', 'wang.xm', items[0]['session'],
                say='not found')
        self.do(0, 'password', 'expire', 'wang.xm')
        self.try_in(0, PASSWORD, say='restricted')
        self.try_in(0, f'{PASSWORD}\n{NEXT}', say='changed')
        self.try_in(0, NEXT)

    def close(self):
        self.do(1, 'account', 'close', 'wang.xm', stdin='wang\n',
                say='--confirm wang.xm')
        self.do(0, 'account', 'close', 'wang.xm', stdin='wang.xm\n')
        self.refused('wang.xm', NEXT, 'closed')
        self.do(1, 'account', 'add', 'wang.xm', '--full-name', '王小明',
                '--agency', 'TCG-COM', say='never given twice')
        self.do(1, 'explain', 'wang.xm', say='✗ state: closed')

    def end(self):
        """W12: the whole story, in order, no secret."""
        self.do(0, 'audit', 'verify', say='whole')
        page = self.do(0, 'audit', 'list', '--account', 'wang.xm',
                       say=['account.add', 'account.activated'])
        cursor = page.err.split('--cursor ')[1].split()[0]
        self.do(0, 'audit', 'list', '--account', 'wang.xm', '--cursor',
                cursor, say='account.close')
        events = [item['event'] for item in self.site.record(
            account='wang.xm', result='ok')]
        order = ['account.add', 'grant.add', 'oneday.issue', 'session.start',
                 'password.change', 'account.activated', 'account.suspend',
                 'account.resume', 'account.unlock', 'session.revoke',
                 'password.expire', 'account.close']
        places = [events.index(event) for event in order]
        self.case.assertEqual(sorted(places), places, events)

    def site_last_reason(self, reason):
        self.case.assertEqual(reason, self.site.record()[-1]['reason'])

    def all(self):
        self.begin()
        self.first_sign_in()
        self.second_sign_in()
        self.no_grant()
        self.policy()
        self.refusals()
        self.lock()
        self.sessions()
        self.close()
        self.end()
        self.no_secret_was_said()

    def no_secret_was_said(self):
        for run in self.site.runs:
            issued = run.arguments[-3:-1] == ('oneday', 'issue')
            for secret in self.secrets:
                if not issued:
                    self.case.assertNotIn(secret, run.out + run.err)
            self.case.assertNotIn('$y$', run.out + run.err)


class Walk(unittest.TestCase):
    SECTIONS = {'lockout': {'duration': '4s'}, 'oneday': {'max_uses': 5}}

    def walk(self, **how):
        site = site_of.Site(**how, **self.SECTIONS)
        self.addCleanup(site.remove)
        Script(self, site).all()
        if site.unix:
            log = (site.folder / 'log').read_text()
            for secret in (PASSWORD, NEXT, WRONG, 'nobody.here'):
                self.assertNotIn(secret, log)
        return [(run.arguments, run.status,
                 site_of.normalised(run.out + run.err))
                for run in site.runs
                if '--json' not in run.arguments and
                run.arguments[:2] not in (('store', 'digest'),
                                          ('session', 'revoke'))
                ]

    def test_both_ways_see_the_same(self):
        own, through = self.walk(), self.walk(unix=True)
        self.assertGreater(len(own), 50)
        for before, after in zip(own, through):
            self.assertEqual(self.unvarying(before), self.unvarying(after))
        self.assertEqual(len(own), len(through))

    def unvarying(self, run):
        """Without the date that is typed, and without columns' widths."""
        arguments, status, text = run
        return ([word for word in arguments if 'T' not in word
                 or not word.endswith('Z')], status, ' '.join(text.split()))

    @unittest.skipIf(os.geteuid() != 0, 'only root can run it as another')
    def test_without_root(self):
        self.walk(unix=True, uid=site_of.NOBODY)


class OneDay(unittest.TestCase):
    """X1: past its time, and used once too often."""

    def both(self, **sections):
        for unix in (False, True):
            site = site_of.Site(unix=unix, **sections)
            self.addCleanup(site.remove)
            yield Script(self, site)

    def test_past_its_time(self):
        for script in self.both(oneday={'lifetime': '2s'}):
            with self.subTest(unix=script.site.unix):
                script.begin()
                oneday = script.oneday()
                time.sleep(2.5)
                script.refused('wang.xm', oneday, 'oneday_expired')

    def test_used_up(self):
        for script in self.both(oneday={'max_uses': '2'}):
            with self.subTest(unix=script.site.unix):
                script.begin()
                oneday = script.oneday()
                script.try_in(0, oneday)
                script.try_in(0, oneday)
                script.refused('wang.xm', oneday, 'oneday_used_up')

    def test_three_a_day_and_revoked(self):
        for script in self.both():
            with self.subTest(unix=script.site.unix):
                script.begin()
                last = [script.oneday() for _ in range(3)][-1]
                script.do(1, 'oneday', 'issue', 'wang.xm', say='per_day')
                script.do(0, 'oneday', 'revoke', 'wang.xm')
                script.refused('wang.xm', last, 'oneday_dead')
                script.do(1, 'oneday', 'revoke', 'wang.xm',
                          say='has no one-day password')


@unittest.skipIf(os.geteuid() != 0, 'only root can ask as another')
class Another(unittest.TestCase):
    """X10 for gcisctl: who is not root is refused, and that is recorded."""

    REFUSED = [
        ['account', 'list'],
        ['account', 'show', 'wang.xm'],
        ['account', 'set', 'wang.xm', '--title', 'x'],
        ['account', 'suspend', 'wang.xm', '--reason', 'x'],
        ['grant', 'add', 'wang.xm', 'REG', 'manager'],
        ['oneday', 'issue', 'wang.xm'],
        ['audit', 'list'],
        ['status'],
        ['explain', 'wang.xm'],
    ]

    def setUp(self):
        self.site = site_of.Site(unix=True)
        self.addCleanup(self.site.remove)
        Script(self, self.site).begin()

    def test_operations(self):
        for arguments in self.REFUSED:
            with self.subTest(arguments=arguments):
                done = self.site(*arguments, uid=site_of.NOBODY)
                self.assertEqual(1, done.status, done)
                self.assertIn('not open to this caller', done.err)
                done = self.site('--json', *arguments, uid=site_of.NOBODY)
                self.assertEqual('forbidden', done.json()['reason'])
        denied = self.site.record(event='operation.denied')
        self.assertEqual({'uid:65534'}, {item['actor'] for item in denied})
        self.assertIn('grant.add', [item['note'] for item in denied])

    def test_try_on_somebody_else(self):
        done = self.site('try', 'wang.xm', '--stdin', stdin=WRONG,
                         uid=site_of.NOBODY)
        self.assertEqual(1, done.status, done)
        self.assertIn('may not ask', done.err)

    def test_try_on_oneself(self):
        user = pwd.getpwuid(site_of.NOBODY).pw_name
        self.site('account', 'add', user, '--full-name', '王小明', '--reason',
                  'x', '--agency', 'TCG-COM')
        oneday = self.site.oneday(user)
        for stdin, wanted in ((f'{oneday}\n{PASSWORD}\n', 'is changed'),
                              (PASSWORD, 'signed in by password')):
            done = self.site('try', user, '--stdin', stdin=stdin,
                             uid=site_of.NOBODY)
            self.assertEqual(0, done.status, done)
            self.assertIn(wanted, done.out)

    def test_password_of_another(self):
        done = self.site('password', 'set', 'wang.xm', '--stdin',
                         stdin=PASSWORD, uid=site_of.NOBODY)
        self.assertEqual(1, done.status, done)

    def test_the_store_itself(self):
        done = site_of.gcisctl('--store', f'lmdb:{self.site.store}',
                               'account', 'list', uid=site_of.NOBODY)
        self.assertEqual(3, done.status, done)
        self.assertIn(str(self.site.store), done.err)
