r"""How reports write words and citations: each form with what a reader sees of it."""

from hypothesis import strategies as st

WORD = st.text("abdegiklmnoprstuëéï", min_size=2, max_size=7).filter(
    lambda word: word not in {"no", "nl", "st", "dr", "ed", "dit"}
)
INLINE = [
    ("**vet**", "vet"),
    ("*schuin*", "schuin"),
    ("***beide***", "beide"),
    ("**vet *schuin* vet**", "vet schuin vet"),
    ("__vet__ _schuin_", "vet schuin"),
    ("snake_case_woord", "snake_case_woord"),
    ("`code`", "code"),
    ("[koppeling](https://example.org/a_(b) 'titel')", "koppeling"),
    ("![beeld](a.png)", "beeld"),
    ("O&amp;O en &eacute;&#233;n", "O&O en één"),
    ("R&D < 3 > 2", "R&D < 3 > 2"),
    (r"\*ster\* \_ \#", "*ster* _ #"),
    ("vaste\u00a0\u00a0spatie", "vaste spatie"),
    ("zacht\u00adkoppel", "zacht\u00adkoppel"),
    ("e\u0301e\u0301n", "één"),
    ("m<sup>2</sup>", "m2"),
    ("<b>sterk</b>", "sterk"),
    ("tab\there", "tab here"),
    ("1.000 euro, bv. 5,5% op 18.06.2021", "1.000 euro, bv. 5,5% op 18.06.2021"),
    ("in 2019-2024 [2019-2024]", "in 2019-2024 [2019-2024]"),
    ("zie [Regeerakkoord: 4.1]", "zie [Regeerakkoord: 4.1]"),
    ("zie [regeerakkoord] (7/7)", "zie [regeerakkoord] (7/7)"),
    ("„aanhaling” en 'n woord", "„aanhaling” en 'n woord"),
]


def escaped(numbers: list[int]) -> str:
    return "".join(rf"\[{number}\]" for number in numbers)


def in_a_row(numbers: list[int]) -> bool:
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))


FORMS = [
    escaped,
    escaped,
    lambda ns: " ".join(rf"\[{n}\]" for n in ns),
    lambda ns: "".join(f"[{n}]" for n in ns),
    lambda ns: rf"\[{', '.join(map(str, ns))}\]",
    lambda ns: f"[{', '.join(map(str, ns))}]",
    lambda ns: f"[Beslissing{'en' * (len(ns) > 1)} {', '.join(map(str, ns))}]",
    lambda ns: f"[beslissingen: {' en '.join(map(str, ns))}]",
    lambda ns: f"[{ns[0]}-{ns[-1]}]" if in_a_row(ns) else escaped(ns),
    lambda ns: f"[{ns[0]}–{ns[-1]}]" if in_a_row(ns) else escaped(ns),
    lambda ns: f"**{escaped(ns)}**",
]
