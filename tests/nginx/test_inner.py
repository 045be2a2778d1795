# SPDX-License-Identifier: BSD-2-Clause
"""Ways inside of nginx: subrequests, internal redirects, error pages.  The
location that a request ends in is asked, however it got there."""

import unittest

import harness
from harness import PAGE
from scene import Scene

HTTP = '''
limit_req_zone $gcis_account zone=people:1m rate=1r/m;
map $gcis_roles $may { default no; clerk yes; }
log_format inner '$gcis_account|$gcis_name|$gcis_agency|$gcis_kind|'
    '$gcis_application|$gcis_roles|$gcis_level|$gcis_method|$gcis_session|'
    '$gcis_auth_time|$gcis_reason|$may';
server {
    listen 127.0.0.1:{port};
    server_name localhost;
    root {d}/www;
    location /gcis/ { gcis_portal; }
    location / { }

    # what is protected
    location /on/ { gcis on; }
    location /pre/ { gcis_application PRE; alias {d}/www/on/; }
    location /lms/ { gcis_application LMS; }
    location /inner/ { internal; gcis on; alias {d}/www/on/; }

    # how one might come there
    location /ssi/ { ssi on; }
    location /ssi-on/ { gcis_application PRE; ssi on; }
    location /add/ { gcis off; add_after_body /on/; alias {d}/www/open/; }
    location /mirror/ { mirror /mirrored; alias {d}/www/open/; }
    location = /mirrored { internal; gcis on;
                           proxy_pass http://127.0.0.1:{backend}/mirrored; }
    location /ask/ { auth_request /on/index.html; alias {d}/www/open/; }
    location /ask-session/ { auth_request /gcis/session;
                             alias {d}/www/open/; }
    location /try/ { try_files /nothing /on/index.html; }
    location /try-inner/ { try_files /nothing /inner/index.html; }
    location /index/ { index /on/index.html; alias {d}/www/empty/; }
    location /accel/ { proxy_pass http://127.0.0.1:{backend}; }
    location /accel-on/ { gcis on; proxy_pass http://127.0.0.1:{backend}; }
    location /named/ { try_files /nothing @named; }
    location @named { gcis on; try_files /on/index.html =404; }
    location /rewrite/ { rewrite ^ /on/index.html last; }

    # error pages
    location /error-open/ {
        gcis on; error_page 401 /open/index.html; alias {d}/www/on/;
    }
    location /error-on/ {
        gcis on; error_page 401 /on/index.html; alias {d}/www/on/;
    }
    location /error-200/ {
        gcis on; error_page 401 =200 /open/index.html; alias {d}/www/on/;
    }
    location /error-named/ {
        gcis on; error_page 401 @error; alias {d}/www/on/;
    }
    location @error { root {d}/www/open; try_files /index.html =404; }
    location /error-away/ {
        gcis on; error_page 401 =302 https://help.example/; alias {d}/www/on/;
    }
    location /error-other/ {
        gcis on; error_page 500 502 /open/index.html; alias {d}/www/on/;
    }
    location /error-403/ {
        gcis_application PRE; error_page 403 /open/index.html;
        alias {d}/www/on/;
    }
    location /error-404/ {
        gcis on; error_page 404 /on/index.html; alias {d}/www/on/;
    }

    # variables
    location /limit/ { limit_req zone=people; alias {d}/www/open/; }
    location /log/ {
        gcis_application PRE;
        access_log {d}/inner.log inner;
        alias {d}/www/on/;
    }
    location /log-open/ {
        access_log {d}/inner.log inner;
        alias {d}/www/open/;
    }
    location /log-error/ {
        gcis_application PRE;
        error_page 403 /log-open/index.html;
        access_log {d}/inner.log inner;
        alias {d}/www/on/;
    }
    location /return/ { gcis on; return 200 early; }
}
'''


