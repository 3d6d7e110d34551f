"""Short invented pages in the shapes that dumps have; only the site's menu labels are its own."""

from dataclasses import dataclass, field, replace

HOST = "https://www.rsis.edu.sg"

TITLE = "Harbours and Heron Lines: Who Keeps the Tide?"
CODE = "CO21020"
DATE = "04 February 2021"
BYLINE = "Mei Ling Tanaka and Arvid Q. Lindqvist"
SYNOPSIS = (
    "The heron lines between the three harbours have stalled since the last tide was counted. Their keepers could"
    " still agree on who counts the next one."
)
OPENING = (
    "HERON LINES among the three harbours have suffered from a lack of trust in recent years. The sand banks are not"
    " what they were when the first line was drawn, and nobody knows it better than the keepers do."
)
SECOND = (
    "Historically the keepers met at low tide, and the record of what they said was kept in two copies, one of which"
    " was lost. The other copy – a thin one – is still read."
)
LIST_LEAD = (
    "A recent study of the harbours offers three proposals that the keepers may find easy to accept, given what each of"
    " them has said in public and in private since the last count:"
)
ITEMS = (
    "Keep the lamps lit on both banks through the winter months;",
    "Restore the old signal, which nobody has forgotten and everybody understood at once;",
    "Count the tide together.",
)
QUOTED = (
    "The second approach leaves the lamps as they are. It asks the keepers to write down what they see, and to show it"
    " to one another at the end of every month, without exception."
)
LAST = (
    "It is not much to ask of people who have watched one water for forty years. If they agree, the heron lines will"
    " hold through the next decade, and the harbours with them."
)
BIOGRAPHY = (
    "Mei Ling Tanaka is a Research Fellow with the Centre for Multilateralism Studies (CMS), a constituent unit of the"
    " S. Rajaratnam School of International Studies (RSIS), Nanyang Technological University (NTU), Singapore. Arvid Q."
    " Lindqvist is Senior Analyst at the Institute of Tidal Affairs in Malmö."
)
AFFILIATIONS = ["Centre for Multilateralism Studies (CMS)", "Institute of Tidal Affairs in Malmö"]
THEMES = ["Country and Region Studies", "Maritime Security"]
REGIONS = ["East Asia and Asia Pacific", "Middle East and North Africa (MENA)", "Global"]

Part = tuple[str | None, str, str]
"""Heading, kind and text as the tables have them."""

LISTED = LIST_LEAD + "\n\n" + "\n".join("• " + item for item in ITEMS)
SECTIONS: tuple[Part, ...] = (
    ("SYNOPSIS", "synopsis", SYNOPSIS),
    ("COMMENTARY", "commentary", f"{OPENING}\n\n{SECOND}"),
    ("Low Lamps", "subsection", LISTED),
    ("“Do No Wake” Approach Needed?", "subsection", f"{QUOTED}\n\n{LAST}"),
    ("About the Authors", "about_author", BIOGRAPHY),
)


@dataclass(frozen=True)
class Made:
    """An article to be printed as a page."""

    title: str = TITLE
    code: str | None = CODE
    date: str | None = DATE
    byline: str | None = BYLINE
    series: str = "RSIS Commentary Series"
    themes: list[str] = field(default_factory=lambda: list(THEMES))
    regions: list[str] = field(default_factory=lambda: list(REGIONS))
    sections: tuple[Part, ...] = SECTIONS

    @property
    def heading(self) -> str:
        return f"{self.code} | {self.title}" if self.code else self.title

    def but(self, **changes) -> "Made":
        return replace(self, **changes)


MADE = Made()

_SERIES = [
    "Annual Reviews", "Books", "Bulletins and Newsletters", "RSIS Commentary Series",
    "Counter Terrorist Trends and Analyses", "Commemorative / Event Reports", "Future Issues", "IDSS Papers",
    "Interreligious Relations", "Monographs", "NTS Insight", "Policy Reports", "Working Papers",
]  # fmt: skip
_OLD_SERIES = [
    {"RSIS Commentary Series": "Commentaries", "IDSS Papers": "IDSS Paper"}.get(name, name) for name in _SERIES
]
_EXTERNAL = ["Authored Books", "Journal Articles", "Edited Books", "Policy Reports", "Working Papers", "Op-Eds"]
_LOGO = "S. Rajaratnam School of International Studies Think Tank and Graduate School Ponder The Improbable Since 1966"

