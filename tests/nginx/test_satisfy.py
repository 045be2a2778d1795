# SPDX-License-Identifier: BSD-2-Clause
"""The gate among the other guards of nginx: `satisfy any` and `all`."""

import unittest

from harness import PAGE
from scene import Scene, basic


class Satisfy(Scene):
    """satisfy any with addresses, a password file and auth_request."""

    HTTP = '''
server {
    listen 127.0.0.1:{port};
    server_name localhost;
    root {d}/www;
    gcis on;
    location /gcis/ { gcis_portal; }
    location = /yes { gcis off; internal; return 204; }
    location = /no { gcis off; internal; return 403; }
'''

    COMBINATIONS = [(address, password, request)
                    for address in (False, True)
                    for password in (False, True)
                    for request in (False, True)]

    @classmethod
    def location(cls, how, address, password, request):
        name = '{}{:d}{:d}{:d}'.format(how, address, password, request)
        allow = 'allow 127.0.0.1;' if address else 'deny all;'
        ask = '/yes' if request else '/no'
        return f'''location /{name}/ {{
            alias {{d}}/www/on/;
            satisfy {how};
            {allow}
            auth_basic x;
            auth_basic_user_file {{d}}/htpasswd;
            auth_request {ask};
        }}'''

    @classmethod
    def setUpClass(cls):
        cls.HTTP = cls.HTTP + ''.join(
            cls.location(how, *row) for how in ('any', 'all')
            for row in cls.COMBINATIONS) + '}'
        super().setUpClass()

    @classmethod
    def make_files(cls):
        cls.folder.write('htpasswd', 'me:{PLAIN}good\n')

    def test_truth_table(self):
        for how in ('any', 'all'):
            for address, password, request in self.COMBINATIONS:
                for session in (False, True):
                    row = (address, password, request, session)
                    wanted = any(row) if how == 'any' else all(row)
                    path = '/{}{:d}{:d}{:d}/'.format(how, *row[:3])
                    headers = (basic('me', 'good' if password else 'bad'),)
                    cookie = self.wang if session else None
                    with self.subTest(how=how, row=row):
                        answer = self.get(path, headers, cookie)
                        self.assertEqual(wanted, answer.status == 200,
                                         answer.raw)

    def test_a_browser_is_sent_to_sign_in(self):
        answer = self.get('/any000/', headers=PAGE)
        self.assertGoesTo(answer, '/gcis/sign-in?return=/any000/')

    def test_a_program_hears_of_both_ways(self):
        answer = self.get('/any000/')
        self.assertEqual(401, answer.status)
        self.assertIn('Gcis', answer.all('WWW-Authenticate'))
        self.assertIn('Basic realm="x"', answer.all('WWW-Authenticate'))


if __name__ == '__main__':
    unittest.main()
