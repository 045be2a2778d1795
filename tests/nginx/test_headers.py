# SPDX-License-Identifier: BSD-2-Clause
"""What a backend is told: nothing that a client made up, and who is there."""

import socket
import subprocess
import shutil
import threading
import unittest

from scene import Scene, basic

HTTP = '''
underscores_in_headers on;
ignore_invalid_headers off;
proxy_cache_path {d}/cache keys_zone=c:1m;
server {
    listen 127.0.0.1:{port};
    listen 127.0.0.1:{port2} http2;
    server_name localhost;
    root {d}/www;
    gcis on;
    gcis_application PRE;
    location /gcis/ { gcis_portal; }
    location / { proxy_pass http://127.0.0.1:{backend}; }
    location /open/ { gcis off; proxy_pass http://127.0.0.1:{backend}; }
    location /raw/ {
        gcis off; gcis_identity_headers off;
        proxy_pass http://127.0.0.1:{backend};
    }
    location /raw-on/ {
        gcis_identity_headers off; proxy_pass http://127.0.0.1:{backend};
    }
    location /lms/ {
        gcis_application LMS; proxy_pass http://127.0.0.1:{backend};
    }
    location /nothing/ {
        gcis off;
        location /nothing/on/ {
            gcis on; proxy_pass http://127.0.0.1:{backend};
        }
    }
    location /own/ {
        proxy_set_header X-Gcis-Account operator;
        proxy_set_header X-Other y;
        proxy_pass http://127.0.0.1:{backend};
    }
    location /any/ {
        satisfy any; allow 127.0.0.1; deny all;
        proxy_pass http://127.0.0.1:{backend};
    }
    location /try/ { try_files /none /lms/there; }
    location /user/ {
        proxy_set_header X-User "[$remote_user]";
        proxy_pass http://127.0.0.1:{backend};
    }
    location /user-open/ {
        gcis off;
        proxy_set_header X-User "[$remote_user]";
        proxy_pass http://127.0.0.1:{backend};
    }
    location /user-basic/ {
        gcis off;
        auth_basic x; auth_basic_user_file {d}/htpasswd;
        proxy_set_header X-User "[$remote_user]";
        proxy_pass http://127.0.0.1:{backend};
    }
    location /fastcgi/ {
        fastcgi_pass 127.0.0.1:{port5};
    }
    location /cache/ {
        proxy_cache c; proxy_cache_valid 200 1m;
        proxy_cache_key $uri$gcis_session;
        proxy_pass http://127.0.0.1:{backend};
    }
    location /cache-bad/ {
        proxy_cache c; proxy_cache_valid 200 1m;
        proxy_cache_key $uri;
        proxy_pass http://127.0.0.1:{backend};
    }
    location /cache-open/ {
        gcis off;
        proxy_cache c; proxy_cache_valid 200 1m;
        proxy_cache_key $uri;
        proxy_pass http://127.0.0.1:{backend};
    }
}
'''

OURS = ['X-Gcis-Account', 'X-Gcis-Name', 'X-Gcis-Agency', 'X-Gcis-Kind',
        'X-Gcis-Application', 'X-Gcis-Roles', 'X-Gcis-Level',
        'X-Gcis-Session']

SPELLINGS = [
    'X-Gcis-Account', 'x-gcis-account', 'X-GCIS-ACCOUNT', 'X_Gcis_Account',
    'X-Gcis_Account', 'X_GCIS-account', 'X.Gcis.Account', 'X-Gcis.Account',
    'X--Gcis-Account', 'X-Gcis--Account', 'X_-Gcis_-Account',
    '-X-Gcis-Account', '_X_Gcis_Account', 'X-Gcis-Roles', 'x_gcis_roles',
    'X-Gcis-Name', 'X-Gcis-Agency', 'X-Gcis-Kind', 'X-Gcis-Level',
    'X-Gcis-Session', 'X-Gcis-Application', 'X-Gcis-Method', 'X-Gcis-Admin',
    'X-Gcis-', 'X-Gcis', 'X_Gcis', 'X$Gcis-Account', 'X-Gcis~Account',
]
STRANGERS = ['X-Gcisaccount', 'XGcis-Account', 'Y-X-Gcis-Account',
             'X-Gci', 'X-Gcit-Account', 'X-Gcis2-Account']