# The flat menu of each generation, between `Back` and the logo.
FLAT_MENUS: dict[str, tuple[list[str], str]] = {
    "A-2022": (
        ["About RSIS", "Introduction", "Research", "Research Centres", "Research@RSIS Newsletter", "Alumni & Networks",
         "Publications", "RSIS Publications", *_OLD_SERIES, "Glossary of Abbreviations",
         "RSIS Publications for the Year", "External Publications", *_EXTERNAL, "Media", "Events", "Contact Us"],
        _LOGO,
    ),
    "A-seed": (
        ["About RSIS", "Introduction", "Research", "Research Centres", "Social Cohesion Research Programme (SCRP)",
         "Outreach", "Global Networks", "RSIS Alumni", "Publications", "RSIS Publications", *_SERIES,
         "External Publications", *_EXTERNAL, "Media", "Events", "Contact Us"],
        _LOGO,
    ),
    "A-2025a": (
        ["About RSIS", "Introduction", "Research", "Research Centres",
         "Centre of Excellence for National Security (CENS)",
         "Outreach", "International Programmes", "Executive Education", "PUBLIC EDUCATION", "Publications", *_SERIES,
         *_EXTERNAL, "Media", "Events", "Contact Us"],
        _LOGO,
    ),
    "A-2025b": (
        ["About RSIS", "Introduction", "Research", "Research Centres", "Outreach", "Executive Education",
         "Public Education", "About Public Education", "Publications", *_SERIES, *_EXTERNAL, "Media", "Events"],
        _LOGO,
    ),
    "A-2026": (
        ["About RSIS", "Introduction", "Research", "Research Centres", "Outreach", "Public Education",
         "About Public Education", "RSIS Alumni", "Publications", *_SERIES, *_EXTERNAL, "Media", "Events"],
        _LOGO,
    ),
    "A-CENS": (
        ["About CENS", "Introduction", "Staff Profiles", "Research", "Publications", "Events", "Contact Us"],
        "Centre of Excellence for National Security RSIS30th",
    ),
}  # fmt: skip

NESTED_MENUS: dict[str, list[str]] = {
    "B-2018": ["About RSIS", "  Introduction", "Research", "  Research Centres", "  Research @ RSIS",
               "  Other Programmes",
               "Graduate Education", "  Information Sessions", "Publications", "  RSIS Publications"],
    "B-2021": ["About RSIS", "  Introduction", "Research", "  Research Centres", "  [email protected] Newsletter",
               "  Other Research", "    Future Issues And Technology (FIT)", "Publications", "  RSIS Publications"],
    "B-2022": ["About RSIS", "  Introduction", "Research", "  Research Centres",
               "    Future Issues and Technology Cluster",
               "  [email protected] Newsletter", "Publications", "  RSIS Publications"],
}  # fmt: skip

_ADDRESS = """rsis.ntu
rsis_ntu
RSIS
RSS
Subscribe to RSIS Publications

Getting to RSIS

Nanyang Technological University
Block S4, Level B3,
50 Nanyang Avenue,
Singapore 639798

Click here for direction to RSIS

Get in Touch
"""

FOOTER = """    Popular Links

    About RSISResearch ProgrammesGraduate EducationPublicationsEventsAdmissionsCareersVideo/Audio ChannelRSIS Intranet

    Connect with Us

    rsis.ntu
    RSIS

    Getting to RSIS

    Nanyang Technological University
    Block S4, Level B3,

    Get in Touch

      Copyright © S. Rajaratnam School of International Studies. All rights reserved.
      Privacy Statement / Terms of Use
      Help us improve

        Rate your experience with this website
        123456
        Not satisfiedVery satisfied
        0/255 characters
        What can be improved?
        0/255 characters
        OK
        Latest Book
        more info"""


def indented(text: str, by: int = 4) -> str:
    return "\n".join(" " * by + line if line else "" for line in text.split("\n"))


def spaced(sections: tuple[Part, ...]) -> str:
    """A body with a blank line between paragraphs."""
    return "\n\n".join(f"{heading}\n\n{text}" if heading else text for heading, _, text in sections)


def tight(sections: tuple[Part, ...]) -> str:
    """A body with one line a paragraph and no blank ones."""
    return spaced(sections).replace("\n\n", "\n")


