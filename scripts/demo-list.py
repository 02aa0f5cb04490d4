#!/usr/bin/env python3
"""Writes the demo list, static/demo/contacts.csv, and the facts about it, tests/fixtures/demo-facts.json.

Regenerate with:  python3 scripts/demo-list.py     (Python 3, standard library only; the same bytes every time)

The people and companies are invented. Every domain ends in .example (RFC 2606). Phone numbers come from ranges kept free for fiction where the regulator
names one (US and CA 555-01xx, Ofcom, Bundesnetzagentur, ARCEP, ACMA, PTS, ComReg); elsewhere they carry 555 01. The list has the mess that real lists
have, on purpose; the facts file counts it, so that tests can hold the import against it.
"""

import csv
import io
import json
import random
import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 500
TODAY = date(2026, 11, 20)  # the day of the export: a Friday

HEADER = [
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Contact owner", "Lead Status",
    "Lifecycle Stage", "Job Title", "Seniority", "Company Name", "Number of Employees", "City", "State/Region", "Country/Region",
    "Time Zone", "Industry", "Create Date", "Last Activity Date", "Marketing emails opened", "Marketing emails clicked",
    "Unsubscribed from all email", "Currently in Sequence", "Person Linkedin Url",
    "Opted out", "Marketing consent", "Total Orders",
]

OWNERS = ["Mara Lindholt", "Tomás Ibarrola", "Priya Ramanath"]
# Who looks after which countries. Priya works in London: her hours and Australia's meet at the ends of the day alone, which is the point of rehearsing.
PATCH = {"US": 1, "CA": 1, "DE": 0, "AT": 0, "CH": 0, "SE": 0, "NL": 0, "GB": 2, "IE": 2, "FR": 2, "AU": 2}

# code: (companies, spellings of the country, [(city, state code, state name, zone)])
COUNTRIES = {
    "US": (60, ["United States", "USA", "US"], [
        ("New York", "NY", "New York", "America/New_York"), ("Boston", "MA", "Massachusetts", "America/New_York"),
        ("Atlanta", "GA", "Georgia", "America/New_York"), ("Raleigh", "NC", "North Carolina", "America/New_York"),
        ("Chicago", "IL", "Illinois", "America/Chicago"), ("Austin", "TX", "Texas", "America/Chicago"),
        ("Minneapolis", "MN", "Minnesota", "America/Chicago"), ("Denver", "CO", "Colorado", "America/Denver"),
        ("Phoenix", "AZ", "Arizona", "America/Phoenix"), ("San Francisco", "CA", "California", "America/Los_Angeles"),
        ("Seattle", "WA", "Washington", "America/Los_Angeles"), ("Portland", "OR", "Oregon", "America/Los_Angeles"),
        ("Salt Lake City", "UT", "Utah", "America/Denver")]),
    "GB": (28, ["United Kingdom", "UK", "Great Britain"], [
        ("London", "", "England", "Europe/London"), ("Manchester", "", "England", "Europe/London"),
        ("Bristol", "", "England", "Europe/London"), ("Edinburgh", "", "Scotland", "Europe/London")]),
    "DE": (28, ["Germany", "Deutschland", "DE"], [
        ("Berlin", "", "Berlin", "Europe/Berlin"), ("Hamburg", "", "Hamburg", "Europe/Berlin"),
        ("München", "", "Bayern", "Europe/Berlin"), ("Köln", "", "Nordrhein-Westfalen", "Europe/Berlin"),
        ("Frankfurt am Main", "", "Hessen", "Europe/Berlin")]),
    "AT": (8, ["Austria", "Österreich", "AT"], [
        ("Wien", "", "Wien", "Europe/Vienna"), ("Graz", "", "Steiermark", "Europe/Vienna"), ("Linz", "", "Oberösterreich", "Europe/Vienna")]),
    "CH": (8, ["Switzerland", "Schweiz", "CH"], [
        ("Zürich", "ZH", "Zürich", "Europe/Zurich"), ("Basel", "BS", "Basel-Stadt", "Europe/Zurich"), ("Lausanne", "VD", "Vaud", "Europe/Zurich")]),
    "FR": (12, ["France", "FRANCE", "FR"], [
        ("Paris", "", "Île-de-France", "Europe/Paris"), ("Lyon", "", "Auvergne-Rhône-Alpes", "Europe/Paris"), ("Nantes", "", "Pays de la Loire", "Europe/Paris")]),
    "NL": (10, ["Netherlands", "The Netherlands", "NL"], [
        ("Amsterdam", "", "Noord-Holland", "Europe/Amsterdam"), ("Utrecht", "", "Utrecht", "Europe/Amsterdam"), ("Eindhoven", "", "Noord-Brabant", "Europe/Amsterdam")]),
    "CA": (12, ["Canada", "CANADA", "CA"], [
        ("Toronto", "ON", "Ontario", "America/Toronto"), ("Montréal", "QC", "Quebec", "America/Toronto"),
        ("Vancouver", "BC", "British Columbia", "America/Vancouver"), ("Calgary", "AB", "Alberta", "America/Edmonton")]),
    "AU": (8, ["Australia", "australia", "AU"], [
        ("Sydney", "NSW", "New South Wales", "Australia/Sydney"), ("Melbourne", "VIC", "Victoria", "Australia/Melbourne"),
        ("Brisbane", "QLD", "Queensland", "Australia/Brisbane"), ("Perth", "WA", "Western Australia", "Australia/Perth")]),
    "SE": (4, ["Sweden", "Sverige", "SE"], [("Stockholm", "", "Stockholms län", "Europe/Stockholm"), ("Göteborg", "", "Västra Götaland", "Europe/Stockholm")]),
    "IE": (2, ["Ireland", "Éire", "IE"], [("Dublin", "", "Leinster", "Europe/Dublin"), ("Cork", "", "Munster", "Europe/Dublin")]),
}

