# SPDX-License-Identifier: BSD-2-Clause
"""Signing in and out, and the change of password, as a browser does."""

import re
import threading
import time
import unittest

import engine
from scene import COOKIE, Browser, Portal, Scene


class SignIn(Portal):
    def test_the_whole_way(self):
        browser = self.browser()
        answer = browser.get('/on/?a=b')
        self.assertGoes(answer, '/gcis/sign-in?return=/on/%3Fa%3Db', 302)
        page = browser.get(answer.get('Location'))
        link = re.search(r'href="(/gcis/sign-in\?first[^"]*)"', page.text)
        fields = browser.form(link.group(1).replace('&amp;', '&'))
        self.assertEqual('/on/?a=b', fields['return'])
        fields.update(account='wang', secret=engine.SECRET)
        answer = browser.post('/gcis/sign-in', fields)
        self.assertGoes(answer, '/on/?a=b')
        self.assertRegex(
            answer.all('Set-Cookie')[0], r'^__Host-gcis=[\w.-]+; Path=/; '
            r'Secure; HttpOnly; SameSite=Lax$')
        self.assertEqual(200, browser.get('/on/?a=b').status)

        fields = browser.form('/gcis/sign-out')
        former = browser.cookies['__Host-gcis']
        answer = browser.post('/gcis/sign-out', fields)
        self.assertGoes(answer, '/gcis/sign-in?signed_out')
        self.assertNotIn('__Host-gcis', browser.cookies)
        answer = self.get('/on/', cookie=COOKIE + former)
        self.assertRefused(answer, 401, 'G302', 'no_session')
        self.assertEqual('revoked', self.nginx.last_access()['reason'])

    def test_every_no_is_the_same(self):
        """But for the name as typed and the reference."""
        self.engine.person('suspended')
        self.engine.call('account.suspend', account='suspended', reason='x')
        pages = set()
        for account, secret in (('wang', 'wrong'), ('nobody', 'wrong'),
                                ('suspended', engine.SECRET),
                                ('a' * 200, 'x'), ('wang', 'x' * 600),
                                ('王 小明', 'x'), ('wang', '\u00e9' * 100)):
            with self.subTest(account=account[:9]):
                answer = self.browser().sign_in(account, secret, '/on/')
                self.assertEqual(401, answer.status, answer.text)
                self.assertEqual([], answer.all('Set-Cookie'))
                self.assertIn('登入失敗：帳號、密碼或憑證不正確', answer.text)
                self.assertIn('G100', answer.text)
                self.assertIn(f'value="{account}"', answer.text)
                self.assertNotIn(secret if len(secret) > 1 else '\0',
                                 answer.text)
                text = answer.text.replace(account, 'NAME')
                text = re.sub(r'參考編號\s*[A-Z0-9]+', 'REF', text)
                text = re.sub(r'(name="token" value=")[^"]*', r'\1', text)
                pages.add(text)
        self.assertEqual(1, len(pages), pages)

    def test_the_reference_is_the_engines(self):
        answer = self.browser().sign_in('chen', 'wrong')
        reference = re.search(r'參考編號\s*([A-Z0-9]+)', answer.text).group(1)
        self.assertRegex(self.nginx.log('gcisd.log'),
                         rf'reason=wrong_secret .*ref={reference} ')

    def test_source_address_and_service(self):
        self.browser().sign_in('chen')
        self.assertRegex(
            self.nginx.log('gcisd.log'), r'event=session.start result=ok .*'
            r'address=127\.0\.0\.1 service=portal .*account="chen"')

    def test_empty_fields(self):
        rows = [('', '', 2), ('wang', '', 1), ('', 'x', 1)]
        for account, secret, n_errors in rows:
            with self.subTest(account=account, secret=secret):
                answer = self.browser().sign_in(account, secret)
                self.assertEqual(422, answer.status)
                self.assertEqual(n_errors,
                                 answer.text.count('class="error" id='))

    def test_where_it_leads(self):
        """(return, where)"""
        rows = [
            ('', '/gcis/home'), ('/on/x?a=b', '/on/x?a=b'),
            ('//evil.example', '/gcis/home'), ('/\\evil', '/gcis/home'),
            ('\\/evil', '/gcis/home'), ('https://evil.example/', '/gcis/home'),
            ('https:evil', '/gcis/home'), ('javascript:alert(1)',
                                           '/gcis/home'),
            ('/a\r\nSet-Cookie: x=y', '/gcis/home'),
            ('/a%0d%0aX: y', '/gcis/home'), ('/a%0d%0aX:y', '/a%0d%0aX:y'),
            ('/' + 'a' * 2050, '/gcis/home'), ('/a"b', '/gcis/home'),
            ('/gcis/sign-out', '/gcis/home'), ('/gcis/sign-in',
                                               '/gcis/home'),
            ('/王', '/gcis/home'),
        ]
        for given, wanted in rows:
            with self.subTest(given[:30]):
                browser = self.browser()
                fields = browser.form('/gcis/sign-in?first')
                fields.update(account='wang', secret=engine.SECRET)
                fields['return'] = given
                answer = browser.post('/gcis/sign-in', fields)
                self.assertGoes(answer, wanted)

    def test_a_new_session_each_time(self):
        browser = self.browser()
        browser.sign_in('wang')
        first = browser.cookies['__Host-gcis']
        browser.sign_in('wang')
        second = browser.cookies['__Host-gcis']
        self.assertNotEqual(first, second)
        self.assertEqual(401, self.get('/on/', cookie=COOKIE + first).status)
        self.assertEqual(200, self.get('/on/', cookie=COOKIE + second).status)


