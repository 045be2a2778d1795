# SPDX-License-Identifier: BSD-2-Clause
"""What stands in a source file: licence, length, functions that are banned."""

import pathlib
import re
import unittest

import sources

SPDX = 'SPDX-License-Identifier: BSD-2-Clause'
LICENSED = {'.c', '.h', '.py', '.sh', '.map', '.mjs', '.js', '.css', '.build',
            '.in', '.conf', '.service', '.socket', '.txt'}
MEASURED = {'.c', '.h', '.py', '.sh', '.mjs', '.js'}
LINES_MAX = 400
NGINX_LINES_MAX = 250

# never, anywhere in the product or the tests
BANNED = ('system popen strcpy strcat sprintf vsprintf alloca getenv rand '
          'srand gets').split()
CALL = re.compile(r'(?<![\w.>])(' + '|'.join(BANNED) + r')\s*\(')

# the library and the PAM module neither print nor end the program
PRINTING = re.compile(r'(?<![\w.>])(printf|puts|putchar|perror|exit|_exit)\s*\('
                      r'|\b(stdout|stderr)\b')
QUIET = ('libgcisauth', 'pam_gcis', 'ngx_http_gcis_module')

# a comparison whose words say that a secret is compared
LEAKY = re.compile(r'(?<![\w.>])(memcmp|bcmp|strcmp|strncmp|strcasecmp)\s*\('
                   r'[^;{]*?\b(\w*(?:secret|hmac|passphrase|plaintext)\w*)',
                   re.DOTALL)
EQUAL = 'libgcisauth/crypto/equal.c'

DATABASE = re.compile(r'"[^"\n]*\b(?:data|lock)\.mdb"')
OPENING = re.compile(r'\b\w*open\w*\s*\([^;]*?(?:data|lock)\.mdb', re.DOTALL)


def is_licensed(path, head):
    """Line 1, or line 2 below the interpreter, has the SPDX words."""
    lines = head.split('\n')
    line = lines[1] if lines[0].startswith('#!') and len(lines) > 1 \
        else lines[0]
    return SPDX in line


def wants_licence(path, script):
    return bool(script) or path.suffix in LICENSED or \
        path.name in ('meson.build', 'config')


def is_quiet(path):
    return path.parts[0] in QUIET and 'examples' not in path.parts


def lines_max(path):
    nginx = path.parts[0] == 'ngx_http_gcis_module'
    return NGINX_LINES_MAX if nginx else LINES_MAX


def is_generated(path):
    return path.name == 'package-lock.json'


def refusals(path, text):
    """What is wrong with the words of one C file."""
    wrong = []
    code = sources.code_only(text)

    def found(pattern, searched, say):
        for match in pattern.finditer(searched):
            line = sources.line_of(searched, match.start())
            wrong.append(f'{path}:{line}: {say}: '
                         + ' '.join(match.group(0).split()))

    found(CALL, code, 'a banned function')
    if path.parts[0] == 'tests':
        return wrong
    if is_quiet(path):
        found(PRINTING, code, 'the library neither prints nor exits')
    if str(path) != EQUAL:
        found(LEAKY, code, 'a secret is compared outside crypto/equal')
    clean = sources.without_comments(text)
    if path.parts[:2] == ('libgcisauth', 'store'):
        found(OPENING, clean, 'LMDB alone opens these files')
    else:
        found(DATABASE, clean, 'only store/ knows these names')
    return wrong


class Samples(unittest.TestCase):
    BAD = [
        ('libgcisauth/base/a.c', 'int x = system("ls");'),
        ('tools/gcisctl/a.c', 'f(getenv("HOME"));'),
        ('tests/unit/base/a.c', 'strcpy (a, b);'),
        ('libgcisauth/base/a.c', 'a = b + rand();'),
        ('libgcisauth/base/a.c', 'p = alloca(n);'),
        ('libgcisauth/base/a.c', 'printf("x");'),
        ('libgcisauth/base/a.c', 'fprintf(stderr, "x");'),
        ('pam_gcis/a.c', 'exit(1);'),
        ('libgcisauth/method/a.c', 'memcmp(a,\n   typed_secret, 8)'),
        ('libgcisauth/method/a.c', 'if (!strcmp(x->hmac, y)) {'),
        ('libgcisauth/store/a.c', 'fd = openat(dir, "data.mdb", 0);'),
        ('libgcisauth/store/a.c', 'f = fopen(\n  "/x/lock.mdb", "r");'),
        ('libgcisauth/engine/a.c', 'n = "vault/data.mdb";'),
    ]
    GOOD = [
        ('libgcisauth/base/a.c', 'x = secure_getenv("GCIS_CONFIG");'),
        ('libgcisauth/base/a.c', 'snprintf(a, n, "printf(%s)", b);'),
        ('libgcisauth/base/a.c', '/* never strcpy() */ x->system(1);'),
        ('tools/gcisctl/a.c', 'printf("x"); exit(2);'),
        ('libgcisauth/policy/a.c', 'memcmp(name, other, 8);'),
        ('libgcisauth/policy/a.c', 'strcmp(word, "secret");'),
        (EQUAL, 'memcmp(secret_a, secret_b, 8);'),
        ('libgcisauth/store/a.c', 'fstatat(dir, "data.mdb", &st, 0);'),
    ]

    def check(self, samples, wanted):
        for path, text in samples:
            with self.subTest(path=path, text=text):
                found = refusals(pathlib.Path(path), text)
                self.assertEqual(wanted, bool(found), found)

    def test_bad_samples_are_refused(self):
        self.check(self.BAD, True)

    def test_good_samples_pass(self):
        self.check(self.GOOD, False)

    def test_a_missing_licence_is_seen(self):
        path = pathlib.Path('a.c')
        self.assertFalse(is_licensed(path, 'int x;\n'))
        self.assertFalse(is_licensed(path, f'int x;\n/* {SPDX} */\n'))
        self.assertFalse(is_licensed(path, f'#!/bin/sh\n\n# {SPDX}\n'))
        self.assertTrue(is_licensed(path, f'/* {SPDX} */\n'))
        self.assertTrue(is_licensed(path, f'#!/bin/sh\n# {SPDX}\n'))

    def test_the_limits_of_length(self):
        self.assertEqual(250, lines_max(pathlib.Path(
            'ngx_http_gcis_module/access.c')))
        self.assertEqual(400, lines_max(pathlib.Path('tools/gcisd/main.c')))


class Tree(unittest.TestCase):
    def assertNone(self, wrong):
        if wrong:
            self.fail('\n' + '\n'.join(wrong))

    def test_words(self):
        wrong = []
        for path in sources.c_files():
            wrong += refusals(path, sources.read(path))
        self.assertNone(wrong)

    def test_licence(self):
        wrong = []
        for path in sources.files():
            if wants_licence(path, sources.interpreter(path)) and \
                    not is_licensed(path, sources.read(path)):
                wrong.append(f'{path}: no "{SPDX}" in its first line')
        self.assertNone(wrong)

    def test_length(self):
        wrong = []
        for path in sources.files():
            if is_generated(path) or not (path.suffix in MEASURED
                                          or sources.interpreter(path)):
                continue
            n_lines = sources.read(path).count('\n')
            if n_lines > lines_max(path):
                wrong.append(f'{path}: {n_lines} lines, '
                             f'at most {lines_max(path)}')
        self.assertNone(wrong)
