#!/usr/bin/env python3
"""The arithmetic of limits and law, worked out without Cadenza: dates and zones of Python's own library, powers in decimal.

    python3 tests/oracle/law.py > tests/golden/law.txt

The hours are written down here again from the acts as they were read, not taken from the program: a slip in either shows.
"""

import random
from datetime import date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from zoneinfo import ZoneInfo

getcontext().prec = 60


def tenant(licences):
    power = (Decimal(licences).ln() * Decimal("0.7")).exp()
    return int((500 * power + 9_500).to_integral_value(ROUND_HALF_EVEN))


# as Microsoft printed it
PUBLISHED = {1: 10_000, 2: 10_312, 10: 12_006, 25: 14_259, 100: 22_059, 1_000: 72_446, 10_000: 324_979, 100_000: 1_590_639}


PLACES = {
    # state: (zone, lawful from and to on weekdays, Saturday, Sunday)
    "CA": ("America/Los_Angeles", (8, 21), (8, 21), (8, 21)),
    "NY": ("America/New_York", (8, 21), (8, 21), (8, 21)),
    "HI": ("Pacific/Honolulu", (8, 21), (8, 21), (8, 21)),
    "FL": ("America/New_York", (8, 20), (8, 20), (8, 20)),
    "MD": ("America/New_York", (8, 20), (8, 20), (8, 20)),
    "MS": ("America/Chicago", (8, 20), (8, 20), (8, 20)),
    "NJ": ("America/New_York", (8, 20), (8, 20), (8, 20)),
    "OK": ("America/Chicago", (8, 20), (8, 20), (8, 20)),
    "CT": ("America/New_York", (9, 20), (9, 20), (9, 20)),
    "RI": ("America/New_York", (9, 18), (10, 17), None),
    "TX": ("America/Chicago", (9, 21), (9, 21), (12, 21)),
}

# rules with a first day: the day before it, the day, the day after
BEGINS = {
    "CanSpam": date(2004, 1, 1),
    "UsTexts": date(2013, 10, 16),
    "FloridaTexts": date(2021, 7, 1),
    "TexasTexts": date(2025, 9, 1),
    "RevokeAll": date(2027, 1, 31),
    "Casl": date(2014, 7, 1),
    "Tkg": date(2021, 11, 1),
    "Pecr": date(2003, 12, 11),
    "EprivacyIe": date(2011, 7, 1),
    "GmailBulk": date(2024, 2, 1),
    "YahooBulk": date(2024, 2, 1),
    "OutlookBulk": date(2025, 5, 5),
    "TenantLimit": date(2025, 5, 1),
    "WhatsappUs": date(2025, 4, 1),
}


def allowed(hours, local):
    weekdays, saturday, sunday = hours
    span = {5: saturday, 6: sunday}.get(local.weekday(), weekdays)
    return span is not None and time(span[0]) <= local.time() < (time(span[1]) if span[1] < 24 else time.max)


def main():
    print("# python3 tests/oracle/law.py > tests/golden/law.txt")
    assert all(tenant(licences) == limit for licences, limit in PUBLISHED.items())
    for licences in [1, 2, 3, 5, 10, 25, 40, 99, 100, 101, 250, 500, 1_000, 2_500, 10_000, 100_000]:
        print("tenant", licences, tenant(licences))
    for act, first in sorted(BEGINS.items()):
        for by in (-366, -1, 0, 1, 400):
            day = first + timedelta(days=by)
            print("holds", act, day.isoformat(), "true" if by >= 0 else "false")
    rng = random.Random(16)
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    for state, (zone, *hours) in sorted(PLACES.items()):
        start = datetime(2026, 1, 1, tzinfo=timezone.utc)
        # the changes of clocks of both years, and any other minute
        minutes = [rng.randrange(2 * 365 * 1440) for _ in range(40)]
        for change in (date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14)):
            at = datetime.combine(change, time(0), tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
            base = int((at - start).total_seconds() // 60)
            minutes += [base + 60 * hour + edge for hour in (7, 8, 9, 11, 12, 17, 19, 20, 21) for edge in (-1, 0, 59)]
        for minute in sorted(set(minutes)):
            at = start + timedelta(minutes=minute)
            local = at.astimezone(ZoneInfo(zone))
            instant = int((at - epoch).total_seconds() // 60)
            print("call", state, zone, instant, "true" if allowed(hours, local) else "false")


if __name__ == "__main__":
    main()
