"""An independent opinion on rules: pandas says who matches, the product must agree.

    python3 tests/oracle/rules.py        (needs pandas; writes contacts.csv and rules.tsv beside this file)

The list is messy on purpose: case, accents in one piece or two, no-break spaces, sharp s, final sigma, words for "no value". Each rule is drawn
as a tree, said in one of the usual ways (spec G2b), and answered here by pandas alone; nothing of the product is used. A line of rules.tsv is
the rule, a tab, and the contact numbers that match as a hexadecimal number whose lowest bit is contact 1.
"""

import csv
import datetime as dt
import pathlib
import random
import unicodedata

import pandas as pd

HERE = pathlib.Path(__file__).parent
RNG = random.Random(20261129)
TODAY = dt.date(2026, 11, 29)
ROWS = 240
RULES = 2600

NOTHING = ["", "", "n/a", "-", "NULL"]
TITLES = [
    "Head of RevOps", "HEAD OF REVOPS", "VP Sales", "vp  marketing", "Director", "Managing Director", "Geschäftsführer",
    unicodedata.normalize("NFD", "Geschäftsführer"), "Straßenbaumeister", "STRASSENBAUMEISTER", "Διευθυντής", "ΔΙΕΥΘΥΝΤΗΣ",
    "Chief\u00a0Revenue Officer", "Chief Revenue Officer", "Chief\u2009Revenue Officer", "CFO", "cfo", "Account Executive, EMEA",
    "Owner and founder", "not a manager",
]
# what the list writes, and the country it is
COUNTRIES = {
    "Germany": "DE", "DE": "DE", "Deutschland": "DE", "germany": "DE", "Austria": "AT", "Österreich": "AT", "AT": "AT",
    "United States": "US", "USA": "US", "US": "US", "France": "FR", "FRANCE": "FR", "Switzerland": "CH", "CH": "CH",
    "United Kingdom": "GB", "UK": "GB", "Spain": "ES", "España": "ES", "Poland": "PL", "Polska": "PL",
}
SAID = {
    "DE": ["Germany", "DE", "deutschland", "GERMANY"], "AT": ["Austria", "AT", "Österreich"], "US": ["United States", "USA", "us"],
    "FR": ["France", "fr"], "CH": ["Switzerland", "CH"], "GB": ["United Kingdom", "UK", "GB"], "ES": ["Spain", "España"],
    "PL": ["Poland", "Polska", "PL"],
}
STAGES = ["customer", "Customer", "CUSTOMER", "lead", "Lead", "opportunity", "subscriber"]
TAGS = ["vip", "VIP", "news", "webinar", "Café", unicodedata.normalize("NFD", "Café"), "beta tester"]
LEVELS = ["gold", "Gold", "silver", "bronze", "gold plus"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def maybe(value, chance=0.2):
    return RNG.choice(NOTHING) if RNG.random() < chance else value


def day(first, last):
    return first + dt.timedelta(days=RNG.randrange((last - first).days + 1))


def made():
    rows = []
    for n in range(1, ROWS + 1):
        rows.append({
            "Email": f"person{n}@firm{n}.example",
            "First Name": f"Name{n}",
            "Job Title": maybe(RNG.choice(TITLES)),
            "Country/Region": maybe(RNG.choice(list(COUNTRIES))),
            "Lifecycle Stage": maybe(RNG.choice(STAGES)),
            "Number of Employees": maybe(str(RNG.choice([0, 1, 5, 12, 49, 50, 51, 120, 199, 200, 201, 1000, 1500, 12000]))),
            "Last Activity Date": maybe(day(dt.date(2026, 6, 1), dt.date(2026, 12, 20)).isoformat()),
            "Create Date": maybe(day(dt.date(2025, 1, 1), dt.date(2026, 11, 29)).isoformat()),
            "Unsubscribed from all email": maybe(RNG.choice(["true", "false"]), 0.3).replace("n/a", "").replace("-", "").replace("NULL", ""),
            "Tags": maybe(";".join(sorted(set(RNG.sample(TAGS, RNG.randrange(1, 4))), key=TAGS.index)), 0.3),
            "Partner Level": maybe(RNG.choice(LEVELS), 0.35),
            "Seats": maybe(str(RNG.choice([1, 2, 2.5, 3, 10, 25, 100])), 0.25),
            "Renewal": maybe(day(dt.date(2026, 10, 1), dt.date(2027, 6, 1)).isoformat(), 0.25),
            "Birthday": maybe(day(dt.date(1960, 1, 1), dt.date(2004, 12, 31)).isoformat(), 0.25),
        })
    return rows


def folded(text):
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return "".join(" " if c.isspace() else c for c in text)


class Opinion:
    """The list as pandas reads it."""

    def __init__(self, path):
        raw = pd.read_csv(path, dtype=str, keep_default_na=False)
        raw = raw.apply(lambda column: column.map(str.strip)).where(lambda cells: ~cells.isin(NOTHING))
        self.raw = raw
        self.text = {
            name: raw[name].map(folded, na_action="ignore")
            for name in ["Email", "Job Title", "Lifecycle Stage", "Partner Level"]
        }
        self.country = raw["Country/Region"].map(COUNTRIES, na_action="ignore")
        self.number = {name: pd.to_numeric(raw[name]) for name in ["Number of Employees", "Seats"]}
        self.date = {name: pd.to_datetime(raw[name]) for name in ["Last Activity Date", "Create Date", "Renewal", "Birthday"]}
        self.tags = raw["Tags"].map(lambda cell: [folded(tag) for tag in cell.split(";")], na_action="ignore")
        self.out = raw["Unsubscribed from all email"].map({"true": True, "false": False}, na_action="ignore")

    def yes(self, mask):
        return mask.fillna(False).astype(bool)


# how each column is called in a rule
CALLED = {
    "Job Title": ["title", "Job title", '"Job Title"'],
    "Lifecycle Stage": ["stage", "lifecycle stage", '"Lifecycle Stage"'],
    "Partner Level": ['"partner level"', '"Partner Level"', "partner level"],
    "Number of Employees": ["employees", '"number of employees"', "Employees"],
    "Seats": ['"seats"', "seats"],
    "Last Activity Date": ["last activity", '"Last Activity Date"'],
    "Create Date": ["created on", "created", '"create date"'],
    "Renewal": ['"renewal"', "renewal"],
    "Birthday": ['"birthday"', "birthday"],
}


def typed(text):
    """A value: in quotes where it holds what the language uses."""
    plain = "  " not in text and all(c.isalnum() or c in " -+" for c in text) and not text.lower().startswith("not ") and " and " not in text
    return text if plain and RNG.random() < 0.7 else '"' + text + '"'


def list_of(values):
    return "(" + ", ".join(typed(value) for value in values) + ")"


def text_rule(op):
    name = RNG.choice(["Job Title", "Lifecycle Stage", "Partner Level"])
    cells, called = op.text[name], RNG.choice(CALLED[name])
    pool = {"Job Title": TITLES, "Lifecycle Stage": STAGES, "Partner Level": LEVELS}[name]
    value = " ".join(RNG.choice(pool).split(" "))
    values = RNG.sample(pool, RNG.randrange(2, 4))
    same = lambda value: op.yes(cells == folded(value))
    kind = RNG.randrange(11)
    if kind == 0:
        return f"{called} {RNG.choice(['is', '='])} {typed(value)}", same(value)
    if kind == 1:
        return f"{called} {RNG.choice(['is not', '!=', 'isn' + chr(39) + 't'])} {typed(value)}", ~same(value)
    if kind == 2:
        found = op.yes(cells.isin([folded(value) for value in values]))
        return f"{called} {RNG.choice(['is one of', 'is any of'])} {list_of(values)}", found
    if kind == 3:
        found = op.yes(cells.isin([folded(value) for value in values]))
        return f"{called} is not one of {list_of(values)}", ~found
    part = value[: RNG.randrange(2, 6)].strip() if RNG.random() < 0.5 else value.split(" ")[-1]
    part = unicodedata.normalize("NFC", part)
    has = op.yes(cells.str.contains(folded(part), regex=False))
    quoted = '"' + part + '"'
    if kind == 4:
        return f"{called} contains {quoted}", has
    if kind == 5:
        return f"{called} {RNG.choice(['does not contain', 'doesn' + chr(39) + 't contain'])} {quoted}", ~has
    if kind == 6:
        other = op.yes(cells.str.contains("director", regex=False))
        return f"{called} contains {quoted} or Director", has | other
    if kind == 7:
        return f"{called} {RNG.choice(['starts with', 'begins with'])} {quoted}", op.yes(cells.str.startswith(folded(part)))
    if kind == 8:
        return f"{called} ends with {quoted}", op.yes(cells.str.endswith(folded(part)))
    if kind == 9:
        return f"{called} {RNG.choice(['is empty', 'is not known', 'has no value'])}", cells.isna()
    return f"{called} {RNG.choice(['is known', 'is not empty', 'has a value'])}", cells.notna()


def country_rule(op):
    code = RNG.choice(list(SAID))
    called = RNG.choice(["country", '"Country/Region"', "Country"])
    one = op.yes(op.country == code)
    kind = RNG.randrange(5)
    if kind == 0:
        return f"{called} is {typed(RNG.choice(SAID[code]))}", one
    if kind == 1:
        return f"{called} is not {typed(RNG.choice(SAID[code]))}", ~one
    if kind == 2:
        codes = RNG.sample(list(SAID), 3)
        return f"{called} is one of {list_of([RNG.choice(SAID[code]) for code in codes])}", op.yes(op.country.isin(codes))
    if kind == 3:
        return f"{called} is empty", op.country.isna()
    other = RNG.choice(list(SAID))
    return f"{called} is {typed(RNG.choice(SAID[code]))} or {typed(RNG.choice(SAID[other]))}", op.yes(op.country.isin([code, other]))


def number_rule(op):
    name = RNG.choice(["Number of Employees", "Seats"])
    cells, called = op.number[name], RNG.choice(CALLED[name])
    n = RNG.choice([0, 1, 2, 10, 49, 50, 200, 1000, 12000] if name != "Seats" else [1, 2, 2.5, 3, 10, 25])
    written = f"{n:,}" if n >= 1000 and RNG.random() < 0.5 else str(n)
    m = n + RNG.choice([0, 1, 50, 150, 1000])
    kind = RNG.randrange(10)
    if kind == 0:
        return f"{called} {RNG.choice(['>=', 'is at least', '≥', 'at least'])} {written}", op.yes(cells >= n)
    if kind == 1:
        return f"{called} {RNG.choice(['>', 'is more than', 'is over', 'is greater than'])} {written}", op.yes(cells > n)
    if kind == 2:
        return f"{called} {RNG.choice(['<', 'is less than', 'is under', 'is fewer than'])} {written}", op.yes(cells < n)
    if kind == 3:
        return f"{called} {RNG.choice(['<=', 'is at most', '≤'])} {written}", op.yes(cells <= n)
    if kind == 4:
        return f"{called} {RNG.choice(['=', 'is', 'is exactly', 'is equal to'])} {written}", op.yes(cells == n)
    if kind == 5:
        return f"{called} {RNG.choice(['!=', 'is not'])} {written}", ~op.yes(cells == n)
    if kind == 6:
        return f"{called} {RNG.choice(['between', 'is between'])} {written} and {m}", op.yes(cells.between(n, m))
    if kind == 7:
        return f"{called} > {written} and < {m}", op.yes((cells > n) & (cells < m))
    if kind == 8:
        return f"{called} < {written} or > {m}", op.yes((cells < n) | (cells > m))
    return (f"{called} is empty", cells.isna()) if RNG.random() < 0.5 else (f"{called} is known", cells.notna())


def round_within(cells, first, last):
    def comes(value):
        if pd.isna(value):
            return False
        for year in range(first.year, last.year + 1):
            try:
                at = value.date().replace(year=year)
            except ValueError:
                at = dt.date(year, 2, 28)
            if first <= at <= last:
                return True
        return False

    return cells.map(comes).astype(bool)


def shifted(days):
    return TODAY + dt.timedelta(days=days)


def date_rule(op):
    name = RNG.choice(["Last Activity Date", "Create Date", "Renewal", "Birthday"])
    cells, called = op.date[name], RNG.choice(CALLED[name])
    between = lambda first, last: op.yes((cells >= pd.Timestamp(first)) & (cells <= pd.Timestamp(last)))
    if name == "Birthday" and RNG.random() < 0.7:
        n = RNG.choice([0, 7, 30, 60])
        kind = RNG.randrange(4)
        if kind == 0:
            return f"{called} {RNG.choice(['within', 'within next', 'within the next', 'in the next'])} {n} days", round_within(cells, TODAY, shifted(n))
        if kind == 1:
            return f"{called} anniversary within last {n} days", round_within(cells, shifted(-n), TODAY)
        month = RNG.randrange(12)
        if kind == 2:
            return f"{called} {RNG.choice(['in', 'in month'])} {MONTHS[month]}", op.yes(cells.dt.month == month + 1)
        return f"{called} month is {RNG.choice([MONTHS[month], MONTHS[month][:3], month + 1])}", op.yes(cells.dt.month == month + 1)
    n = RNG.choice([0, 1, 7, 14, 30, 90])
    on = day(dt.date(2026, 8, 1), dt.date(2027, 1, 31))
    to = on + dt.timedelta(days=RNG.randrange(60))
    kind = RNG.randrange(17)
    if kind == 0 and name != "Birthday":
        weeks = n % 7 == 0 and n > 0 and RNG.random() < 0.4
        span = f"{n // 7} weeks" if weeks else f"{n} days"
        words = RNG.choice(["within last", "within the last", "in the last", "within", "in the past", "is within the last"])
        return f"{called} {words} {span}", between(shifted(-n), TODAY)
    if kind == 1 and name != "Birthday":
        return f"{called} {RNG.choice(['within next', 'in the next', 'within the next'])} {n} days", between(TODAY, shifted(n))
    if kind == 2:
        return f"{called} {RNG.choice(['more than', 'is more than'])} {n} days ago", op.yes(cells < pd.Timestamp(shifted(-n)))
    if kind == 3:
        return f"{called} {RNG.choice(['before', 'is before', '<'])} {on}", op.yes(cells < pd.Timestamp(on))
    if kind == 4:
        return f"{called} {RNG.choice(['after', 'is after', '>'])} {on}", op.yes(cells > pd.Timestamp(on))
    if kind == 5:
        return f"{called} {RNG.choice(['>=', 'on or after', 'since'])} {on}", op.yes(cells >= pd.Timestamp(on))
    if kind == 6:
        return f"{called} {RNG.choice(['<=', 'on or before'])} {on}", op.yes(cells <= pd.Timestamp(on))
    if kind == 7:
        return f"{called} {RNG.choice(['between', 'is between'])} {on} and {to}", between(on, to)
    if kind == 8:
        return f"{called} {RNG.choice(['on', 'is on', '=', 'is'])} {on}", op.yes(cells == pd.Timestamp(on))
    if kind == 9:
        at = RNG.randrange(7)
        return f"{called} {RNG.choice(['on a', 'is on a', 'on'])} {DAYS[at]}", op.yes(cells.dt.day_of_week == at)
    if kind == 10:
        two = RNG.sample(range(7), 2)
        return f"{called} on a {DAYS[two[0]]} or {DAYS[two[1]]}", op.yes(cells.dt.day_of_week.isin(two))
    if kind == 11:
        which, back = RNG.choice([("this", 0), ("last", -1), ("next", 1)])
        period = pd.Period(TODAY, "M") + back
        return f"{called} {RNG.choice(['', 'in ', 'is in '])}{which} month".replace("  ", " "), op.yes(cells.dt.to_period("M") == period)
    if kind == 12:
        which, back = RNG.choice([("this", 0), ("last", -1), ("next", 1)])
        monday = TODAY - dt.timedelta(days=TODAY.weekday()) + dt.timedelta(weeks=back)
        return f"{called} {which} week", between(monday, monday + dt.timedelta(days=6))
    if kind == 13:
        which, back = RNG.choice([("this", 0), ("last", -1), ("next", 1)])
        freq = RNG.choice([("quarter", "Q"), ("year", "Y")])
        return f"{called} {which} {freq[0]}", op.yes(cells.dt.to_period(freq[1]) == pd.Period(TODAY, freq[1]) + back)
    if kind == 14:
        return f"{called} in 2026", op.yes(cells.dt.year == 2026)
    if kind == 15:
        return f"{called} anniversary within next {n} days", round_within(cells, TODAY, shifted(n))
    return (f"{called} is empty", cells.isna()) if RNG.random() < 0.5 else (f"{called} is known", cells.notna())


def tag_rule(op):
    tag = RNG.choice(TAGS)
    called = RNG.choice(["tag", "tags", '"Tags"'])
    has = op.tags.map(lambda tags: folded(tag) in tags, na_action="ignore").fillna(False).astype(bool)
    part = tag[:3]
    holds = op.tags.map(lambda tags: any(folded(part) in one for one in tags), na_action="ignore").fillna(False).astype(bool)
    kind = RNG.randrange(6)
    if kind == 0:
        return f"{called} is {typed(tag)}", has
    if kind == 1:
        return f"{called} is not {typed(tag)}", ~has
    if kind == 2:
        return f"{called} contains {typed(part)}", holds
    if kind == 3:
        return f"{called} does not contain {typed(part)}", ~holds
    return (f"{called} is empty", op.tags.isna()) if kind == 4 else (f"{called} is known", op.tags.notna())


def other_rule(op):
    kind = RNG.randrange(7)
    if kind == 0:
        return "opted out of email is yes", op.yes(op.out == True)  # noqa: E712
    if kind == 1:
        return "opted out of email is no", op.yes(op.out == False)  # noqa: E712
    if kind == 2:
        return "not opted out of email", ~op.yes(op.out == True)  # noqa: E712
    if kind == 3:
        return RNG.choice(["has a title", "has title"]), op.text["Job Title"].notna()
    if kind == 4:
        return RNG.choice(["has no stage", "without stage", "no stage"]), op.text["Lifecycle Stage"].isna()
    if kind == 5:
        return "has email", op.text["Email"].notna()
    return "no email", op.text["Email"].isna()


LEAVES = [text_rule, text_rule, text_rule, country_rule, number_rule, number_rule, date_rule, date_rule, date_rule, tag_rule, other_rule]


def rule(op, depth=0):
    if depth == 3 or RNG.random() < (0.35, 0.6, 0.8)[depth]:
        return RNG.choice(LEAVES)(op)
    kind = RNG.choice(["all", "any", "none", "and", "not"])
    if kind == "not":
        text, mask = rule(op, depth + 1)
        return f"not ({text})", ~mask
    inner = [rule(op, depth + 1) for _ in range(RNG.randrange(2, 4))]
    masks = [mask for _, mask in inner]
    every, some = masks[0].copy(), masks[0].copy()
    for mask in masks[1:]:
        every &= mask
        some |= mask
    if kind == "and":
        return " and ".join(f"({text})" for text, _ in inner), every
    text = f"{kind} of ({', '.join(f'({text})' for text, _ in inner)})"
    return text, {"all": every, "any": some, "none": ~some}[kind]


def main():
    rows = made()
    with open(HERE / "contacts.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    op = Opinion(HERE / "contacts.csv")
    seen, lines = set(), []
    while len(lines) < RULES:
        text, mask = rule(op)
        if text in seen or len(text) > 600:
            continue
        seen.add(text)
        bits = sum(1 << index for index, holds in enumerate(mask) if holds)
        lines.append(f"{text}\t{bits:x}\n")
    (HERE / "rules.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
