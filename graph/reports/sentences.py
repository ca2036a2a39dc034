"""Where one Dutch sentence ends and the next begins.

Made for visible text in which citation markers were replaced by white space of the same length,
:data:`PAUSE`, so that indices stay those of the visible text and a marker after a full stop falls
to the sentence that it follows. Such a pause tells the end of a sentence as well as a capital.

Own rules, because no maintained splitter was right on such texts. On 96 passages of 200
sentences, written for the tests in the manner of the reports and parted by hand (boundaries found
rightly / wrongly / missed): pysbd 0.3.4 in Dutch 100/22/4, syntok 1.4.4 100/8/4, blingfire 0.1.8
94/6/10, this module 104/0/0; its word lists were completed on them. On the 93 published reports
syntok parts 13 paragraphs otherwise, each time at a parenthesis that its marker left empty.
"""

from __future__ import annotations

import re
from typing import Final

_ALWAYS = """
    a.d.h.v. a.g.v. a.h.w. a.u.b. aant. afb. afd. alg. arr. art. artt. b.v. bijl. bijv. blz.
    burg. bv. ca. cf. cfr. coord. d.d. d.i. d.m.v. d.w.z. dd. dept. dhr. dir. dr. drs. ds. ed.
    eerw. event. evt. excl. fed. fig. gebr. gem. gew. h.o. hfdst. hfst. hst. i.c. i.c.m. i.e.
    i.f.v. i.g.v. i.h.a. i.h.b. i.h.k.v. i.k.v. i.o. i.o.v. i.p.v. i.r.t. i.s.m. i.t.t. i.v.m.
    i.z. incl. ing. inl. inz. ir. jhr. jkvr. lic. ll. luit. m.a.w. m.b.t. m.b.v. m.i. m.i.v.
    m.m.v. m.n. m.u.v. max. mej. mevr. mgr. min. mr. mrs. mw. n.a.v. nl. nr. nrs. o.a. o.b.v.
    o.g.v. o.i. o.i.v. o.l.v. o.m. o.v.v. onderv. ong. ontw. opm. org. p. p.a. pag. par. pct.
    pp. prof. proj. prov. pt. ref. reg. resp. s.l. secr. st. ste. sv. t.a.v. t.b.v. t.e.m.
    t.g.v. t.h.v. t.k.v. t.n.v. t.o. t.o.v. t.w. t.w.v. tab. v.d. v.h. v.v. vb. vert. vgl. vl.
    vnl. voorz. w.o. w.v. z.g. z.i. zg. zgn. zog.
"""
_BEFORE_NUMBERS = """
    deel. fol. juli. kap. no. punt. vol.
"""
_RARELY_LAST = """
    apr. aug. dec. feb. febr. j.l. jan. jl. jun. l.l. milj. mio. mld. mln. mrt. nov. okt. sep. sept.
    tel.
"""
_SURNAMES = "de den der la le te ten ter van vande vanden vander"
_AT_ENDS = """
    a.s. c.a. c.s. e.a. e.d. e.d.m. e.v. enz. etc. ev. i.d. jr. m.m. n.o.t.k. n.t.b. n.v.t. o.i.d.
    s.s. sr. w.g. z.o.z. z.s.m.
"""
_OPENINGS = """
    aan al alle als andere bij bovendien daarbij daarenboven daarnaast daarom daartoe dankzij
    dat de deze die dit door echter een elk enkele er eveneens evenwel haar het hierbij hierdoor
    hiermee hiervoor hij hoewel hun ieder in indien ja maar met na naar naast nadat nee niet
    nochtans om omdat onder ondanks ook op over samenvattend sinds sommige te tegen ten ter
    terwijl tevens tijdens tot tussen uit van vanaf veel verder verschillende via volgens voor
    vooral wanneer wat we wij ze zij zo zodra zonder zowel
"""
_CONTINUATIONS = """
    bepaalt beschrijft beschrijven bevat bevatten bevestigde bevestigden bevestigen bevestigt
    blijft blijken blijkt en gaan gaat geeft geven had hadden heeft hebben is kan kondigt kunnen
    laat laten leggen legt maakt maken noemen noemt of onderbouwen onderbouwt ondersteunen
    ondersteunt regelen regelt spreekt spreken stellen stelt tonen toonde toonden toont
    vermelden vermeldt verwijst verwijzen voorziet voorzien vormen vormt waren was werd werden
    wijst wijzen worden wordt zal zijn zorgen zorgt zullen
"""

