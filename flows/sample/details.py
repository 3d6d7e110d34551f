"""Made-up sentences with details that no other page has: names, figures, days, and words in ever new company.

They are what makes a page cost as much to store and to read as a real one: sentences drawn from a pool come back on
other pages, and an archive of them is small. No two of them mean more than any one.
"""

from flows.sample._dice import Dice
from flows.sample.vocabulary import Region, phrases

NOUNS = phrases(
    "accounts, airstrips, allowances, anchors, annexes, appeals, archives, arrears, assessors, auctions, audits, "
    "awards, badges, ballots, barges, barriers, baselines, beacons, benchmarks, bidders, blueprints, boundaries, "
    "breakwaters, bridges, briefings, brokers, bureaus, bursaries, buyers, cables, calendars, canals, captains, "
    "cargoes, carriers, censuses, charters, checkpoints, circulars, claims, clauses, clerks, coalitions, "
    "collectors, columns, complaints, conduits, consignments, consuls, contractors, convoys, councillors, couriers, "
    "courtrooms, covenants, creditors, crossings, curfews, currents, custodians, deadlines, debtors, deckhands, "
    "decrees, delegates, deposits, depots, designs, detours, dialects, directives, discounts, disputes, districts, "
    "ditches, docks, donors, drafts, drivers, drones, dykes, earnings, editors, elders, electricians, embankments, "
    "enclaves, endowments, engineers, envelopes, envoys, escorts, estates, estuaries, evictions, examiners, "
    "exemptions, exhibits, expenses, factories, farmers, ferries, fields, filters, fisheries, flagships, fleets, "
    "forecasts, foremen, foundries, freighters, frigates, furnaces, garrisons, gateways, gauges, generators, "
    "granaries, grants, guarantees, guards, guilds, gunboats, habits, handbooks, hangars, harvests, hatcheries, "
    "havens, headlands, hearings, hectares, helicopters, herders, highways, hostels, households, hulls, hurdles, "
    "imports, inlets, inquiries, inspectors, instructors, insurers, interpreters, interviews, invoices, islets, "
    "journals, judges, junctions, jurists, kilns, labels, lagoons, landings, landlords, lawsuits, leases, ledgers, "
    "lessons, letters, levies, libraries, lighthouses, listings, loans, lorries, machinists, magistrates, mandates, "
    "manifests, manuals, mariners, markets, marshes, mayors, mediators, memoirs, merchants, meters, midwives, "
    "migrants, milestones, mines, monitors, moorings, motions, muleteers, municipalities, nets, nominees, notaries, "
    "notices, nurseries, oaths, observers, offsets, orchards, ordinances, outposts, overseers, pamphlets, panels, "
    "parcels, pardons, parishes, passages, passports, pastures, payrolls, pensions, permits, petitions, pilots, "
    "pipelines, plantations, pledges, plots, postings, premiums, principals, printers, prisons, prizes, proposals, "
    "protests, provinces, quarries, quays, quotas, quotations, railways, ranchers, ratios, rebates, receipts, "
    "recruits, reefs, referees, refineries, refunds, registers, reservoirs, residents, retailers, revenues, "
    "reviewers, ridges, rivers, routes, sailors, salaries, samples, sawmills, schedules, seamen, seasons, sellers, "
    "seminars, sentries, settlements, shelters, shipyards, shortfalls, signals, silos, sites, sluices, speeches, "
    "spillways, stables, stations, statutes, stewards, storms, strikes, students, subsidies, suburbs, summaries, "
    "surcharges, surgeons, surpluses, surveyors, suspects, swamps, tables, tankers, targets, taxes, teachers, "
    "telegrams, tenants, tenders, terminals, terraces, testimonies, textbooks, thresholds, timetables, titles, "
    "tolls, towers, traders, trainees, transcripts, treaties, tributaries, trustees, tunnels, tutors, uplands, "
    "vaults, vendors, verdicts, veterans, villages, visitors, volumes, voyages, wages, wardens, warehouses, "
    "waterways, weirs, welders, wells, wharves, witnesses, workshops, yields"
)
ADJECTIVES = phrases(
    "absent, abrupt, accurate, active, adjacent, ageing, ambitious, ample, ancient, annual, anxious, arid, "
    "attentive, awkward, bare, belated, bilateral, bitter, blunt, brief, brittle, broad, busy, candid, capable, "
    "careful, cautious, central, cheap, civil, clear, coastal, coherent, common, compact, competent, complex, "
    "constant, conventional, costly, covert, crowded, cumbersome, curious, customary, daily, damp, decent, "
    "delicate, dense, diligent, distant, doubtful, dusty, eager, early, eastern, elaborate, elderly, elected, "
    "empty, enduring, equal, esteemed, exact, expensive, external, faint, fair, familiar, federal, fertile, final, "
    "firm, flexible, foreign, formal, fragile, frequent, frugal, full, generous, genuine, gradual, grave, hasty, "
    "heavy, hesitant, hidden, hollow, honest, hostile, idle, illicit, immediate, improvised, inland, internal, "
    "interim, joint, judicial, keen, landlocked, lasting, lawful, lean, legal, lenient, lesser, literate, local, "
    "lofty, loose, lower, loyal, marginal, mature, meagre, measured, medical, mild, minor, mobile, moderate, "
    "municipal, muted, narrow, native, naval, nearby, neutral, nominal, northern, notable, obscure, obsolete, "
    "occasional, official, older, onerous, ordinary, orderly, outdated, outer, overdue, painful, partial, passive, "
    "patchy, peaceful, perpetual, persistent, pliant, popular, precise, private, prompt, prudent, public, rapid, "
    "rare, recent, reliable, remote, rigid, robust, routine, rural, scarce, scattered, seasonal, secret, senior, "
    "separate, serious, severe, shallow, shared, sharp, simple, skilled, slender, sluggish, solid, southern, "
    "sparse, stable, standard, steep, stern, strict, sturdy, subtle, sudden, surplus, swift, tacit, tedious, "
    "temporary, tentative, thin, thorough, tidal, timely, tireless, tolerant, tough, traditional, unclaimed, "
    "uneasy, uneven, unpaid, unusual, upper, urban, urgent, useful, vacant, vague, valid, verbal, viable, vocal, "
    "voluntary, wary, weak, western, willing, wooden, worthy, younger"
)
VERBS = phrases(
    "abandoned, absorbed, accepted, adapted, adopted, affected, altered, amended, annulled, anticipated, approved, "
    "arranged, assembled, assigned, audited, avoided, backed, balanced, barred, blocked, bought, broadened, "
    "burdened, calmed, cancelled, catalogued, challenged, checked, cited, claimed, cleared, codified, collected, "
    "commissioned, compared, completed, conceded, confirmed, contested, copied, corrected, counted, courted, "
    "criticised, curtailed, damaged, defended, deferred, delayed, deployed, described, diluted, disbanded, "
    "displaced, disputed, divided, doubled, drafted, drained, eclipsed, embraced, endorsed, enlarged, equipped, "
    "eroded, escorted, evaded, examined, exceeded, exempted, expelled, extended, favoured, financed, flooded, "
    "followed, founded, froze, funded, gathered, guided, halved, hampered, hastened, hindered, ignored, imitated, "
    "improved, inherited, inspected, insulated, invited, joined, leased, licensed, limited, loosened, mapped, "
    "matched, measured, mended, merged, monitored, moved, narrowed, neglected, noticed, obscured, obtained, "
    "offered, opened, opposed, outlived, overruled, overtook, patrolled, pledged, postponed, praised, preceded, "
    "printed, promoted, proposed, prolonged, published, pursued, quoted, ratified, rebuilt, recalled, recruited, "
    "redrew, refused, registered, rejected, relocated, renamed, renewed, repaired, replaced, reported, rescued, "
    "restored, revised, rewarded, salvaged, sampled, scrapped, secured, seized, settled, sheltered, shortened, "
    "sidelined, simplified, softened, split, sponsored, stalled, strained, supplied, surveyed, suspended, taxed, "
    "tested, tightened, toured, traced, traded, trained, tripled, undercut, united, unsettled, upheld, vetoed, "
    "visited, waived, warned, weakened, widened"
)
ADVERBS = phrases(
    "abruptly, almost, amicably, anew, barely, briefly, candidly, chiefly, clearly, cheaply, directly, duly, "
    "earlier, eagerly, elsewhere, entirely, eventually, evenly, fairly, finally, firmly, formally, freely, "
    "generally, gladly, hardly, hastily, honestly, inwardly, jointly, largely, lately, lightly, locally, loudly, "
    "mainly, mostly, narrowly, nearly, neatly, normally, partly, plainly, politely, privately, promptly, publicly, "
    "rarely, readily, sharply, silently, slowly, sparingly, strictly, suddenly, swiftly, tacitly, thoroughly, "
    "timidly, together, twice, unevenly, usually, wholly, widely"
)
OFFICES = phrases(
    "Port Authority, Harbour Board, Water Board, Grain Office, Survey Department, Statistical Bureau, Customs "
    "House, Rural Bank, Audit Chamber, Chamber of Commerce, Fisheries Council, Teachers’ College, Railway Office, "
    "Land Registry, Mediation Centre, Flood Commission, River Commission, Seafarers’ Union, Weather Office, "
    "Merchants’ Guild, Health Board, Archive Trust, Electricity Board, Farmers’ League, Veterans’ Fund, Press "
    "Council, Housing Office, Forest Department"
)
MEASURES = phrases(
    "tonnes, hectares, households, vessels, kilometres, containers, passengers, megawatts, villages, permits, "
    "barrels, litres a day, cases, officers, classrooms, complaints, beds, signatures, acres, nautical miles"
)
_MONTHS = phrases("January, February, March, April, May, June, July, August, September, October, November, December")
_SYLLABLES = tuple(
    first + vowel + last
    for first in "bdfghklmnprstvwyz"
    for vowel in ("a", "e", "i", "o", "u", "au", "ei")
    for last in "klmnrstx"
)
_TAILS = phrases(
    ", , , , bang, dahl, feld, gate, ham, kand, lund, mere, pang, pur, stad, tang, thorpe, ton, vale, vik, wick"
)

