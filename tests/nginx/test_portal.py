# SPDX-License-Identifier: BSD-2-Clause
"""The portal: signing in and out, the change of password, forms."""

import json
import re
import unittest

import engine
import harness
from harness import JSON, NAVIGATE, PAGE
from scene import COOKIE, FORM, Browser, Scene

HTTP = '''
server {
    listen 127.0.0.1:{port};
    server_name localhost;
    root {d}/www;
    gcis on;
    gcis_application PRE;
    location /gcis/ { gcis_portal; }
    location /open/ { gcis off; }
    location / { }
}
'''
SECURITY = {
    'Content-Security-Policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
}


class Portal(Scene):
    HTTP = HTTP
    MORE = '[portal]\ntitle = 測試入口\nservice_text = 請洽 1234\n' \
           '[password]\nmin_age = 0s\n'

    def browser(self, cookie=None):
        return Browser(self.nginx, **(
            {'__Host-gcis': cookie[len(COOKIE):]} if cookie else {}))

    def assertSafe(self, answer):
        for name, value in SECURITY.items():
            self.assertEqual([value], answer.all(name), name)
        self.assertEqual(1, len(answer.all('Permissions-Policy')))

    def assertGoes(self, answer, location, status=303):
        self.assertEqual(status, answer.status, answer.text)
        self.assertEqual([location], answer.all('Location'))


class Ways(Portal):
    """What there is below the location, and how it may be asked."""

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


