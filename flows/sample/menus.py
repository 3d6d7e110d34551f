"""The site's menus, in the generations that dumps show: labels are the site's own, everything else is made up."""

from dataclasses import dataclass

_OUTLINE = """\
About RSIS
 Introduction
 Building the Foundations
 Welcome Message
 Board of Governors
 Staff Profiles
  Executive Deputy Chairman’s Office
  Dean’s Office
  Management
  Distinguished Fellows
  Faculty and Research
  Associate Research Fellows, Senior Analysts and Research Analysts
  Visiting Fellows
  Adjunct Fellows
  Administrative Staff
 Honours and Awards for RSIS Staff and Students
 RSIS Endowment Fund
 Endowed Professorships
 Career Opportunities
 Getting to RSIS
Research
 Research Centres
  Centre for Multilateralism Studies (CMS)
  Centre for Non-Traditional Security Studies (NTS Centre)
  Centre of Excellence for National Security
  Institute of Defence and Strategic Studies (IDSS)
  International Centre for Political Violence and Terrorism Research (ICPVTR)
 Research Programmes
  National Security Studies Programme (NSSP)
  Social Cohesion Research Programme (SCRP)
  Studies in Inter-Religious Relations in Plural Societies (SRP) Programme
 Other Research
  Future Issues and Technology Cluster
  Research@RSIS
  Science and Technology Studies Programme (STSP) (2017-2020)
Graduate Education
 Graduate Programmes Office
 Exchange Partners and Programmes
 How to Apply
 Financial Assistance
 Meet the Admissions Team: Information Sessions and other events
 RSIS Alumni
Outreach
 Global Networks
  About Global Networks
  RSIS Alumni
 Executive Education
  About Executive Education
  SRP Executive Programme
  Terrorism Analyst Training Course (TATC)
 International Programmes
  About International Programmes
  Asia-Pacific Programme for Senior Military Officers (APPSMO)
  Asia-Pacific Programme for Senior National Security Officers (APPSNO)
  International Conference on Cohesive Societies (ICCS)
  International Strategy Forum-Asia (ISF-Asia)
Publications
 RSIS Publications
SERIES
 External Publications
  Authored Books
  Journal Articles
  Edited Books
  Chapters in Edited Books
  Policy Reports
  Working Papers
  Op-Eds
 Glossary of Abbreviations
 Policy-relevant Articles Given RSIS Award
 RSIS Publications for the Year
 External Publications for the Year
Media
 Cohesive Societies
 Sustainable Security
 Other Resource Pages
 News Releases
 Speeches
 Video/Audio Channel
 External Podcasts
Events
Contact Us
"""
_SERIES = """\
Annual Reviews
Books
Bulletins and Newsletters
RSIS Commentary Series
Counter Terrorist Trends and Analyses
Commemorative / Event Reports
Future Issues
IDSS Papers
Interreligious Relations
Monographs
NTS Insight
Policy Reports
Working Papers
"""
_OLD_SERIES = (("RSIS Commentary Series", "Commentaries"), ("IDSS Papers", "IDSS Paper"), ("Future Issues\n", ""))
_MASTERS = (
    "Graduate Programmes Office",
    "Graduate Programmes Office\n  Overview\n  MSc (Asian Studies)\n  MSc (International Political Economy)\n"
    "  MSc (International Relations)\n  MSc (Strategic Studies)\n  NTU-Warwick Double Masters Programme\n"
    "  PhD Programme",
)
_FIRST, _SECOND = _OUTLINE.index(" Executive Education"), _OUTLINE.index(" International Programmes")
_EXECUTIVE = _OUTLINE[_FIRST:_SECOND]
_INTERNATIONAL = _OUTLINE[_SECOND : _OUTLINE.index("Publications\n RSIS")]
_SWAPPED = (_EXECUTIVE + _INTERNATIONAL, _INTERNATIONAL + _EXECUTIVE)
_ALUMNI = " Global Networks\n  About Global Networks\n  RSIS Alumni\n"
_ACRONYM = ("Excellence for National Security\n", "Excellence for National Security (CENS)\n")
_CAPITALS = (_EXECUTIVE, _EXECUTIVE + " PUBLIC EDUCATION\n  ABOUT PUBLIC EDUCATION\n")
_PUBLIC = (_EXECUTIVE, _EXECUTIVE + " Public Education\n  About Public Education\n")
_OLD_FLAT = (("Research@RSIS", "Research@RSIS Newsletter"), ("Outreach\n", "Alumni & Networks\n"))
_HIDDEN = "[email protected] Newsletter"

EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "A-2022": (*_OLD_SERIES, *_OLD_FLAT),
    "A-seed": (),
    "A-2025a": (_SWAPPED, _ACRONYM, _CAPITALS),
    "A-2025b": (_SWAPPED, _ACRONYM, _PUBLIC),
    "A-2026": (
        _SWAPPED,
        _ACRONYM,
        (_ALUMNI, " Global Networks\n  About Global Networks\n"),
        (_EXECUTIVE, _EXECUTIVE + " Public Education\n  About Public Education\n RSIS Alumni\n"),
    ),
    "B-2018": (
        *_OLD_SERIES,
        _MASTERS,
        ("Research@RSIS", "Research @ RSIS"),
        ("Other Research\n", "Other Programmes\n"),
        ("  Future Issues and Technology Cluster\n", ""),
        (" (2017-2020)", ""),
        ("Meet the Admissions Team: Information Sessions and other events", "Information Sessions"),
    ),
    "B-2021": (
        *_OLD_SERIES,
        _MASTERS,
        (" Other Research\n", f" {_HIDDEN}\n Other Research\n"),
        ("Future Issues and Technology Cluster\n  Research@RSIS", "Future Issues And Technology (FIT)"),
    ),
    "B-2022": (_MASTERS, ("Research@RSIS", _HIDDEN)),
}
"""Menu generation -> what it words otherwise than the outline."""

_CONNECT = """\
rsis.ntu
rsis_ntu
rsisntu
rsisvideocast
school/rsis-ntu
rsis.sg
rsissg
RSIS
RSS
Subscribe to RSIS Publications
Subscribe to RSIS Events

Getting to RSIS

Nanyang Technological University
Block S4, Level B3,
50 Nanyang Avenue,
Singapore 639798

Click here for direction to RSIS

Get in Touch
"""
_LOGO = (
    "S. Rajaratnam School of International Studies Think Tank and Graduate School Ponder The Improbable Since 1966\n"
    "Nanyang Technological University Nanyang Technological University\n"
)


def indent(text: str, by: int = 4) -> str:
    """The text with its lines moved to the right, empty ones excepted."""
    pad = " " * by
    return (pad + text.replace("\n", "\n" + pad)).replace(f"\n{pad}\n", "\n\n")


FOOTER = f"""
    Popular Links

    About RSISResearch ProgrammesGraduate EducationPublicationsEventsAdmissionsCareersVideo/Audio ChannelRSIS Intranet

    Connect with Us

{indent(_CONNECT.strip())}

      Copyright © S. Rajaratnam School of International Studies. All rights reserved.
      Privacy Statement / Terms of Use
      Help us improve

        Rate your experience with this website
        123456
        Not satisfiedVery satisfied
        What did you like?
        0/255 characters
        What can be improved?
        0/255 characters
        Your email
        Please enter a valid email.
        Thank you for your feedback.
        This site uses cookies to offer you a better browsing experience. By continuing, you are agreeing to the use \
of cookies on your device as described in our privacy policy. Learn more
        OK
        Latest Book
        more info"""
"""What follows the article on a whole page."""


@dataclass(frozen=True)
class Menu:
    """One generation of a whole page's menus.

    Attributes:
        generation: Such as `A-seed`.
        top: Lines before the breadcrumb.
        side: Series menu after the breadcrumb.
        old_names: Whether series go by their earlier names.
    """

    generation: str
    top: str
    side: str
    old_names: bool


def _run_ons(branch: list[tuple[int, str]]) -> list[str]:
    runs: list[list[str]] = []
    loose: list[str] | None = None
    for at, (depth, label) in enumerate(branch):
        if depth == 2:
            runs[-1].append(label)
        elif at + 1 < len(branch) and branch[at + 1][0] == 2:
            runs.append([label])
        else:
            if loose is None:
                loose = []
                runs.append(loose)
            loose.append(label)
    return ["      " + "".join(run) for run in runs]


def _flat(labels: list[tuple[int, str]]) -> str:
    lines = ["Back", *(label for _, label in labels), _LOGO.rstrip()]
    tops = [at for at, (depth, _) in enumerate(labels) if depth == 0]
    for at, end in zip(tops, [*tops[1:], len(labels)], strict=True):
        lines.append(f"  • {labels[at][1]}")
        lines += _run_ons(labels[at + 1 : end])
    connect = indent(_CONNECT, 6).rstrip()
    return "\n".join([*lines, "    • Connect with Us", "", connect, "", "    Connect", "    Search"]) + "\n"


def _nested(labels: list[tuple[int, str]]) -> str:
    return "".join(f"{'  ' * depth}• {label}\n" for depth, label in [(0, "Home"), *labels])


def _build(generation: str) -> Menu:
    series, outline = _SERIES, _OUTLINE
    for old, new in EDITS[generation]:
        series, outline = series.replace(old, new), outline.replace(old, new)
    outline = outline.replace("SERIES\n", "".join(f"  {name}\n" for name in series.splitlines()))
    lines = outline.splitlines()
    labels = [(len(line) - len(line.lstrip()), line.strip()) for line in lines]
    top = _flat(labels) if generation.startswith("A") else _nested(labels)
    side = "".join(f"    • {name}\n" for name in series.splitlines())
    return Menu(generation, top, side, "Commentaries" in series)


MENUS = {generation: _build(generation) for generation in EDITS}
"""Generation -> its menus."""
