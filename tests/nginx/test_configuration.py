# SPDX-License-Identifier: BSD-2-Clause
"""nginx -t: what is refused, with file, line and mend, and what is taken."""

import re
import unittest

import harness

STORE = 'gcis_store unix:{d}/gcisd.sock projection={d}/p config={d}/gcis.conf;'

# http: before the server; server: inside; location: inside of location /
FRAME = '''
@STORE@
@HTTP@
server {
    listen @LISTEN@;
    server_name @NAME@;
    @SERVER@
    location / {
        @LOCATION@
    }
    @PORTAL@
}
'''
PORTAL = 'location /gcis/ { gcis_portal; }'


def frame(store=STORE, http='', server='', location='',
          listen='127.0.0.1:{port}', name='localhost', portal=PORTAL):
    text = FRAME
    for word, value in (('STORE', store), ('HTTP', http), ('SERVER', server),
                        ('LOCATION', location), ('LISTEN', listen),
                        ('NAME', name), ('PORTAL', portal)):
        text = text.replace(f'@{word}@', value)
    return text


# (what is wrong, the words of the message, the parts of the frame)
REFUSED = [
    # gcis_store
    ('a second store', r'"gcis_store" directive is duplicate',
     dict(store=STORE + STORE)),
    ('a store in a server', r'"gcis_store" directive is not allowed here',
     dict(server=STORE)),
    ('the vault in the workers', r'would put the vault into the workers; '
     r'start gcisd', dict(store='gcis_store lmdb:/var/lib/gcis;')),
    ('no scheme', r'"/run/gcisd.sock" is not a store; write unix:',
     dict(store='gcis_store /run/gcisd.sock;')),
    ('a socket without a path', r'"unix:" is not a store',
     dict(store='gcis_store unix:;')),
    ('a relative socket', r'"unix:gcisd.sock" is not a store',
     dict(store='gcis_store unix:gcisd.sock;')),
    ('an unknown parameter', r'bad parameter "projektion=/p"; there are',
     dict(store='gcis_store unix:/s projektion=/p;')),
    ('an empty parameter', r'bad parameter "config="',
     dict(store='gcis_store unix:/s config=;')),
    ('a parameter twice', r'bad parameter "projection=/b"',
     dict(store='gcis_store unix:/s projection=/a projection=/b;')),
    ('a configuration that is not there', r'gcis_store: .*/none.conf',
     dict(store='gcis_store unix:/s config={d}/none.conf;')),
    ('a configuration with a bad key', r'gcis_store: .*/bad.conf:2: ',
     dict(store='gcis_store unix:/s config={d}/bad.conf;')),
    ('an unknown pool', r'unknown thread pool "none"',
     dict(store='gcis_store unix:/s thread_pool=none;')),
    ('pages that are not there', r'the portal\'s files: .*pages=PATH',
     dict(store=STORE[:-1] + ' pages={d}/none;')),

    # gcis
    ('neither on nor off', r'invalid value "yes" in "gcis" directive',
     dict(server='gcis yes;')),
    ('gcis in if', r'"gcis" directive is not allowed here',
     dict(location='if ($arg_x) { gcis on; }')),
    ('on without a store', r'gcis on without gcis_store: write',
     dict(store='', server='gcis on;', portal='')),
    ('on without a portal', r'gcis on with no portal in reach',
     dict(server='gcis on;', portal='')),
    ('on in http without a portal', r'gcis on with no portal in reach',
     dict(http='gcis on;', portal='')),
    ('on in a server of many names', r'not the name of one host',
     dict(server='gcis on;', name='*.example')),
    ('on in a server with a dot', r'not the name of one host',
     dict(server='gcis on;', name='.example')),
    ('on in a server by pattern', r'not the name of one host',
     dict(server='gcis on;', name='~^a')),
    ('on in the nameless server', r'not the name of one host',
     dict(server='gcis on;', name='_')),
    ('on in a server with an empty name', r'not the name of one host',
     dict(server='gcis on;', name='""')),
    ('off beside a rule', r'gcis off beside gcis_application',
     dict(location='gcis off; gcis_application PRE;')),

    # gcis_application, gcis_require
    ('an application that is none', r'"P R" is not the code of an applica',
     dict(server='gcis_application "P R";')),
    ('two applications', r'"gcis_application" directive is duplicate',
     dict(server='gcis_application A; gcis_application B;')),
    ('an application in http', r'directive is not allowed here',
     dict(http='gcis_application A;')),
    ('an application without store', r'without gcis_store',
     dict(store='', server='gcis_application A;', portal='')),
    ('a rule where gcis is off', r'gcis_require where gcis is off',
     dict(location='gcis_require level=certificate;')),
    ('a rule below off', r'gcis_require where gcis is off',
     dict(server='gcis off;', location='gcis_require age=15m;')),
    ('a role without application', r'role= without an application',
     dict(server='gcis on; gcis_require role=clerk;')),
    ('an unknown kind of rule', r'bad parameter "rule=clerk"; there are',
     dict(server='gcis_application A; gcis_require rule=clerk;')),
    ('an application in a rule', r'bad parameter "application=B"',
     dict(server='gcis_application A; gcis_require application=B;')),
    ('two rules in one value', r'bad parameter "role=a level=password"',
     dict(server='gcis_application A; '
          'gcis_require "role=a level=password";')),
    ('an empty rule', r'bad parameter "role="',
     dict(server='gcis_application A; gcis_require role=;')),
    ('a kind twice', r'"role=b" stands beside "role=a"',
     dict(server='gcis_application A; gcis_require role=a role=b;')),
    ('an unknown level', r'gcis_require: .*gold',
     dict(server='gcis on; gcis_require level=gold;')),
    ('an age that is none', r'gcis_require: .*15 ?x',
     dict(server='gcis on; gcis_require age=15x;')),
    ('a network that is none', r'gcis_require: .*300',
     dict(server='gcis on; gcis_require network=300.0.0.0/8;')),
    ('a rule without words', r'invalid number of arguments',
     dict(server='gcis on; gcis_require;')),

    # gcis_host
    ('a wildcard host', r'"\*.example" is not the name of one host',
     dict(server='gcis_host *.example;')),
    ('a host with a port', r'"a.example:80" is not the name of one host',
     dict(server='gcis_host a.example:80;')),
    ('an address with a scheme', r'is not the name of one host',
     dict(server='gcis_host https://a.example;')),
    ('an empty host', r'"" is not the name of one host',
     dict(server='gcis_host "";')),
    ('two hosts', r'"gcis_host" directive is duplicate',
     dict(server='gcis_host a; gcis_host b;')),
    ('a host in http', r'directive is not allowed here',
     dict(http='gcis_host a;')),

    # gcis_portal
    ('the hand-over', r'gcis_portal enter: not in this version',
     dict(portal='location /gcis/ { gcis_portal enter; }')),
    ('a portal with a parameter', r'unknown parameter "page"; it takes none',
     dict(portal='location /gcis/ { gcis_portal page; }')),
    ('a portal in a server', r'directive is not allowed here',
     dict(server='gcis_portal;')),
    ('a portal by pattern', r'cannot hold a portal; write a plain prefix',
     dict(portal='location ~ ^/gcis/ { gcis_portal; }')),
    ('a named portal', r'"@gcis" cannot hold a portal',
     dict(portal='location @gcis { gcis_portal; }')),
    ('a portal of one address', r'"/gcis/" cannot hold a portal',
     dict(portal='location = /gcis/ { gcis_portal; }')),
    ('a portal without a slash', r'"/gcis" cannot hold a portal',
     dict(portal='location /gcis { gcis_portal; }')),
    ('two portals', r'has its portal in .*nginx.conf:\d+ already',
     dict(portal=PORTAL + 'location /b/ { gcis_portal; }')),
    ('a portal in if', r'directive is not allowed here',
     dict(portal='location /gcis/ { if ($arg_a) { gcis_portal; } }')),
    ('a portal without store', r'gcis_portal without gcis_store',
     dict(store='')),
    ('a portal behind itself', r'the portal judges its pages itself',
     dict(portal='location /gcis/ { gcis_portal; gcis on; }')),
    ('a portal with an application', r'the portal judges its pages itself',
     dict(portal='location /gcis/ { gcis_portal; gcis_application A; }')),
    ('a portal with a rule', r'the portal judges its pages itself',
     dict(portal='location /gcis/ { gcis_portal; gcis_require age=1m; }')),
    ('a portal of many names', r'not the name of one host',
     dict(name='*.example')),

    # gcis_portal_url
    ('a portal elsewhere in clear', r'is not the address of a portal',
     dict(server='gcis_portal_url http://sso.example/gcis/;')),
    ('a portal with a query', r'is not the address of a portal',
     dict(server='gcis_portal_url /gcis/?a=b;')),
    ('a portal that is a script', r'is not the address of a portal',
     dict(server='gcis_portal_url javascript:alert(1);')),
    ('a portal without scheme', r'is not the address of a portal',
     dict(server='gcis_portal_url //sso.example/;')),
    ('two addresses', r'"gcis_portal_url" directive is duplicate',
     dict(server='gcis_portal_url /a/; gcis_portal_url /b/;')),

    # gcis_cookie
    ('a domain', r'domain=: not in this version',
     dict(server='gcis_cookie domain=example;')),
    ('samesite=none', r'bad parameter "samesite=none"; there are',
     dict(server='gcis_cookie samesite=none;')),
    ('a name with a blank', r'bad parameter "name=a b"',
     dict(server='gcis_cookie "name=a b";')),
    ('an empty name', r'bad parameter "name="',
     dict(server='gcis_cookie name=;')),
    ('a name twice', r'bad parameter "name=b"',
     dict(server='gcis_cookie name=a name=b;')),
    ('an unknown word', r'bad parameter "secure"',
     dict(server='gcis_cookie secure;')),
    ('__Host- without Secure', r'"__Host-x" only with Secure',
     dict(server='gcis_cookie name=__Host-x insecure_http;')),
    ('__Secure- without Secure', r'"__secure-x" only with Secure',
     dict(server='gcis_cookie name=__secure-x insecure_http;')),
    ('insecure_http below a __Host- name', r'"__Host-x" only with Secure',
     dict(http='gcis_cookie name=__Host-x;',
          server='gcis_cookie insecure_http;')),
    ('the name of the form cookie', r'is the cookie of the sign-in form',
     dict(server='gcis_cookie name=__Host-gcis-form;')),
    ('two cookies', r'"gcis_cookie" directive is duplicate',
     dict(server='gcis_cookie name=a; gcis_cookie name=b;')),
    ('a cookie in a location', r'directive is not allowed here',
     dict(location='gcis_cookie name=a;')),

    # gcis_identity_headers
    ('neither on nor off', r'invalid value "no"',
     dict(server='gcis_identity_headers no;')),

    # what comes later
    ('gcis_tls_url', r'gcis_tls_url: not in this version',
     dict(server='gcis_tls_url https://a:8443/gcis/;')),
    ('gcis_return_hosts', r'gcis_return_hosts: not in this version',
     dict(server='gcis_return_hosts a.example;')),
    ('gcis_metrics', r'gcis_metrics: not in this version',
     dict(location='gcis_metrics;')),

    # listeners in clear
    ('on for all in clear', r'gcis on in a server that listens on '
     r'0\.0\.0\.0:\d+ without ssl: write listen',
     dict(server='gcis on;', listen='{port}')),
    ('on for all in clear, IPv6', r'without ssl',
     dict(server='gcis on;', listen='[::]:{port}')),
    ('one of two listeners', r'listens on 0\.0\.0\.0:\d+ without ssl',
     dict(server='gcis on; listen {port2};')),
    ('a portal for all in clear', r'gcis_portal in a server that listens on',
     dict(listen='{port}')),
    ('a portal address in clear', r'without ssl',
     dict(server='gcis on; gcis_portal_url /gcis/;', listen='{port}')),
]

