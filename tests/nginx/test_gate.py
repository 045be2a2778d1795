# SPDX-License-Identifier: BSD-2-Clause
"""The gate: who gets in, and what everybody else is answered."""

import json
import unittest

import harness
from harness import JSON, NAVIGATE, PAGE
from scene import COOKIE, Scene

HTTP = '''
server {
    listen 127.0.0.1:{port};
    server_name localhost;
    root {d}/www;
    gcis on;
    gcis_application PRE;
    location /gcis/ { gcis_portal; }
    location / { }
    location /open/ { gcis off; }
    location /off/on/ { gcis on; }
    location /clerk/ { gcis_require role=clerk; alias {d}/www/on/; }
    location /two/ {
        gcis_require role=clerk;
        gcis_require role=reader agency=TPE;
        alias {d}/www/on/;
    }
    location /chief/ { gcis_require role=chief; alias {d}/www/on/; }
    location /outer/ {
        gcis_require role=reader;
        location /outer/inner/ { gcis_require role=clerk; }
    }
    location /lms/ { gcis_application LMS; }
    location /plain/ { alias {d}/www/on/; }
    location /cert/ { gcis_require level=certificate; }
    location /age/ { gcis_require age=1s; alias {d}/www/on/; }
    location /net/ { gcis_require network=10.0.0.0/8; alias {d}/www/on/; }
    location /home-net/ {
        gcis_require network=127.0.0.0/8; alias {d}/www/on/;
    }
    location /txg/ { gcis_require agency=TXG; alias {d}/www/on/; }
    location /if/ {
        if ($arg_x) { add_header X-If 1; }
        alias {d}/www/on/;
    }
    location /limited/ {
        limit_except GET { allow all; }
        alias {d}/www/on/;
    }
}
server {
    listen 127.0.0.1:{port2};
    server_name other.example;
    root {d}/www;
    gcis on;
    gcis_portal_url https://sso.example/gcis;
}
'''


