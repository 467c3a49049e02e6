"""Makes glosses.tsv: WordNet's explanations of nouns, labelled by the file they are kept in.

    python assets/examples/recipe.py PACKAGES

PACKAGES holds the unpacked Debian package wordnet-base; what is missing there is fetched. The
lexicographers sorted nouns into files by their kind, which is the label. A gloss is taken without
its examples, and without the word that it explains; glosses that hold a word of their label are
left out, since nothing would have to be understood.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "models" / "training"))

import sources  # noqa: E402

# Of the lexicographer files in lexnames(5WN): those of things that a person can point at.
LABELS = {
    5: "animal", 6: "artifact", 8: "body", 13: "food", 15: "location", 18: "person", 20: "plant",
    27: "substance",
}  # fmt: skip
PER_LABEL = 400
GIVEAWAYS = {
    "animal": r"animals?", "artifact": r"artifacts?", "body": r"bod(y|ies|ily)",
    "food": r"foods?", "location": r"locations?|located", "person": r"persons?|people",
    "plant": r"plants?", "substance": r"substances?",
}  # fmt: skip
WORDS = range(4, 31)
SEED = 0


def main(packages: Path) -> None:
    sources.fetch(packages)
    by_label: dict[str, list[str]] = {label: [] for label in LABELS.values()}
    for label, gloss in glosses(packages / "wordnet/usr/share/wordnet/data.noun"):
        by_label[label].append(gloss)
    drawn = random.Random(SEED)
    rows = []
    for label, found in by_label.items():
        rows += [(label, gloss) for gloss in drawn.sample(sorted(set(found)), PER_LABEL)]
    drawn.shuffle(rows)
    with (HERE / "glosses.tsv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("label\ttext\n")
        file.writelines(f"{label}\t{gloss}\n" for label, gloss in rows)


def glosses(data: Path) -> Iterator[tuple[str, str]]:
    """Label and gloss of every noun of a wanted kind; the format is in wndb(5WN)."""
    with data.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith("  "):  # the licence
                continue
            fields, gloss = line.split(" | ", 1)
            label = LABELS.get(int(fields.split()[1]))
            meaning = re.split(r'[;:] *"', gloss)[0].strip().rstrip(";:").replace(" ; ", "; ")
            if label is None or '"' in meaning or len(meaning.split()) not in WORDS:
                continue
            if not re.search(rf"\b({GIVEAWAYS[label]})\b", meaning, re.IGNORECASE):
                yield label, meaning


if __name__ == "__main__":
    main(Path(sys.argv[1]))
