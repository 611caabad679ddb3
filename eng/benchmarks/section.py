"""Puts what a script measured into a document, between the lines '<!-- NAME: begin -->' and '<!-- NAME: end -->'."""
from pathlib import Path


def write(document, name, lines):
    path = Path(document)
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->\n"
    before, rest = path.read_text().split(begin)
    path.write_text(before + begin + "\n" + "\n".join(lines) + "\n\n" + end + rest.split(end)[1])
