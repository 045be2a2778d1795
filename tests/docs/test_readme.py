# SPDX-License-Identifier: BSD-2-Clause
"""The configurations and commands of README.md, taken as they stand: nginx
reads its server, gcis.conf takes its keys, gcisctl does what is shown."""

import ctypes
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

import readme
import runner
import site_of

LIBRARY = runner.BUILD / 'libgcisauth/libgcisauth.so.0'
MODULE = runner.BUILD / 'ngx_http_gcis_module/ngx_http_gcis_module.so'
NGINX = shutil.which('nginx', path='/usr/sbin:/usr/bin')
KEY = re.compile(r'^\[([a-z ]+)\] ([a-z_]+)(?: = (.+))?$')


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='gcis-docs-'))
        self.addCleanup(shutil.rmtree, self.folder)


class Nginx(Case):
    def setUp(self):
        super().setUp()
        if NGINX is None or not MODULE.exists():
            self.skipTest('no nginx, or its module is not built')
        self.key, self.certificate = self.folder / 'key', self.folder / 'pem'
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
             'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=trial',
             '-keyout', str(self.key), '-out', str(self.certificate)],
            check=True, stderr=subprocess.DEVNULL)

    def shown(self):
        """The one block of the section that is a configuration."""
        found = [block for block in readme.blocks(readme.section('nginx'))
                 if block.startswith('load_module')]
        self.assertEqual(len(found), 1)
        return found[0]

    def put(self, text, there, here):
        self.assertEqual(text.count(there), 1, there)
        return text.replace(there, str(here))

    def check(self, text):
        """What nginx -t says of it, with paths of this machine alone."""
        for there, here in (
                ('modules/ngx_http_gcis_module.so', MODULE),
                ('/run/gcis/gcisd.sock', self.folder / 'gcisd.sock'),
                ('/etc/ssl/apps.pem', self.certificate),
                ('/etc/ssl/private/apps.key', self.key)):
            text = self.put(text, there, here)
        text = self.put(text, 'listen 443 ssl',
                        f'listen unix:{self.folder}/nginx.sock ssl')
        conf = self.folder / 'nginx.conf'
        conf.write_text(text + f'events {{}}\npid {self.folder}/pid;\n')
        done = subprocess.run(
            [NGINX, '-t', '-q', '-p', str(self.folder), '-e',
             str(self.folder / 'error.log'), '-c', str(conf)], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def test_without_a_portal_it_is_refused(self):
        status, said = self.check(self.put(self.shown(), 'gcis_portal;', ''))
        self.assertEqual(status, 1)
        self.assertIn('gcis_portal', said)

    def test_as_it_stands(self):
        self.assertEqual(self.check(self.shown()), (0, ''))


class Configuration(Case):
    def test_every_key(self):
        """[section] key, or [section] key = value, wherever it is named."""
        lib = ctypes.CDLL(str(LIBRARY))
        lib.gcis_config_error.restype = ctypes.c_char_p
        lib.gcis_config_get.restype = ctypes.c_char_p
        named = [KEY.match(word) for word in readme.words(readme.TEXT)
                 if word.startswith('[')]
        self.assertTrue(named)
        for key in named:
            self.assertIsNotNone(key, 'not [section] key')
            section, name, value = key.groups()
            with self.subTest(key.group(0)):
                config = ctypes.c_void_p()
                self.assertEqual(lib.gcis_config_new(ctypes.byref(config)), 0)
                self.assertIsNotNone(lib.gcis_config_get(
                    config, section.encode(), name.encode()))
                path = self.folder / 'gcis.conf'
                path.write_text(f'[{section}]\n' + (
                    f'{name} = {value}\n' if value else ''))
                self.assertEqual(
                    lib.gcis_config_load(config, str(path).encode()), 0,
                    lib.gcis_config_error(config))
                lib.gcis_config_free(config)


class Commands(unittest.TestCase):
    """On an empty store, in the order in which they are shown."""

    def lines(self):
        shown = [line for block in readme.blocks(readme.TEXT)
                 for line in block.splitlines()]
        shown += readme.words(readme.section('PAM'))
        for line in shown:
            line = line.split('#', 1)[0].strip().removeprefix('sudo ')
            words = shlex.split(line) if line.startswith('gcisctl ') else []
            if words and 'role' not in words and words[2:] != ['add']:
                yield words[1:]

    def test_each(self):
        site = site_of.Site(sample=None)
        self.addCleanup(site.remove)
        lines = list(self.lines())
        self.assertIn('init', lines[0])
        self.assertTrue(any('oneday' in line for line in lines))
        for line in lines:
            with self.subTest(' '.join(line)):
                # PRE and its roles are a site's own: here the sample's
                more = ['--sample'] if line[0] == 'init' else []
                done = site(*line, *more)
                self.assertEqual(done.status, 0, str(done))
