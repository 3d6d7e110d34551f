"""Made-up authors: names of many shapes, bylines, and what pages say about the people."""

from dataclasses import dataclass

from flows.sample._dice import Dice
from flows.sample.vocabulary import phrases

SCHOOL = "S. Rajaratnam School of International Studies (RSIS)"
UNIVERSITY = "Nanyang Technological University (NTU), Singapore"
CENTRES = (
    "Centre for Multilateralism Studies (CMS)",
    "Centre for Non-Traditional Security Studies (NTS Centre)",
    "Centre of Excellence for National Security (CENS)",
    "Institute of Defence and Strategic Studies (IDSS)",
    "International Centre for Political Violence and Terrorism Research (ICPVTR)",
    "National Security Studies Programme (NSSP)",
)
OUTSIDE = (
    "Halmahera Institute for Ocean Affairs (HIOA)",
    "Tidewater College of Public Policy",
    "Centre for River and Delta Studies at Padmarani University",
    "Aurelia Foundation for Peace Research (AFPR)",
    "Lake Issyk Forum",
    "Borealis Council on Foreign Relations",
)
RANKS = (
    "Research Analyst",
    "Senior Analyst",
    "Associate Research Fellow",
    "Research Fellow",
    "Senior Fellow",
    "Assistant Professor",
    "Adjunct Senior Fellow",
    "Visiting Fellow",
)
_WEST_GIVEN = phrases(
    "Marguerite, Tobias, Philippa, Anselm, Rosalind, Caspar, Henrike, Leopold, Imogen, Barnaby, Odile"
)
_WEST_FAMILY = phrases(
    "Holloway, Penhaligon, Ashgrove, Winterbourne, Tavistock, Merriweather, Quillfeather, Brandreth, Larkspur"
)
_ACCENTED = phrases(
    "Zoë Lindqvist, Séamus Ó Cuilinn, Håkon Bjørnevik, Aurélie Desmoulières, Caitríona Ní Fhearghail, Jörg Weißhaupt, "
    "Inés Albarracín-Peña, Ştefan Câmpeanu, Nguyễn Thị Hải Đường, Ayşe Gülbahar"
)
_CHINESE_FAMILY = phrases("Tan, Lim, Koh, Ong, Seah, Chua, Yeo, Teo, Quek, Heng, Foo, Goh")
_CHINESE_GIVEN = phrases(
    "Wei Xuan, Jia Hwee, Kok Siang, Pei Zhen, Boon Liat, Shu Yun, Zhi Kang, Mui Leng, Teck Soon, Hui Qing"
)
_ENGLISH = phrases("Cedric, Mabel, Desmond, Geraldine, Rupert, Felicia, Alvin, Bernice")
_KOREAN = phrases("Bae Ha Neul, Seo Ga Ram, Noh Bit Na, Ok Dal Rae, Pyo Gang San")
_JAPANESE = phrases("Haruki Tsukishima, Minori Asakawa, Sorato Mizushiro, Kanade Fujimine")
_INDIAN_GIVEN = phrases("Kavitha, Prabhakar, Thenmozhi, Aravind, Meenalochani, Sundaresan, Ilango, Yamuna, Nithila")
_INDIAN_FAMILY = phrases("Chakravorti, Raghunandan, Devasahayam, Bandhopadhyay, Mukundan, Sivaramalingam")
_MALAY_SONS = phrases("Muhammad Irfandi, Ahmad Faridzul, Mohamed Rizqan")
_MALAY_DAUGHTERS = phrases("Nur Aisyahrin, Siti Zulaikhah, Nurul Huwaida")
_MALAY_FATHER = phrases("Rahmatullah, Salihin, Kamaruzzaman, Abdul Wahidin, Jamaluddin, Othmanuddin")
_SINGLE = phrases("Wirasakti, Kusumadewi, Sutantyo, Haryaningrat, Purbasari")


@dataclass(frozen=True)
class Person:
    """An author.

    Attributes:
        name: As printed.
        rank: As printed, in title case.
        affiliation: Institution, as printed.
        outside: Whether that is another one than the publisher.
        pronoun: `He` or `She`.
    """

    name: str
    rank: str
    affiliation: str
    outside: bool
    pronoun: str

    @property
    def ranked(self) -> str:
        """The rank with its article."""
        return f"{'an' if self.rank[0] in 'AI' else 'a'} {self.rank}"


