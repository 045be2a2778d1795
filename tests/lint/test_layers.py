# SPDX-License-Identifier: BSD-2-Clause
"""Includes: the table of layers, and the one home of each foreign library."""

import fnmatch
import pathlib
import re
import unittest

import sources

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]',
                     re.MULTILINE)

# folder: what it may include besides itself
LAYERS = {
    'base': '',
    'model': 'base',
    'crypto': 'base model',
    'store': 'base model crypto',
    'method': 'base model crypto',
    'policy': 'base model',
    'config': 'base',
    'token': 'base model crypto store',
    'engine': 'base model crypto store method policy config token',
    'operation': 'base model crypto store method policy config token engine',
    'wire': 'base model config',
    'api': 'operation engine token policy wire config base model',
}

# programs and wrappers: the layers whose headers they may include
PARTS = {
    'tools/gcisd': ' '.join(LAYERS),
    'tools/gcisctl': '',
    'pam_gcis': 'base',
    'ngx_http_gcis_module': '',
}

PUBLIC = {'gcisauth.h', 'gcisauth_admin.h', 'paths.h'}

# header: the files that may include it
HOMES = {
    'lmdb.h': ['libgcisauth/store/*'],
    'openssl/*': ['libgcisauth/crypto/*'],
    'crypt.h': ['libgcisauth/crypto/*'],
    'jansson.h': [
        'libgcisauth/base/json.[ch]', 'libgcisauth/wire/*',
        'libgcisauth/operation/*', 'libgcisauth/engine/*',
        'libgcisauth/api/*', 'tools/*',
        'ngx_http_gcis_module/template*.[ch]',
        'ngx_http_gcis_module/portal*.[ch]',
        'ngx_http_gcis_module/call.[ch]',
    ],
    'uni*.h': ['libgcisauth/base/text*.c'],
    'iconv.h': ['libgcisauth/operation/batch*.c'],
    'xxhash.h': ['libgcisauth/store/codec.c'],
    'libpq-fe.h': ['libgcisauth/store/postgresql*.c'],
    'systemd/*': ['tools/gcisd/*'],
    'libsmartcols*': ['tools/gcisctl/*'],
    'bsd/*': ['tools/gcisctl/*'],
    'security/*': ['pam_gcis/*'],
    'ngx_*.h': ['ngx_http_gcis_module/*'],
}
NOT_UNI = {'unistd.h'}


def part_of(path):
    """('layer', name), ('part', folder) or (None, None)."""
    parts = path.parts
    if parts[0] == 'libgcisauth' and len(parts) > 2 and parts[1] in LAYERS:
        return 'layer', parts[1]
    for folder in PARTS:
        if str(path).startswith(folder + '/'):
            return 'part', folder
    return None, None


def may_include(path, name):
    """Whether `path` may include the header "name" of ours."""
    kind, part = part_of(path)
    if name in PUBLIC or kind is None:
        return True
    layer = name.split('/')[0] if '/' in name else None
    if kind == 'layer':
        return layer == part or layer in LAYERS[part].split()
    return layer is None or layer in PARTS[part].split()


def is_home(path, name):
    """Whether `path` may include the header <name> of somebody else."""
    if name in NOT_UNI:
        return True
    for pattern, homes in HOMES.items():
        if fnmatch.fnmatchcase(name, pattern):
            return any(fnmatch.fnmatchcase(str(path), home) for home in homes)
    return True


def refusals(path, text):
    """What is wrong with the includes of one file."""
    wrong = []
    clean = sources.without_comments(text)
    for match in INCLUDE.finditer(clean):
        bracket, name = match.groups()
        where = f'{path}:{sources.line_of(clean, match.start())}: '
        if not is_home(path, name):
            wrong.append(where + f'<{name}> outside its home')
        elif bracket == '"' and not may_include(path, name):
            wrong.append(where + f'"{name}" is not in the table of layers')
        elif bracket == '<' and 'examples' not in path.parts and (
                name in PUBLIC or name.split('/')[0] in LAYERS):
            wrong.append(where + f'<{name}> is ours: "{name}"')
    if 'template' in path.name and '<ngx_' in clean:
        wrong.append(f'{path}: templates know nothing of nginx')
    return wrong


class Samples(unittest.TestCase):
    BAD = [
        # a lower layer asks a higher one
        ('libgcisauth/base/span.c', '#include "model/account.h"'),
        ('libgcisauth/policy/rules.c', '#include "store/store.h"'),
        ('libgcisauth/token/verify.c', '#include "engine/engine.h"'),
        ('libgcisauth/wire/client.c', '#include "crypto/random.h"'),
        # not spelled from libgcisauth/
        ('libgcisauth/store/read.c', '#include "codec.h"'),
        ('libgcisauth/store/read.c', '# include "../base/span.h"'),
        # a wrapper reaches into the library
        ('pam_gcis/entry.c', '#include "policy/rules.h"'),
        ('tools/gcisctl/main.c', '#include "base/span.h"'),
        ('ngx_http_gcis_module/access.c', '#include "token/verify.h"'),
        # a foreign library away from home
        ('libgcisauth/engine/attempt.c', '#include <lmdb.h>'),
        ('libgcisauth/token/sign.c', '#include <openssl/evp.h>'),
        ('libgcisauth/method/password.c', '#include <crypt.h>'),
        ('libgcisauth/config/parse.c', '#include <jansson.h>'),
        ('libgcisauth/base/log.c', '#include <jansson.h>'),
        ('pam_gcis/converse.c', '#include <jansson.h>'),
        ('ngx_http_gcis_module/access.c', '#include <jansson.h>'),
        ('libgcisauth/policy/password.c', '#include <uninorm.h>'),
        ('libgcisauth/base/text.c', '#include <iconv.h>'),
        ('libgcisauth/store/lmdb.c', '#include <xxhash.h>'),
        ('libgcisauth/store/lmdb.c', '#include <libpq-fe.h>'),
        ('libgcisauth/engine/tick.c', '#include <systemd/sd-daemon.h>'),
        ('ngx_http_gcis_module/template.c', '#include <ngx_core.h>'),
        # ours in the brackets of others
        ('libgcisauth/base/span.c', '#include <base/span.h>'),
    ]
    GOOD = [
        ('libgcisauth/base/json.c', '#include <jansson.h>'),
        ('libgcisauth/base/text.c', '#include <uninorm.h>'),
        ('libgcisauth/base/log.c', '#include <unistd.h>'),
        ('libgcisauth/base/span.c', '#include "base/span.h"'),
        ('libgcisauth/store/lmdb.c', '#include <lmdb.h>'),
        ('libgcisauth/api/rule.c', '#include "policy/rules.h"'),
        ('libgcisauth/wire/client.c', '#include "gcisauth.h"'),
        ('libgcisauth/base/span.c', '/* #include <lmdb.h> */'),
        ('pam_gcis/entry.c', '#include "options.h"\n#include "paths.h"'),
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


class Tree(unittest.TestCase):
    def test_includes(self):
        wrong = []
        for path in sources.product_c_files():
            wrong += refusals(path, sources.read(path))
        if wrong:
            self.fail('\n' + '\n'.join(wrong))