_WORDS = {"N": NOUNS, "A": ADJECTIVES, "V": VERBS, "D": ADVERBS, "O": OFFICES, "M": MEASURES, "B": _MONTHS}
_PATTERNS = (
    "In {B} {Y}, the {P} {O} {V} {F} {M} of {A} {N}, {D} more than the {A} {N} of {P} had {V}.",
    "{T} {P}, who {V} the {A} {N} of {P}, {D} {V} {A} {N} and {N} as well.",
    "{K} {V} its {A} {N} in {Y}, while {A} {N} near {P} {V} {N} worth {S} million.",
    "The {P} {O} {D} {V} {N}, {N} and {A} {N}, a step that {A} {N} in {K} {V}.",
    "By {d} {B} {Y}, {A} {N} had {V} {F} {M}, and the {N} of {P} {V} {A} {N}.",
    "Where {A} {N} once {V} {N}, {A} {N} now count {F} {M} and {s} per cent fewer {N}.",
    "{A} {N} {D} {V} the {N} that {T} {P} had {V} for the {P} {O}.",
    "A {Y} report of the {P} {O} {V} {A} {N}, {V} {N} and {D} {V} {s} per cent of its {N}.",
    "{N} from {P}, {A} but {A}, {V} the {A} {N} of {K} and {D} {V} {N}.",
    "{T} {P} of the {P} {O} {V} {A} {N} before {A} {N} {V} {K}.",
    "{K} has {D} {V} {A} {N}; its {N}, {A} and {A}, {V} {s} per cent of {N} in {Y}.",
    "{A} {N} in {P} {V} {F} {M} in {B} alone, and {N} {D} {V} {A} {N}.",
    "For {A} {N}, the {N} {V} at {P} on {d} {B} {Y} {V} {A} {N} rather than {N}.",
    "Between {P} and {P}, {A} {N} {V} {A} {N}, {N} and {F} {M} of {N}.",
    "{N} cost {S} million, {s} per cent of what {A} {N} {D} {V} for {A} {N}.",
    "{T} {P} {D} called the {N} “{A}, {A} and {A}” after {A} {N} {V} {N} in {P}.",
    "Of {F} {M} that the {P} {O} {V}, {A} {N} {D} {V} {s} per cent and {A} {N} the rest.",
    "Once {K} {V} the {A} {N}, {N} in {P} {V} {A} {N} and {V} {N} {D}.",
    "{N} {V} {N}: {A} {N} {V} {F} {M} at {P}, {F} at {P} and {F} at {P}.",
    "From {Y} to {Y}, {A} {N} {V} {s} per cent of the {N}, {A} {N} {s} and {N} {s}.",
    "{D} {A} and {D} {A}, {N} {V} {A} {N} from {P} to {P} in {K}.",
)


