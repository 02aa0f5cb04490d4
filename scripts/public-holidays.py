#!/usr/bin/env python3
"""Writes data/holidays.txt: public holidays of countries, by rule, out of the dates of a kept source; and tests/oracle/holidays.tsv.

The source computes dates by laws and decrees; what is kept here are rules that give exactly its dates of 2026 to 2040 (checked for every
country and state below before anything is written). Days that follow no such rule (an equinox, a star, a decree) stay as dates.
Regenerate with:  pip install holidays==0.109 && python3 scripts/public-holidays.py     (the same bytes every time)
"""
import os
import re
from datetime import date, timedelta

import holidays
from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter

VERSION, READ_ON = "0.109", "2026-11-30"
YEARS = range(2026, 2041)
ORACLE_YEARS = (2026, 2027, 2033, 2040)
ORACLE = os.path.join(os.path.dirname(__file__), "../tests/oracle/holidays.tsv")
OUT = os.path.join(os.path.dirname(__file__), "../data/holidays.txt")

# Private business in the United States keeps the federal days whatever its state does; Spain's regions and communes choose theirs anew
# every year; so the states of these four are known, and no others.
STATES = {
    "AU": {
        "ACT": "Australian Capital Territory", "NSW": "New South Wales", "NT": "Northern Territory", "QLD": "Queensland",
        "SA": "South Australia", "TAS": "Tasmania", "VIC": "Victoria", "WA": "Western Australia",
    },
    "CA": {
        "AB": "Alberta", "BC": "British Columbia|Colombie-Britannique", "MB": "Manitoba", "NB": "New Brunswick|Nouveau-Brunswick",
        "NL": "Newfoundland and Labrador|Newfoundland|Terre-Neuve-et-Labrador", "NS": "Nova Scotia|Nouvelle-Écosse",
        "NT": "Northwest Territories|Territoires du Nord-Ouest", "NU": "Nunavut", "ON": "Ontario",
        "PE": "Prince Edward Island|Île-du-Prince-Édouard", "QC": "Quebec", "SK": "Saskatchewan", "YT": "Yukon",
    },
    "CH": {
        "AG": "Aargau", "AI": "Appenzell Innerrhoden", "AR": "Appenzell Ausserrhoden", "BE": "Bern|Berne|Berna", "BL": "Basel-Landschaft|Baselland",
        "BS": "Basel-Stadt|Basel|Bâle|Basle", "FR": "Fribourg|Freiburg", "GE": "Geneva|Genève|Genf|Ginevra", "GL": "Glarus", "GR": "Graubünden|Grisons|Grigioni",
        "JU": "Jura", "LU": "Lucerne|Luzern", "NE": "Neuchâtel|Neuenburg", "NW": "Nidwalden", "OW": "Obwalden", "SG": "St. Gallen|Sankt Gallen|St Gall",
        "SH": "Schaffhausen", "SO": "Solothurn", "SZ": "Schwyz", "TG": "Thurgau", "TI": "Ticino|Tessin", "UR": "Uri", "VD": "Vaud|Waadt",
        "VS": "Valais|Wallis", "ZG": "Zug", "ZH": "Zurich|Zürich",
    },
    "DE": {
        "BB": "Brandenburg", "BE": "Berlin", "BW": "Baden-Württemberg|Baden-Wuerttemberg", "BY": "Bavaria|Bayern|Freistaat Bayern", "HB": "Bremen",
        "HE": "Hesse|Hessen", "HH": "Hamburg", "MV": "Mecklenburg-Western Pomerania|Mecklenburg-Vorpommern", "NI": "Lower Saxony|Niedersachsen",
        "NW": "North Rhine-Westphalia|Nordrhein-Westfalen|NRW", "RP": "Rhineland-Palatinate|Rheinland-Pfalz", "SH": "Schleswig-Holstein",
        "SL": "Saarland", "SN": "Saxony|Sachsen", "ST": "Saxony-Anhalt|Sachsen-Anhalt", "TH": "Thuringia|Thüringen|Thueringen",
    },
    "GB": {"ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales|Cymru"},
}
COUNTRIES = {
    "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BG": "Bulgaria", "BR": "Brazil", "CA": "Canada", "CH": "Switzerland", "CL": "Chile",
    "CO": "Colombia", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland",
    "FR": "France", "GB": "United Kingdom (England and Wales)", "GR": "Greece", "HR": "Croatia", "HU": "Hungary", "IE": "Ireland", "IS": "Iceland", "IT": "Italy",
    "JP": "Japan", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia", "MT": "Malta", "MX": "Mexico", "NL": "Netherlands", "NO": "Norway",
    "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden", "SI": "Slovenia", "SK": "Slovakia",
    "US": "United States (federal)", "ZA": "South Africa",
}
# where no state is known; most people of the United Kingdom live in England
USUAL = {"GB": "ENG"}
# where no state is known, what all of them keep, as this one names it
SHARED = {"AU": "VIC"}
# a working day in most Dutch companies, by no law a day off; Australia's Easter Sunday has no other day in its stead but in one year
DROPPED = {("NL", "Good Friday"), ("AU", "Easter Sunday")}
RENAMED = {
    ("*", "Labor Day"): "Labour Day", ("*", "Pentecost Monday"): "Whit Monday", ("*", "Whit Sunday"): "Whit Sunday", ("*", "Pentecost"): "Whit Sunday",
    ("*", "Saint Stephen's Day"): "St Stephen's Day", ("US", "Labor Day"): "Labor Day", ("FR", "National Day"): "Bastille Day",
    ("GB", "May Day"): "Early May bank holiday", ("GB", "Spring Bank Holiday"): "Spring bank holiday",
    ("GB", "Late Summer Bank Holiday"): "Summer bank holiday", ("GB", "Summer Bank Holiday"): "Summer bank holiday",
    ("US", "Juneteenth National Independence Day"): "Juneteenth", ("US", "Thanksgiving Day"): "Thanksgiving",
}


