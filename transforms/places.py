"""Countries named in a text, with their region by the UN's M49 standard."""

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
    "Democratic Republic of the Congo (DRC)": "COD", "Brunei Darussalam": "BRN", "Papua New Guinea": "PNG", "Guinea-Bissau": "GNB", "South Sudan": "SSD", "Dominican Republic": "DOM",
}  # fmt: skip

# Countries that ISO 3166 names otherwise than readers do.
_SHOWN = {"COD": "DR Congo", "COG": "Congo", "BRN": "Brunei", "RUS": "Russia", "PRK": "North Korea", "TUR": "Türkiye"}
_SHOWN |= {"USA": "United States", "GBR": "United Kingdom", "FSM": "Micronesia", "SYR": "Syria", "LAO": "Laos"}


@cache
def gazetteer() -> pl.DataFrame:
    """Name as texts have it -> country_code, country and un_region; decoys have none."""
    names: dict[str, str | None] = {}
    countries = {}
    for country in pycountry.countries:
        code = country.alpha_3
        short = getattr(country, "common_name", country.name).split(",")[0]
        countries[code] = short
        for name in (country.name, getattr(country, "common_name", None), short):
            if name and "," not in name:
                names.setdefault(name, code)
    names |= _ALSO_CALLED
    for name, code in list(names.items()):  # the name most used is the one to show
        if code and len(countries[code]) > 24 and len(name) > 5:
            countries[code] = min((countries[code], name), key=len)
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
    names = gazetteer()
    patterns = names["name"].to_list()
    binary = pl.col("text").cast(pl.Binary)
    before = binary.bin.slice(pl.col("at").cast(pl.Int64) - 1, 1)
    after = binary.bin.slice(pl.col("at").cast(pl.Int64) + pl.col("name").str.len_bytes().cast(pl.Int64), 1)
    found = (
        texts.lazy()
        .with_columns(
            at=pl.col("text").str.find_many(patterns, leftmost=True),
            name=pl.col("text").str.extract_many(patterns, leftmost=True),
        )
        .filter(pl.col("at").list.len() > 0)
        .explode("at", "name")
        .with_columns(
            before=pl.when(pl.col("at") > 0).then(before).otherwise(pl.lit(b" ")),
            after=after,
        )
        .filter(~_in_word("before") & ~_in_word("after"))
        .select("record_id", "in_title", "name")
        .join(names.lazy(), on="name")
        .filter(pl.col("country_code").is_not_null())
    )
    return (
        found.group_by("record_id", "country_code", "country", "un_region")
        .agg(mentions=pl.len().cast(pl.Int32), in_title=pl.col("in_title").any())
        .sort("record_id", "country_code")
        .collect()
    )


# Bytes that go on a word: letters, digits, and the first bytes of letters beyond ASCII (quotes and dashes begin with E2).
_WORD_BYTES = [f"{byte:02x}" for byte in range(256) if (chr(byte).isalnum() and byte < 0x80) or 0xC3 <= byte <= 0xDF]


def _in_word(column: str) -> pl.Expr:
    return pl.col(column).bin.encode("hex").is_in(_WORD_BYTES)