def flat_top(generation: str = "A-seed") -> str:
    labels, logo = FLAT_MENUS[generation]
    run_on = "\n".join(f"  • {label}\n      {label}{''.join(labels[:4])}" for label in labels[:3])
    return (
        "\n".join(["Back", *labels, logo, "Nanyang Technological University Nanyang Technological University", run_on])
        + "\n    • Connect with Us\n\n"
        + indented(_ADDRESS, 6)
        + "\n    Connect\n    Search\n"
    )


def nested_top(generation: str = "B-2022") -> str:
    labels = NESTED_MENUS[generation]
    lines = [f"{' ' * (len(label) - len(label.lstrip()))}• {label.lstrip()}" for label in labels]
    return "\n".join(["• Home", *lines]) + "\n"


def crumbs(*items: str, mark: str = "• ") -> str:
    return "".join(f"{mark}{item}\n" for item in ("RSIS", *items))


def side_menu(*, old: bool = False) -> str:
    return "".join(f"• {name}\n" for name in (_OLD_SERIES if old else _SERIES))


def categories(made: Made, *, regions: bool = True) -> str:
    return "Categories: " + " / ".join([made.series, *made.themes, *(made.regions if regions else [])])


def header(made: Made) -> str:
    names = f"\n{made.byline}" if made.byline else ""
    dated = f"\n{made.date}\n" if made.date else ""
    return f"\n{made.heading}{names}\n{dated}\ndownload pdf\n\n"


def article(made: Made = MADE) -> str:
    """A whole page from its breadcrumb to its footer: the body stands there twice."""
    old = made.series in ("Commentaries", "IDSS Paper")
    body = spaced(made.sections)
    return indented(
        crumbs("Publication", "RSIS Publications", made.title)
        + side_menu(old=old)
        + header(made)
        + f"{body}\n{categories(made)}\ncomments powered by Disqus\n\n{body}\n{categories(made, regions=False)}\n\n"
    ).rstrip(" ")


def whole(made: Made = MADE, generation: str = "A-seed") -> str:
    """Rendering A."""
    return flat_top(generation) + article(made) + FOOTER


def nested(made: Made = MADE, generation: str = "B-2022", *, mark: str = "• ") -> str:
    """Rendering B, with its tail as in A or as in C."""
    if mark == "• ":
        return nested_top(generation) + article(made) + FOOTER
    return nested_top(generation) + content(made)


def content(made: Made = MADE, *, code: bool = True, listed: bool = True, crumb: str = "RSIS Publications") -> str:
    """Rendering C."""
    title = made.heading if code else made.title
    tail = f"\n{categories(made)}" if listed else ""
    return (
        (f"{made.date}\n" if made.date else "")
        + crumbs("Publication", crumb, title, mark="- ")
        + tight(made.sections)
        + tail
    )


def email(made: Made = MADE, *, label: str = "Synopsis") -> str:
    """Rendering E: the edition by e-mail, as a blog reposts it."""
    first, _, rest = made.title.partition(": ")
    dated = (made.date or "").removeprefix("0")
    parts = [(label if kind == "synopsis" else heading, kind, text) for heading, kind, text in made.sections]
    return (
        f"Monday, December 2, 2013\n{made.title}\nRSIS presents the following commentary {made.title} by {made.byline}."
        " It is also available online at this link. (To print it, click on this link.) Kindly forward any comments or"
        " feedback to the Editor at RSISPublication@ntu.edu.sg\n"
        f"No. 020/2021 dated {dated}\n{first}:\n{rest}\nBy {made.byline}\n"
        f"{tight(tuple(parts))}\nPosted by Ana at 9:15 AM\nNo comments:\n"
    )


def syndicated(made: Made = MADE, *, marks: str = "ISSN 2330-717X\n\n", star: str = "*", label: bool = False) -> str:
    """Rendering ER: Eurasia Review's copy."""
    parts = []
    for heading, kind, text in made.sections:
        keep = label or kind not in ("synopsis", "commentary", "about_author")
        parts.append(
            (heading if keep else None, kind, f"{star}{text}" if kind == "about_author" and not label else text)
        )
    first, *others = parts
    lead, other = (spaced((first,)), spaced(tuple(others)))
    return f"{marks}{made.title} – Analysis\n\nBy\n\n{lead}\n\nBy {made.byline}{star}\n\n{other}"