class Limits(Portal):
    """Guessing from one address becomes slow, and then is not heard."""

    MORE = '[lockout]\nsource_slow = 3\nsource_refuse = 6\n'

    @classmethod
    def make_people(cls):
        cls.engine.person('wang')

    def test_by_source(self):
        took = []
        for i in range(8):
            browser = self.browser()
            fields = dict(browser.form('/gcis/sign-in?first'),
                          account=f'nobody{i}', secret='x')
            begin = time.monotonic()
            answer = browser.post('/gcis/sign-in', fields)
            took.append((answer.status, time.monotonic() - begin))
        self.assertEqual({401}, {status for status, _ in took[:5]}, took)
        self.assertEqual(503, took[-1][0], took)
        self.assertLess(took[0][1], 0.5)
        self.assertGreater(max(seconds for _, seconds in took[3:6]), 0.5)
        answer = self.browser().sign_in('wang')
        self.assertEqual(503, answer.status)
        self.assertIn('G101', answer.text)
        self.assertEqual('5', answer.get('Retry-After'))

    def test_others_do_not_wait(self):
        """The worker's one loop goes on while an answer is held back."""
        def guess():
            self.browser().sign_in('nobody', 'x')

        threads = [threading.Thread(target=guess) for _ in range(5)]
        for thread in threads:
            thread.start()
        for _ in range(20):
            begin = time.monotonic()
            self.assertEqual(200, self.get('/open/').status)
            self.assertLess(time.monotonic() - begin, 0.3)
        for thread in threads:
            thread.join()


class Lockout(Portal):
    @classmethod
    def make_people(cls):
        cls.engine.person('wang')

    def test_after_five(self):
        """The sixth is locked, and answered as the others are."""
        answers = [self.browser().sign_in('wang', 'wrong')
                   for _ in range(5)]
        answers.append(self.browser().sign_in('wang'))
        self.assertEqual({401}, {answer.status for answer in answers})
        self.assertRegex(self.nginx.log('gcisd.log'), 'reason=locked')


class Password(Portal):
    def test_first_sign_in(self):
        self.engine.call('account.add', name='wu.xiansheng', full_name='吳先生',
                         agency='TPE')
        self.engine.call('grant.add', account='wu.xiansheng', application='PRE',
                         role='clerk')
        oneday = self.engine.oneday('wu.xiansheng')
        browser = self.browser()
        self.assertGoes(browser.sign_in('wu.xiansheng', oneday, '/on/'),
                        '/gcis/password')
        self.assertGoes(browser.get('/on/'), '/gcis/password', 302)
        page = browser.get('/gcis/password')
        self.assertIn('one-time-code', page.text)
        answer = self.change(browser, oneday, 'Green-Field-81-Wood')
        self.assertEqual(200, answer.status, answer.text)
        self.assertIn('完成後需以新密碼再執行登入作業', answer.text)
        self.assertNotIn('__Host-gcis', browser.cookies)
        self.assertGoes(browser.sign_in('wu.xiansheng', 'Green-Field-81-Wood', '/on/'),
                        '/on/')
        self.assertEqual(200, browser.get('/on/').status)
        self.assertEqual(401, browser.sign_in('wu.xiansheng', oneday).status)

    def change(self, browser, old, new, again=None):
        fields = browser.form('/gcis/password')
        fields.update(old_secret=old, new_secret=new,
                      new_again=new if again is None else again)
        return browser.post('/gcis/password', fields)

    def test_a_change(self):
        self.engine.person('hsu')
        browser, other = self.browser(), self.browser()
        browser.sign_in('hsu')
        other.sign_in('hsu')
        former = browser.cookies['__Host-gcis']
        answer = self.change(browser, engine.SECRET, 'Green-Field-81-Wood')
        self.assertEqual(200, answer.status, answer.text)
        self.assertIn('密碼修改成功', answer.text)
        self.assertNotEqual(former, browser.cookies['__Host-gcis'])
        self.assertEqual(200, browser.get('/gcis/home').status)
        self.assertEqual(302, other.get('/gcis/home').status)
        self.assertEqual(401, self.get('/gcis/session',
                                       cookie=COOKIE + former).status)

    def test_what_is_refused(self):
        """(old, new, again, status, words)"""
        good = 'Green-Field-81-Wood'
        rows = [
            ('', good, None, 422, '請輸入目前的密碼'),
            (engine.SECRET, '', None, 422, '請輸入新密碼'),
            (engine.SECRET, good, good + 'x', 422, '兩次輸入的新密碼不相同'),
            ('wrong', good, None, 401, '目前的密碼或一日密碼不正確'),
            (engine.SECRET, 'short', None, 422, '個字元'),
            (engine.SECRET, 'chen-has-A-name-1', None, 422, '帳號或姓名'),
            (engine.SECRET, engine.SECRET, None, 422, '不可與'),
        ]
        browser = self.browser(self.chen)
        for old, new, again, status, words in rows:
            with self.subTest(words):
                answer = self.change(browser, old, new, again)
                self.assertEqual(status, answer.status, answer.text)
                self.assertIn(words, answer.text)
                self.assertIn('id="rules"', answer.text)
                for secret in (old, new):
                    self.assertFalse(len(secret) > 5
                                     and secret in answer.text)

    def test_several_broken_rules_at_once(self):
        answer = self.change(self.browser(self.chen), engine.SECRET, 'chen')
        self.assertEqual(422, answer.status)
        self.assertIn('G201', answer.text)
        self.assertGreaterEqual(answer.text.count('<a href="#new_secret">'),
                                2)


if __name__ == '__main__':
    unittest.main()
