"""Countries named in a text, with their region by the UN's M49 standard."""

import re
from functools import cache

import numpy as np
import polars as pl
import pycountry

from transforms._m49 import M49

# What pages call a country beside the names of ISO 3166; None marks a name that holds a country's but is not it.
_ALSO_CALLED: dict[str, str | None] = {
    "US": "USA", "U.S.": "USA", "USA": "USA", "United States": "USA", "America": "USA", "UK": "GBR", "U.K.": "GBR",
    "Britain": "GBR", "Great Britain": "GBR", "United Kingdom": "GBR", "South Korea": "KOR", "ROK": "KOR",
    "Republic of Korea": "KOR", "North Korea": "PRK", "DPRK": "PRK", "PRC": "CHN", "Taiwan": "TWN", "Russia": "RUS",
    "Vietnam": "VNM", "Laos": "LAO", "Burma": "MMR", "Brunei": "BRN", "East Timor": "TLS", "Timor Leste": "TLS",
    "Syria": "SYR", "Iran": "IRN", "Turkey": "TUR", "Türkiye": "TUR", "Palestine": "PSE", "UAE": "ARE",
    "Ivory Coast": "CIV", "Cape Verde": "CPV", "Swaziland": "SWZ", "Czech Republic": "CZE", "Macedonia": "MKD",
    "Vatican": "VAT", "Moldova": "MDA", "Bolivia": "BOL", "Venezuela": "VEN", "Tanzania": "TZA",
    "Democratic Republic of the Congo": "COD", "Democratic Republic of Congo": "COD", "DRC": "COD", "Congo": "COG",
    "Micronesia": "FSM", "Saudi Arabia": "SAU", "Hong Kong": "HKG", "Macau": "MAC", "Holland": "NLD",
    "South China Sea": None, "East China Sea": None, "Indian Ocean": None, "Sea of Japan": None,
    "Gulf of Guinea": None, "New Guinea": None, "Gulf of Finland": None, "Gulf of Panama": None, "Sea of Oman": None,
    "Inner Mongolia": None, "New Jersey": None,
    "Gulf of Mexico": None, "New Mexico": None, "Gulf of Oman": None, "Gulf of Thailand": None, "Latin America": None,
    "North America": None, "South America": None, "Central America": None, "Indo-China": None, "Indochina": None,
    "Strait of Malacca": None, "New England": None, "Northern Ireland": "GBR", "Equatorial Guinea": "GNQ",
    "Democratic Republic of the Congo (DRC)": "COD", "Brunei Darussalam": "BRN", "Papua New Guinea": "PNG",
    "Cote d'Ivoire": "CIV", "Bosnia": "BIH", "Guinea-Bissau": "GNB", "South Sudan": "SSD", "Dominican Republic": "DOM",
}  # fmt: skip

# Countries that ISO 3166 names otherwise than readers do.
_SHOWN = {"COD": "DR Congo", "COG": "Congo", "BRN": "Brunei", "RUS": "Russia", "PRK": "North Korea", "TUR": "Türkiye"}
_SHOWN |= {"USA": "United States", "GBR": "United Kingdom", "FSM": "Micronesia", "SYR": "Syria", "LAO": "Laos"}


_LEAST_CAPITALS = 4


