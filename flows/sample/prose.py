"""Made-up sentences and paragraphs, drawn from pools so that many pages cost little."""

from collections.abc import Iterator
from math import gcd

from flows.sample._dice import Dice
from flows.sample.details import detail
from flows.sample.vocabulary import Region, Theme, phrases

ACTORS = phrases(
    "planners, coast guard officers, local councils, business groups, opposition lawmakers, treasury officials, "
    "regional diplomats, university researchers, senior officials, community leaders, retired officers, "
    "civil society groups, provincial governors, trade unions, younger voters"
)
ADJECTIVES = phrases(
    "sober, patient, long-term, practical, cross-border, modest, pragmatic, wider, deeper, fairer, costlier, "
    "less visible, more candid, step-by-step, short-lived, bolder, quieter"
)
ADVERBS = phrases("quietly, steadily, cautiously, openly, belatedly, repeatedly, gradually, visibly, reluctantly")
PERIODS = phrases(
    "the past decade, two budget cycles, the last three years, a single term of office, one dry season, "
    "the past eighteen months, a generation"
)
QUOTES = (
    "Nobody plans for the second wave",
    "We counted the ships and forgot the sailors",
    "The form was ready before the question was",
    "A promise is cheaper than a pump",
    "Our maps were older than our ministers",
    "Everyone brought a flag and nobody brought a budget",
    "The meeting ended well because it ended early",
    "What we need is fewer plans and more plumbers",
)
ASIDES = (
    "“We can wait longer than the storm can.”",
    "“Who will keep the lights on?”",
    "“Not one rupiah more.”",
    "“The harbour remembers everything!”",
    "“Read the minutes, then read the silence.”",
    "“Nobody asked the islanders.”",
)
TEMPLATES = (
    "{c} has {adv} expanded {t}, yet {p} continues to outpace what {who} can deliver.",
    "{who} argue that {n} will depend less on {t} than on the patience of {c} and {d}.",
    "When {c} and {d} agreed to {g}, few observers expected {p} to become the harder test.",
    "The {adj} lesson for {c} is that {n} cannot be bought with {t} alone.",
    "In {city}, {who} now treat {p} as a matter of national planning rather than of routine administration.",
    "{p} has forced {c} to ask whether {t} are enough to {g}.",
    "By contrast, {d} prefers {t} that leave room for {who} to adjust as {n} evolves.",
    "It would be a mistake to read the interest of {c} in {n} as a sign that {d} will follow.",
    "{t} may buy time, but they do little to {g} when {p} spreads across borders.",
    "A {adj} approach would let {c}, {d} and {e} share the cost of {t} without giving up control of {n}.",
    "Much of the debate in {city} has centred on {n}, while the slow growth of {p} has drawn less attention.",
    "Over {when}, {c} spent {num} per cent more on {t} than {d}, according to figures compiled by {who}.",
    "None of this means that {c} has lost the will to {g}.",
    "If {t} are to work, {who} in {city} will need to {g} well before {p} sets in.",
    "“{quote},” said one participant at a workshop in {city}, pointing to {p}.",
    "The {num} agreements signed since {yr} on {n} have rarely survived a change of government in {c}.",
    "That {c} should {g} is no longer disputed; how it might {h} remains open.",
    "Smaller states such as {e} see {t} as insurance against {p}.",
    "Officials in {c} also worry that {p} could undo {when} of work on {n}.",
    "Such caution is understandable, given how {p} and {q} have fed on each other since {yr}.",
    "{who} in {d} have called for {adj} rules on {n}, and some of them would accept {u} in return.",
    "What sets {c} apart is not the number of its {t} but the way {who} use them to {g}.",
    "Without {t}, any plan to {g} would rest on goodwill that {d} and {e} do not yet share.",
    "The record is mixed: {n} has improved in {c}, stalled in {d} and all but vanished in {e}.",
    "A survey of {num} officials in {city} found that {p} ranked above {q} as a cause for concern.",
    "Critics reply that {t} favour {d}, whose {who} had a head start of {when}.",
    "There is also a {adj} case for {u}, since they cost less than {t} and can be reversed.",
    "{c} and {d} need not agree on everything in order to {g}.",
    "For {e}, the choice is rarely between {t} and {u}; it is between acting now and paying later.",
    "As {n} becomes a {adj} concern, {who} are likely to ask why {p} was left to drift.",
    "The temptation in {city} is to {g} first and to think about {q} afterwards.",
    "Seen from {d}, the {adj} answer is to pair {t} with {u} and to review both every year.",
    "Yet {who} know that {n} wins few elections, and that {p} loses many.",
    "{num} of the {num}0 districts surveyed in {c} still lack {t}, which leaves {who} to improvise.",
    "Where {c} hesitates, {d} has begun to {h}, often with the help of {who} from {e}.",
    "Even so, {u} cannot replace the {adj} work of building {n} from below.",
    "History offers {c} little comfort: earlier {t} were drawn up in {city}, praised abroad and then forgotten.",
    "A {adj} reading is that {d} has simply run out of reasons to delay {n}.",
    "Money is not the obstacle, as {who} in {city} readily admit; the obstacle is {p}.",
    "To its credit, {c} has published {num} reviews of {t} since {yr}, most of them written by {who}.",
    "This is where {e} could help, since its own {t} were designed with {p} in mind.",
    "Whether {d} can {g} without {u} is a question that {who} have so far preferred not to answer.",
    "In private, {who} from {c} concede that {q} is the greater danger.",
    "One result is that {n} has become a bargaining chip between {c} and {d}.",
    "For now, {city} seems content to watch {p} from a distance and to let {who} speak for it.",
    "Some of these ideas are borrowed from {e}, where {t} were introduced in {yr} against the advice of {who}.",
    "The arithmetic is unforgiving, for every dollar that {c} spends on {t} saves less than half of one on {u}.",
    "Much will depend on how {who} explain {n} to a public that is tired of {p}.",
    "{d} has drawn the opposite conclusion and would rather {g} than wait for {t}.",
    "What began as a dispute over {t} has turned into a {adj} argument about who should {g}.",
    "Neither {c} nor {d} gains if {p} becomes the excuse for abandoning {n}.",
    "At a minimum, {who} should be told how {t} are chosen, paid for and brought to an end.",
    "{city} hosted {num} meetings on {n} last year, and {p} was on the agenda of every one.",
    "A {adj} start would be for {c} to invite {who} from {d} to observe its {t}.",
    "Given time, {u} could spread from {city} to the provinces and make {p} easier to bear.",
    "All the same, no country in {place} has yet managed to {g} while {q} went unchecked.",
    "Those who remember {yr} will recognise the pattern: bold words on {n}, then silence about {p}.",
    "It is telling that {who} in {c} now speak of {n} and {q} in the same breath.",
    "By the standards of {place}, the {t} of {e} are well run and poorly known.",
    "Read together, the two reports suggest that {c} will {g} only if {d} agrees to {h}.",
)


