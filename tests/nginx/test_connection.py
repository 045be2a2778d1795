# SPDX-License-Identifier: BSD-2-Clause
"""TLS, HTTP/2 and WebSocket: the same answers over other connections."""

import shutil
import socket
import ssl
import subprocess
import unittest

import harness
from scene import COOKIE, Scene

HTTP = '''
map $http_upgrade $way { default upgrade; "" close; }
server {
    listen {port};
    listen {port2} ssl;
    server_name localhost;
    gcis_portal_url https://localhost/gcis/;
    root {d}/www;
    ssl_certificate {d}/cert.pem;
    ssl_certificate_key {d}/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_early_data on;
    ssl_session_cache shared:s:1m;
    gcis on;
    location /gcis/ { gcis_portal; }
    location / { }
    location /open/ { gcis off; }
    location /ws/ {
        proxy_pass http://127.0.0.1:{backend};
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $way;
    }
}
server {
    listen 127.0.0.1:{port3} http2;
    server_name localhost;
    root {d}/www;
    gcis on;
    location /gcis/ { gcis_portal; }
    location / { }
}
'''


class Connection(Scene):
    HTTP = HTTP

    @classmethod
    def make_files(cls):
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
             'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost',
             '-keyout', cls.folder.path / 'key.pem', '-out',
             cls.folder.path / 'cert.pem'], check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def tls(self, data):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(
                ('127.0.0.1', self.nginx.ports['port2'])) as plain, \
                context.wrap_socket(plain) as connection:
            connection.sendall(data)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return harness.Answer(b''.join(parts))

    def test_tls(self):
        head = 'GET /on/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n'
        answer = self.tls((head + '\r\n').encode())
        self.assertRefused(answer, 401, 'G302', 'no_session')
        answer = self.tls((head + f'Cookie: {self.wang}\r\n\r\n').encode())
        self.assertEqual(200, answer.status)

    def test_origin_over_tls(self):
        """The scheme belongs to the origin."""
        head = ('POST /gcis/sign-in HTTP/1.1\r\nHost: localhost\r\n'
                'Connection: close\r\nContent-Length: 0\r\n'
                'Content-Type: application/x-www-form-urlencoded\r\n')
        for origin, reason in (('http://localhost', 'cross_site'),
                               ('https://localhost', 'form_token')):
            with self.subTest(origin):
                answer = self.tls(
                    (head + f'Origin: {origin}\r\n\r\n').encode())
                self.assertRefused(answer, 403, reason, reason)

    def early(self, request):
        """Sends it as early data of a resumed session."""
        port = self.nginx.ports['port2']
        session = self.folder.path / 'session.pem'
        early = self.folder.write('early', request)
        command = ['openssl', 's_client', '-connect', f'127.0.0.1:{port}',
                   '-tls1_3', '-quiet']
        get = ('GET /open/ HTTP/1.1\r\nHost: localhost\r\n'
               'Connection: close\r\n\r\n').encode()
        subprocess.run(command + ['-sess_out', session], input=get,
                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        done = subprocess.run(
            command + ['-sess_in', session, '-early_data', early], input=b'',
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=20)
        start = done.stdout.find(b'HTTP/1.1')
        return harness.Answer(done.stdout[start:]) if start >= 0 else None

    def test_early_data(self):
        tail = (f' HTTP/1.1\r\nHost: localhost\r\nCookie: {self.wang}\r\n'
                'Connection: close\r\nContent-Length: 0\r\n\r\n')
        answer = self.early('GET /on/' + tail)
        if answer is None:
            self.skipTest('no early data here')
        self.assertEqual(200, answer.status)
        # it is early as long as the client's last word is not there yet
        for path, early, late in (('/on/', 425, 405), ('/open/', 405, 405),
                                  ('/gcis/sign-out', 425, 415)):
            with self.subTest(path):
                found = {self.early(f'POST {path}' + tail).status
                         for _ in range(8)}
                self.assertIn(early, found)
                self.assertLessEqual(found, {early, late})

    def upgrade(self, cookie):
        cookie = f'Cookie: {cookie}\r\n' if cookie else ''
        with socket.create_connection(
                ('127.0.0.1', self.nginx.port)) as connection:
            connection.sendall((
                f'GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket'
                f'\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                f'Sec-WebSocket-Key: AAAA\r\n{cookie}\r\n').encode())
            return harness.Answer(connection.recv(65536))

    def test_websocket(self):
        self.backend.answers['/ws/'] = b''
        self.backend.requests.clear()
        self.assertEqual(401, self.upgrade(None).status)
        self.assertEqual([], self.backend.requests)
        self.upgrade(self.wang)
        self.assertEqual(['websocket'], self.backend.headers('Upgrade'))
        self.assertEqual(['wang'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual([], self.backend.headers('Cookie'))

    @unittest.skipUnless(shutil.which('curl'), 'no curl')
    def test_http2(self):
        """Cookies in crumbs, redirects, bodies."""
        port = self.nginx.ports['port3']

        def curl(path, *options):
            return subprocess.run(
                ['curl', '-si', '--http2-prior-knowledge', *options,
                 f'http://localhost:{port}{path}'],
                stdout=subprocess.PIPE, text=True).stdout

        self.assertRegex(curl('/on/', '-H', 'Accept: text/html'),
                         r'(?s)HTTP/2 302.*\nlocation: /gcis/sign-in\?return='
                         r'/on/\n')
        self.assertRegex(curl('/on/'), r'(?s)HTTP/2 401.*"G302"')
        crumbs = [option for part in ('a=1', self.wang, 'b=2')
                  for option in ('-H', 'Cookie: ' + part)]
        self.assertRegex(curl('/on/', *crumbs), r'HTTP/2 200')
        self.assertRegex(curl('/on/', *crumbs, '-H', 'Cookie: ' + COOKIE
                              + 'x'), r'HTTP/2 401')
        self.assertRegex(curl('/gcis/sign-in', '-d', 'account=a'),
                         r'(?s)HTTP/2 403.*form_token')
        self.assertRegex(curl('/gcis/health'), r'(?s)HTTP/2 200.*"engine"')

    def test_http10(self):
        answer = self.nginx.raw(b'GET /on/ HTTP/1.0\r\n\r\n')
        self.assertEqual(401, harness.Answer(answer).status)
        answer = self.nginx.raw(
            f'GET /on/ HTTP/1.0\r\nCookie: {self.wang}\r\n\r\n'.encode())
        self.assertEqual(200, harness.Answer(answer).status)
        answer = self.nginx.raw(b'GET /on/\r\n')
        self.assertNotIn(b'on/index', answer)


if __name__ == '__main__':
    unittest.main()
