# SPDX-License-Identifier: BSD-2-Clause
"""Forms that are not ours, or not well made; and what they leave behind."""

import unittest

import engine
import harness
from harness import JSON
from scene import FORM, Browser, Portal


class Forms(Portal):
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