class Answers(Scene):
    HTTP = HTTP

    def test_what_anybody_gets(self):
        """(request, how it is answered without a session)"""
        rows = [
            # programs
            ('no headers', {}, 401),
            ('JSON', dict(headers=JSON), 401),
            ('anything', dict(headers=(('Accept', '*/*'),)), 401),
            ('fetch', dict(headers=(('Sec-Fetch-Mode', 'cors'),) + PAGE),
             401),
            ('a picture', dict(headers=(('Sec-Fetch-Mode', 'no-cors'),)
                               + PAGE), 401),
            ('POST', dict(method='POST', body=b'a=b', headers=PAGE), 401),
            ('POST that navigates', dict(method='POST', body=b'a=b',
                                         headers=NAVIGATE), 401),
            ('PUT', dict(method='PUT', body=b'x', headers=PAGE), 401),
            ('DELETE', dict(method='DELETE', headers=PAGE), 401),
            ('a preflight', dict(method='OPTIONS', headers=PAGE + (
                ('Access-Control-Request-Method', 'GET'),
                ('Origin', 'https://evil.example'))), 401),
            ('WebSocket', dict(headers=(
                ('Upgrade', 'websocket'), ('Sec-WebSocket-Version', '13'),
                ('Sec-Fetch-Mode', 'websocket'))), 401),
            # browsers
            ('a page', dict(headers=PAGE), 302),
            ('navigate', dict(headers=NAVIGATE), 302),
            ('navigate, whatever it accepts',
             dict(headers=NAVIGATE + JSON), 302),
            ('HEAD of a page', dict(method='HEAD', headers=PAGE), 302),
        ]
        for what, request, status in rows:
            with self.subTest(what):
                answer = self.get('/on/', **request)
                self.assertEqual(['Cookie, Accept'], answer.all('Vary'))
                if status == 302:
                    self.assertGoesTo(answer, '/gcis/sign-in?return=/on/')
                    self.assertEqual([], answer.all('WWW-Authenticate'))
                else:
                    self.assertRefused(answer, 401, 'G302', 'no_session')
                    self.assertEqual(['Gcis'],
                                     answer.all('WWW-Authenticate'))
                    self.assertEqual([], answer.all('Location'))
                self.assertEqual('no_session',
                                 self.nginx.last_access()['reason'])

    def test_the_return_address_is_the_request(self):
        rows = [
            ('/on/?a=b&c=%20d', '/on/%3Fa%3Db%26c%3D%2520d'),
            ('/on/a%2Fb', '/on/a%252Fb'),
            ('/%e7%8e%8b/', '/%25e7%258e%258b/'),
            ('/on/;x', '/on/%3Bx'),
            ('/on/?' + 'a' * 2100, ''),
        ]
        for path, wanted in rows:
            with self.subTest(path[:20]):
                self.assertGoesTo(self.get(path, headers=PAGE),
                                  '/gcis/sign-in?return=' + wanted)

    def test_the_client_names_no_address(self):
        forged = (('X-Forwarded-Host', 'evil.example'),
                  ('X-Forwarded-Proto', 'https'),
                  ('Forwarded', 'host=evil.example'))
        for host in ('localhost', 'evil.example'):
            with self.subTest(host):
                answer = self.get('/on/', headers=PAGE + forged, host=host)
                self.assertGoesTo(answer, '/gcis/sign-in?return=/on/')

    def test_another_portal(self):
        answer = self.get('/on/', headers=PAGE, port=self.nginx.ports['port2'])
        self.assertGoesTo(answer,
                          'https://sso.example/gcis/sign-in?return=/on/')

    def test_keep_alive_after_a_redirect(self):
        one = b'GET /on/ HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n'
        answer = self.nginx.raw(one + b'\r\n' + one
                                + b'Connection: close\r\n\r\n')
        self.assertEqual(2, answer.count(b'HTTP/1.1 302'))

    def test_a_body_is_thrown_away(self):
        one = (b'POST /on/ HTTP/1.1\r\nHost: localhost\r\n'
               b'Content-Length: 20\r\n\r\nGET /open/ HTTP/1.1\n')
        two = b'GET /open/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
        answer = self.nginx.raw(one + two)
        self.assertEqual(1, answer.count(b'HTTP/1.1 401'), answer)
        self.assertEqual(1, answer.count(b'HTTP/1.1 200'), answer)

    def test_which_tokens_are_none(self):
        good = self.wang[len(COOKIE):]
        head, body, signature = good.split('.')
        other = self.engine.token('wang', host='other.example')
        rows = [
            ('empty', '', 'no_session'),
            ('a word', 'token', 'malformed'),
            ('two parts', f'{head}.{body}', 'malformed'),
            ('four parts', good + '.' + signature, 'malformed'),
            ('no signature', f'{head}.{body}.', 'malformed'),
            ('a short signature', good[:-4], 'malformed'),
            ('padded', good + '=', 'malformed'),
            ('another signature', f'{head}.{body}.' + 'A' * 86,
             'bad_signature'),
            ('too long', good + 'A' * 1024, 'too_long'),
            ('of another host', other, 'audience'),
            ('alg none', 'eyJhbGciOiJub25lIn0.' + body + '.', 'malformed'),
        ]
        for what, token, reason in rows:
            with self.subTest(what):
                answer = self.get('/on/', cookie=COOKIE + token)
                self.assertRefused(answer, 401, 'G302', 'no_session')
                self.assertEqual(reason, self.nginx.last_access()['reason'])
                self.assertEqual({'__Host-gcis': ''}, answer.cookies())

    def test_a_token_of_gcisctl(self):
        token = self.engine.token_of_gcisctl('wang')
        self.assertEqual(200, self.get('/on/', cookie=COOKIE + token).status)
        token = self.engine.token_of_gcisctl('wang', 'other.example')
        self.assertEqual(401, self.get('/on/', cookie=COOKIE + token).status)

    def test_which_cookies_are_none(self):
        good = self.wang[len(COOKIE):]
        rows = [
            ('another case', f'__host-gcis={good}', 'no_session'),
            ('a prefix', f'x__Host-gcis={good}', 'no_session'),
            ('a suffix', f'__Host-gcis2={good}', 'no_session'),
            ('a blank before =', f'__Host-gcis ={good}', 'no_session'),
            ('inside another', f'a=__Host-gcis={good}', 'no_session'),
            ('two', f'__Host-gcis={good}; __Host-gcis=x', 'cookie_twice'),
            ('two, the good one last', f'__Host-gcis=x; a=b; {self.wang}',
             'cookie_twice'),
            ('far too many', 'a=' + 'b' * 5000 + '; ' + self.wang
             + '; c=' + 'd' * 2500, 'too_long'),
        ]
        for what, cookie, reason in rows:
            with self.subTest(what):
                headers = ()
                if len(cookie) > 7900:
                    cookie, rest = cookie[:5004], cookie[5004:]
                    headers = (('Cookie', rest + '; e=' + 'f' * 300),)
                answer = self.get('/on/', headers, cookie)
                self.assertRefused(answer, 401, 'G302', 'no_session')
                self.assertEqual(reason, self.nginx.last_access()['reason'])
        for what, cookie in [
                ('alone', self.wang),
                ('among others', f'a=b;{self.wang};  c=d'),
                ('twice the same', f'{self.wang}; {self.wang}'),
                ('with blanks', f'a=b; \t {self.wang} ; c=d')]:
            with self.subTest(what):
                self.assertEqual(200, self.get('/on/', cookie=cookie).status)

    def test_a_cookie_in_several_lines(self):
        answer = self.get('/on/', (('Cookie', self.wang),), 'a=b')
        self.assertEqual(200, answer.status)
        answer = self.get('/on/', (('Cookie', self.wang),), COOKIE + 'x')
        self.assertEqual(401, answer.status)

    def test_rules(self):
        """(location, who, status, code and reason of a no)"""
        rows = [
            ('/on/', 'lin', 403, 'G300', 'no_role'),
            ('/clerk/', 'chen', 403, 'G300', 'no_role'),
            ('/chief/', 'wang', 403, 'G300', 'no_role'),
            # any line of a level
            ('/two/', 'lin', 403, 'G300', 'no_role'),
            ('/two/', 'wang', 200),
            ('/two/', 'chen', 200),
            # all levels
            ('/outer/inner/', 'wang', 403, 'G300', 'no_role'),
            ('/outer/inner/', 'chen', 403, 'G300', 'no_role'),
            # the child's application besides the parent's
            ('/lms/', 'wang', 403, 'G300', 'no_role'),
            ('/lms/', 'chen', 200),
            ('/cert/', 'wang', 401, 'G301', 'level'),
            ('/net/', 'wang', 403, 'G303', 'network'),
            ('/home-net/', 'wang', 200),
            ('/txg/', 'wang', 403, 'G300', 'agency'),
            ('/txg/', 'lin', 403, 'G300', 'no_role'),
            ('/on/', 'new', 403, 'G200', 'must_change'),
            ('/on/', 'wang', 200),
            ('/on/', 'chen', 200),
            ('/clerk/', 'wang', 200),
            ('/if/?x=1', 'wang', 200),
            ('/open/', 'lin', 200),
            ('/open/', 'new', 200),
        ]
        for path, who, status, *words in rows:
            with self.subTest(path=path, who=who):
                answer = self.get(path, cookie=getattr(self, who))
                if words:
                    self.assertRefused(answer, status, *words)
                    self.assertEqual(words[1],
                                     self.nginx.last_access()['reason'])
                else:
                    self.assertEqual(status, answer.status, answer.text)

    def test_if_and_limit_except_inherit(self):
        self.assertEqual(401, self.get('/if/?x=1').status)
        self.assertEqual(401, self.get('/if/').status)
        self.assertEqual(401, self.get('/limited/', method='PUT',
                                       body=b'x').status)
        self.assertEqual(401, self.get('/off/on/').status)

    def test_an_age(self):
        harness.time.sleep(2.1)
        answer = self.get('/age/', cookie=self.wang)
        self.assertRefused(answer, 401, 'G301', 'age')
        answer = self.get('/age/', cookie=self.wang, headers=PAGE)
        self.assertGoesTo(answer, '/gcis/step-up?return=/age/')

    def test_where_a_browser_is_sent(self):
        rows = [
            ('/cert/?a', 'wang', '/gcis/step-up?return=/cert/%3Fa'),
            ('/on/', 'new', '/gcis/password'),
        ]
        for path, who, location in rows:
            with self.subTest(path):
                self.assertGoesTo(self.get(path, headers=PAGE,
                                           cookie=getattr(self, who)),
                                  location)

    def test_the_page_of_a_no(self):
        answer = self.get('/lms/', headers=PAGE, cookie=self.wang)
        self.assertEqual(403, answer.status)
        self.assertEqual('text/html; charset=utf-8',
                         answer.get('Content-Type'))
        self.assertIn('您沒有使用本系統的權限', answer.text)
        self.assertIn('有限合夥登記與管理系統', answer.text)
        self.assertRegex(answer.text, r'參考編號\s*[A-Z0-9]{10}')
        self.assertIn("default-src 'none'",
                      answer.get('Content-Security-Policy'))
        self.assertEqual('no-store', answer.get('Cache-Control'))
        english = self.get('/lms/', headers=PAGE + (('Accept-Language',
                                                     'en'),),
                           cookie=self.wang)
        self.assertIn('You have no permission', english.text)

    def test_the_reference_is_in_the_log(self):
        answer = self.get('/lms/', cookie=self.wang)
        reference = json.loads(answer.body)['reference']
        self.assertRegex(self.nginx.log('error.log'),
                         rf'reason=no_role reference={reference} session=\S+ '
                         r'account=wang')

    def test_what_is_let_in_is_private(self):
        answer = self.get('/on/', cookie=self.wang)
        self.assertEqual(['private'], answer.all('Cache-Control'))
        self.assertEqual(['Cookie'], answer.all('Vary'))
        self.assertEqual([], answer.all('Set-Cookie'))
        answer = self.get('/open/', cookie=self.wang)
        self.assertEqual([], answer.all('Cache-Control'))

    def test_no_token_in_the_logs(self):
        self.get('/on/', cookie=self.wang)
        self.get('/on/', cookie=self.wang + 'x')
        for name in ('error.log', 'access.log', 'gcisd.log'):
            self.assertNotIn(self.wang[-60:-20], self.nginx.log(name))

    def test_alternating_people_on_one_connection(self):
        people = [self.wang, self.lin, '', self.chen, self.new] * 4
        data = b''
        for i, cookie in enumerate(people):
            close = 'close' if i == len(people) - 1 else 'keep-alive'
            data += (f'GET /on/ HTTP/1.1\r\nHost: a\r\nCookie: {cookie}\r\n'
                     f'Connection: {close}\r\n\r\n').encode()
        answer = self.nginx.raw(data)
        found = harness.re.findall(rb'HTTP/1.1 (\d+)', answer)
        self.assertEqual([b'200', b'403', b'401', b'200', b'403'] * 4, found)


if __name__ == '__main__':
    unittest.main()