class Inner(Scene):
    HTTP = HTTP

    @classmethod
    def make_files(cls):
        page = '[<!--#include virtual="{}" -->]'
        cls.folder.write('www/ssi/on.html', page.format('/on/index.html'))
        cls.folder.write('www/ssi/lms.html', page.format('/lms/index.html'))
        cls.folder.write('www/ssi/open.html', page.format(
            '/open/index.html'))
        cls.folder.write('www/ssi-on/lms.html', page.format(
            '/lms/index.html'))
        cls.folder.write('www/empty/nothing', '')
        for path in '/accel/on', '/accel-on/on':
            cls.backend.answers[path] = \
                b'X-Accel-Redirect: /inner/index.html\r\n'
        cls.backend.answers['/accel/lms'] = \
            b'X-Accel-Redirect: /lms/index.html\r\n'

    def test_what_is_included(self):
        """A part that may not be seen does not show in a page that may."""
        rows = [
            ('/ssi/on.html', None, False), ('/ssi/on.html', 'wang', True),
            ('/ssi/lms.html', 'wang', False), ('/ssi/lms.html', 'chen', True),
            ('/ssi/open.html', None, True),
            ('/ssi-on/lms.html', 'wang', False),
            ('/ssi-on/lms.html', 'chen', True),
        ]
        for path, who, shown in rows:
            with self.subTest(path=path, who=who):
                cookie = getattr(self, who) if who else None
                answer = self.get(path, PAGE, cookie)
                self.assertEqual(200, answer.status)
                found = '/index.html]' in answer.text
                self.assertEqual(shown, found, answer.text)

    def test_what_is_added(self):
        self.assertNotIn('on/index', self.get('/add/').text)
        self.assertIn('on/index', self.get('/add/', cookie=self.wang).text)

    def test_what_is_mirrored(self):
        self.backend.requests.clear()
        self.assertEqual(200, self.get('/mirror/').status)
        self.assertEqual([], self.backend.requests)
        self.assertEqual(200, self.get('/mirror/', cookie=self.wang).status)
        self.until_mirrored()
        self.assertEqual(['wang'], self.backend.headers('X-Gcis-Account'))
        self.assertEqual([], self.backend.headers('Cookie'))

    def until_mirrored(self):
        harness.until('the mirror', lambda: self.backend.requests)

    def test_rows(self):
        """(path, who, status)"""
        rows = [
            ('/ask/', None, 403), ('/ask/', 'wang', 200),
            ('/ask-session/', None, 401), ('/ask-session/', 'wang', 200),
            ('/try/', None, 401), ('/try/', 'wang', 200),
            ('/try-inner/', None, 401), ('/try-inner/', 'wang', 200),
            ('/index/', None, 401), ('/index/', 'wang', 200),
            ('/accel/on', None, 401), ('/accel/on', 'wang', 200),
            ('/accel/lms', 'wang', 403), ('/accel/lms', 'chen', 200),
            ('/accel-on/on', None, 401), ('/accel-on/on', 'wang', 200),
            ('/named/', None, 401), ('/named/', 'wang', 200),
            ('/rewrite/', None, 401), ('/rewrite/', 'wang', 200),
            ('/inner/', None, 404), ('/inner/', 'wang', 404),
            ('/pre/', 'lin', 403), ('/pre/', 'wang', 200),
            # `return` comes before any gate: as nginx is
            ('/return/', None, 200),
        ]
        for path, who, status in rows:
            with self.subTest(path=path, who=who):
                cookie = getattr(self, who) if who else None
                answer = self.get(path, cookie=cookie)
                self.assertEqual(status, answer.status, answer.raw)

    def test_one_line_in_the_log(self):
        before = self.nginx.log('error.log').count('gcis: refused')
        self.get('/index/')
        after = self.nginx.log('error.log').count('gcis: refused')
        self.assertEqual(1, after - before)

    def test_error_pages(self):
        open_page = 'open/index.html'
        rows = [
            # the operator's page, with the status of the refusal
            ('/error-open/', None, 401, open_page, None),
            ('/error-named/', None, 401, open_page, None),
            ('/error-200/', None, 200, open_page, None),
            ('/error-403/', 'lin', 403, open_page, None),
            # a page that is protected itself is no page
            ('/error-on/', None, 302, '', '/gcis/sign-in?return=/error-on/'),
            # the operator's redirect
            ('/error-away/', None, 302, None, 'https://help.example/'),
            # pages for other errors change nothing
            ('/error-other/', None, 302, '',
             '/gcis/sign-in?return=/error-other/'),
            ('/error-404/x', 'wang', 404, 'on/index.html', None),
        ]
        for path, who, status, body, location in rows:
            with self.subTest(path):
                cookie = getattr(self, who) if who else None
                answer = self.get(path, PAGE, cookie)
                self.assertEqual(status, answer.status, answer.raw)
                self.assertEqual(location, answer.get('Location'))
                if body is not None:
                    self.assertEqual(body, answer.text)

    def test_the_reason_survives_an_error_page(self):
        for path, who, reason in (('/error-open/', None, 'no_session'),
                                  ('/error-named/', None, 'no_session'),
                                  ('/error-403/', 'lin', 'no_role')):
            with self.subTest(path):
                self.get(path, PAGE, getattr(self, who) if who else None)
                self.assertEqual(reason, self.nginx.last_access()['reason'])

    def test_limit_by_account(self):
        """The account is known before the gate, and where there is none."""
        chen = [self.get('/limit/', cookie=self.chen).status
                for _ in range(3)]
        self.assertEqual([200, 503, 503], chen)
        self.assertEqual(200, self.get('/limit/', cookie=self.lin).status)
        nobody = [self.get('/limit/').status for _ in range(3)]
        self.assertEqual([200, 200, 200], nobody)

    def logged(self, *args, **kwargs):
        self.get(*args, **kwargs)
        line = self.nginx.log('inner.log').splitlines()[-1]
        return line.split('|')

    def test_variables(self):
        fields = self.logged('/log/', cookie=self.wang)
        self.assertEqual(['wang', r'\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E',
                          'TPE', 'civil-servant', 'PRE', 'clerk', 'password',
                          'password'], fields[:8])
        self.assertRegex(fields[8], r'^[\w-]{22}$')
        self.assertRegex(fields[9], r'^\d{10}$')
        self.assertEqual(['ok', 'yes'], fields[10:])

    def test_variables_where_there_is_no_gate(self):
        fields = self.logged('/log-open/', cookie=self.wang)
        self.assertEqual(('wang', '-', '-', 'no'),
                         (fields[0], fields[4], fields[5], fields[11]))
        self.assertEqual(['-'] * 11 + ['no'], self.logged('/log-open/'))

    def test_variables_after_an_error_page(self):
        fields = self.logged('/log-error/', cookie=self.lin)
        self.assertEqual(('lin', 'no_role'), (fields[0], fields[10]))


if __name__ == '__main__':
    unittest.main()
