"""Whose page in HTML this may be, and whether it is to be read by its theme."""

from transforms.address import read_address
from transforms.finish import finish
from transforms.markup import Markup
from transforms.outline import read_outline
from transforms.page import Page
from transforms.profile import Profile
from transforms.recognise import other_kind, path_rule
from transforms.themed import read_themed


def read_themed_page(markup: Markup, text: str, url: str | None, profiles: tuple[Profile, ...]) -> Page | None:
    """Reads an article by what its HTML tells; None where that is not enough, or the page is none of a publisher's own."""
    address = read_address(url) if url else None
    own = next((one for one in profiles if address and one.is_own(address.host)), None)
    if markup.tree is None or (address and own is None):
        return None
    outline = None
    for profile in (own,) if own else profiles:
        rule = path_rule(address, profile) if own else None
        if rule and rule.page_kind != "publication":
            continue
        raw = [line.strip() for line in text.split("\n")]
        if other_kind([line for line in raw if line], rule, profile):
            continue
        outline = outline or read_outline(markup.tree, text)
        page = read_themed(outline, raw, markup, profile, own=own is not None, sure=rule is not None)
        if page:
            return finish(page, address, rule, profile)
    return None
