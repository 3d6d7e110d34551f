"""The words made-up articles are made of: regions with their countries, and themes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Region:
    """A region category and what an article of it names.

    Attributes:
        name: Category as printed.
        place: How a sentence calls it.
        countries: Countries a sentence names.
        cities: Cities a sentence names.
        weight: Its share among articles.
        peaks: (first year, last year, factor) of its better years.
    """

    name: str
    place: str
    countries: tuple[str, ...]
    cities: tuple[str, ...]
    weight: float
    peaks: tuple[tuple[int, int, float], ...] = ()


def phrases(text: str) -> tuple[str, ...]:
    """The parts of a text between its commas."""
    return tuple(part.strip() for part in text.split(","))


REGIONS = (
    Region(
        "Southeast Asia and ASEAN",
        "Southeast Asia",
        phrases(
            "Indonesia, Malaysia, Thailand, Vietnam, the Philippines, Myanmar, Cambodia, Laos, Brunei, Timor-Leste, "
            "Singapore"
        ),
        phrases("Jakarta, Bangkok, Hanoi, Manila, Kuala Lumpur, Phnom Penh"),
        9,
        ((2013, 2014, 1.4), (2022, 2025, 1.3)),
    ),
    Region(
        "East Asia and Asia Pacific",
        "the Asia Pacific",
        phrases(
            "China, Japan, South Korea, North Korea, Taiwan, Mongolia, Australia, New Zealand, Fiji, Papua New Guinea"
        ),
        phrases("Beijing, Tokyo, Seoul, Taipei, Canberra, Wellington"),
        6,
        ((2012, 2013, 1.6), (2017, 2020, 1.5)),
    ),
    Region(
        "South Asia",
        "South Asia",
        phrases("India, Pakistan, Bangladesh, Sri Lanka, Nepal, Bhutan, Afghanistan"),
        phrases("New Delhi, Islamabad, Dhaka, Colombo, Kathmandu"),
        2.4,
        ((2010, 2011, 1.8), (2021, 2021, 2.0)),
    ),
    Region(
        "Middle East and North Africa (MENA)",
        "the Middle East",
        phrases(
            "Iran, Iraq, Saudi Arabia, Egypt, Turkey, Qatar, Yemen, Syria, Jordan, Morocco, the United Arab Emirates, "
            "Israel"
        ),
        phrases("Tehran, Baghdad, Riyadh, Cairo, Ankara, Doha"),
        1.8,
        ((2011, 2011, 2.2), (2014, 2017, 2.4), (2023, 2025, 2.2)),
    ),
    Region(
        "Global",
        "the wider world",
        phrases("the United States, China, Russia, Germany, Brazil, India, Japan, South Africa, Canada, the UK"),
        phrases("Geneva, New York, Nairobi, Vienna, Brussels"),
        3,
        ((2020, 2021, 1.9),),
    ),
    Region(
        "Indian Ocean Region",
        "the Indian Ocean",
        phrases("India, Sri Lanka, the Maldives, Mauritius, Kenya, Oman, Australia"),
        phrases("Colombo, Muscat, Port Louis, Perth"),
        0.9,
        ((2018, 2020, 1.8),),
    ),
    Region(
        "Africa",
        "Africa",
        phrases("Nigeria, Kenya, South Africa, Ethiopia, Somalia, Ghana, Mali"),
        phrases("Nairobi, Abuja, Addis Ababa, Accra"),
        0.5,
    ),
    Region(
        "Americas",
        "the Americas",
        phrases("the United States, Canada, Mexico, Brazil, Colombia, Chile, Peru"),
        phrases("Washington, Ottawa, Mexico City, Brasilia"),
        1.4,
        ((2016, 2017, 2.0), (2020, 2020, 1.6), (2024, 2025, 2.0)),
    ),
    Region(
        "Central Asia",
        "Central Asia",
        phrases("Kazakhstan, Uzbekistan, Kyrgyzstan, Tajikistan, Turkmenistan"),
        phrases("Astana, Tashkent, Bishkek, Dushanbe"),
        0.3,
    ),
    Region(
        "Europe",
        "Europe",
        phrases("Germany, France, Poland, Ukraine, Italy, the Netherlands, the United Kingdom, Sweden"),
        phrases("Berlin, Paris, Warsaw, Kyiv, London, Rome"),
        1.1,
        ((2016, 2016, 1.8), (2022, 2024, 3.0)),
    ),
)


@dataclass(frozen=True)
class Theme:
    """What an article is about.

    Attributes:
        topics: Category names, the first of them always given.
        nouns: Subjects, singular or mass, lower case.
        tools: Measures, plural, lower case.
        troubles: Problems, singular or mass, lower case.
        goals: Verb phrases.
        weight: Its share among articles.
        peaks: (first year, last year, factor) of its better years.
    """

    topics: tuple[str, ...]
    nouns: tuple[str, ...]
    tools: tuple[str, ...]
    troubles: tuple[str, ...]
    goals: tuple[str, ...]
    weight: float
    peaks: tuple[tuple[int, int, float], ...] = ()


THEMES = (
    Theme(
        ("Maritime Security", "International Politics and Security"),
        phrases("port security, seabed mapping, coast guard cooperation, strait traffic management, island logistics"),
        phrases("joint patrols, radar chains, hotline protocols, search and rescue drills, tanker escorts"),
        phrases("illegal dredging, cable tampering, grey-zone harassment, ship spoofing, smuggling by night"),
        phrases("keep sea lanes open, share harbour data, calm disputed waters, protect fishing crews"),
        2.2,
        ((2012, 2016, 1.6),),
    ),
    Theme(
        ("Regionalism and Multilateralism", "International Politics and Security"),
        phrases("summit diplomacy, consensus building, regional rule-making, observer status, institutional reform"),
        phrases("working groups, rotating chairs, ministerial retreats, peer reviews, voting thresholds"),
        phrases("forum fatigue, agenda drift, veto politics, bloc rivalry, summit cancellation"),
        phrases("restore trust among members, widen the agenda, settle membership rules, share the chair’s burden"),
        2.2,
        ((2017, 2019, 1.4), (2025, 2026, 1.4)),
    ),
    Theme(
        ("International Politics and Security", "Conflict and Stability"),
        phrases(
            "alliance management, deterrence by reassurance, arms control, crisis communication, strategic hedging"
        ),
        phrases("defence talks, missile notifications, liaison offices, basing agreements, joint exercises"),
        phrases("threat inflation, alliance fatigue, arms racing, accidental escalation, diplomatic silence"),
        phrases("reassure nervous partners, slow the arms race, reopen military channels, manage rivalry in public"),
        3,
        ((2022, 2024, 1.4),),
    ),
    Theme(
        ("International Economics and Security", "International Political Economy"),
        phrases("supply chain policy, export screening, currency cooperation, chip manufacturing, customs reform"),
        phrases("tariff schedules, investment screens, swap lines, rules of origin, digital invoices"),
        phrases("dumping, payment default, trade diversion, market panic, quiet protectionism"),
        phrases("diversify suppliers, lower border costs, protect small exporters, keep capital at home"),
        1.8,
        ((2010, 2011, 1.8), (2018, 2019, 1.6), (2025, 2026, 2.0)),
    ),
    Theme(
        ("Non-Traditional Security", "Energy Security"),
        phrases("river basin management, haze prevention, food storage, grid interconnection, disaster relief"),
        phrases("early-warning towers, grain reserves, evacuation plans, power purchase contracts, flood maps"),
        phrases("crop failure, dry-season burning, dam flooding, fuel hoarding, sudden blackout"),
        phrases("feed growing cities, protect river towns, share spare power, rebuild after storms"),
        2,
        ((2013, 2015, 1.5),),
    ),
    Theme(
        ("Global Health Security", "Non-Traditional Security"),
        phrases("vaccine logistics, border screening, laboratory safety, outbreak reporting, hospital readiness"),
        phrases("travel corridors, cold-chain depots, sample-sharing deals, stockpiles of masks, contact registers"),
        phrases("vaccine hesitancy, counterfeit medicine, delayed reporting, clinic overload, travel panic"),
        phrases("reopen borders safely, vaccinate migrant workers, report outbreaks early, pay for spare wards"),
        0.6,
        ((2010, 2010, 1.5), (2020, 2020, 6.0), (2021, 2022, 4.0)),
    ),
    Theme(
        ("Terrorism Studies", "Conflict and Stability"),
        phrases(
            "prison rehabilitation, online counter-messaging, border vigilance, early intervention, returnee policy"
        ),
        phrases("family visits, tip-off lines, mentoring schemes, watch lists, community courts"),
        phrases("self-radicalisation, recruitment by chat, militant splintering, weapons trafficking, lone attack"),
        phrases("bring fighters home, close recruitment channels, shield young users, rebuild damaged towns"),
        1.4,
        ((2014, 2017, 2.6),),
    ),
    Theme(
        ("Cybersecurity, Biosecurity and Nuclear Safety", "Technology and Future Issues"),
        phrases("data protection, reactor safety, incident disclosure, identity verification, network defence"),
        phrases("patching deadlines, red-team exercises, inspection visits, encryption standards, response teams"),
        phrases("ransom software, insider leakage, password theft, reactor delay, signal jamming"),
        phrases("disclose breaches early, train young engineers, certify imported devices, guard hospital records"),
        1.3,
        ((2015, 2026, 1.5),),
    ),
    Theme(
        ("Technology and Future Issues", "International Politics and Security"),
        phrases("autonomous shipping, satellite licensing, algorithm auditing, battlefield robotics, quantum research"),
        phrases("test ranges, model registries, spectrum auctions, safety cases, research visas"),
        phrases("deepfake fraud, orbital debris, biased automation, talent flight, runaway procurement"),
        phrases("audit hidden algorithms, share orbit data, keep humans in charge, fund patient research"),
        0.8,
        ((2019, 2022, 1.8), (2023, 2026, 3.2)),
    ),
    Theme(
        ("Religion in Contemporary Society", "Social Resilience"),
        phrases("interfaith dialogue, religious schooling, pilgrimage planning, minority rights, festival policing"),
        phrases("mosque open days, shared kitchens, school exchanges, mediation panels, sermon guidelines"),
        phrases("hate speech, sectarian rumour, online mockery, ritual overcrowding, electoral piety"),
        phrases("teach shared histories, protect sacred sites, answer hateful rumours, include younger clerics"),
        0.9,
    ),
    Theme(
        ("Social Resilience", "Singapore and Homeland Security"),
        phrases("public trust, neighbourhood watch, media literacy, crisis volunteering, elderly care"),
        phrases("town drills, fact-checking desks, volunteer rosters, block meetings, emergency kits"),
        phrases("rumour cascades, compassion fatigue, digital exclusion, commuter anger, institutional cynicism"),
        phrases("prepare for long disruption, listen to sceptics, recruit new volunteers, explain hard choices"),
        0.9,
        ((2018, 2021, 1.5),),
    ),
    Theme(
        ("Country and Region Studies", "International Politics and Security"),
        phrases("coalition politics, provincial autonomy, electoral reform, succession planning, military reform"),
        phrases("cabinet reshuffles, by-elections, peace panels, budget transfers, party primaries"),
        phrases("vote buying, palace intrigue, dynastic politics, protest fatigue, bureaucratic inertia"),
        phrases("hold early elections, share provincial revenue, retire old generals, reform party lists"),
        2.4,
        ((2010, 2011, 1.4), (2018, 2019, 1.4)),
    ),
)

EXTRA_TOPICS = (
    "Country and Region Studies",
    "Country and Region Studies",
    "Country and Region Studies",
    "International Politics and Security",
    "Regionalism and Multilateralism",
    "General",
)
UNKNOWN_TOPICS = ("Arctic and Polar Affairs", "Outer Space Governance", "Urban Futures")
UNITS = ("rsis", "idss", "nts", "cens", "icpvtr", "cms", "nssp", "srp")
OUTLETS = ("The Tidewater Courier", "Meridian Daily", "Strait Observer", "Monsoon Radio", "Harbour News Asia")
