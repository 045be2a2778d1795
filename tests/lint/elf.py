# SPDX-License-Identifier: BSD-2-Clause
"""Reads ELF files with nm and readelf; judges what the linker must have done.

Knows nothing of which file is which.
"""

import re
import subprocess


def tool(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def exported(path):
    """Names a shared object defines for others, without version nodes."""
    names = set()
    for line in tool('nm', '-D', '--defined-only', str(path)).splitlines():
        kind, name = line.split()[-2:]
        if kind != 'A':                 # the version node itself
            names.add(name.split('@')[0])
    return names


def needed(path):
    """The libraries that the loader must find."""
    return set(re.findall(r'\(NEEDED\).*\[(.*)\]',
                          tool('readelf', '-dW', str(path))))


def orphans(path):
    """Names a shared object asks for that none of its libraries has."""
    names = [line.split()[-1] for line in tool(
        'nm', '-D', '--undefined-only', str(path)).splitlines()
        if ' U ' in line]
    return {name for name in names if '@' not in name}


def linker_refusal(archive, *libraries):
    """What the linker misses for the whole of an archive, or nothing."""
    done = subprocess.run(
        ['cc', '-shared', '-o', '/dev/null', '-Wl,-z,defs',
         '-Wl,--whole-archive', str(archive), '-Wl,--no-whole-archive',
         *libraries], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True)
    return done.stdout if done.returncode else ''


def weaknesses(path, program=False):
    """Hardening that is missing; an empty list is what we want."""
    headers = tool('readelf', '-lhW', str(path))
    dynamic = tool('readelf', '-dW', str(path))
    stack = re.search(r'GNU_STACK\s.*0x\w+ ([R ][W ][E ]) 0x\w+$', headers,
                      re.MULTILINE)
    weak = []
    if 'GNU_RELRO' not in headers:
        weak.append('no RELRO')
    if not re.search(r'BIND_NOW|FLAGS_1\).*\bNOW\b', dynamic):
        weak.append('no BIND_NOW')
    if stack is None or 'E' in stack.group(1):
        weak.append('an executable stack')
    if re.search(r'LOAD\s.*\sRWE\s', headers):
        weak.append('a segment both writable and executable')
    if 'TEXTREL' in dynamic:
        weak.append('text relocations')
    if program and not re.search(r'FLAGS_1\).*\bPIE\b', dynamic):
        weak.append('not PIE')
    return weak