def _compile(pattern: str) -> tuple[str, str]:
    """A pattern with a place for every word, and what each place takes."""
    places = "".join(part[0] for part in pattern.split("{")[1:])
    return "".join("{}" + part[2:] if at else part for at, part in enumerate(pattern.split("{"))), places


_COMPILED = tuple(map(_compile, _PATTERNS))


def detail(dice: Dice, region: Region) -> str:
    """One sentence, made up of single words."""
    random = dice.random
    pattern, places = _COMPILED[int(random() * len(_COMPILED))]
    words = []
    for place in places:
        if drawn := _WORDS.get(place):
            words.append(drawn[int(random() * len(drawn))])
        elif place == "P":
            words.append(_place(dice))
        elif place == "K":
            words.append(region.countries[int(random() * len(region.countries))])
        elif place == "T":
            words.append(f"{dice.pick(('Dr', 'Mr', 'Ms', 'Captain', 'Judge'))} {dice.pick('ABCDEFGHJKLMNPRSTVWYZ')}.")
        elif place == "Y":
            words.append(str(1961 + int(random() * 48)))
        elif place == "d":
            words.append(str(1 + int(random() * 28)))
        elif place == "F":
            words.append(f"{int(10 ** (2 + 3 * random())):,}")
        else:
            words.append(f"{100 * random():.1f}" if place == "s" else f"${1000 * random():,.1f}")
    text = pattern.format(*words)
    return text[0].upper() + text[1:]


def _place(dice: Dice) -> str:
    return (dice.pick(_SYLLABLES) + dice.pick(_SYLLABLES) + dice.pick(_TAILS)).capitalize()