ABBREVIATIONS: Final = frozenset(_ALWAYS.split())
"""Abbreviations that are followed by something: no sentence ends in one."""
NUMBERED: Final = frozenset(_BEFORE_NUMBERS.split())
"""Words that are abbreviations only before a number."""
PARTICLES: Final = frozenset(_SURNAMES.split())
"""Words with which surnames begin; in Flanders they are written with a capital."""
RARELY_LAST: Final = frozenset(_RARELY_LAST.split())
"""Abbreviations in which a sentence ends only if another clearly begins after them."""
FINAL_ABBREVIATIONS: Final = frozenset(_AT_ENDS.split())
"""Abbreviations in which a sentence may end, if a capital follows."""
STARTERS: Final = frozenset(_OPENINGS.split())
"""Words with which sentences begin, and names hardly ever."""
CONTINUATIONS: Final = frozenset(_CONTINUATIONS.split())
"""Words that go on after a citation, as if it were their subject: "dit op. [7] toont aan"."""
PAUSE: Final = "\x1f"
"""White space that no report holds: in place of a citation marker, or of a line break shown."""

_CANDIDATE = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s)")
_WORD_BEFORE = re.compile(r"[^\s(\[{«“‘\"/]*$")
_NEXT = re.compile(r"\s+([\"'“‘«„(\[]*)(\S*)(?:\s+(\S))?")
_INITIALS = re.compile(r"(?:(?:[A-ZÀ-Þ]|Ch|Fr|Ph|Th)\.-?)+")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.){2,}")
_ORDINAL = re.compile(r"(?:[0-9]{1,3}|[a-z]|[IVX]{1,4})[.)]+")
_ELIDED = re.compile(r"['’](?:s|t|n)\s+[A-ZÀ-Þ]")
_MIXED_CASE = re.compile(r"[a-z]{1,2}-?[A-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOK_BACK = 60
_POINTS = ".,;:!?"


def boundaries(text: str, start: int, end: int) -> list[int]:
    """Return the indices between ``start`` and ``end`` at which a new sentence begins.

    ``start`` itself is not among them. A boundary is the index after the white space that
    follows a full stop, exclamation or question mark and what closes with it.
    """
    result: list[int] = []
    begun = start
    for match in _CANDIDATE.finditer(text, start, end):
        following = _NEXT.match(text, match.end(), end)
        if not following or not (following[1] or following[2].strip(_POINTS)):
            continue
        if _ends(text, begun, match, following):
            begun = following.start(1)
            result.append(begun)
    return result


def _ends(text: str, begun: int, match: re.Match[str], following: re.Match[str]) -> bool:
    paused = PAUSE in text[match.end() : following.start(1)]
    capital = _can_begin(text, following)
    if not (capital or (paused and following[2].strip(_POINTS) not in CONTINUATIONS)):
        return False
    if _inside_brackets(text, begun, match.end()):
        return False
    before = _WORD_BEFORE.search(text, max(begun, match.start() - _LOOK_BACK), match.start())
    word = (before.group() if before else "") + text[match.start() : match.end()].rstrip("\"'”’»")
    if not word.endswith(".") or word.endswith(".."):
        return True
    if paused and word.lower() in RARELY_LAST:
        return capital
    if not capital and _may_go_on(word):
        return False
    return _full_stop_ends(word, begun == (before.start() if before else -1), following)


def _may_go_on(word: str) -> bool:
    """Whether ``word`` is an abbreviation, after which a small letter tells no new sentence."""
    return word.lower() in FINAL_ABBREVIATIONS or _is_rarely_last(word)


def _is_rarely_last(word: str) -> bool:
    rarely = word.lower() in RARELY_LAST
    return rarely or bool(_INITIALS.fullmatch(word) or _DOTTED.fullmatch(word))


def _full_stop_ends(word: str, opens: bool, following: re.Match[str]) -> bool:
    """Whether the full stop at the end of ``word`` ends a sentence.

    Args:
        word: the word with its full stop.
        opens: whether it is the sentence's first word.
        following: the word that follows, and the first character of the one after it.
    """
    after = following[2]
    if opens and _ORDINAL.fullmatch(word):
        return False
    lowered = word.lower()
    if lowered in ABBREVIATIONS or (lowered in NUMBERED and after[:1].isdigit()):
        return False
    starter = _LETTERS.match(after)
    begins = starter is not None and starter.group().lower() in STARTERS
    if lowered in FINAL_ABBREVIATIONS:
        return begins or not after[:1].isdigit()
    if _is_rarely_last(word):
        surname = after.lower() in PARTICLES and (following[3] or "").isupper()
        return begins and not surname
    return True


def _can_begin(text: str, following: re.Match[str]) -> bool:
    """Whether what follows can open a sentence: no lower-case word does, with few exceptions."""
    word = following[2].lstrip("*_")
    first = word[:1]
    if not first.islower():
        return True
    start = following.start(1)
    return bool(_MIXED_CASE.match(word) or _ELIDED.match(text, start))


def _inside_brackets(text: str, begun: int, stop: int) -> bool:
    """Whether ``stop`` stands within a parenthesis that opened in mid-sentence and closes."""
    opening = text.rfind("(", begun + 1, stop)
    if opening < 0 or text.find(")", opening, stop) >= 0:
        return False
    return text.find(")", stop) >= 0
