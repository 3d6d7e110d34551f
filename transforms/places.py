"""Countries named in a text, with their region by the UN's M49 standard."""

import re
from functools import cache

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
    "Gulf of Mexico": None, "New Mexico": None, "Gulf of Oman": None, "Gulf of Thailand": None, "Latin America": None,
    "North America": None, "South America": None, "Central America": None, "Indo-China": None, "Indochina": None,
    "Strait of Malacca": None, "New England": None, "Northern Ireland": "GBR", "Equatorial Guinea": "GNQ",
    "Democratic Republic of the Congo (DRC)": "COD", "Brunei Darussalam": "BRN", "Papua New Guinea": "PNG",
    "Guinea-Bissau": "GNB", "South Sudan": "SSD", "Dominican Republic": "DOM",
}  # fmt: skip

# Countries that ISO 3166 names otherwise than readers do.
_SHOWN = {"COD": "DR Congo", "COG": "Congo", "BRN": "Brunei", "RUS": "Russia", "PRK": "North Korea", "TUR": "Türkiye"}
_SHOWN |= {"USA": "United States", "GBR": "United Kingdom", "FSM": "Micronesia", "SYR": "Syria", "LAO": "Laos"}


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
    for called, its in names.items():  # the name most used is the one to show
        if its and len(countries[its]) > 24 and len(called) > 5:
            countries[its] = min((countries[its], called), key=len)
    countries |= _SHOWN
    rows = [(name, code, countries[code] if code else None, M49.get(code or "")) for name, code in names.items()]
    rows.sort(key=lambda row: (-len(row[0]), row[0]))  # of two names that begin alike the search takes the first
    return pl.DataFrame(
        rows, schema={"name": pl.String, "country_code": pl.String, "country": pl.String, "un_region": pl.String},
        orient="row",
    )  # fmt: skip


def find_places(texts: pl.DataFrame) -> pl.DataFrame:
    """Countries named in texts.

    Args:
        texts: Columns record_id, in_title and text; several rows a record.

    Returns:
        One row per record and country: record_id, country_code, country, un_region, mentions, in_title.
    """
    named = texts.lazy().select("record_id", "in_title", name=pl.col("text").str.extract_all(_pattern()))
    found = (
        named.explode("name")
        .drop_nulls("name")
        .join(gazetteer().lazy(), on="name")
        .filter(pl.col("country_code").is_not_null())
    )
    return (
        found.group_by("record_id", "country_code", "country", "un_region")
        .agg(mentions=pl.len().cast(pl.Int32), in_title=pl.col("in_title").any())
        .sort("record_id", "country_code")
        .collect()
    )


@cache
def _pattern() -> str:
    """A regular expression for whole names, the longest first.

    Boundaries of plain letters are quick to find. They take an accented letter for none: such a letter beside a name is
    taken into the match, which then is no name.
    """
    names = "|".join(_edge(name[0]) + _escaped(name) + _edge(name[-1]) for name in gazetteer()["name"])
    return f"[\u00c0-\u07ff]?(?:{names})[\u00c0-\u07ff]?"


def _edge(character: str) -> str:
    """A boundary of words; of names that begin or end with a sign, one without a letter on the other side."""
    return r"(?-u:\b)" if character.isascii() and character.isalnum() else r"(?-u:\B)"


def _escaped(name: str) -> str:
    return re.sub(r"[.()]", r"\\\g<0>", name)
