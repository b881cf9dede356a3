"""`python -m evals.word_counts FILE`: makes `brain/style/word_counts.tsv` again from GoEmotions' `train.tsv`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from brain.style.stems import stem
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 5
"""Rarer stems are left out: their counts would say more about these comments than about English."""

HEAD: Final = (
    "# Comments that hold each stem, of GoEmotions' training split (Apache-2.0); the empty stem is all comments.\n"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when the file was made."""
    parser = argparse.ArgumentParser(prog="python -m evals.word_counts", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, default=Path("brain/style/word_counts.tsv"))
    chosen = parser.parse_args(arguments)
    texts = [line.split("\t")[0] for line in chosen.file.read_text(encoding="utf-8").splitlines()]
    counts = Counter(form for text in texts for form in {stem(word.form) for word in words(text)})
    kept = sorted((form, count) for form, count in counts.items() if count >= LEAST and form)
    lines = [f"\t{len(texts)}", *(f"{form}\t{count}" for form, count in kept)]
    chosen.out.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{chosen.out}: {len(kept):,} stems of {len(texts):,} comments\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
