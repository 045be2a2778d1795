# SPDX-License-Identifier: BSD-2-Clause
"""Spellings of one path, against a server that is protected but for one
folder."""

import unittest

from scene import Scene

PATHS = [
    # (raw request target, status without a session)
    ('/on/', 401), ('/on', 401), ('//on/', 401), ('///on//', 401),
    ('/%6fn/', 401), ('/%6Fn/', 401), ('/o%6e/', 401), ('/on%2f', 401),
    ('/on%2Findex.html', 401), ('/open/../on/', 401),
    ('/open/%2e%2e/on/', 401), ('/open/%2E%2e/on/', 401),
    ('/open/..%2fon/', 401), ('/open/%2e%2e%2fon/', 401),
    ('/./on/', 401), ('/on/./', 401), ('/on/.//x', 401),
    ('/open/./../on/x.php', 401), ('/open/a/../../on/', 401),
    ('/ON/', 401), ('/On/', 401), ('/on;x=1/', 401), ('/on/;x', 401),
    ('/;/on/', 401), ('/on/%00', 400), ('/on/..;/', 401),
    ('/open;/on/', 401), ('/open%2f..%2fon/', 401), ('/open%2fx', 404),
    ('/on%3f/', 401), ('/on%23/', 401), ('/on/?/open/', 401),
    ('/on/%', 400), ('/%252e%252e/on/', 401), ('/open%5c..%5con/', 401),
    ('/on\\', 401), ('/on/x.php', 401), ('/on/x.php/open/', 401),
    ('/on/%e3%80%82', 401), ('/on/%0d%0aX:y', 401), ('/onward/', 401),
    ('/open/../../on/', 400), ('/open/..', 401), ('/openx/', 401),
    ('http://localhost/on/', 401), ('http://evil.example/on/', 401),
    ('/gcis/../on/', 401), ('/gcis/..%2fon/', 401),
    # what is open stays open
    ('/open/', 200), ('//open/', 200), ('/%6fpen/', 200),
    ('/on/../open/', 200), ('/open/?/on/', 200),
]


class Paths(Scene):
    """Nobody comes in by another spelling: nginx's location is the rule."""

    PEOPLE = False
    HTTP = '''
server {
    listen 127.0.0.1:{port} default_server;
    server_name localhost;
    root {d}/www;
    gcis on;
    location ^~ /gcis/ { gcis_portal; }
    location / { try_files $uri $uri/index.html =404; }
    location ^~ /open/ { gcis off; }
}
'''

    def test_table(self):
        self.assertGreaterEqual(len(PATHS), 40)
        for path, status in PATHS:
            with self.subTest(path):
                answer = self.get(path)
                self.assertEqual(status, answer.status, answer.raw)


if __name__ == '__main__':
    unittest.main()
