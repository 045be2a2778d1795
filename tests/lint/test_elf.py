# SPDX-License-Identifier: BSD-2-Clause
"""The built files: exported names, libraries needed, hardening."""

import pathlib
import re
import subprocess
import tempfile
import unittest

import elf
import runner
import sources

BUILD = runner.BUILD
LIBRARY = BUILD / 'libgcisauth/libgcisauth.so'
CLIENT = BUILD / 'libgcisauth/libgcis_client.a'
PAM = BUILD / 'pam_gcis/pam_gcis.so'
NGINX = BUILD / 'ngx_http_gcis_module/ngx_http_gcis_module.so'
PROGRAMS = [BUILD / 'tools/gcisd/gcisd', BUILD / 'tools/gcisctl/gcisctl']

NEEDED = {
    LIBRARY: {'liblmdb.so.0', 'libcrypto.so.3', 'libcrypt.so.1',
              'libjansson.so.4', 'libunistring.so.2', 'libc.so.6'},
    PAM: {'libpam.so.0', 'libjansson.so.4', 'libc.so.6'},
    NGINX: {'libgcisauth.so.0', 'libjansson.so.4', 'libc.so.6'},
    PROGRAMS[1]: {'libgcisauth.so.0', 'libjansson.so.4', 'libsmartcols.so.1',
                  'libbsd.so.0', 'libc.so.6'},
}
ENTRIES = {'pam_sm_' + name for name in (
    'authenticate', 'setcred', 'acct_mgmt', 'open_session', 'close_session',
    'chauthtok')}

API = re.compile(r'\bGCIS_API\b[^;{]*?\b(gcis_\w+)\s*\(')


def declared(header):
    """The functions that a public header marks as exported."""
    return set(API.findall(sources.without_comments(header)))


def listed(version_script):
    """The names between `global:` and `local:`."""
    text = re.sub(r'#.*', '', version_script)
    return set(re.findall(r'(\w+);', re.search(
        r'global:(.*?)local:', text, re.DOTALL).group(1)))


def public_functions():
    folder = pathlib.Path('libgcisauth/include')
    return declared(sources.read(folder / 'gcisauth.h')
                    + sources.read(folder / 'gcisauth_admin.h'))


class Samples(unittest.TestCase):
    """Files built wrong on purpose."""

    def compile(self, text, *options, name='sample.so', shared=True):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        source = pathlib.Path(folder.name, 'sample.c')
        source.write_text(text)
        built = source.with_name(name)
        kind = ['-shared', '-fPIC'] if shared else []
        subprocess.run(['cc', *kind, *options, '-o', built, source],
                       check=True)
        return built

    def test_bad_linking_is_seen(self):
        bad = self.compile('int f(void) { return 1; }', '-Wl,-z,norelro',
                           '-Wl,-z,lazy', '-Wl,-z,execstack')
        self.assertEqual(['no RELRO', 'no BIND_NOW', 'an executable stack'],
                         elf.weaknesses(bad)[:3])

    def test_a_fixed_address_is_seen(self):
        bad = self.compile('int main(void) { return 0; }', '-no-pie',
                           shared=False)
        self.assertIn('not PIE', elf.weaknesses(bad, program=True))

    def test_good_linking_passes(self):
        good = self.compile('int main(void) { return 0; }', '-pie', '-fPIE',
                            '-Wl,-z,relro,-z,now,-z,noexecstack',
                            shared=False)
        self.assertEqual([], elf.weaknesses(good, program=True))

    def test_names_and_libraries_are_read(self):
        bad = self.compile('int secret_door(void) { return 1; }',
                           '-Wl,--no-as-needed', '-lm')
        self.assertIn('secret_door', elf.exported(bad))
        self.assertIn('libm.so.6', elf.needed(bad))

    def test_names_that_nobody_has_are_seen(self):
        text = 'int stranger(void); int f(void) { return stranger(); }'
        self.assertEqual({'stranger'}, elf.orphans(self.compile(text)))
        archive = self.compile(text, '-c', name='sample.o', shared=False)
        self.assertIn('stranger', elf.linker_refusal(archive))

    def test_headers_and_scripts_are_read(self):
        self.assertEqual({'gcis_a', 'gcis_b'}, declared(
            '/* GCIS_API int gcis_no(void); */\nint gcis_hidden(void);\n'
            'GCIS_API const char *gcis_a(void);\n'
            'GCIS_API int\ngcis_b(int (*f)(int)) GCIS_MUST_CHECK;\n'))
        self.assertEqual({'gcis_a'}, listed(
            '# gcis_no;\nNODE {\nglobal:\n    gcis_a;\nlocal:\n    *;\n};\n'))


class Built(unittest.TestCase):
    def built(self, path):
        if not path.exists():
            self.skipTest(f'{path.name} is not built')
        return path

    def test_the_version_script_lists_the_public_headers(self):
        self.assertEqual(public_functions(), listed(
            sources.read(pathlib.Path('libgcisauth/libgcisauth.map'))))

    def test_the_library_exports_the_public_headers(self):
        names = elf.exported(self.built(LIBRARY))
        missing = public_functions() - names
        self.assertEqual(set(), names - public_functions(), 'undeclared')
        if missing:
            self.fail(f'declared, not there: {", ".join(sorted(missing))}')

    def test_pam_exports_its_six_entries(self):
        self.assertEqual(ENTRIES, elf.exported(self.built(PAM)))

    def test_nginx_exports_its_three_tables(self):
        self.assertEqual({'ngx_modules', 'ngx_module_names',
                          'ngx_module_order'},
                         elf.exported(self.built(NGINX)))

    def test_needed_libraries(self):
        for path, allowed in NEEDED.items():
            with self.subTest(file=path.name):
                self.assertEqual(set(), elf.needed(self.built(path)) - allowed)

    def test_the_static_client_needs_jansson_and_libc(self):
        said = elf.linker_refusal(self.built(CLIENT), '-ljansson')
        if said:
            self.fail(said)

    def test_nginx_finds_all_names(self):
        names = elf.orphans(self.built(NGINX))
        self.assertEqual(set(), {name for name in names
                                 if not name.startswith('ngx_')})

    def test_hardening(self):
        for path in [LIBRARY, PAM, NGINX, *PROGRAMS]:
            with self.subTest(file=path.name):
                self.assertEqual([], elf.weaknesses(
                    self.built(path), program=path in PROGRAMS))

    def test_pam_stays_loaded(self):
        flags = elf.tool('readelf', '-dW', str(self.built(PAM)))
        self.assertIn('NODELETE', flags)
