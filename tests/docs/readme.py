# SPDX-License-Identifier: BSD-2-Clause
"""README.md by its parts: headings, code blocks, words in backticks."""

import re
import sys
import textwrap

import runner

sys.path.insert(0, str(runner.ROOT / 'tests/tools'))

TEXT = (runner.ROOT / 'README.md').read_text()
EXAMPLES = runner.ROOT / 'libgcisauth/examples'
HEADERS = runner.ROOT / 'libgcisauth/include'


def section(title):
    """What stands under a heading, until the next of its rank or higher."""
    found = re.search(rf'^(#+) {re.escape(title)}$', TEXT, re.MULTILINE)
    rest = TEXT[found.end():]
    end = re.search(rf'^#{{1,{len(found.group(1))}}} ', rest, re.MULTILINE)
    return rest[:end.start()] if end else rest


def blocks(text):
    """The indented code blocks, without their indentation."""
    found = re.findall(r'(?:^    .*\n|^\n(?=    ))+', text, re.MULTILINE)
    return [textwrap.dedent(block).strip('\n') + '\n' for block in found]


def words(text):
    """What stands in backticks, on one line or broken over two."""
    return [' '.join(word.split()) for word in re.findall(r'`([^`]+)`', text)]