STEMS = """Ardenvale Brackmoor Corvanne Dellmere Eskerby Fenlock Galdorne Harrowbeck Ilverton Jorvane Kelbrook Lundmere Morvanne Norrfeld Ostrel Pellworth
Quenby Rostrevane Saltmere Tarnholt Umberleigh Veltmark Wrenfold Yarrowell Zandvoll Amberlode Birkholm Calderane Drumlish Elmsward Fairlode Gildersen Hollowen
Inverlath Kastelholt Lorrimane Merrowdale Nethercombe Oakrind Pendrace Ravenholt Silverlode Thornacre Underhay Vossberg Whitlaw Aldermoor Bexgrove Crestavon
Dunmarrow Eldergate Fallowbrook Greymantle Hazelrigg Ironwold Kingsmarl Larkenby Millhaven Northlode""".split()
TRADES = {
    "Industrial machinery": ["Pumps", "Fasteners", "Bearings", "Conveyors"],
    "Medical devices": ["Instruments", "Diagnostics", "Orthotics"],
    "Computer software": ["Analytics", "Systems", "Cloudworks", "Software"],
    "Logistics": ["Freight", "Logistics", "Depots"],
    "Building materials": ["Glass", "Timber", "Insulation"],
    "Telecommunications": ["Networks", "Telecom"],
    "Food production": ["Mills", "Foods"],
    "Electronics": ["Sensors", "Optics", "Controls"],
}
SUFFIX = {"US": ["Inc.", "LLC", ""], "GB": ["Ltd", ""], "DE": ["GmbH", "AG", "GmbH & Co. KG"], "AT": ["GmbH"], "CH": ["AG"], "FR": ["SAS", "SA"],
          "NL": ["B.V."], "CA": ["Inc.", ""], "AU": ["Pty Ltd"], "SE": ["AB"], "IE": ["Ltd"]}

