# SPDX-License-Identifier: BSD-2-Clause
"""The module fits the nginx of this system, whichever way it was built.

Whether a module fits is decided by feature digits that both sides compile in;
nginx itself is asked (`nginx -t`).
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import runner

SOURCE = pathlib.Path('/usr/share/nginx/src')
BUILT = runner.BUILD / 'ngx_http_gcis_module/ngx_http_gcis_module.so'
LIBRARY = runner.BUILD / 'libgcisauth'

CONFIGURATION = '''
load_module {module};
pid {root}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {root}/body;
    proxy_temp_path {root}/proxy;
    fastcgi_temp_path {root}/fastcgi;
    uwsgi_temp_path {root}/uwsgi;
    scgi_temp_path {root}/scgi;
    server {{
        listen 127.0.0.1:1;
        location / {{ gcis off; }}
    }}
}}
'''

CONFIGURE = '''
set -e
. ./conf_flags
./configure "${NGX_CONF_FLAGS[@]}" --builddir="$1" --add-dynamic-module="$2" \
    --with-cc-opt="-I$3 -I$4" --with-ld-opt="-L$4"
make -f "$1/Makefile" modules
'''


@unittest.skipUnless(SOURCE.is_dir(), 'no nginx-dev')
class Module(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def nginx_says(self, module):
        path = self.root / 'nginx.conf'
        path.write_text(CONFIGURATION.format(module=module, root=self.root))
        env = dict(os.environ, LD_LIBRARY_PATH=str(LIBRARY))
        done = subprocess.run(
            ['nginx', '-t', '-p', self.root, '-c', path, '-e', 'stderr'],
            env=env, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def test_a_module_of_other_features_is_refused(self):
        """The check that the other two rely on can say no."""
        damaged = self.root / 'damaged.so'
        content = BUILT.read_bytes()
        self.assertEqual(1, content.count(b'8,4,8,'))
        damaged.write_bytes(content.replace(b'8,4,8,', b'8,4,4,'))
        status, said = self.nginx_says(damaged)
        self.assertNotEqual(0, status)
        self.assertIn('not binary compatible', said)

    def test_built_by_meson(self):
        status, said = self.nginx_says(BUILT)
        self.assertEqual(0, status, said)

    def test_built_by_the_build_system_of_nginx(self):
        done = subprocess.run(
            ['bash', '-c', CONFIGURE, 'bash', self.root / 'objs',
             runner.ROOT / 'ngx_http_gcis_module',
             runner.ROOT / 'libgcisauth/include', LIBRARY],
            cwd=SOURCE, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.assertEqual(0, done.returncode, done.stdout[-4000:])
        status, said = self.nginx_says(
            self.root / 'objs/ngx_http_gcis_module.so')
        self.assertEqual(0, status, said)


@unittest.skipUnless(shutil.which('bash'), 'no bash')
class Headers(unittest.TestCase):
    def test_a_folder_without_nginx_is_refused(self):
        tool = runner.ROOT / 'ngx_http_gcis_module/configure-headers'
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([tool, folder, folder + '/objs'],
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            self.assertNotEqual(0, done.returncode)