def dates_of(country, state):
    """Name -> (the days themselves, the days on which they are also kept)."""
    kept = holidays.country_holidays(country, subdiv=state, years=range(2025, 2042), language="en_US" if "en_US" in holidays.country_holidays(country).supported_languages else None)
    found = {}
    for day, names in kept.items():
        for name in names.split("; "):
            also = "(observed" in name or "(substitute" in name
            name = re.sub(r" \((observed|estimated|substitute)[^)]*\)", "", name).strip()
            if (country, name) in DROPPED:
                continue
            name = RENAMED.get((country, name), RENAMED.get(("*", name), name))
            found.setdefault(name, (set(), set()))[1 if also else 0].add(day)
    return {name: sets for name, sets in found.items() if any(day.year in YEARS for day in sets[0] | sets[1])}


def in_years(days):
    return {day for day in days if day.year in YEARS}


def at(rule, year):
    """The day of a rule's head in a year, or None."""
    if rule[0] == "day":
        try:
            return date(year, rule[1], rule[2])
        except ValueError:
            return None
    if rule[0] in "EO":
        return easter(year, EASTER_WESTERN if rule[0] == "E" else EASTER_ORTHODOX) + timedelta(rule[1])
    first = date(year, rule[2], rule[3])
    return first + timedelta((rule[1] - first.isoweekday()) % 7)


def candidates(days):
    """Heads that may give these days: of the first of them, and of days close by that have been moved."""
    for sample in sorted(in_years(days))[:3]:
        yield ("day", sample.month, sample.day)
        for kind, method in (("E", EASTER_WESTERN), ("O", EASTER_ORTHODOX)):
            offset = (sample - easter(sample.year, method)).days
            if -60 <= offset <= 80:
                yield (kind, offset)
        # nth weekdays begin on 1, 8, 15, 22 or at the month's last seven days; others on any day of the week before
        for back in sorted(range(7), key=lambda n: ((sample - timedelta(n)).day % 7 != 1, n)):
            first = sample - timedelta(back)
            if (first.month, first.day) != (2, 29):
                yield ("week", sample.isoweekday(), first.month, first.day)


