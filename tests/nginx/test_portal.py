# SPDX-License-Identifier: BSD-2-Clause
"""What there is below the portal's location, and how it may be asked."""

import json
import unittest

from harness import JSON, NAVIGATE, PAGE
from scene import Browser, Portal


class Ways(Portal):
    def test_table(self):
        """(method, path, who, status)"""
        rows = [
            # methods
            ('POST', '/gcis/home', None, 405), ('PUT', '/gcis/home', 'wang',
                                                405),
            ('DELETE', '/gcis/sign-in', None, 405),
            ('OPTIONS', '/gcis/sign-in', None, 405),
            ('POST', '/gcis/session', 'wang', 405),
            ('POST', '/gcis/health', None, 405),
            ('POST', '/gcis/assets/portal.css', None, 405),
            ('POST', '/gcis/step-up', 'wang', 405),
            ('PATCH', '/gcis/nothing', None, 405),
            # what there is not
            ('GET', '/gcis/nothing', None, 404),
            ('GET', '/gcis/home/', None, 404),
            ('GET', '/gcis/homes', None, 404),
            ('GET', '/gcis/Home', None, 404),
            ('GET', '/gcis/assets/', None, 404),
            ('GET', '/gcis/assets/none.css', None, 404),
            ('GET', '/gcis/assets/head.html', None, 404),
            ('GET', '/gcis/assets/pages.json', None, 404),
            ('GET', '/gcis/assets/%2e%2e%2fgcis.conf', None, 404),
            ('GET', '/gcis/assets//portal.css', None, 200),
            # what comes later
            ('GET', '/gcis/challenge', None, 501),
            ('POST', '/gcis/sign-in/certificate', None, 501),
            ('GET', '/gcis/sign-in/tls', None, 501),
            ('GET', '/gcis/enter?code=a', None, 501),
            ('GET', '/gcis/certificate', 'wang', 501),
            ('GET', '/gcis/profile', 'wang', 501),
            ('GET', '/gcis/sessions', 'wang', 501),
            ('POST', '/gcis/sessions/a/end', 'wang', 501),
            ('GET', '/gcis/downloads/a.pdf', None, 501),
            ('GET', '/gcis/registration/', 'wang', 501),
            ('POST', '/gcis/api/account.list', 'wang', 501),
            ('GET', '/gcis/auth?application=PRE', 'wang', 501),
            ('GET', '/gcis/keys', None, 501),
            # without a session
            ('GET', '/gcis/home', None, 401), ('GET', '/gcis/password', None,
                                               401),
            ('GET', '/gcis/step-up', None, 401),
            ('GET', '/gcis/sign-in/done', None, 401),
            ('GET', '/gcis/session', None, 401),
            ('GET', '/gcis/sign-in', None, 200),
            ('GET', '/gcis/sign-out', None, 200),
            ('GET', '/gcis/', None, 302),
            # with one
            ('GET', '/gcis/home', 'wang', 200), ('HEAD', '/gcis/home', 'wang',
                                                 200),
            ('GET', '/gcis/password', 'wang', 200),
            ('GET', '/gcis/sign-out', 'wang', 200),
            ('GET', '/gcis/step-up', 'wang', 200),
            ('GET', '/gcis/session', 'wang', 200),
            ('GET', '/gcis/health', None, 200),
            ('GET', '/gcis/assets/portal.css', None, 200),
            ('GET', '/gcis/assets/portal.js', None, 200),
            # restricted
            ('GET', '/gcis/home', 'new', 200),
            ('GET', '/gcis/password', 'new', 200),
            ('GET', '/gcis/sign-out', 'new', 200),
            ('GET', '/gcis/session', 'new', 200),
            ('GET', '/gcis/step-up', 'new', 403),
        ]
        for method, path, who, status in rows:
            for headers in (JSON, PAGE):
                with self.subTest(method=method, path=path, who=who,
                                  headers=headers[0][1]):
                    answer = self.get(path, headers, method=method,
                                      cookie=getattr(self, who) if who
                                      else None)
                    wanted = status
                    if headers == PAGE and method == 'GET' and (
                            status == 401 and path != '/gcis/session'
                            or path == '/gcis/step-up' and who == 'new'):
                        wanted = 302
                    self.assertEqual(wanted, answer.status, answer.raw)
                    self.assertSafe(answer)
                    self.check_form(answer, wanted, headers)

    def check_form(self, answer, status, headers):
        if status != 200 or 'css' not in answer.get('Content-Type'):
            kept = ['no-cache'] if answer.get('Last-Modified') else \
                ['no-store']
            self.assertEqual(kept, answer.all('Cache-Control'))
        if status == 405:
            self.assertIn(answer.get('Allow'),
                          ('GET, HEAD', 'GET, HEAD, POST'))
        if status >= 400 and headers == JSON:
            value = json.loads(answer.body)
            self.assertEqual({'error', 'reason', 'message', 'reference'},
                             set(value))
        elif status >= 400:
            self.assertEqual('text/html; charset=utf-8',
                             answer.get('Content-Type'))
            self.assertIn('參考編號', answer.text)

    def test_to_the_sign_in_and_back(self):
        self.assertGoes(self.get('/gcis/home?a=b', PAGE),
                        '/gcis/sign-in?return=/gcis/home%3Fa%3Db', 302)
        self.assertGoes(self.get('/gcis/step-up', NAVIGATE, self.new),
                        '/gcis/password', 302)

    def test_session(self):
        value = json.loads(self.get('/gcis/session', cookie=self.wang).body)
        self.assertEqual(
            ('wang', '王小明', 'TPE', 'civil-servant', 'password',
             'password', False),
            tuple(value[name] for name in (
                'account', 'full_name', 'agency', 'kind', 'level', 'method',
                'restricted')))
        self.assertLess(value['auth_time_s'], value['expires_s'])
        value = json.loads(self.get('/gcis/session', cookie=self.new).body)
        self.assertEqual(('oneday', True),
                         (value['method'], value['restricted']))
        answer = self.get('/gcis/session')
        self.assertRefused(answer, 401, 'G302', 'no_session')
        self.assertEqual(['Gcis'], answer.all('WWW-Authenticate'))

    def test_health(self):
        answer = self.get('/gcis/health')
        self.assertEqual({'engine': 'ok', 'projection': 'ok',
                          'version': '0.1.0'}, json.loads(answer.body))

    def test_assets_are_asked_again(self):
        answer = self.get('/gcis/assets/portal.css')
        self.assertEqual('text/css; charset=utf-8',
                         answer.get('Content-Type'))
        again = self.get('/gcis/assets/portal.css', (
            ('If-Modified-Since', answer.get('Last-Modified')),))
        self.assertEqual(304, again.status)
        self.assertSafe(again)

    def test_home(self):
        page = self.get('/gcis/home', PAGE, self.chen).text
        self.assertIn('歡迎！陳美玲', page)
        self.assertIn('臺北市政府', page)
        self.assertIn('測試入口', page)
        self.assertIn('請洽 1234', page)
        self.assertIn('href="/pre/"', page)
        self.assertIn('有限合夥登記與管理系統', page)
        self.assertNotIn('工廠登記', page)
        page = self.get('/gcis/home', PAGE, self.new).text
        self.assertNotIn('href="/pre/"', page)

    def test_languages(self):
        rows = [
            ('', (), 'zh-Hant-TW'),
            ('', (('Accept-Language', 'en'),), 'en'),
            ('', (('Accept-Language', 'fr, zh;q=0.9, en;q=0.1'),),
             'zh-Hant-TW'),
            ('?lang=en', (), 'en'),
            ('?lang=en', (('Accept-Language', 'zh-TW'),), 'en'),
            ('?lang=xx', (), 'zh-Hant-TW'),
            ('?lang=%22%3E', (), 'zh-Hant-TW'),
        ]
        for query, headers, language in rows:
            with self.subTest(query=query, headers=headers):
                answer = self.get('/gcis/sign-in' + query, PAGE + headers)
                self.assertIn(f'<html lang="{language}">', answer.text)
        browser = self.browser()
        browser.get('/gcis/sign-in?lang=en')
        self.assertEqual('en', browser.cookies['gcis-lang'])
        self.assertIn('<html lang="en">', browser.get('/gcis/sign-in').text)

    def test_done(self):
        answer = self.get('/gcis/sign-in/done?return=/on/%3Fa', PAGE,
                          self.wang)
        self.assertEqual(200, answer.status)
        self.assertEqual('0;url=/on/?a', answer.get('Refresh'))
        self.assertIn('href="/on/?a"', answer.text)
        answer = self.get('/gcis/sign-in/done?return=//evil', PAGE, self.wang)
        self.assertGoes(answer, '/gcis/home', 302)


class English(Portal):
    """A site that offers one language."""

    MORE = '[portal]\nlanguages = en\n'
    PEOPLE = False

    def test_no_choice(self):
        answer = self.get('/gcis/sign-in?lang=zh-Hant', PAGE + (
            ('Accept-Language', 'zh-TW'),))
        self.assertIn('<html lang="en">', answer.text)
        self.assertNotIn('hreflang', answer.text)


if __name__ == '__main__':
    unittest.main()