def _western(dice: Dice) -> str:
    given, family = dice.pick(_WEST_GIVEN), dice.pick(_WEST_FAMILY)
    initials = dice.pick(("", "", f"{dice.pick('ABCDEHJLMRT')}. ", f"{dice.pick('CDFGH')}. {dice.pick('BKLMW')}. "))
    return f"{given} {initials}{family}{dice.pick(('', '', '', '-Vale'))}"


def _chinese(dice: Dice) -> str:
    family, given = dice.pick(_CHINESE_FAMILY), dice.pick(_CHINESE_GIVEN)
    english = dice.pick(_ENGLISH)
    return dice.pick((f"{family} {given}", f"{english} {family} {given}", f"{family} {given} {english}"))


def _indian(dice: Dice) -> str:
    given = dice.pick(_INDIAN_GIVEN)
    initials = dice.pick(("S. ", "V. ", "R. K. ", "V. S. "))
    return initials + given if dice.chance(0.5) else f"{given} {dice.pick(_INDIAN_FAMILY)}"


def _malay(dice: Dice) -> str:
    father = dice.pick(_MALAY_FATHER)
    if dice.chance(0.5):
        return f"{dice.pick(_MALAY_SONS)} {dice.pick(('', 'Bin ', 'bin '))}{father}"
    return f"{dice.pick(_MALAY_DAUGHTERS)} {dice.pick(('', '', 'Binte '))}{father}"


def _other(dice: Dice) -> str:
    return dice.pick(dice.pick((_ACCENTED, _KOREAN, _JAPANESE, _SINGLE)))


_SHAPES = (_western, _chinese, _chinese, _indian, _malay, _other)


def cast(dice: Dice, size: int) -> list[Person]:
    """People with distinct names, fewer than asked for where the names run out."""
    people: dict[str, Person] = {}
    for _ in range(3 * size):
        name = dice.pick(_SHAPES)(dice)
        outside = dice.chance(0.2)
        affiliation = dice.pick(OUTSIDE if outside else CENTRES)
        people.setdefault(name, Person(name, dice.pick(RANKS), affiliation, outside, dice.pick(("He", "She"))))
        if len(people) == size:
            break
    return list(people.values())


def byline(names: list[str], *, oxford: bool = True) -> str:
    """The names as one line: `A`, `A and B`, `A, B, and C`."""
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}{',' if oxford else ''} and {names[-1]}"


def biography(dice: Dice, people: tuple[Person, ...]) -> tuple[list[str], list[str]]:
    """Paragraphs about the people, and each one's affiliation as these paragraphs print it."""
    if len(people) == 2 and not any(person.outside for person in people) and dice.chance(0.5):
        first, second = people
        home = first.affiliation
        return [
            f"{first.name} is {first.ranked} and {second.name} {second.ranked} with the {home}, a constituent unit of "
            f"the {SCHOOL}, {UNIVERSITY}."
        ], [home, home]
    if len(people) == 1 and not people[0].outside and dice.chance(0.12):
        (person,) = people
        article = person.ranked.split(" ", 1)[0]
        return [
            f"The writer is {article} {person.rank.lower()} with the {person.affiliation}, {SCHOOL}, {UNIVERSITY}."
        ], [person.affiliation]
    told = [_one(dice, person) for person in people]
    return [text for text, _ in told], [affiliation for _, affiliation in told]


def _one(dice: Dice, person: Person) -> tuple[str, str]:
    if person.outside:
        text = f"{person.name} is {person.rank} at the {person.affiliation}."
        if dice.chance(0.6):
            text += f" {person.pronoun} is a Visiting Associate at the {SCHOOL}, {UNIVERSITY}."
        return text, person.affiliation
    if dice.chance(0.25):
        return f"{person.name} is {person.ranked} at the {SCHOOL}, {UNIVERSITY}.", SCHOOL
    unit = dice.pick(("a constituent unit of the ", "a constituent unit of the ", ""))
    preposition = dice.pick(("with", "at"))
    return (
        f"{person.name} is {person.ranked} {preposition} the {person.affiliation}, {unit}{SCHOOL}, {UNIVERSITY}.",
        person.affiliation,
    )