TAKEN = [
    ('a store alone', dict(portal='')),
    ('no store', dict(store='', portal='')),
    ('a portal', dict()),
    ('a gate', dict(server='gcis on;')),
    ('in all of http', dict(http='gcis on;')),
    ('an application turns on', dict(server='gcis_application PRE;')),
    ('a rule below an application',
     dict(server='gcis_application PRE;',
          location='gcis_require role=clerk,chief age=15m;')),
    ('several lines', dict(
        server='gcis_application PRE; gcis_require role=clerk; '
        'gcis_require level=certificate agency=COM network=10.0.0.0/8;')),
    ('a rule without an application',
     dict(server='gcis on; gcis_require agency=COM;')),
    ('an application below an application',
     dict(server='gcis_application PRE;', location='gcis_application LMS;')),
    ('off below on', dict(server='gcis on;', location='gcis off;')),
    ('on below off', dict(server='gcis off;', location='gcis on;')),
    ('a host for many names', dict(server='gcis on; gcis_host a.example;',
                                   name='*.example')),
    ('the host in capitals', dict(server='gcis on; gcis_host A.Example;')),
    ('a portal elsewhere', dict(
        server='gcis on; gcis_portal_url https://sso.example/gcis;',
        portal='')),
    ('TLS in front', dict(
        server='gcis on; gcis_portal_url https://a.example/gcis/;',
        listen='{port}')),
    ('insecure_http', dict(server='gcis on; gcis_cookie insecure_http;',
                           listen='{port}')),
    ('insecure_http for all', dict(
        http='gcis_cookie insecure_http;', server='gcis on;',
        listen='{port}')),
    ('loopback, IPv6', dict(server='gcis on;', listen='[::1]:{port}')),
    ('a unix socket', dict(server='gcis on;', listen='unix:{d}/n.sock')),
    ('a cookie with all its words', dict(
        server='gcis_cookie name=x samesite=strict insecure_http;')),
    ('limit_except below a gate', dict(
        server='gcis on;', location='limit_except GET { deny all; }')),
    ('headers off', dict(server='gcis on; gcis_identity_headers off;')),
    ('a portal below a location', dict(
        portal='', location='location /gcis/ { gcis_portal; }')),
]


