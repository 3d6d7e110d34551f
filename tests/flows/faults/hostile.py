"""Pages made to take long, to take much memory, or to be taken for something else."""

MAIL = "RSIS Commentary is a platform to provide timely analyses.\nNo. 021/2021 dated 5 February 2021\n"
CRUMBS = "5 February 2021\n\n- RSIS\n- Publication\n- RSIS Publications\n- "


def pages(page: str, size: int = 200_000) -> dict[str, str]:
    """Name -> text of a page, of about so many characters.

    Args:
        page: A page as it should be.
        size: How long the pages are, about.
    """
    body_at = page.index("\n", page.index("download pdf"))
    head, body = page[:body_at], page[body_at:]
    biography = body.index("About the Author")

    def inside(text: str) -> str:
        return f"{head}\n\n    {text}\n{body}"

    def alone(text: str) -> str:
        return f"{MAIL}\n{text}\n"

    def crumbed(text: str) -> str:
        return f"{CRUMBS}{text}\n\nSynopsis\n\nShort.\n"

    def about(text: str) -> str:
        at = body_at + body.index("\n", biography)
        return f"{page[:at]}\n\n    {text}\n{page[at:]}"

    made: dict[str, str] = {}
    runs = {
        "capitals": "A" * size,
        "capital words": "AB " * (size // 3),
        "initials": "A. " * (size // 3),
        "ands": "and " * (size // 4),
        "names": "By X, " * (size // 6),
        "names and names": "Xa Ya and " * (size // 10),
        "spaces": "a" + " " * size + "b",
        "tabs": "a" + "\t" * size + "b",
        "one long word": "x" * size,
        "commas": "," * size,
        "dots": ". " * (size // 2),
        "quotes": "“" * (size // 2) + "”" * (size // 2),
        "brackets": "(" * size,
        "asterisks": "*" * size,
        "digits": "1" * size,
        "dates": "5 February 2021 " * (size // 16),
        "days": "Friday " * (size // 7),
        "slashes": " / " * (size // 3),
        "at the": "at the " * (size // 7),
        "is a": "Ann Tan is a " * (size // 13),
        "combining": "e" + "\u0301" * size,
        "hangul": "\u1100\u1161" * (size // 2),
        "ligature": "\ufdfa" * (size // 2),
        "bidi": "\u202e\u2066" * (size // 2),
        "controls": "\x01\x02\x7f" * (size // 3),
    }
    for name, run in runs.items():
        made[f"{name} in the text"] = inside(run)
        made[f"{name} for a title"] = crumbed(run)
        made[f"{name} about the author"] = about(run)
        made[f"{name} in a mail"] = alone(run)
        made[f"{name} alone"] = run
    lines = {
        "bullets": "• x\n",
        "roots": "• RSIS\n",
        "crumbs": "• RSIS\n• Publication\n",
        "dashed crumbs": "- RSIS\n- Publication\n",
        "categories": "Categories: x\n",
        "bare categories": "Categories\n",
        "open categories": "Categories: x /\n",
        "bylines": "By Ann Tan\n",
        "labels": "Synopsis\n",
        "short lines": "Ann\n",
        "headings": "A Heading of Some Words\n\n",
        "blank lines": "\n",
        "indents": "    \n",
        "long same lines": "This sentence is one of sixty characters, or a few more of them.\n",
        "footers": "Popular Links\n",
        "returns": "\r",
        "authors": "Authors:\n",
        "numbers": "No. 1/2021\n",
        "items": "1. \n",
        "lone bullets": "•\n\nx\n",
        "download": "download pdf\n",
    }
    for name, line in lines.items():
        run = line * (size // len(line))
        made[f"{name} in the text"] = f"{head}\n{run}\n{body}"
        made[f"indented {name} in the text"] = f"{head}\n" + f"    {line}" * (size // (len(line) + 4)) + f"\n{body}"
        made[f"{name} before"] = run + page
        made[f"{name} after"] = page + "\n" + run
        made[f"{name} in a mail"] = alone(run)
        made[f"{name} about the author"] = about(run)
        made[f"{name} alone"] = run
    return made