FIRST = {
    "en": """Ada Amara Anjali Ben Bianca Caleb Carmen Chidi Claire Colin Dana Darius Delia Elena Ethan Farah Felix Fiona Grant Hana Hugo Imani Ivy Jamal Joan Kai
Keisha Kofi Laila Leah Leon Lucia Malik Marcus Maya Mei Nadia Naomi Nikhil Noor Omar Owen Paula Pedro Quinn Rafael Rania Rosa Ruth Samir Sana Simon Soraya Tariq
Tessa Theo Tunde Uma Vera Victor Wei Yara Yusuf Zoe""".split(),
    "de": """Anke Ayşe Bastian Birgit Claudia Dieter Elif Emre Franziska Gerrit Greta Hannes Ilse Jörg Jürgen Katrin Käthe Lars Leyla Lukas Maike Miroslav Nele
Oskar Petra Rüdiger Sabine Sören Thea Ulrike Uwe Volker Wiebke Zeynep""".split(),
    "fr": """Adèle Aïcha Amélie Baptiste Benoît Camille Chloé Édouard Émile Fatou François Gaëlle Hélène Inès Jérôme Karim Léa Loïc Maëlys Mamadou Noémie Océane Rémi
Solène Théo Yasmine""".split(),
    "nl": "Anouk Bram Daan Esmée Femke Gijs Hanneke Ilse Jelle Joost Koen Lieke Maarten Noor Pieter Ruben Sanne Sjoerd Tijs Willemijn".split(),
    "sv": "Agneta Björn Ebba Göran Ingrid Åsa Lovisa Mats Nils Saga Sixten Tove".split(),
}
LAST = {
    "en": """Abernethy Anozie Adeyemi Amaral Baptiste Barlow Bhandari Birch Brennock Calloway Castellan Chaudhry Cheng Coker Corrigan Dasgupta Delacroix Desrosiers
Ekwueme Ellery Farrow Feld Fonseca Gallard Ghosh Greaves Hadley Halloran Hargrove Hoang Ibarra Iyer Jankowski Jarrell Kamau Kaplow Kettering Khoury Lachance Lindgren
Loomis Mabry Maddox Mbeki-Stone Mendoza Merritt Mistry Moreau Nakagawa Nasser Novak Okonjo Olafsen Osei Pacheco Pemberton Pillai Quigley Rahimi Rasmussen Redfern Rourke
Sandoval Santoro Sethi Shapley Solberg Stanhope Tachibana Tennant Thorne Uddin Vantongeren Velasco Vickers Wainwright Whitfield Xu Yardley Zamora Zielinska O'Rourke-Hale
D'Amico""".split(),
    "de": """Achterberg Bäumler Brückner Çelik Dreyling Eberhard Fröhling Großmann Haberland Hölzl Jungblut Kässbohrer Kılıç Kornfeld Löwenstein Mühlbauer Nägele
Oberdorfer Pflüger Quandt-Reiter Rößler Schönfelder Steinbrecher Süß Tränkner Uhlmann Vogelsang Weißkopf Yıldız Zöllner""".split(),
    "fr": """Aubertin Beaulac Bonnefoy Chastaing Coulibaly Desmarets Évrard Fontanel Gauchet Hébrard Jolivet Kerouac-Blin Lacombe Maréchal Noirot Peyrègne Quéméner
Rochefort Saint-Amand Thévenin Vaillancourt""".split(),
    "nl": "van den Akker|Bouwhuis|de Graaf|van der Heijden|Kloosterman|Lammers|Nieuwenhuis|Oosterling|Postma|Smeets|Terpstra|van 't Hof|Vreeswijk|Zijlstra".split("|"),
    "sv": "Ahlström Bergendahl Dahlqvist Engdahl Hällgren Löfving Nyqvist Öhrström Sjöholm Wennerberg".split(),
}
LANGUAGE = {"DE": "de", "AT": "de", "CH": "de", "FR": "fr", "NL": "nl", "SE": "sv"}

# persona: (weight, [(title, seniority)])
PERSONAS = {
    "revops": (30, [("VP Revenue Operations", "VP"), ("Head of Revenue Operations", "Head"), ("Director, Revenue Operations", "Director"),
                    ("Revenue Operations Manager", "Manager"), ("RevOps Lead", "Manager"), ("Senior Manager, RevOps", "Manager")]),
    "sales ops": (22, [("Sales Operations Manager", "Manager"), ("Head of Sales Operations", "Head"), ("Director of Sales Operations", "Director"),
                       ("Deal Desk Lead", "Manager"), ("Sales Ops Analyst", "Individual")]),
    "sales": (14, [("VP Sales", "VP"), ("Chief Revenue Officer", "C-level"), ("Head of Sales", "Head"), ("Regional Sales Director", "Director")]),
    "finance": (11, [("CFO", "C-level"), ("Finance Director", "Director"), ("Head of Order to Cash", "Head"), ("Financial Controller", "Manager")]),
    "it": (9, [("CIO", "C-level"), ("IT Manager", "Manager"), ("Salesforce Administrator", "Individual"), ("Business Systems Lead", "Manager")]),
    "ceo": (7, [("CEO", "C-level"), ("Managing Director", "C-level"), ("Founder & CEO", "C-level"), ("Geschäftsführer", "C-level")]),
    "legal": (5, [("General Counsel", "C-level"), ("Legal Counsel", "Individual"), ("Head of Contracts", "Head")]),
    "marketing": (2, [("Marketing Operations Manager", "Manager")]),
}