def fit(days, also):
    """Rules [(head, kept instead {weekday: days}, also kept {weekday: days})] and the dates that follow none."""
    rules, rest, also = [], in_years(days), in_years(also)
    while rest:
        head = next((c for c in candidates(rest) if all(at(c, year) in rest for year in YEARS)), None)
        if head is None:
            break
        rules.append((head, {}, {}))
        rest -= {at(head, year) for year in YEARS}
    if rest and not rules:
        # a day that is none where it falls on some day of the week
        for head in candidates(rest):
            bases = {at(head, year) for year in YEARS}
            lost = {base.isoweekday() for base in bases - rest}
            if rest <= bases and lost and all(base in rest or base.isoweekday() in lost for base in bases) and not any(day.isoweekday() in lost for day in rest):
                rules.append((head, {weekday: None for weekday in lost}, {}))
                rest = set()
                break
    if rest and not rules:
        # a day that is moved by where it falls in the week: from the day that needs the fewest moves
        best = None
        for head in moved_heads(rest) if len(rest) == len(YEARS) else ():
            moves = {}
            for year in YEARS:
                base = at(head, year)
                near = [day for day in rest if abs((day - base).days) <= 6]
                if len(near) != 1 or moves.setdefault(base.isoweekday(), (near[0] - base).days) != (near[0] - base).days:
                    break
            else:
                moves = {weekday: n for weekday, n in moves.items() if n}
                if best is None or len(moves) < len(best[1]):
                    best = (head, moves, {})
        if best:
            rules.append(best)
            rest = set()
    if also and len(rules) == 1:
        head, moved, kept = rules[0]
        bases = {year: at(head, year) + timedelta(moved.get(at(head, year).isoweekday(), 0) or 0) for year in range(2025, 2042) if at(head, year)}
        for base in bases.values():
            near = [day for day in also if 0 < abs((day - base).days) <= 5]
            if len(near) == 1:
                kept.setdefault(base.isoweekday(), (near[0] - base).days)
        covered = {base + timedelta(kept[base.isoweekday()]) for base in bases.values() if base.isoweekday() in kept}
        if in_years(covered) <= also:
            also -= covered
            for weekday in [weekday for weekday in kept if moved.get(weekday, 0) is None]:
                moved[weekday] = kept.pop(weekday)
        else:
            kept.clear()
    return rules, sorted(rest | also)


def moved_heads(days):
    seen = set()
    for sample in sorted(days)[:6]:
        for n in range(-6, 7):
            day = sample + timedelta(n)
            if (day.month, day.day) not in seen and (day.month, day.day) != (2, 29):
                seen.add((day.month, day.day))
                yield ("day", day.month, day.day)


def text_of(head, moved, kept):
    if head[0] == "day":
        word = f"{head[1]}-{head[2]}"
    elif head[0] in "EO":
        word = f"{head[0]}{head[1]}"
    else:
        word = f"{head[1]}>{head[2]}-{head[3]}"
    return word + "".join(f",{weekday}x" if n is None else f",{weekday}={n}" for weekday, n in sorted(moved.items())) + "".join(f",{weekday}+{n}" if n > 0 else f",{weekday}{n}" for weekday, n in sorted(kept.items()))


def expand(lines, state):
    """The dates that the lines give, to hold against the source."""
    days = set()
    for when, states, name in lines:
        if states is not None and state not in states:
            continue
        head, *shifts = when.split(",")
        if re.match(r"\d{4}-", head):
            days |= {(date(*map(int, day.split("-"))), name) for day in head.split("/")}
            continue
        for year in range(2025, 2042):
            if ">" in head:
                weekday, day = head.split(">")
                base = at(("week", int(weekday), *map(int, day.split("-"))), year)
            elif head[0] in "EO":
                base = at((head[0], int(head[1:])), year)
            else:
                base = at(("day", *map(int, head.split("-"))), year)
            if base is None:
                continue
            if f"{base.isoweekday()}x" in shifts:
                continue
            for shift in (s for s in shifts if "=" in s):
                weekday, n = shift.split("=")
                if base.isoweekday() == int(weekday):
                    base += timedelta(int(n))
                    break
            days.add((base, name))
            for shift in (s for s in shifts if "=" not in s and "x" not in s):
                if base.isoweekday() == int(shift[0]):
                    days.add((base + timedelta(int(shift[1:])), name))
    return {(day, name) for day, name in days if day.year in YEARS}