class Table(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = harness.Folder()
        cls.addClassCleanup(cls.folder.remove)
        cls.folder.write('gcis.conf', '')
        cls.folder.write('bad.conf', '[session]\nidle = never\n')

    def nginx_test(self, parts):
        return harness.Nginx(self.folder, frame(**parts)).test()

    def test_what_is_refused(self):
        for what, words, parts in REFUSED:
            with self.subTest(what):
                status, said = self.nginx_test(parts)
                self.assertEqual(1, status, said)
                self.assertRegex(said, words)
                self.assertRegex(said, r'\[emerg\]')
                self.assertNotRegex(said, r'\[alert\]|signal')

    def test_where_it_stands(self):
        """The line of the directive, also for what shows at the end."""
        for what, words, parts in REFUSED:
            status, said = self.nginx_test(parts)
            if 'portal\'s files' in said:
                continue
            with self.subTest(what):
                line = re.search(r'in \S*nginx\.conf:(\d+)$', said,
                                 re.MULTILINE)
                self.assertIsNotNone(line, said)
                text = (self.folder.path / 'nginx.conf').read_text()
                found = text.splitlines()[int(line.group(1)) - 1]
                self.assertRegex(found, r'gcis|thread_pool|store')

    def test_what_is_taken(self):
        for what, parts in TAKEN:
            with self.subTest(what):
                status, said = self.nginx_test(parts)
                self.assertEqual(0, status, said)


class Absence(unittest.TestCase):
    """What is not there yet only warns; nothing is touched."""

    def setUp(self):
        self.folder = harness.Folder()
        self.addCleanup(self.folder.remove)
        self.folder.write('gcis.conf', '')

    def listing(self):
        return sorted((str(path), path.stat().st_mtime_ns)
                      for path in (self.folder.path / 'p').rglob('*'))

    def test_absent_engine_and_projection_warn(self):
        status, said = harness.Nginx(self.folder, frame()).test()
        self.assertEqual(0, status, said)
        self.assertRegex(said, r'\[warn\].*nobody answers at .*gcisd.sock.*'
                         r'systemctl start gcisd')
        self.assertRegex(said, r'\[warn\].*no projection at .*gcisctl init')

    def test_a_folder_that_may_not_be_read_warns(self):
        (self.folder.path / 'p').mkdir(mode=0o700)
        if harness.os.geteuid() != 0:
            (self.folder.path / 'p').chmod(0)
        status, said = harness.Nginx(self.folder, frame()).test()
        self.assertEqual(0, status, said)
        self.assertRegex(said, r'\[warn\].*may not read .*/p: .*usermod')

    def test_nothing_is_made_or_changed(self):
        (self.folder.path / 'p').mkdir(mode=0o755)
        self.folder.write('p/data', 'x')
        before = self.listing()
        status, said = harness.Nginx(self.folder, frame()).test()
        self.assertEqual(0, status, said)
        self.assertNotRegex(said, r'no projection')
        self.assertEqual(before, self.listing())


class Rest(unittest.TestCase):
    def test_the_pool_of_the_operator_is_used(self):
        folder = harness.Folder()
        self.addCleanup(folder.remove)
        folder.write('gcis.conf', '')
        for name, store in (('gcis', STORE),
                            ('own', STORE[:-1] + ' thread_pool=own;')):
            with self.subTest(name):
                nginx = harness.Nginx(folder, frame(store=store),
                                      main=f'thread_pool {name} threads=2;')
                status, said = nginx.test()
                self.assertEqual(0, status, said)


if __name__ == '__main__':
    unittest.main()
