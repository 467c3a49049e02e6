"""How tokens, probabilities, times and heads read where a person sees them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from explorer.records import HeadRef

_NAMED = {" ": "␣", "\n": "⏎", "\t": "⇥", "\u00a0": "␣", "\u3000": "␣"}
_BIDI = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def readable(label: str) -> str:
    """The label with what cannot be seen made visible; bidi controls would turn the line around."""
    if not label:
        return "∅"
    if label in _NAMED:
        return _NAMED[label]
    return label if label.isprintable() else "".join(map(_visible, label))


def _visible(character: str) -> str:
    code = ord(character)
    if character in _NAMED and character != " ":
        return _NAMED[character]
    if code < 0x20 or 0x7F <= code < 0xA0 or code in _BIDI or 0xD800 <= code < 0xE000:
        return f"U+{code:04X}"
    return character


def probability(value: float) -> str:
    """Three decimals, so that a column of them lines up."""
    return "<.001" if value < 0.0005 else f"{value:.3f}"


def exact_probability(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"


def duration(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return QCoreApplication.translate("Duration", "{n} s").format(n=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 90:
        return QCoreApplication.translate("Duration", "{n} min").format(n=minutes)
    words = QCoreApplication.translate("Duration", "{hours} h {minutes} min")
    return words.format(hours=minutes // 60, minutes=minutes % 60)


def head_name(head: HeadRef) -> str:
    """`HeadRef.label`, with what is said of an aggregate in the person's language."""
    is_max = head.aggregate == "max"
    match head.layer, head.head:
        case int(), int():
            return head.label
        case int(), None:
            mean = QCoreApplication.translate("HeadName", "L{layer} mean")
            most = QCoreApplication.translate("HeadName", "L{layer} max")
        case None, int():
            mean = QCoreApplication.translate("HeadName", "H{head} mean over layers")
            most = QCoreApplication.translate("HeadName", "H{head} max over layers")
        case _:
            mean = QCoreApplication.translate("HeadName", "mean over all heads")
            most = QCoreApplication.translate("HeadName", "max over all heads")
    return (most if is_max else mean).format(layer=head.layer, head=head.head)


def site_name(name: str) -> str:
    """An attention of a model in the person's language; a name of its own stays."""
    names = {
        "encoder": QCoreApplication.translate("SiteName", "encoder"),
        "decoder": QCoreApplication.translate("SiteName", "decoder"),
        "cross": QCoreApplication.translate("SiteName", "cross: target → source"),
        "self": QCoreApplication.translate("SiteName", "self"),
        "query": QCoreApplication.translate("SiteName", "query stream"),
        "upsampled": QCoreApplication.translate("SiteName", "after upsampling"),
    }
    return names.get(name, name)