@cache
def gazetteer() -> pl.DataFrame:
    """Name as texts have it -> country_code, country and un_region; decoys have none."""
    names: dict[str, str | None] = {}
    countries: dict[str, str] = {}
    for country in pycountry.countries:
        code = country.alpha_3
        short = getattr(country, "common_name", country.name).split(",")[0]
        countries[code] = short
        for name in (country.name, getattr(country, "common_name", None), short):
            if name and "," not in name:
                names.setdefault(name, code)
    names |= _ALSO_CALLED
    names |= {name.replace("'", "’"): code for name, code in names.items() if "'" in name}  # as pages print it
    for called, its in names.items():  # the name most used is the one to show
        if its and len(countries[its]) > 24 and len(called) > 5:
            countries[its] = min((countries[its], called), key=len)
    countries |= _SHOWN
    for name in list(names):
        names |= dict.fromkeys(_in_capitals(name), names[name])
    rows = [(name, code, countries[code] if code else None, M49.get(code or "")) for name, code in names.items()]
    rows.sort(key=lambda row: (-len(row[0]), row[0]))  # of two names that begin alike the search takes the first
    return pl.DataFrame(
        rows, schema={"name": pl.String, "country_code": pl.String, "country": pl.String, "un_region": pl.String},
        orient="row",
    )  # fmt: skip


def _in_capitals(name: str) -> list[str]:
    """A name with its first words in capitals, one or more: so texts begin. Short ones would be taken for acronyms."""
    words = name.split(" ")
    ways = [" ".join([*map(str.upper, words[:count]), *words[count:]]) for count in range(1, len(words) + 1)]
    return [way for way in ways if way != name and len(name) >= _LEAST_CAPITALS]


def find_places(texts: pl.DataFrame) -> pl.DataFrame:
    """Countries named in texts.

    Args:
        texts: Columns row (whole numbers), in_title and text; several texts a row.

    Returns:
        One row per row and country, in order: row, country_code, country, un_region, mentions, in_title.
    """
    names, country, countries = _named()
    found = texts["text"].str.extract_all(_pattern())
    count = found.list.len().to_numpy()
    row, in_title = np.repeat(texts["row"].to_numpy(), count), np.repeat(texts["in_title"].to_numpy(), count)
    name = found.explode().drop_nulls().cast(names, strict=False).to_physical()
    is_name = name.is_not_null().to_numpy()
    place = country[name.drop_nulls().to_numpy()]
    is_place = place >= 0
    key = row[is_name][is_place].astype(np.int64) * len(country) + place[is_place]
    keys, mentions = np.unique(key, return_counts=True)
    titled = np.isin(keys, key[in_title[is_name][is_place]])
    return pl.DataFrame({"row": (keys // len(country)).astype(np.uint32)}).hstack(
        countries[(keys % len(country)).astype(np.uint32)].with_columns(
            mentions=pl.Series(mentions.astype(np.int32)), in_title=pl.Series(titled)
        )
    )


@cache
def _named() -> tuple[pl.Enum, np.ndarray, pl.DataFrame]:
    """The names, the number of the country of each (-1 of decoys), and the countries by number."""
    named = gazetteer()
    countries = named.drop("name").drop_nulls("country_code").unique().sort("country_code")
    number = countries["country_code"].index_of
    country = [number(code) if code else -1 for code in named["country_code"]]
    return pl.Enum(named["name"]), np.array(country, np.int64), countries


@cache
def _pattern() -> str:
    """A regular expression for whole names, the longest first.

    Boundaries of plain letters are quick to find. They take an accented letter for none: such a letter beside a name is
    taken into the match, which then is no name.
    """
    kinds: dict[tuple[str, str], list[str]] = {}
    for name in gazetteer()["name"]:
        kinds.setdefault((_edge(name[-1]), _edge(name[0])), []).append(_escaped(name))
    # A name that ends with a sign may begin with one that does not, and is longer. One boundary for all names of a kind
    # makes a machine of few states, which is soon built.
    names = "|".join(f"{begin}(?:{'|'.join(kinds[end, begin])}){end}" for end, begin in sorted(kinds))
    return f"[\u00c0-\u07ff]?(?:{names})[\u00c0-\u07ff]?"


def _edge(character: str) -> str:
    """A boundary of words; of names that begin or end with a sign, one without a letter on the other side."""
    return r"(?-u:\b)" if character.isascii() and character.isalnum() else r"(?-u:\B)"


def _escaped(name: str) -> str:
    return re.sub(r"[.()]", r"\\\g<0>", name)