class Headers(Scene):
    HTTP = HTTP

    @classmethod
    def make_files(cls):
        cls.folder.write('htpasswd', 'me:{PLAIN}good\n')

    def sent(self, path, headers=(), cookie=None, status=200):
        """What the backend read: [(name, value)]."""
        self.backend.requests.clear()
        answer = self.get(path, headers, cookie)
        self.assertEqual(status, answer.status, answer.raw)
        return self.backend.last() if self.backend.requests else []

    def folded(self, lines):
        """Names as a CGI-like backend would read them."""
        return [''.join(letter if letter.isalnum() else '_'
                        for letter in name.upper()) for name, _ in lines]

    def test_a_client_cannot_say_who_it_is(self):
        self.assertGreaterEqual(len(SPELLINGS), 20)
        for name in SPELLINGS:
            for path, cookie in (('/', self.wang), ('/open/', None),
                                 ('/open/', self.wang), ('/any/', None)):
                with self.subTest(name=name, path=path):
                    lines = self.sent(path, ((name, 'evil'), (name, 'evil2')),
                                      cookie)
                    self.assertNotIn('evil', str(lines))
                    self.assertEqual(
                        8 if path == '/' else 0,
                        sum('GCIS' in name for name in self.folded(lines)))

    def test_all_spellings_at_once(self):
        headers = tuple((name, 'evil') for name in SPELLINGS)
        lines = self.sent('/', headers, self.wang)
        self.assertNotIn('evil', str(lines))

    def test_what_is_not_ours_stays(self):
        headers = tuple((name, 'value') for name in STRANGERS)
        lines = self.sent('/', headers, self.wang)
        self.assertEqual(STRANGERS,
                         [name for name, value in lines if value == 'value'])

    def test_who_is_there(self):
        """Each line once, in words that fit into a header."""
        lines = dict(self.sent('/', cookie=self.wang))
        wanted = {
            'X-Gcis-Account': 'wang',
            'X-Gcis-Name': '%E7%8E%8B%E5%B0%8F%E6%98%8E',
            'X-Gcis-Agency': 'TPE', 'X-Gcis-Kind': 'civil-servant',
            'X-Gcis-Application': 'PRE', 'X-Gcis-Roles': 'clerk',
            'X-Gcis-Level': 'password',
        }
        for name, value in wanted.items():
            self.assertEqual(value, lines[name], name)
            self.assertEqual(1, len(self.backend.headers(name)))
        self.assertRegex(lines['X-Gcis-Session'], r'^[\w-]{22}$')
        self.assertNotIn(lines['X-Gcis-Session'], self.wang)

    def test_each_application_hears_its_own_roles(self):
        self.sent('/lms/', cookie=self.chen)
        self.assertEqual(['chief'], self.backend.headers('X-Gcis-Roles'))
        self.assertEqual(['LMS'], self.backend.headers('X-Gcis-Application'))

    def test_a_redirect_inside_makes_them_anew(self):
        self.sent('/try/', cookie=self.chen)
        self.assertEqual(['chief'], self.backend.headers('X-Gcis-Roles'))
        self.assertEqual(['chen'], self.backend.headers('X-Gcis-Account'))

    def test_nobody_is_told_without_a_yes_of_ours(self):
        for path, cookie in (('/open/', self.wang), ('/any/', self.lin),
                             ('/any/', None)):
            with self.subTest(path=path):
                lines = self.sent(path, cookie=cookie)
                self.assertNotIn('GCIS', ''.join(self.folded(lines)))

    def test_headers_off(self):
        self.sent('/raw/', (('X-Gcis-Account', 'me'),), self.wang)
        self.assertEqual(['me'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual([self.wang], self.backend.headers('Cookie'))
        self.sent('/raw-on/', (('X-Gcis-Account', 'me'),), self.wang)
        self.assertEqual(['me'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual([], self.backend.headers('Cookie'))

    def test_the_operator_wins(self):
        self.sent('/own/', (('X-Gcis-Account', 'evil'),), self.wang)
        self.assertEqual(['operator'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual(['clerk'], self.backend.headers('X-Gcis-Roles'))

    def test_the_cookie_is_cut(self):
        """(Cookie, what is left of it)"""
        me = self.wang
        rows = [
            (me, []),
            (f'a=1; {me}', ['a=1']),
            (f'{me}; a=1', ['a=1']),
            (f'a=1; {me}; b=2', ['a=1; b=2']),
            (f'a=1;{me};b=2', ['a=1;b=2']),
            (f'a="x y";  {me} ; b==;;c', ['a="x y"; b==;;c']),
            (f'{me}; {me}', []),
            (f'a=1; __HOST-GCIS=x; {me}', ['a=1']),
            (f'__Host-gcis-form=n; {me}; z', ['z']),
            (f'{me}; x__Host-gcis=1; __Host-gcis2=2',
             ['x__Host-gcis=1; __Host-gcis2=2']),
            (f'王=小明; {me}', ['王=小明'.encode().decode('latin-1')]),
        ]
        for cookie, left in rows:
            with self.subTest(cookie.replace(me, 'ME')):
                self.sent('/', cookie=cookie)
                self.assertEqual(left, self.backend.headers('Cookie'))
        self.sent('/open/', cookie='a=1; __Host-gcis=x;b=2')
        self.assertEqual(['a=1;b=2'], self.backend.headers('Cookie'))
        self.sent('/open/', cookie=' a=1;;b=2 ; ')
        self.assertEqual(['a=1;;b=2 ;'], self.backend.headers('Cookie'))
        self.sent('/', (('Cookie', self.wang),), 'a=1')
        self.assertEqual(['a=1'], self.backend.headers('Cookie'))

    def test_remote_user(self):
        """(path, who the Basic header says, what is shown)"""
        rows = [
            ('/user/', ('root', 'x'), '[]'),
            ('/user-open/', ('root', 'x'), '[]'),
            ('/user-basic/', ('me', 'good'), '[me]'),
        ]
        for path, words, shown in rows:
            with self.subTest(path):
                self.sent(path, (basic(*words),), self.wang)
                self.assertEqual([shown], self.backend.headers('X-User'))
        self.sent('/user/', (basic('root', 'x'),), self.wang)
        self.assertEqual('-', self.nginx.last_access()['user'])

    def test_a_cache_keeps_people_apart(self):
        self.backend.answers['/cache/x'] = b'X-Accel-Expires: 60\r\n'
        self.backend.requests.clear()
        for cookie in (self.wang, self.chen, self.wang, self.chen):
            answer = self.get('/cache/x', cookie=cookie)
            self.assertEqual(200, answer.status)
            self.assertEqual(['private'], answer.all('Cache-Control'))
        self.assertEqual(2, len(self.backend.requests))
        self.assertEqual(401, self.get('/cache/x').status)

    def test_a_key_without_the_session_keeps_nothing(self):
        for path, cookies, n_requests in (
                ('/cache-bad/x', (self.wang, self.wang, self.chen), 3),
                # a word of the path is no session
                ('/cache-bad/wang', (self.wang, self.wang), 2),
                ('/cache-open/x', (self.wang, self.chen, None), 1)):
            with self.subTest(path):
                self.backend.requests.clear()
                for cookie in cookies:
                    self.assertEqual(200, self.get(path,
                                                   cookie=cookie).status)
                self.assertEqual(n_requests, len(self.backend.requests))

    def test_the_backend_may_say_how_long(self):
        self.backend.answers['/kept'] = (b'Cache-Control: max-age=60\r\n'
                                         b'Vary: Accept-Language, Cookie\r\n')
        answer = self.get('/kept', cookie=self.wang)
        self.assertEqual(['max-age=60'], answer.all('Cache-Control'))
        self.assertEqual(['Accept-Language, Cookie'], answer.all('Vary'))

    @unittest.skipUnless(shutil.which('curl'), 'no curl')
    def test_http2(self):
        self.backend.requests.clear()
        port = self.nginx.ports['port2']
        done = subprocess.run(
            ['curl', '-s', '--http2-prior-knowledge', '-H',
             'X-Gcis-Account: evil', '-H', 'x_gcis_roles: evil', '-H',
             'Cookie: a=1', '-H', 'Cookie: ' + self.wang,
             f'http://127.0.0.1:{port}/two'], stdout=subprocess.PIPE)
        self.assertEqual(b'backend\n', done.stdout)
        self.assertEqual(['wang'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual(['clerk'], self.backend.headers('X-Gcis-Roles'))
        self.assertEqual(['a=1'], self.backend.headers('Cookie'))
        self.assertNotIn('evil', str(self.backend.last()))

    def test_fastcgi(self):
        """The parameters of a FastCGI request, as bytes on the wire."""
        got = []

        def serve(listener):
            connection, _ = listener.accept()
            with connection:
                data = connection.recv(65536)
                got.append(data)
                body = b'Status: 200\r\n\r\nok'
                connection.sendall(
                    b'\x01\x06\x00\x01' + len(body).to_bytes(2, 'big')
                    + b'\x00\x00' + body + b'\x01\x03\x00\x01\x00\x08\x00\x00'
                    + bytes(8))

        with socket.create_server(('127.0.0.1',
                                   self.nginx.ports['port5'])) as listener:
            thread = threading.Thread(target=serve, args=(listener,))
            thread.start()
            answer = self.get('/fastcgi/', (('X_Gcis_Account', 'evil'),
                                            ('X-Gcis-Roles', 'evil')),
                              self.wang)
            thread.join(5)
        self.assertEqual(200, answer.status, answer.raw)
        self.assertIn(b'HTTP_X_GCIS_ACCOUNTwang', got[0])
        self.assertIn(b'HTTP_X_GCIS_ROLESclerk', got[0])
        self.assertEqual(1, got[0].count(b'HTTP_X_GCIS_ACCOUNT'))
        self.assertNotIn(b'evil', got[0])
        self.assertNotIn(b'HTTP_COOKIE', got[0])


if __name__ == '__main__':
    unittest.main()
