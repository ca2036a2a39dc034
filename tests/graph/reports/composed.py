r"""Whole reports composed at random from every form that design section 4 and the reports show.

Each piece knows what a reader sees of it and what it cites, so that a report's statements and
references are known without reading it: :class:`Composed` holds both.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from hypothesis import strategies as st

from .forms import FORMS, INLINE, WORD, escaped

NUMBER = "4.1"
QUOTED = "4.1 Uitdagingen en visie Wonen is een recht & meer."
SITE = "https://beslissingenvlaamseregering.vlaanderen.be/"

Said = tuple[str, tuple[int, ...]]
"""A statement: what a reader sees, and what it cites."""


@dataclass(frozen=True)
class Block:
    """Lines of Markdown with the statements that they make."""

    lines: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Entry:
    """A reference as it must be read."""

    number: int
    day: date | None
    title: str | None
    url: str | None


@dataclass(frozen=True)
class Composed:
    """A report's text, with what must be read in it; some numbers said are no entry's."""

    text: str
    said: tuple[Said, ...]
    entries: tuple[Entry, ...]


@st.composite
def phrases(draw, most=6):
    """Words as written and as seen, the first with a capital, without citations."""
    parts = draw(
        st.lists(st.one_of(WORD.map(lambda w: (w, w)), st.sampled_from(INLINE)), max_size=most)
    )
    first, last = draw(WORD).capitalize(), draw(WORD)
    written = " ".join([first, *(part[0] for part in parts), f"{last}zaak"])
    seen = " ".join([first, *(part[1] for part in parts), f"{last}zaak"])
    return written, seen


@st.composite
def sentences(draw, numbers, stop="."):
    """A sentence as written, and what is said by it; citations stand wherever they may."""
    written, seen = draw(phrases())
    cited = draw(st.lists(numbers, max_size=4, unique=True))
    if not cited:
        return written + stop, (seen + stop, ())
    marker = draw(st.sampled_from(FORMS))(cited)
    begin, end = written.split(" ", 1)
    placed = [f"{written} {marker}{stop}", f"{begin} {marker} {end}{stop}"]
    placed += [f"{written}{stop} {marker}"] if stop else []
    if not marker.startswith("*"):  # within a word, two stars are no emphasis
        placed += [f"{written}{marker}{stop}", f"{written}{stop}{marker}"]
    return draw(st.sampled_from(placed)), (seen + stop, tuple(cited))


@st.composite
def headings(draw, numbers):
    level = draw(st.integers(1, 4))
    written, (seen, cited) = draw(sentences(numbers, stop=""))
    form = draw(st.sampled_from(["{h} {t}", "{h} {t} {h}", "{h}   {t}  ", "{t}\n---", "{t}\n==="]))
    text = form.format(h="#" * level, t=written)
    said = (seen, cited)
    if "\n" in text and written.endswith("]"):
        text = f"## {written}"
    # A heading with hashes needs no empty line after it.
    gap = [""] if "\n" in text or draw(st.booleans()) else []
    return Block((*text.split("\n"), *gap), (said,))


@st.composite
def named(draw, numbers):
    """A bold line that serves as heading."""
    name = draw(st.sampled_from(["Zorg & Welzijn", "Conclusie", "Samenvatting", "Sociaal Beleid"]))
    cited = draw(st.lists(numbers, max_size=2, unique=True))
    form = draw(st.sampled_from(["**{n}**{c}", "**{n}:**{c}", "**{n}{c}**"]))
    shown = f"{name}:" if ":" in form else name
    marker = f" {escaped(cited)}" if cited else ""
    return Block((form.format(n=name, c=marker), ""), ((shown, tuple(cited)),))


@st.composite
def paragraphs(draw, numbers):
    parts = draw(st.lists(sentences(numbers), min_size=1, max_size=3))
    glue = draw(st.sampled_from([" ", "  ", "\n", " \n", "  \n", "\\\n", "<br>", "\u00a0"]))
    lead_in = draw(st.sampled_from(["", "", "**Zorg**: ", "*Zorg*: ", "**Zorg:** ", "__Zorg__ – "]))
    said = [part[1] for part in parts]
    seen = lead_in.strip("*_ ").replace("*", "").replace("_", "")
    said[0] = (f"{seen} {said[0][0]}".strip(), said[0][1])
    return Block((*(lead_in + glue.join(part[0] for part in parts)).split("\n"), ""), tuple(said))


@st.composite
def lists(draw, numbers, depth=0):
    # Only a list that begins with 1 may follow a text at once.
    mark = draw(st.sampled_from(["- ", "* ", "+ ", "1. ", "1) ", "-   ", *["10. "] * (depth == 0)]))
    lines: list[str] = []
    said: list[Said] = []
    for _ in range(draw(st.integers(1, 3))):
        block = draw(paragraphs(numbers))
        lines.append(mark + block.lines[0])
        lines += [" " * len(mark) + line for line in block.lines[1:-1]]
        said += block.said
        if depth < 2 and draw(st.booleans()):
            inner = draw(lists(numbers, depth + 1))
            lines += [" " * len(mark) + line for line in inner.lines if line]
            said += inner.said
    return Block((*lines, ""), tuple(said))


@st.composite
def quotations(draw, numbers):
    block = draw(paragraphs(numbers))
    return Block((*(f"> {line}" for line in block.lines[:-1]), ""), block.said)


@st.composite
def tables(draw, numbers):
    rows = draw(st.lists(st.tuples(WORD, WORD, numbers), min_size=1, max_size=3))
    lines = ["| Actie | Besluit |", "|---|:-:|"]
    lines += [rf"| {one} | **{two}** \[{number}\] |" for one, two, number in rows]
    said = [("Actie Besluit", ()), *((f"{one} {two}", (n,)) for one, two, n in rows)]
    return Block((*lines, ""), tuple(said))


@st.composite
def code(draw, numbers):
    word, number = draw(WORD), draw(numbers)
    return Block(("```", word, rf"een \[{number}\]", "```", ""), ((word, ()), ("een", (number,))))


@st.composite
def reference_lists(draw, numbers):
    cited = draw(st.lists(numbers, min_size=1, max_size=9, unique=True))
    heading = draw(st.sampled_from(["### Referenties", "## Bronnen", "**Referenties**"]))
    seen = heading.strip("#* ")
    return Block((heading, "", escaped(cited), ""), ((seen, ()), ("", tuple(cited))))


RULE = st.sampled_from(["---", "***", "* * *", "___"]).map(lambda rule: Block((rule, ""), ()))
OPENINGS = [
    "",
    "Samenvatting",
    "Samenvatting:",
    "# Beoordeling",
    "## Samenvatting",
    "**Samenvatting**",
]


@st.composite
def bodies(draw, numbers):
    kinds = [headings, named, paragraphs, paragraphs, lists, quotations, tables, code]
    block = st.one_of(RULE, *(kind(numbers) for kind in kinds))
    blocks = draw(st.lists(block, min_size=1, max_size=7))
    opening = draw(st.sampled_from(OPENINGS))
    if opening:
        blocks = [Block((opening, ""), ((opening.strip("#* "), ()),)), *blocks]
    else:
        blocks = [draw(paragraphs(numbers)), *blocks]
    if draw(st.booleans()):
        blocks.append(draw(reference_lists(numbers)))
    lines = [line for block in blocks for line in block.lines]
    return "\n".join(lines), tuple(said for block in blocks for said in block.said)


@st.composite
def entries(draw, number):
    title = draw(
        st.one_of(
            st.none(), st.sampled_from(["Plan (2020-2024)", "Nota – “x” & 'y'", "De\u00a0eik", "A"])
        )
    )
    day = draw(st.one_of(st.none(), st.dates(date(2019, 10, 2), date(2024, 9, 30))))
    url = None
    if title and draw(st.booleans()):
        start = f"&startDate={day}T09%3A00%3A00Z" if day else ""
        url = f"{SITE}?search={quote(title)}&dateOption=select{start}"
    form = draw(
        st.sampled_from([r"**[\[{n}\]]{u}** : **({d})** {t}", r"**[\[{n}\]]{u}**: **({d})**  {t} "])
    )
    written = (title or "").replace(" ", draw(st.sampled_from([" ", "\n", " \n\n", "  "])))
    text = form.format(n=number, u=f"({url})" if url else "", d=day or "", t=written)
    folded = " ".join(title.split()) if title else None
    return text, Entry(number, day, folded, url)


FILES = [
    lambda text: text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\r"),
    lambda text: f"\ufeff{text}",
    lambda text: text.rstrip(),
    lambda text: text.replace("        ", "\t"),
    lambda text: text.replace("<details>", "<DETAILS open>").replace("</details>", "</Details>"),
    lambda text: text.replace("<p>", '<p class="a">').replace("<summary>", "<summary><b>"),
    lambda text: text.replace("</summary>", "</summary>\n\n\n"),
]


@st.composite
def reports(draw):
    """A whole report."""
    first, count = draw(st.sampled_from([0, 0, 1])), draw(st.sampled_from([1, 3, 9, 130]))
    last = first + count - 1
    numbers = st.integers(first, last + 2)  # two more than there are
    given = [
        draw(entries(number)) if number < FULL else plain(number)
        for number in range(first, last + 1)
    ]
    if draw(st.booleans()):
        given.reverse()
    body, said = draw(bodies(numbers))
    gap = draw(st.sampled_from(["\n\n", "\n"]))
    text = (
        "# Uitdagingen en *visie*\n\n<details>\n        <summary>Regeerakkoord Sectie </summary>\n"
        f"        <p>{QUOTED.replace('&', '&amp;')}</p>\n        </details> \n\n{body}\n"
        "<details>\n        <summary> Referenties</summary>\n        \n"
        f"{gap.join(entry[0] for entry in given)} \n\n        </details> \n\n"
    )
    text = draw(st.sampled_from(FILES))(text)
    return Composed(text, said, tuple(entry[1] for entry in given))


FULL = 12
"""How many references vary; of a long list, the others are all alike."""


def plain(number: int) -> tuple[str, Entry]:
    return rf"**[\[{number}\]]** : **()** Besluit {number}", Entry(
        number, None, f"Besluit {number}", None
    )
