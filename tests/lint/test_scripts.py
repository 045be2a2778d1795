# SPDX-License-Identifier: BSD-2-Clause
"""Shell scripts pass shellcheck; the two catalogues have the same keys."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import sources

CATALOGUES = pathlib.Path('ngx_http_gcis_module/portal')


def shell_scripts():
    return [path for path in sources.files()
            if path.suffix == '.sh' or '/sh' in sources.interpreter(path)]


def shellcheck(paths):
    """What shellcheck says about the files, or an empty text."""
    return subprocess.run(['shellcheck', '-f', 'gcc', '-s', 'sh', '--', *paths],
                          cwd=sources.ROOT, stdout=subprocess.PIPE,
                          text=True).stdout


def no_doubles(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f'{key} twice')
    return dict(pairs)


def keys_of(text):
    """The dotted names of all texts; a double or an empty one is an error."""
    def walk(value, name):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk(inner, f'{name}.{key}' if name else key)
        elif isinstance(value, str) and value:
            yield name
        else:
            raise ValueError(f'{name}: not a text, or an empty one')
    return set(walk(json.loads(text, object_pairs_hook=no_doubles), ''))


class Samples(unittest.TestCase):
    @unittest.skipUnless(shutil.which('shellcheck'), 'no shellcheck')
    def test_a_bad_script_is_seen(self):
        with tempfile.NamedTemporaryFile('w', suffix='.sh') as file:
            file.write('#!/bin/sh\nrm $1\n[[ a == b ]]\n')
            file.flush()
            self.assertIn('SC2086', shellcheck([file.name]))

    def test_bad_catalogues_are_seen(self):
        self.assertNotEqual(keys_of('{"a": "x"}'), keys_of('{"b": "x"}'))
        for bad in ('{"a": "x", "a": "y"}', '{"a": ""}', '{"a": {"b": 1}}'):
            with self.subTest(text=bad), self.assertRaises(ValueError):
                keys_of(bad)
        self.assertEqual({'a.b', 'c'}, keys_of('{"a":{"b":"x"},"c":"y"}'))


class Tree(unittest.TestCase):
    @unittest.skipUnless(shutil.which('shellcheck'), 'no shellcheck')
    def test_shell_scripts(self):
        said = shellcheck(shell_scripts())
        self.assertEqual('', said, '\n' + said)

    def test_shell_scripts_stop_at_errors(self):
        wrong = [str(path) for path in shell_scripts()
                 if '\nset -eu' not in sources.read(path)]
        self.assertEqual([], wrong)

    def test_catalogues_have_the_same_keys(self):
        chinese = CATALOGUES / 'zh-Hant.json'
        english = CATALOGUES / 'en.json'
        if not (sources.ROOT / chinese).exists():
            self.skipTest('no catalogues')
        self.assertEqual(keys_of(sources.read(chinese)),
                         keys_of(sources.read(english)))
