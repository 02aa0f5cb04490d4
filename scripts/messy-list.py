#!/usr/bin/env python3
"""Writes a messy list of 2,000 rows, tests/fixtures/messy-list.csv, and what is so about it, tests/fixtures/messy-facts.json.

Regenerate with:  python3 scripts/messy-list.py     (Python 3, standard library only; the same bytes every time)

The numbers come from the script's own books (who was written down how often, with which "no", at which company), never from Cadenza: the tests hold
the import, a segment, the schedule, its file and the forecast against them. People and companies are invented, domains end in .example (RFC 2606).
"""

import csv
import io
import json
import random
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261130
ROWS = 2_000

HEADER = [
    "E-Mail", "Vorname", "Nachname", "Firma", "Website", "Land", "Telefon", "Mobil", "LinkedIn URL", "Mitarbeiter", "Unsubscribed from all email",
    "Email hard bounce reason", "Subscription Status", "Do Not Call", "DNC", "Werbesperre", "Email Consent", "Last Activity Date", "Notes",
]

# the spellings of a country, what is none, and nothing
COUNTRIES = {
    "DE": ["Germany", "Deutschland", "DE", "germany", "DEU"],
    "AT": ["Austria", "Österreich", "AT"],
    "FR": ["France", "FR", "Frankreich"],
    "GB": ["United Kingdom", "UK", "Great Britain", "GB"],
    "US": ["USA", "United States", "U.S.", "US"],
}
NO_COUNTRY = ["", "", "Deutchland", "n/a", "EMEA"]

FIRST = ("Ada Bruno Carla Dario Elena Felix Greta Hugo Irene Jonas Katja Luca Marta Nils Olga Paul Rosa Sven Tilda Urs Vera Willem Xenia Yannick Zoë "
         "Björn Łucja Ömer Renée O'Neil").split()
LAST = ("Adler Brandt Castel Dorn Egger Falk Gruber Hahn Imhof Jansen Kern Lorenz Moreau Novak Ortega Petit Quint Rossi Seiler Thiel Ulrich Vogt Weiss "
        "Zeller Null Šimić MacLeod").split()
WORDS = ("Aster Birke Cumulus Delta Elster Fjord Granit Hafen Indigo Jaspis Kamin Lotse Marmor Nadel Orbit Prisma Quarz Robin Sonne Terra Ulme Violet "
         "Wespe Xylo Zinn").split()
TRADES = ["Optik", "Werke", "Logistik", "Labor", "Textil", "Technik", "Energie", "Medien"]
FORMS = {"DE": ["GmbH", "AG", "GmbH & Co. KG"], "AT": ["GmbH", "GesmbH"], "FR": ["SAS", "SARL"], "GB": ["Ltd", "Ltd.", "Limited"], "US": ["Inc.", "LLC", "Inc"]}

# what a cell of a column says: the cause of the "no" it is, or None
EMAIL_NO = [("yes", "opted_out"), ("TRUE", "opted_out"), ("2026-03-05", "opted_out"), ("1", "opted_out")]
EMAIL_OK = ["", "", "", "no", "FALSE", "0"]
BOUNCES = ["550 5.1.1 user unknown", "mailbox gone", "OTHER"]
STATUS_NO = [("unsubscribed", "opted_out"), ("cleaned", "bounced"), ("Hard bounce", "bounced"), ("spamtrap", "invalid"), ("paused by hand", "not_understood")]
STATUS_OK = ["subscribed", "", "pending", "non-subscribed"]
# the gravest first, as a contact is held back by one of them
GRAVITY = ["complained", "do_not_contact", "opted_out", "refused", "suppressed", "bounced", "invalid", "not_understood"]
CHANNELS = ["email", "call", "linkedin", "whatsapp"]


class Person:
    """One person, and what is known of them over all their rows."""

    def __init__(self, email, account, phone, mobile, linkedin, country):
        self.email, self.account = email, account
        self.phone, self.mobile, self.linkedin, self.country = phone, mobile, linkedin, country
        self.noes = {}      # channel: causes
        self.answers = {}   # by column the answer of the first row that has any: whether it is consent. A "no" stays from any row, a yes does not

    def say_no(self, channels, cause):
        for channel in channels:
            self.noes.setdefault(channel, set()).add(cause)

    @property
    def given(self):
        return any(self.answers.values())

    def cause(self, channel):
        causes = self.noes.get(channel, set())
        return min(causes, key=GRAVITY.index) if causes else None


