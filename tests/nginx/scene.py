# SPDX-License-Identifier: BSD-2-Clause
"""What most tests stand on: an engine with a few people, their sessions, a
backend that remembers what it was sent, and an nginx before it."""

import base64
import json
import re
import socket
import threading
import unittest
import urllib.parse

import engine
import harness

STORE = ('gcis_store unix:{d}/gcisd.sock projection={d}/store/projection '
         'config={d}/gcis.conf;')
COOKIE = '__Host-gcis='
FORM = ('Content-Type', 'application/x-www-form-urlencoded')


class Backend:
    """An application: keeps the requests as bytes, answers by the script."""

    def __init__(self):
        self.requests = []
        self.answers = {}  # path: bytes of header lines
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,),
                             daemon=True).start()

    def answer(self, connection):
        with connection:
            data = b''
            while b'\r\n\r\n' not in data:
                part = connection.recv(65536)
                if not part:
                    return
                data += part
            self.requests.append(data)
            path = data.split()[1].decode().split('?')[0]
            extra = self.answers.get(path, b'')
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n'
                               b'Connection: close\r\n' + extra
                               + b'\r\nbackend\n')

    def last(self):
        """Header lines of the last request: [(name, value)]."""
        lines = self.requests[-1].decode('latin-1').split('\r\n\r\n')[0]
        return [tuple(line.split(': ', 1))
                for line in lines.split('\r\n')[1:]]

    def headers(self, name):
        return [value for key, value in self.last()
                if key.lower() == name.lower()]

    def close(self):
        self.listener.close()


class Scene(unittest.TestCase):
    """HTTP: the text of the http block after gcis_store; {backend} is the
    port of the backend."""

    HTTP = ''
    MORE = ''    # of the engine's configuration
    PEOPLE = True
    OPTIONS = {}  # of harness.Nginx

    @classmethod
    def setUpClass(cls):
        cls.folder = harness.Folder()
        cls.addClassCleanup(cls.folder.remove)
        cls.engine = engine.Engine(cls.folder, cls.MORE).start()
        cls.addClassCleanup(lambda: cls.engine.stop())
        cls.backend = Backend()
        cls.addClassCleanup(cls.backend.close)
        if cls.PEOPLE:
            cls.make_people()
        for name in ('index.html', 'on/index.html', 'open/index.html',
                     'on/x.php', 'cert/index.html', 'lms/index.html'):
            cls.folder.write('www/' + name, name)
        cls.nginx = harness.Nginx(
            cls.folder, STORE + cls.HTTP.replace('{backend}',
                                                 str(cls.backend.port)),
            **cls.OPTIONS)
        cls.make_files()
        cls.nginx.start()
        cls.addClassCleanup(lambda: cls.nginx.stop())

    @classmethod
    def make_files(cls):
        """For what a class needs besides."""

    @classmethod
    def make_people(cls):
        cls.engine.call('application.set', application='LMS',
                        level='password')
        cls.wang = COOKIE + cls.engine.person('wang', ('PRE', 'clerk'))
        cls.chen = COOKIE + cls.engine.person(
            'chen', ('PRE', 'reader'), ('LMS', 'chief'), full_name='陳美玲')
        cls.lin = COOKIE + cls.engine.person('lin', full_name='林志明',
                                             agency='TXG')
        cls.engine.call('account.add', name='new', full_name='新進人員',
                        agency='TPE')
        cls.new = COOKIE + cls.engine.token('new', cls.engine.oneday('new'))

    def get(self, *args, **kwargs):
        return self.nginx.get(*args, **kwargs)

    def assertRefused(self, answer, status, code, reason):
        self.assertEqual(status, answer.status, answer.raw)
        self.assertEqual('application/json', answer.get('Content-Type'))
        value = json.loads(answer.body)
        self.assertEqual((code, reason), (value['error'], value['reason']))
        self.assertRegex(value['reference'], r'^[A-Z0-9]{10}$')
        self.assertTrue(value['message'])
        self.assertEqual(['no-store'], answer.all('Cache-Control'))

    def assertGoesTo(self, answer, location):
        self.assertEqual(302, answer.status, answer.raw)
        self.assertEqual([location], answer.all('Location'))
        self.assertEqual(['no-store'], answer.all('Cache-Control'))
        self.assertEqual('0', answer.get('Content-Length'))
        self.assertEqual(b'', answer.body)


class Browser:
    """Cookies, and forms as their page has them."""

    def __init__(self, nginx, **cookies):
        self.nginx = nginx
        self.cookies = dict(cookies)

    def send(self, method, path, fields=None, headers=(), body=None):
        if fields is not None:
            body = urllib.parse.urlencode(fields).encode()
            headers = (FORM,) + tuple(headers)
        cookie = '; '.join(f'{name}={value}'
                           for name, value in self.cookies.items())
        answer = self.nginx.get(path, headers, cookie, method, body or b'')
        for name, value in answer.cookies().items():
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def get(self, path, headers=harness.PAGE):
        return self.send('GET', path, headers=headers)

    def form(self, path):
        """The hidden fields of the form on a page."""
        answer = self.get(path)
        return dict(re.findall(
            r'<input type="hidden" name="(\w+)" value="([^"]*)"',
            answer.text))

    def post(self, path, fields, headers=harness.PAGE):
        return self.send('POST', path, fields, headers)

    def sign_in(self, account, secret=engine.SECRET, back=''):
        page = '/gcis/sign-in?first&return=' + urllib.parse.quote(back)
        return self.post('/gcis/sign-in', dict(
            self.form(page), account=account, secret=secret))


def basic(user, password):
    text = base64.b64encode(f'{user}:{password}'.encode()).decode()
    return ('Authorization', 'Basic ' + text)


PORTAL = '''
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
    HTTP = PORTAL
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