rng = random.Random(20261120)


def ascii_slug(text, sep):
    for letter, plain in {"ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "ı": "i"}.items():
        text = text.replace(letter, plain).replace(letter.upper(), plain.capitalize() if letter != "ß" else "SS")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", sep, text).strip(sep)


def phones(code, city):
    """(landline, mobile), as somebody would type them."""
    n = lambda digits: f"{rng.randrange(10 ** digits):0{digits}d}"
    if code in ("US", "CA"):
        area = {"New York": "212", "Boston": "617", "Atlanta": "404", "Raleigh": "919", "Chicago": "312", "Austin": "512", "Minneapolis": "612", "Denver": "303",
                "Phoenix": "602", "San Francisco": "415", "Seattle": "206", "Portland": "503", "Salt Lake City": "801", "Toronto": "416", "Montréal": "514",
                "Vancouver": "604", "Calgary": "403"}[city]
        style = rng.choice(["+1 {a} 555 01{n}", "({a}) 555-01{n}", "+1-{a}-555-01{n}"])
        return style.format(a=area, n=n(2)), f"+1 {area} 555 01{n(2)}"
    if code == "GB":
        land = {"London": "+44 20 7946 0", "Manchester": "+44 161 496 0", "Bristol": "+44 117 496 0", "Edinburgh": "+44 131 496 0"}[city]
        return land + n(3), rng.choice(["+44 7700 900", "07700 900"]) + n(3)
    if code == "DE":
        land = {"Berlin": "+49 30 23125 ", "Hamburg": "+49 40 66969 ", "München": "+49 89 99998 ", "Köln": "+49 221 4710 ", "Frankfurt am Main": "+49 69 90009 "}[city]
        return land + n(3), "+49 171 39200" + n(2)
    if code == "FR":
        return f"+33 1 99 00 {n(2)} {n(2)}", f"+33 6 39 98 {n(2)} {n(2)}"
    if code == "AU":
        return f"+61 {dict(Sydney=2, Melbourne=3, Brisbane=7, Perth=8)[city]} 5550 {n(4)}", "+61 491 570 " + rng.choice(["006", "156", "157", "158", "159", "110"])
    if code == "SE":
        return f"+46 8 465 004 {n(2)}", f"+46 70 174 06 {rng.randrange(5, 100):02d}"
    if code == "IE":
        return f"+353 20 91{n(1)} {n(4)}", ""
    prefix = {"AT": ("+43 1 555 01 ", "+43 660 555 01 "), "CH": ("+41 44 555 01 ", "+41 79 555 01 "), "NL": ("+31 20 555 01 ", "+31 6 555 01 ")}[code]
    return prefix[0] + n(2), prefix[1] + n(2)


def companies():
    names, made = set(), []
    stems = [s for s in STEMS for _ in range(4)]
    rng.shuffle(stems)
    for code, (count, spellings, places) in COUNTRIES.items():
        for _ in range(count):
            while True:
                industry = rng.choice(list(TRADES))
                name = f"{stems.pop()} {rng.choice(TRADES[industry])}"
                if name not in names:
                    break
            names.add(name)
            city = rng.choice(places)
            size = int(round(10 ** rng.uniform(1.3, 3.6)))
            made.append({
                "code": code, "name": name, "legal": f"{name} {rng.choice(SUFFIX[code])}".strip(), "domain": ascii_slug(name, "-") + ".example", "place": city,
                "size": size, "industry": industry, "spelling": spellings, "owner": OWNERS[PATCH[code]]})
    return made


def person(company, record_id, taken):
    code = company["code"]
    language = LANGUAGE.get(code, "en") if rng.random() < 0.8 else "en"
    while True:
        first, last = rng.choice(FIRST[language]), rng.choice(LAST[language])
        local = f"{ascii_slug(first, '')}.{ascii_slug(last, '')}" if company["size"] > 60 else ascii_slug(first, "")
        email = f"{local}@{company['domain']}"
        if email not in taken and (first, last) not in taken:
            taken.update({email, (first, last)})
            break
    persona = rng.choices(list(PERSONAS), [w for w, _ in PERSONAS.values()])[0]
    title, seniority = rng.choice(PERSONAS[persona][1])
    if title == "Geschäftsführer" and language != "de":
        title = "Managing Director"
    city, state, state_name, zone = company["place"]
    land, mobile = phones(code, city)
    created = TODAY - timedelta(days=rng.randrange(20, 900))
    active = created + timedelta(days=rng.randrange(0, (TODAY - created).days)) if rng.random() < 0.7 else None
    opened = rng.choice([0, 0, 0, 1, 1, 2, 3, 4, 6, 9]) if active else 0
    stage = rng.choices(["lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "subscriber"], [60, 20, 8, 4, 8])[0]
    stage = {"lead": "Lead", "marketingqualifiedlead": "Marketing Qualified Lead", "salesqualifiedlead": "Sales Qualified Lead", "opportunity": "Opportunity", "subscriber": "Subscriber"}[stage]
    return {
        "Record ID": str(record_id), "First Name": first, "Last Name": last, "Email": email,
        "Phone Number": land if rng.random() < 0.72 else "", "Mobile Phone Number": mobile if rng.random() < 0.38 else "",
        "Contact owner": company["owner"], "Lead Status": rng.choices(["New", "Open", "Attempted to Contact", "Connected", ""], [40, 20, 15, 5, 20])[0],
        "Lifecycle Stage": stage, "Job Title": title, "Seniority": seniority,
        "Company Name": company["legal"] if rng.random() < 0.85 else company["name"], "Number of Employees": str(company["size"]),
        "City": city, "State/Region": (state if state and rng.random() < 0.6 else state_name) if rng.random() < 0.9 else "",
        "Country/Region": rng.choices(company["spelling"], [70, 15, 15])[0], "Time Zone": zone if rng.random() < 0.6 else "", "Industry": company["industry"],
        "Create Date": f"{created} {rng.randrange(7, 19):02d}:{rng.randrange(60):02d}", "Last Activity Date": f"{active} {rng.randrange(7, 19):02d}:{rng.randrange(60):02d}" if active else "",
        "Marketing emails opened": str(opened), "Marketing emails clicked": str(rng.randrange(0, opened + 1) // 2),
        "Unsubscribed from all email": "No", "Currently in Sequence": "No",
        "Person Linkedin Url": f"https://linkedin.example/in/{ascii_slug(first + ' ' + last, '-')}" if rng.random() < 0.82 else "",
        # where cold messages need it, everybody on this list has given consent
        "Opted out": "No", "Marketing consent": "Yes" if code in ("DE", "AT", "CA") else "", "Total Orders": "",
    }, {"code": code, "domain": company["domain"], "persona": persona, "zone": zone, "size": company["size"]}


def build():
    firms = companies()
    seats = [f for f in firms]  # everybody has one, the rest by size
    while len(seats) < PEOPLE:
        firm = rng.choice(firms)
        if seats.count(firm) < 8 and rng.random() < 0.25 + min(firm["size"], 800) / 1000:
            seats.append(firm)
    order = {id(firm): i for i, firm in enumerate(firms)}
    seats.sort(key=lambda f: order[id(f)])
    rng.shuffle(seats)
    taken, rows, truth = set(), [], []
    for i, firm in enumerate(seats):
        row, fact = person(firm, 51001 + i * 3, taken)
        rows.append(row)
        truth.append(fact)

    # The mess. Each kind has its own people, so that the counts are what they say.
    free = list(range(30, PEOPLE))  # the first thirty stay clean: they are what one sees first
    rng.shuffle(free)

    def take(count, where=lambda i: True):
        picked = sorted([i for i in free if where(i)][:count])
        assert len(picked) == count
        free[:] = [i for i in free if i not in picked]
        return picked

    groups = {
        "missing_email": take(22), "malformed_email": take(3), "role_email": take(8), "spaces": take(12), "nan": take(5), "n_a": take(4),
        "customer": take(24), "opted_out": take(17), "in_sequence": take(19), "no_owner": take(14, lambda i: truth[i]["code"] not in ("US", "CA", "AU")), "long_name": take(1), "newline": take(1), "quotes": take(1),
        "excel_phone": take(6, lambda i: truth[i]["code"] == "DE"), "odd_zone": take(4, lambda i: truth[i]["code"] == "US"), "shouting": take(5),
        "duplicated": take(9),
    }
    for i in groups["missing_email"]:
        rows[i]["Email"] = ""
    for i, form in zip(groups["malformed_email"], ["{local}(at){domain}", "{local}@@{domain}", "{local}.{domain}"]):
        local, domain = rows[i]["Email"].split("@")
        rows[i]["Email"] = form.format(local=local, domain=domain)
    for i, role in zip(groups["role_email"], ["info", "sales", "office", "contact", "hello", "support", "orders", "admin"]):
        rows[i]["Email"] = f"{role}@{truth[i]['domain']}"
    for k, i in enumerate(groups["spaces"]):
        field = ["First Name", "Email", "Company Name", "Job Title"][k % 4]
        rows[i][field] = ["  {} ", " {}", "{}\u00a0", "{}  "][k % 4].format(rows[i][field])
    for i, field in zip(groups["nan"], ["Job Title", "Number of Employees", "Phone Number", "First Name", "Industry"]):
        rows[i][field] = "NaN"
    for i, field in zip(groups["n_a"], ["City", "State/Region", "Job Title", "Mobile Phone Number"]):
        rows[i][field] = "n/a"
    for n, i in enumerate(groups["customer"]):
        rows[i]["Lifecycle Stage"] = "Customer"
        rows[i]["Total Orders"] = str(1 + n % 4)
    for i in groups["opted_out"]:
        rows[i]["Unsubscribed from all email"] = rows[i]["Opted out"] = "Yes"
    for i in groups["in_sequence"]:
        rows[i]["Currently in Sequence"] = "Yes"
    for i in groups["no_owner"]:
        rows[i]["Contact owner"] = ""
    for i in groups["long_name"]:
        rows[i]["First Name"] = "Maria-Theresia Wilhelmine Augustine Katharina"
        rows[i]["Last Name"] = "Freifrau von und zu Hohenlindenberg-Waldstätten-Oberreifenstein"
    for i in groups["newline"]:
        rows[i]["Job Title"] = "Revenue Operations Manager\n(interim)"
    for i in groups["quotes"]:
        rows[i]["Job Title"] = 'Head of "Quote to Cash", EMEA'
    for i in groups["excel_phone"]:
        rows[i]["Phone Number"] = f"4.9{rng.randrange(10)}E+11"
    for i, zone in zip(groups["odd_zone"], ["US/Eastern", "US/Pacific", "EST", "Pacific Time"]):
        rows[i]["Time Zone"] = zone
    for i in groups["shouting"]:
        rows[i]["First Name"], rows[i]["Last Name"] = rows[i]["First Name"].upper(), rows[i]["Last Name"].upper()

    # The same people once more, entered by somebody else: another case in the address, another owner, less filled in.
    records = [(row, fact, None) for row, fact in zip(rows, truth)]
    for k, i in enumerate(groups["duplicated"]):
        copy = dict(rows[i])
        copy["Record ID"] = str(60001 + k * 7)
        copy["Email"] = copy["Email"].upper() if k % 3 == 0 else copy["Email"].title() if k % 3 == 1 else copy["Email"].capitalize()
        copy["Contact owner"] = OWNERS[(OWNERS.index(copy["Contact owner"]) + 1) % 3]
        copy["Mobile Phone Number"] = copy["Time Zone"] = copy["Person Linkedin Url"] = ""
        records.insert(min(i + 40 + 11 * k, len(records)), (copy, truth[i], rows[i]["Record ID"]))
    blank = {name: "" for name in HEADER} | {"First Name": "  "}
    records.insert(250, (blank, None, None))
    return records, groups, rows


def facts(records, groups, rows):
    """Counts and places. Rows are spreadsheet rows: the header is row 1, a quoted line break does not start a new one."""
    row_of = {id(row): n for n, (row, _, _) in enumerate(records, start=2)}
    of_record = {row["Record ID"]: n for n, (row, _, _) in enumerate(records, start=2) if row["Record ID"]}
    place = lambda name: [row_of[id(rows[i])] for i in groups[name]]
    real = [(row, fact, n) for n, (row, fact, _) in enumerate(records, start=2) if fact]
    empty = lambda value: value.strip().lower() in ("", "nan", "n/a")
    count = lambda test: sum(1 for row, fact, _ in real if test(row, fact))

    def tally(key):
        out = {}
        for row, fact, _ in real:
            value = key(row, fact)
            out[value] = out.get(value, 0) + 1
        return dict(sorted(out.items()))

    ops = lambda row: any(w in row["Job Title"].lower() for w in ("revenue operations", "revops", "sales operations", "sales ops", "deal desk"))
    size = lambda row: 50 <= int(row["Number of Employees"]) <= 1000 if row["Number of Employees"].isdigit() else False
    return {
        "about": "Counts of static/demo/contacts.csv, written by scripts/demo-list.py. Rows are spreadsheet rows (header = 1). Counts include the duplicates and leave out the blank row.",
        "columns": HEADER,
        "header_row": 1,
        "delimiter": ",",
        "encoding": "utf-8",
        "data_rows": len(records),
        "blank_rows": [n for n, (_, fact, _) in enumerate(records, start=2) if not fact],
        "contacts": len(real),
        "people": len(real) - len(groups["duplicated"]),
        "companies": len({fact["domain"] for _, fact, _ in real}),
        "missing_email": {"count": count(lambda r, f: empty(r["Email"])), "rows": place("missing_email")},
        "malformed_email": [{"row": row_of[id(rows[i])], "value": rows[i]["Email"]} for i in groups["malformed_email"]],
        "role_email": [{"row": row_of[id(rows[i])], "value": rows[i]["Email"]} for i in groups["role_email"]],
        "duplicate_email": [{"first": of_record[first], "again": n} for n, (_, _, first) in enumerate(records, start=2) if first],
        "excel_phone": [{"row": row_of[id(rows[i])], "value": rows[i]["Phone Number"]} for i in groups["excel_phone"]],
        "nan_cells": sum(v == "NaN" for r, _, _ in real for v in r.values()),
        "n_a_cells": sum(v == "n/a" for r, _, _ in real for v in r.values()),
        "padded_cells": sum(v != v.strip() for r, _, _ in real for v in r.values()),
        "no_phone_at_all": count(lambda r, f: empty(r["Phone Number"]) and empty(r["Mobile Phone Number"])),
        "no_zone": count(lambda r, f: r["Time Zone"] == ""),
        "odd_zone": [{"row": row_of[id(rows[i])], "value": rows[i]["Time Zone"]} for i in groups["odd_zone"]],
        "no_owner": count(lambda r, f: r["Contact owner"] == ""),
        "owners": {name: count(lambda r, f, name=name: r["Contact owner"] == name) for name in OWNERS},
        "customers": count(lambda r, f: r["Lifecycle Stage"] == "Customer"),
        "opted_out": count(lambda r, f: r["Unsubscribed from all email"] == "Yes"),
        "in_sequence": count(lambda r, f: r["Currently in Sequence"] == "Yes"),
        "countries": tally(lambda r, f: f["code"]),
        "country_spellings": tally(lambda r, f: r["Country/Region"]),
        "zones_when_inferred_from_place": tally(lambda r, f: f["zone"]),
        "longest_full_name": {"row": place("long_name")[0], "characters": max(len(r["First Name"].strip() + " " + r["Last Name"].strip()) for r, _, _ in real)},
        "line_break_in_cell": place("newline"),
        "quotes_in_cell": place("quotes"),
        "segments": {
            "country is DE": count(lambda r, f: f["code"] == "DE"),
            "country is one of DE, AT, CH": count(lambda r, f: f["code"] in ("DE", "AT", "CH")),
            "title contains one of revenue operations, revops, sales operations, sales ops, deal desk": count(lambda r, f: ops(r)),
            "title contains one of revenue operations, revops, sales operations, sales ops, deal desk and employees between 50 and 1000": count(lambda r, f: ops(r) and size(r)),
            "stage is customer": count(lambda r, f: r["Lifecycle Stage"] == "Customer"),
            "email is empty": count(lambda r, f: empty(r["Email"])),
        },
    }


def as_json(value):
    """Indented JSON with short lists on one line."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return re.sub(r"\[[^\[\]{}]*\]|\{[^\[\]{}]{0,100}\}", lambda m: re.sub(r"\n\s*", " ", m[0]), text) + "\n"


def main():
    records, groups, rows = build()
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row, _, _ in records)
    (ROOT / "static/demo").mkdir(parents=True, exist_ok=True)
    (ROOT / "static/demo/contacts.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    told = facts(records, groups, rows)
    (ROOT / "tests/fixtures").mkdir(parents=True, exist_ok=True)
    (ROOT / "tests/fixtures/demo-facts.json").write_text(as_json(told), encoding="utf-8")
    print(f"{told['contacts']} contacts, {told['people']} people, {told['companies']} companies")


main()