def sentence_case(text: str) -> str:
    """The text with its first letter in capital form."""
    return text[0].upper() + text[1:]


def sentence(dice: Dice, region: Region, theme: Theme, templates: tuple[str, ...] = TEMPLATES, **more: str) -> str:
    """One made-up sentence about a theme in a region."""
    pick, countries = dice.pick, region.countries
    first = dice.whole(len(countries))
    second = (first + 1 + dice.whole(len(countries) - 2)) % len(countries)
    third = (second + 1) % len(countries)
    trouble, other_trouble = dice.pair(theme.troubles)
    tool, other_tool = dice.pair(theme.tools)
    goal, other_goal = dice.pair(theme.goals)
    return sentence_case(
        pick(templates).format(
            c=countries[first],
            d=countries[second],
            e=countries[third],
            city=pick(region.cities),
            n=pick(theme.nouns),
            t=tool,
            u=other_tool,
            p=trouble,
            q=other_trouble,
            g=goal,
            h=other_goal,
            who=pick(ACTORS),
            adj=pick(ADJECTIVES),
            adv=pick(ADVERBS),
            when=pick(PERIODS),
            quote=pick(QUOTES),
            place=region.place,
            num=dice.between(3, 89),
            yr=dice.between(1988, 2008),
            **more,
        )
    )


_DETAILS = 0.85
"""Share of sentences that no other page has; with it pages compress about as real ones do, 7 to 8 times."""
_STRIDES = tuple(stride for stride in range(5, 5 * len(TEMPLATES)) if gcd(stride, len(TEMPLATES)) == 1)
"""Steps through a pool that meet every template before they meet one again."""


class Pools:
    """Sentences ready to be strung together, one pool a region and theme, filled when first asked for.

    Args:
        seed: What the sentences follow from.
        size: Sentences a pool, a few less where some come out twice.
    """

    def __init__(self, seed: int, size: int) -> None:
        self._seed = seed
        self._size = size
        self._pools: dict[tuple[str, str], list[str]] = {}

    def walk(self, dice: Dice, region: Region, theme: Theme) -> Iterator[str]:
        """Endless sentences on one theme and region, most of them with details of their own."""
        key = (region.name, theme.nouns[0])
        pool = self._pools.get(key)
        if pool is None:
            pool = self._pools[key] = self._fill(key, region, theme)
        size = len(pool)
        at, stride = dice.whole(size), dice.pick(_STRIDES)
        while gcd(stride, size) != 1:
            stride = dice.pick(_STRIDES)
        while True:
            if dice.random() < _DETAILS:
                yield detail(dice, region)
            else:
                at = (at + stride) % size
                yield pool[at]

    def _fill(self, key: tuple[str, str], region: Region, theme: Theme) -> list[str]:
        dice = Dice(self._seed, *key)
        pool: dict[str, None] = {}
        for at in range(self._size):
            pool[sentence(dice, region, theme, (TEMPLATES[at % len(TEMPLATES)],))] = None
        return list(pool)