class Forms(Portal):
    """What a form that is not ours, or not well, gets."""

    def test_cross_site(self):
        own = ('Origin', f'http://localhost:{self.nginx.port}')
        same = ('Sec-Fetch-Site', 'same-origin')
        rows = [
            ('foreign', (('Origin', 'https://evil.example'),), 403),
            ('null', (('Origin', 'null'),), 403),
            ('another port', (('Origin', 'http://localhost:1'),), 403),
            ('another name', (('Origin', f'http://a:{self.nginx.port}'),),
             403),
            ('a longer name', (('Origin', own[1] + '.evil'),), 403),
            ('no scheme', (('Origin', own[1][7:]),), 403),
            ('empty', (('Origin', ''),), 403),
            ('two', (own, ('Origin', 'https://evil.example')), 403),
            ('cross-site', (('Sec-Fetch-Site', 'cross-site'),), 403),
            ('same-site', (('Sec-Fetch-Site', 'same-site'),), 403),
            ('cross-site beside the own origin',
             (own, ('Sec-Fetch-Site', 'cross-site')), 403),
            ('foreign beside same-origin',
             (same, ('Origin', 'https://evil.example')), 403),
            ('neither', (), 303), ('own', (own,), 303),
            ('same-origin', (same,), 303),
            ('typed', (('Sec-Fetch-Site', 'none'),), 303),
            ('both', (own, same), 303),
        ]
        for what, headers, status in rows:
            with self.subTest(what):
                browser = self.browser()
                fields = browser.form('/gcis/sign-in?first')
                fields.update(account='wang', secret=engine.SECRET)
                answer = browser.post('/gcis/sign-in', fields, headers)
                self.assertEqual(status, answer.status, answer.text)
                if status == 403:
                    self.assertRefused(answer, 403, 'cross_site',
                                       'cross_site')
        browser = self.browser(self.wang)
        fields = browser.form('/gcis/sign-out')
        answer = browser.post('/gcis/sign-out', fields,
                              (('Origin', 'https://evil.example'),))
        self.assertEqual(403, answer.status)
        self.assertEqual(200, self.get('/on/', cookie=self.wang).status)

    def test_form_tokens(self):
        mine, other = self.browser(), self.browser()
        fields = mine.form('/gcis/sign-in?first')
        theirs = other.form('/gcis/sign-in?first')
        good = dict(fields, account='wang', secret=engine.SECRET)
        rows = [
            ('none', mine, {k: v for k, v in good.items() if k != 'token'}),
            ('empty', mine, dict(good, token='')),
            ('of another browser', mine, dict(good, token=theirs['token'])),
            ('cut', mine, dict(good, token=good['token'][:-1])),
            ('longer', mine, dict(good, token=good['token'] + 'A')),
            ('no cookie', self.browser(), good),
            ('a made-up cookie', Browser(self.nginx, **{
                '__Host-gcis-form': 'x' * 43}), good),
        ]
        for what, browser, sent in rows:
            with self.subTest(what):
                answer = browser.post('/gcis/sign-in', sent, ())
                self.assertRefused(answer, 403, 'form_token', 'form_token')
        self.assertEqual(303, mine.post('/gcis/sign-in', good).status)
        # the form of one session is none of another
        first, second = self.browser(), self.browser()
        first.sign_in('wang')
        second.sign_in('wang')
        answer = second.post('/gcis/sign-out', first.form('/gcis/sign-out'))
        self.assertEqual(403, answer.status)
        self.assertEqual(200, second.get('/on/').status)

    def test_bodies(self):
        form = FORM[1]
        rows = [
            ('JSON', 'application/json', b'{}', 415),
            ('multipart', 'multipart/form-data; boundary=x', b'--x--', 415),
            ('text', 'text/plain', b'account=a', 415),
            ('no type', None, b'account=a', 415),
            ('a longer type', form + 'x', b'account=a', 415),
            ('a doubled field', form, b'account=a&account=b', 400),
            ('an unknown field', form, b'account=a&role=root', 400),
            ('no name', form, b'=a', 400),
            ('a bad escape', form, b'account=%zz', 400),
            ('a NUL', form, b'account=%00', 400),
            ('no UTF-8', form, b'account=%ff%fe', 400),
            ('too many fields', form,
             b'&'.join(b'a%d=' % i for i in range(40)), 400),
            ('too large', form, b'account=' + b'a' * 16384, 413),
            ('far too large', form, b'a' * (2 * 1024 * 1024), 413),
            ('nothing', form, b'', 403),
            ('with a charset', form + '; charset=UTF-8', b'account=a', 403),
        ]
        for what, kind, body, status in rows:
            with self.subTest(what):
                headers = (('Content-Type', kind),) if kind else ()
                answer = self.get('/gcis/sign-in', headers + JSON,
                                  method='POST', body=body)
                self.assertEqual(status, answer.status, answer.raw[:500])
                self.assertSafe(answer)

    def test_a_body_of_unknown_length(self):
        answer = self.nginx.raw(
            b'POST /gcis/sign-in HTTP/1.1\r\nHost: localhost\r\n'
            b'Content-Type: application/x-www-form-urlencoded\r\n'
            b'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n'
            b'9\r\naccount=a\r\n0\r\n\r\n')
        self.assertEqual(b'413', answer.split()[1])

    def test_a_body_in_pieces(self):
        browser = self.browser()
        fields = browser.form('/gcis/sign-in?first')
        body = (f'account=wang&secret={engine.SECRET}'
                f'&token={fields["token"]}').encode()
        cookie = '__Host-gcis-form=' + browser.cookies['__Host-gcis-form']
        head = (f'POST /gcis/sign-in HTTP/1.1\r\nHost: localhost\r\n'
                f'Content-Type: {FORM[1]}\r\nCookie: {cookie}\r\n'
                f'Content-Length: {len(body)}\r\nConnection: close\r\n\r\n')
        with harness.socket.create_connection(
                ('127.0.0.1', self.nginx.port)) as connection:
            connection.sendall(head.encode() + body[:10])
            for at in range(10, len(body), 20):
                harness.time.sleep(0.02)
                connection.sendall(body[at:at + 20])
            self.assertIn(b'303 See Other', connection.recv(65536))

    def test_pipelined_after_a_form(self):
        body = b'account=a'
        one = (b'POST /gcis/sign-in HTTP/1.1\r\nHost: localhost\r\n'
               b'Content-Type: application/x-www-form-urlencoded\r\n'
               b'Content-Length: 9\r\n\r\n' + body)
        two = b'GET /open/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
        answer = self.nginx.raw(one + two)
        self.assertEqual(1, answer.count(b'HTTP/1.1 403'))
        self.assertEqual(1, answer.count(b'HTTP/1.1 200'))

    def test_nothing_of_a_password_is_left(self):
        marker = 'Marker-Secret-93-Tree'
        self.browser().sign_in('wang', marker)
        browser = self.browser(self.wang)
        fields = browser.form('/gcis/password')
        fields.update(old_secret=marker, new_secret=marker + 'x',
                      new_again=marker + 'x')
        browser.post('/gcis/password', fields)
        for path in self.folder.path.rglob('*'):
            if path.is_file() and path.suffix != '.mdb':
                self.assertNotIn(marker.encode(), path.read_bytes(),
                                 str(path))


if __name__ == '__main__':
    unittest.main()