def sources(country):
    """State -> what the source says; "" = no state is known."""
    states = STATES.get(country, {})
    found = {state: dates_of(country, state) for state in states}
    found[""] = found[USUAL[country]] if country in USUAL else dates_of(country, None)
    if country in SHARED:
        every = set.intersection(*(set().union(*(days | also for days, also in found[state].values())) for state in states))
        found[""] = {name: (days & every, also & every) for name, (days, also) in found[SHARED[country]].items() if days & every}
    return found


def country_lines(country):
    found, states = sources(country), STATES.get(country, {})
    by_rule = {}
    for state, names in found.items():
        for name, (days, also) in names.items():
            rules, dates = min((fit(days, also), fit(days | also, set())), key=lambda it: (len(it[1]), len(it[0])))
            texts = [text_of(*rule) for rule in rules]
            if dates:
                texts.append("/".join(f"{day.year}-{day.month}-{day.day}" for day in dates))
            for text in texts:
                by_rule.setdefault((text, name), set()).add(state)
    everywhere = set(found)
    lines = [(when, None if where == everywhere else where, name) for (when, name), where in by_rule.items()]

    def order(line):
        when, where, name = line
        head = when.split(",")[0]
        day = sorted(day for day, _ in expand([(when, None, name)], None))[0]
        return (where is not None, "/" in head or head.count("-") == 2, (day.month, day.day), when, name)

    lines.sort(key=order)
    for state in found:
        expected = {(day, name) for name, (days, also) in found[state].items() for day in in_years(days | also)}
        got = expand(lines, state)
        assert got == expected, (country, state, sorted(got ^ expected))
    out = [f"{country} {COUNTRIES[country]}"]
    out += [f"@{state} {names}" for state, names in states.items()]
    for when, where, name in lines:
        mark = ""
        if where is not None:
            others = everywhere - where
            mark = "!" + "/".join(sorted(others)) if "" in where else "@" + "/".join(sorted(where))
        out.append(f"{when}{mark} {name}")
    return out


def main():
    assert holidays.__version__ == VERSION, holidays.__version__
    about = [
        "Public holidays by rule: a line for each country, then its states with their names, then its days.",
        "A day: when it is, and what it is called. 5-1 = month and day; E39 and O39 = days after western and orthodox Easter Sunday;",
        "1>5-25 = the first Monday (1 to 7) on or after a day; 2026-7-10/2027-6-25 = these days alone. After a comma: 7=1 = on a Sunday (7) it is a day",
        "later instead; 7+1 = a day later too; 7x = none. @BY/SL = in these states only; !SCT = not in this one. Law of 2026; exact for 2026 to 2040.",
        f"Source: PyPI holidays=={VERSION} (MIT, https://github.com/vacanza/holidays), read on {READ_ON} by scripts/public-holidays.py",
    ]
    lines = [line for country in sorted(COUNTRIES) for line in country_lines(country)]
    with open(OUT, "w", encoding="utf-8") as file:
        file.write("\n".join([f"# {line}" for line in about] + lines) + "\n")
    print(f"holidays.txt: {len(lines)} lines")
    # what the source itself says of some years, for the test that reads the rules
    rows = ["# country, state, days of the year; from the source itself, by scripts/public-holidays.py"]
    for country in sorted(COUNTRIES):
        for state, names in sources(country).items():
            for year in ORACLE_YEARS:
                days = sorted({day for sets in names.values() for day in sets[0] | sets[1] if day.year == year})
                rows.append(f"{country}\t{state}\t{year}\t" + " ".join(f"{day.month}-{day.day}" for day in days))
    with open(ORACLE, "w", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