def main():
    rng = random.Random(SEED)
    companies = []
    for n, (word, trade) in enumerate((w, t) for w in WORDS for t in TRADES):
        country = rng.choice(list(COUNTRIES))
        companies.append({"name": f"{word} {trade}", "domain": f"{word}-{trade}.example".lower(), "country": country, "number": n, "has_domain": n % 6 != 0})
    rng.shuffle(companies)

    people, rows = [], []
    accounts = set()
    alone = 0

    def row(person, cells):
        cells = dict(cells)
        rows.append([cells.get(name, "") for name in HEADER])
        return cells

    def speak(person, chance):
        """The columns about consent for one row of a person, written down in the person's books."""
        cells = {}
        if rng.random() < 0.05 * chance:
            cells["Unsubscribed from all email"], cause = rng.choice(EMAIL_NO)
            person.say_no(["email"], cause)
        else:
            cells["Unsubscribed from all email"] = rng.choice(EMAIL_OK)
        if person.email and rng.random() < 0.03 * chance:
            cells["Email hard bounce reason"] = rng.choice(BOUNCES)
            person.say_no(["email"], "bounced")
        if person.email and rng.random() < 0.05 * chance:
            cells["Subscription Status"], cause = rng.choice(STATUS_NO)
            person.say_no(["email"], cause)
        else:
            cells["Subscription Status"] = status = rng.choice(STATUS_OK)
            if status:
                person.answers.setdefault("status", status == "subscribed")
        if rng.random() < 0.04 * chance:
            cells["Do Not Call"] = rng.choice(["x", "Ja", "Yes"])
            person.say_no(["call", "sms"], "opted_out")
        if rng.random() < 0.015 * chance:
            cells["DNC"] = rng.choice(["1", "asked us not to"])
            person.say_no(["email", "call", "linkedin", "whatsapp", "sms"], "do_not_contact")
        if rng.random() < 0.02 * chance:
            cells["Werbesperre"] = rng.choice(["ja", "WAHR"])
            person.say_no(["email", "call", "linkedin", "whatsapp", "sms"], "opted_out")
        answer = rng.random()
        if answer < 0.06:
            cells["Email Consent"] = rng.choice(["yes", "2025-11-02"])
            person.answers.setdefault("consent", True)
        elif answer < 0.06 + 0.015 * chance:
            cells["Email Consent"] = rng.choice(["no", "nein"])
            person.say_no(["email"], "refused")
        return cells

    def somebody(company, kind, number):
        """A person with a row."""
        nonlocal alone
        first, last = rng.choice(FIRST), rng.choice(LAST)
        country = company["country"] if company else rng.choice(list(COUNTRIES))
        written_country = rng.choice(COUNTRIES[country])
        known_country = country
        has_domain = bool(company) and company["has_domain"]
        if has_domain and rng.random() < 0.08:
            written_country, known_country = rng.choice(NO_COUNTRY), None
        website = ""
        if kind == "role":
            address = f"{rng.choice(['info', 'office', 'kontakt'])}@{company['domain']}"
        elif has_domain:
            address = f"p{number}.{last.lower().encode('ascii', 'ignore').decode()}@{company['domain']}"
        else:
            address = f"person{number}@gmail.com"
        email = address
        written = address
        style = rng.random()
        if kind != "role":
            if style < 0.05:
                email, written = None, rng.choice(["", "n/a", "not an address", "@", "keine"])
            elif style < 0.12:
                written = address.upper() if style < 0.08 else f" {address} "
            elif style < 0.15:
                written = f"{address}; second{number}@{address.split('@')[1]}"
        if has_domain and (email is None or rng.random() < 0.3):
            website = rng.choice(["https://www.{}/", "{}", "http://{}/kontakt?x=1"]).format(company["domain"])
        phone = f"+49 30 {5_550_000 + number}" if rng.random() < 0.5 else ""
        written_phone = phone
        if not phone and rng.random() < 0.04:
            written_phone = "4.9E+11"
        mobile = f"+49 171 {5_550_000 + number}" if rng.random() < 0.35 else ""
        if known_country is None:
            # a number would say where they live
            phone = mobile = written_phone = ""
        linkedin = f"https://www.linkedin.com/in/p-{number}" if rng.random() < 0.6 else ""
        if company:
            account = ("company", company["number"])
            form = rng.choice(FORMS[company["country"]])
            firm = f"{company['name']} {form}" if rng.random() < 0.7 else company["name"]
            firm = firm.upper() if rng.random() < 0.1 else firm
        else:
            alone += 1
            account = ("alone", alone)
            firm = rng.choice(["", "-", "Freelance", "self-employed", "n/a"])
        person = Person(email, account, phone, mobile, linkedin, known_country)
        accounts.add(account)
        people.append(person)
        basics = {
            "E-Mail": written, "Vorname": first, "Nachname": last, "Firma": firm, "Website": website, "Land": written_country, "Telefon": written_phone,
            "Mobil": mobile, "LinkedIn URL": linkedin, "Mitarbeiter": rng.choice(["1.250", "12.500", "250", "51-200", "80", ""]),
            "Last Activity Date": f"{rng.randint(1, 28):02d}.{rng.randint(1, 12):02d}.2026",
            "Notes": rng.choice(["", "", "met at the fair; \"hot\"", "two\nlines", "=1+1", "ends with ;"]),
        }
        row(person, {**basics, **speak(person, 1)})
        return person, basics

    # desks: one address, two people; in every third the first said no, or the second
    number = 0
    desks = rng.sample([c for c in companies if c["has_domain"]], 12)
    shared = []
    for at, company in enumerate(desks):
        number += 1
        first, basics = somebody(company, "role", number)
        first.noes.clear()
        rows.pop()
        row(first, {**basics, "Unsubscribed from all email": "yes" if at % 3 == 1 else ""})
        if at % 3 == 1:
            first.say_no(["email"], "opted_out")
        first.answers.clear()
        second = Person(first.email, first.account, "", "", "", first.country)
        people.append(second)
        row(second, {"E-Mail": basics["E-Mail"].upper(), "Vorname": f"{basics['Vorname']}-{at}", "Nachname": "Anders", "Firma": basics["Firma"],
                     "Land": basics["Land"], "Unsubscribed from all email": "Yes" if at % 3 == 2 else ""})
        if at % 3 == 2:
            second.say_no(["email"], "opted_out")
        shared.append((first, second))

    blanks, copies = 24, 180
    while len(rows) < ROWS - blanks - copies:
        number += 1
        company = None if rng.random() < 0.06 else rng.choice(companies)
        person, basics = somebody(company, "person", number)

    # the same people again: the address in another case, or the page alone; a "no" may stand in this row only
    again = rng.sample(range(24, len(people)), copies)
    for place in again:
        person = people[place]
        of = rows[place]
        cells = dict(zip(HEADER, of))
        by_page = person.linkedin and (person.email is None or rng.random() < 0.3)
        if person.email is None and not person.linkedin:
            # nothing to find them by: another person of the same name, whose row says the same
            twin = Person(None, person.account, person.phone, person.mobile, "", person.country)
            if person.account[0] == "alone":
                alone += 1
                twin.account = ("alone", alone)
                accounts.add(twin.account)
            people.append(twin)
            row(twin, {**{name: cells[name] for name in HEADER[:10]}, **speak(twin, 3)})
            continue
        basics = {"Vorname": cells["Vorname"], "Nachname": cells["Nachname"], "Firma": cells["Firma"], "Land": cells["Land"]}
        if by_page:
            slug = person.linkedin.rsplit("/", 1)[1]
            basics["LinkedIn URL"] = f"linkedin.com/in/{slug.upper()}/"
        else:
            basics["E-Mail"] = person.email.upper()
        row(person, {**basics, **speak(person, 3)})

    written = [list(cells) for cells in rows]
    for _ in range(blanks):
        written.append([rng.choice(["", " ", "\u00a0"]) for _ in HEADER])
    head, tail = written[:24], written[24:]
    # the desks stay together at the top: who comes first is mailed
    rng.shuffle(tail)
    written = head + tail

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for cells in written:
        # some rows end before their empty cells, some have cells too many
        ragged = rng.random()
        writer.writerow(cells[:-1] if ragged < 0.02 and not cells[-1] else [*cells, ""] if ragged > 0.985 else cells)
    (ROOT / "tests/fixtures/messy-list.csv").write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))

    # the books: a "no" of an address holds for whoever has it
    by_address = {}
    for person in people:
        if person.email:
            by_address.setdefault(person.email.lower(), []).append(person)
    for group in by_address.values():
        causes = set().union(*(p.noes.get("email", set()) for p in group))
        for person in group:
            if causes and not person.noes.get("email"):
                person.noes["email"] = {min(causes, key=GRAVITY.index)}

    has = {
        "email": lambda p: bool(p.email),
        "call": lambda p: bool(p.phone or p.mobile),
        "linkedin": lambda p: bool(p.linkedin),
        "whatsapp": lambda p: bool(p.mobile),
    }
    channels = []
    for channel in CHANNELS:
        can = sum(1 for p in people if not p.cause(channel) and has[channel](p))
        must_not = sum(1 for p in people if p.cause(channel))
        channels.append({"channel": channel, "can": can, "must_not": must_not, "nothing": len(people) - can - must_not})
    causes = Counter()
    for person in people:
        causes.update({person.cause(channel) for channel in person.noes})

    def held(asks):
        """Who is held back by a sequence of one mail, and why."""
        counts, mailed = Counter(), set()
        for person in people:
            if not person.email:
                counts["nothing_reaches"] += 1
            elif person.cause("email"):
                # the list says so, not one of the browser's do-not-contact lists
                counts["not_to_contact" if person.cause("email") == "do_not_contact" else person.cause("email")] += 1
            elif asks and not person.given and person.country in (None, "DE", "AT"):
                counts["no_consent" if person.country else "country_unknown"] += 1
            elif person.email.lower() in mailed:
                counts["shared_address"] += 1
            else:
                mailed.add(person.email.lower())
        return dict(sorted(counts.items())), len(people) - sum(counts.values())

    plain, enters = held(False)
    asking, enters_asked = held(True)
    facts = {
        "rows": ROWS,
        "empty_rows": blanks,
        "contacts": len(people),
        "merged_rows": ROWS - blanks - len(people),
        "accounts": len(accounts),
        "reached": sum(1 for p in people if any(not p.cause(c) and has[c](p) for c in CHANNELS)),
        "must_not": sum(1 for p in people if p.noes),
        "channels": channels,
        "causes": {cause: causes[cause] for cause in GRAVITY if causes[cause]},
        "one_mail": {"enters": enters, "held_back": plain},
        "one_mail_with_consent_in_de_and_at": {"enters": enters_asked, "held_back": asking},
    }
    (ROOT / "tests/fixtures/messy-facts.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")


main()
