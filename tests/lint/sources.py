# SPDX-License-Identifier: BSD-2-Clause
"""Finds the files of the tree and takes C text apart.

Knows which folders are not ours (builds, node_modules); not what is allowed
in a file.
"""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = {'.git', 'node_modules', '__pycache__', 'build'}

TOKEN = re.compile(r'''
      (?P<comment> /\*.*?\*/ | //[^\n]* )
    | (?P<text>    "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
    ''', re.VERBOSE | re.DOTALL)


def files(root=ROOT):
    """All files of the tree, as paths relative to its top, sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED
                      and not name.startswith('build-')]
        for name in names:
            path = pathlib.Path(folder, name)
            if path.is_file() and not path.is_symlink():
                found.append(path.relative_to(root))
    return sorted(found)


def c_files(root=ROOT):
    return [path for path in files(root) if path.suffix in ('.c', '.h')]


def product_c_files(root=ROOT):
    return [path for path in c_files(root) if path.parts[0] != 'tests']


def read(path, root=ROOT):
    return (root / path).read_text(encoding='utf-8', errors='replace')


def interpreter(path, root=ROOT):
    """The first line of a script, or an empty text."""
    with open(root / path, 'rb') as file:
        line = file.readline(200)
    return line.decode(errors='replace') if line.startswith(b'#!') else ''


def blank(match):
    """White space of the same height, so that line numbers stay true."""
    return ' ' + '\n' * match.group(0).count('\n')


def without_comments(text):
    return TOKEN.sub(lambda match: blank(match)
                     if match.group('comment') else match.group(0), text)


def code_only(text):
    """Without comments, and with the inside of all literals taken out."""
    return TOKEN.sub(lambda match: blank(match)
                     if match.group('comment') else '""', text)


def line_of(text, position):
    return text.count('\n', 0, position) + 1
