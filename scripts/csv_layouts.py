"""Six people as the exports of many tools write them, and what must be read of each: used by csv-fixtures.py.

A layout is a list of columns: (header, cell, field, value). `cell` and `value` are names of a person's facts, or functions of a person; `value` is what the
list must hold, by default the fact itself. A column without field stays custom, and then `value` is its type.
"""

FACTS = ["n", "first", "last", "email", "phone", "mobile", "title", "company", "site", "city", "state", "code", "country", "zone", "owner", "created", "active", "tags", "size"]
PEOPLE = [dict(zip(FACTS, facts)) for facts in [
    (1, "Dana", "Whitfield", "dana@orbit-ash.example", "+1 312 555 0142", "", "VP Revenue Operations", "Orbit & Ash", "https://orbit-ash.example", "Chicago", "Illinois", "US", "United States", "America/Chicago", "Mara Lindholt", "2026-03-02", "2026-11-09", ["RevOps", "Q4"], 140),
    (2, "Jürgen", "Haberland", "j.haberland@halden.example", "+49 30 23125 014", "+49 171 3920014", "Head of Sales Operations", "Halden GmbH", "https://halden.example", "Berlin", "Berlin", "DE", "Germany", "Europe/Berlin", "Mara Lindholt", "2026-05-11", "2026-10-01", ["Fair 2026"], 1250),
    (3, "Soraya", "Nasser", "soraya@millhaven.example", "+44 20 7946 0321", "+44 7700 900321", "CFO", "Millhaven Controls Ltd", "https://millhaven.example", "London", "England", "GB", "United Kingdom", "Europe/London", "Priya Ramanath", "2025-12-01", "2026-10-30", [], 860),
    (4, "Benoît", "Évrard", "benoit@lundmere.example", "+33 1 99 00 12 34", "+33 6 39 98 01 02", "Directeur financier", "Lundmere SAS", "https://lundmere.example", "Lyon", "Rhône", "FR", "France", "Europe/Paris", "Priya Ramanath", "2026-06-19", "2026-09-28", ["Q4"], 75),
    (5, "Lieke", "Postma", "lieke@vossberg.example", "", "", "Logistics Lead", "Vossberg B.V.", "https://vossberg.example", "Utrecht", "Utrecht", "NL", "Netherlands", "Europe/Amsterdam", "Mara Lindholt", "2026-07-30", "2026-09-08", [], 40),
    (6, "Omar", "Rahimi", "omar@pellworth.example", "+44 161 496 0111", "", "Deal Desk Lead", "Pellworth Mills", "https://pellworth.example", "Manchester", "England", "GB", "United Kingdom", "Europe/London", "Priya Ramanath", "2026-04-21", "2026-08-17", ["Fair 2026"], 12500),
]]
for person in PEOPLE:
    person["full"] = f"{person['first']} {person['last']}"

LAYOUTS = []


def layout(name, label, columns, **more):
    LAYOUTS.append((name, label, columns, more))


def joined(sign):
    return lambda p: sign.join(p["tags"])


TAGS = joined("; ")


def name_columns(first="First Name", last="Last Name"):
    return [(first, "first", "first name"), (last, "last", "last name")]


def nth(*values):
    return lambda p: str(values[(p["n"] - 1) % len(values)])


def day(pattern, fact="created"):
    """The fact as another tool writes days: D, M, Y stand for day, month, year."""
    def cell(p):
        y, m, d = p[fact].split("-")
        return pattern.replace("Y", y).replace("M", m).replace("D", d)
    return cell


def empty(_):
    return ""


layout("google-contacts.csv", "Google contacts", [
    *name_columns(), ("Middle Name", empty, None, "text"), ("Name Prefix", empty, None, "text"), ("File As", empty, None, "text"), ("Organization Name", "company", "company"),
    ("Organization Title", "title", "title"), ("Organization Department", empty, None, "text"), ("Birthday", nth(" --03-14", "1985-04-02", "", "", "1960-04-01", " --12-24"), None, "date"),
    ("Notes", nth("Met at the fair,\nhall 3", ""), None, "text"), ("Labels", lambda p: " ::: ".join(["* myContacts", *p["tags"]]), "tag", lambda p: "; ".join(["myContacts", *p["tags"]])),
    ("E-mail 1 - Label", nth("* Work"), None, "text"), ("E-mail 1 - Value", lambda p: p["email"] if p["n"] != 4 else "", "email", "email"), ("E-mail 2 - Label", nth("Home"), None, "text"),
    ("E-mail 2 - Value", lambda p: p["email"] if p["n"] == 4 else "", None, "text"), ("Phone 1 - Label", nth("Work"), None, "text"),
    ("Phone 1 - Value", lambda p: f"{p['phone']} ::: {p['mobile']}" if p["mobile"] else p["phone"], "phone", "phone"), ("Address 1 - City", "city", "city"), ("Address 1 - Region", "state", "state"),
    ("Address 1 - Country", "code", "country"), ("Website 1 - Value", "site", "website")])

layout("google-contacts-old.csv", "Google contacts", [
    ("Name", "full", "full name"), ("Given Name", "first", "first name"), ("Additional Name", empty, None, "text"), ("Family Name", "last", "last name"), ("Occupation", empty, None, "text"),
    ("Group Membership", lambda p: " ::: ".join(["* myContacts", *p["tags"]]), "tag", lambda p: "; ".join(["myContacts", *p["tags"]])), ("E-mail 1 - Type", nth("* Work"), None, "text"),
    ("E-mail 1 - Value", lambda p: f"{p['email']} ::: {p['first'].lower()[0]}@home.example", "email", "email"), ("Phone 1 - Type", nth("Mobile"), None, "text"), ("Phone 1 - Value", "phone", "phone"),
    ("Organization 1 - Type", empty, None, "text"), ("Organization 1 - Name", "company", "company"), ("Organization 1 - Title", "title", "title")])

layout("outlook.csv", "Outlook contacts", [
    ("Title", nth("Ms.", "Mr.", "Ms.", "M.", "Ms.", "Mr."), None, "text"), ("First Name", "first", "first name"), ("Middle Name", empty, None, "text"), ("Last Name", "last", "last name"),
    ("Company", "company", "company"), ("Department", empty, None, "text"), ("Job Title", "title", "title"), ("Business Street", empty, None, "text"), ("Business City", "city", "city"),
    ("Business State", "state", "state"), ("Business Postal Code", nth("60601", "10115", "EC1A 1BB", "69001", "3511", "M1 1AE"), None, "text"), ("Business Country/Region", "country", "country", "code"),
    ("Business Phone", "phone", "phone"), ("Home Phone", empty, None, "text"), ("Mobile Phone", "mobile", "mobile"), ("Birthday", nth("0/0/00"), None, "text"), ("Categories", TAGS, "tag", TAGS),
    ("E-mail Address", "email", "email"), ("E-mail Type", nth("SMTP"), None, "text"), ("E-mail Display Name", "full", None, "text"), ("E-mail 2 Address", empty, None, "text"), ("Gender", nth("Unspecified"), None, "text"),
    ("Web Page", "site", "website")])

layout("brevo.csv", "Brevo contacts", [
    ("CONTACT ID", "n", "contact id"), ("EMAIL", "email", "email"), ("FIRSTNAME", "first", "first name"), ("LASTNAME", "last", "last name"), ("SMS", "mobile", "mobile"), ("EXT_ID", empty, None, "text"),
    ("DOUBLE_OPT-IN", nth("Yes", "No"), None, "yes_no"), ("JOB_TITLE", "title", "title"), ("ADDED_TIME", day("D-M-Y"), "created on", "created"), ("MODIFIED_TIME", day("D-M-Y", "active"), "last activity", "active")],
    delimiter=";")

layout("klaviyo.csv", "Klaviyo profiles", [
    ("Email", "email", "email"), ("Klaviyo ID", lambda p: f"01HX{p['n']}", "contact id"), *name_columns(), ("Organization", "company", "company"), ("Title", "title", "title"), ("Phone Number", "phone", "phone"),
    ("City", "city", "city"), ("State / Region", "state", "state"), ("Country", "country", "country", "code"), ("Zip Code", nth("60601", "10115", "EC1A 1BB"), None, "text"), ("Timezone", "zone", "zone"),
    ("Source", nth("Form", "Import"), "source"), ("Profile Created On", day("Y-M-D 09:14:00"), "created on", "created"), ("Last Active", day("Y-M-D 17:20:00", "active"), "last activity", "active"),
    ("Historic Number Of Orders", nth(3, 0, 12, 1, 0, 7), "purchase count")])

layout("activecampaign.csv", "ActiveCampaign contacts", [
    ("ID", "n", "contact id"), ("Email", "email", "email"), *name_columns(), ("Phone", "phone", "phone"), ("Date Created", day("Y-M-D 09:14:00"), "created on", "created"), ("IP Address", nth("192.0.2.14", ""), None, "text"),
    ("Organization", "company", "company"), ("Job Title", "title", "title"), ("Tags", lambda p: ", ".join(p["tags"]), "tag", TAGS)])

layout("shopify.csv", "Shopify customers", [
    ("Customer ID", lambda p: f"'70020{p['n']}", "contact id", lambda p: f"70020{p['n']}"), *name_columns(), ("Email", "email", "email"), ("Default Address Company", "company", "company"),
    ("Default Address City", "city", "city"), ("Default Address Province Code", nth("IL", "BE", "ENG", "", "UT", "ENG"), "state"), ("Default Address Country Code", "code", "country"), ("Default Address Zip", nth("60601", "'10115"), None, "text"),
    ("Phone", lambda p: f"'{p['phone']}" if p["phone"] else "", "phone", "phone"), ("Total Spent", nth("1250.00", "0.00", "99.90", "12.50", "7.00", "310.25"), None, "number"), ("Total Orders", nth(3, 0, 12, 1, 0, 7), "purchase count"),
    ("Note", empty, None, "text"), ("Tags", lambda p: ", ".join(p["tags"]), "tag", TAGS)])

layout("shopify-api.csv", "Shopify customers", [
    ("id", lambda p: f"70020{p['n']}", "contact id"), ("email", "email", "email"), ("first_name", "first", "first name"), ("last_name", "last", "last name"), ("orders_count", nth(3, 0, 12, 1, 0, 7), "purchase count"),
    ("state", nth("disabled", "enabled", "invited"), None, "text"), ("total_spent", nth("1250.00", "0.00", "99.90"), None, "number"), ("verified_email", nth("true"), None, "yes_no"), ("currency", nth("EUR"), None, "text"),
    ("created_at", day("Y-M-DT09:14:00-05:00"), "created on", "created"), ("updated_at", day("Y-M-DT09:14:00-05:00", "active"), "last activity", "active")])

layout("woocommerce-billing.csv", "WooCommerce customers", [
    ("user_id", "n", "contact id"), ("role", nth("customer", "subscriber"), None, "text"), ("billing_first_name", "first", "first name"), ("billing_last_name", "last", "last name"), ("billing_company", "company", "company"),
    ("billing_email", "email", "email"), ("billing_phone", "phone", "phone"), ("billing_city", "city", "city"), ("billing_state", "state", "state"), ("billing_country", "code", "country"),
    ("user_registered", day("Y-M-D 09:14:00"), "created on", "created")])

layout("woocommerce-customers.csv", "WooCommerce customers", [
    ("Name", "full", "full name"), ("Username", lambda p: p["first"].lower(), None, "text"), ("Last Active", "active", "last activity"), ("Sign Up", "created", "created on"), ("Email", "email", "email"), ("Orders", nth(3, 0, 12), "purchase count"),
    ("Total Spend", nth("1,250.00", "0.00", "99.90"), None, "number"), ("AOV", nth("416.67", "0", "8.33"), None, "number"), ("Country / Region", "code", "country"), ("City", "city", "city"), ("Region", "state", "state")],
    split_names=True)

layout("prestashop.csv", "PrestaShop customers", [
    ("ID", "n", "contact id"), ("Social title", nth("Mrs", "Mr"), None, "text"), ("First name", "first", "first name"), ("Last name", "last", "last name"), ("Email address", "email", "email"), ("Company", "company", "company"),
    ("Sales", nth("€1,250.00", "--", "€99.90"), None, "number"), ("Enabled", nth("1"), None, "number"), ("Registration", day("M/D/Y"), "created on", "created"), ("Last visit", day("M/D/Y 17:20:00", "active"), "last activity", "active")])

layout("magento.csv", "Magento customers", [
    ("ID", "n", "contact id"), ("Name", "full", "full name"), ("Email", "email", "email"), ("Group", nth("General"), None, "text"), ("Phone", "phone", "phone"), ("ZIP", nth("60601", "10115", "EC1A 1BB"), None, "text"),
    ("Country", "country", "country", "code"), ("State/Province", "state", "state"), ("Customer Since", lambda p: f"{MONTHS[int(p['created'][5:7]) - 1]} {int(p['created'][8:])}, {p['created'][:4]} 9:14:00 AM", "created on", "created"), ("Web Site", nth("Main Website"), None, "text")], split_names=True)

layout("odoo.csv", "Odoo contacts", [
    ("Complete Name", lambda p: f"{p['full']}", "full name"), ("Related Company", "company", "company"), ("Job Position", "title", "title"), ("Email", "email", "email"), ("Phone", "phone", "phone"), ("Mobile", "mobile", "mobile"),
    ("City", "city", "city"), ("State", "state", "state"), ("Country", "country", "country", "code"), ("Salesperson", "owner", "owner"), ("Website", "site", "website"), ("Tags", lambda p: ",".join(p["tags"]), "tag", TAGS)], split_names=True)

layout("zoho.csv", "Zoho records", [
    ("Record Id", lambda p: f"zcrm_40000{p['n']}", "contact id"), ("Lead Owner", "owner", "owner"), ("Company", "company", "company"), *name_columns(), ("Designation", "title", "title"), ("Email", "email", "email"), ("Phone", "phone", "phone"),
    ("Mobile", "mobile", "mobile"), ("Website", "site", "website"), ("Lead Source", nth("Web", "Trade Show"), "source"), ("Lead Status", nth("New", "Contacted"), "lead status"), ("No. of Employees", "size", "employees", lambda p: str(p["size"])),
    ("Annual Revenue", nth("$ 1,250,000.00", "$ 320,000.50"), None, "number"), ("City", "city", "city"), ("State", "state", "state"), ("Country", "country", "country", "code"), ("Created Time", day("Y-M-D 09:14:00"), "created on", "created"),
    ("Last Activity Time", day("Y-M-D 17:20:00", "active"), "last activity", "active"), ("Secondary Email", empty, None, "text")])

layout("pipedrive.csv", "Pipedrive people", [
    ("Person - ID", "n", "contact id"), ("Person - Name", "full", "full name"), ("Person - First name", "first", "first name"), ("Person - Last name", "last", "last name"), ("Person - Organization", "company", "company"),
    ("Person - Email - Work", "email", "email"), ("Person - Email - Home", empty, None, "text"), ("Person - Phone - Work", "phone", "phone"), ("Person - Phone - Mobile", "mobile", "mobile"), ("Person - Owner", "owner", "owner"),
    ("Person - Labels", lambda p: ", ".join(p["tags"]), "tag", TAGS), ("Person - Person created", day("Y-M-D 09:14:00"), "created on", "created"), ("Person - Last activity date", "active", "last activity")])

layout("suitecrm.csv", "SuiteCRM records", [
    ("ID", lambda p: f"a1b2c3d4-000{p['n']}", "contact id"), *name_columns("first_name", "last_name"), ("title", "title", "title"), ("email1", "email", "email"), ("phone_work", "phone", "phone"), ("phone_mobile", "mobile", "mobile"),
    ("account_name", "company", "company"), ("primary_address_city", "city", "city"), ("primary_address_state", "state", "state"), ("primary_address_country", "country", "country", "code"), ("lead_source", nth("Web Site", "Cold Call"), "source"),
    ("assigned_user_name", "owner", "owner"), ("date_entered", day("M/D/Y 09:14"), "created on", "created"), ("date_modified", day("M/D/Y 17:20", "active"), "last activity", "active")])

layout("thunderbird.csv", "Thunderbird address book", [
    *name_columns(), ("Display Name", "full", "full name"), ("Nickname", empty, None, "text"), ("Primary Email", "email", "email"), ("Secondary Email", empty, None, "text"), ("Screen Name", empty, None, "text"), ("Work Phone", "phone", "phone"),
    ("Home Phone", empty, None, "text"), ("Mobile Number", "mobile", "mobile"), ("Work City", "city", "city"), ("Work State", "state", "state"), ("Work Country", "country", "country", "code"), ("Job Title", "title", "title"),
    ("Organization", "company", "company"), ("Web Page 1", "site", "website"), ("Birth Year", empty, None, "text"), ("Notes", empty, None, "text")])

layout("listmonk.csv", "listmonk subscribers", [
    ("uuid", lambda p: f"5e91dda1-1c16-467d-9bf9-2a21bf22ae2{p['n']}", "contact id"), ("email", "email", "email"), ("name", "full", "full name"), ("attributes", lambda p: '{"city": "%s"}' % p["city"], None, "text"),
    ("status", nth("enabled"), "lead status"), ("created_at", day("Y-M-DT09:14:00Z"), "created on", "created"), ("updated_at", day("Y-M-DT17:20:00Z", "active"), "last activity", "active")], split_names=True)

layout("keila.csv", "Keila contacts", [
    ("Email", "email", "email"), ("First name", "first", "first name"), ("Last name", "last", "last name"), ("Data", lambda p: '{"lang": "en"}', None, "text"), ("Status", nth("active"), "lead status")])

layout("mautic.csv", "Mautic contacts", [
    ("id", "n", "contact id"), ("firstname", "first", "first name"), ("lastname", "last", "last name"), ("email", "email", "email"), ("company", "company", "company"), ("position", "title", "title"), ("phone", "phone", "phone"),
    ("mobile", "mobile", "mobile"), ("city", "city", "city"), ("state", "state", "state"), ("country", "country", "country", "code"), ("points", nth(12, 0, 240), None, "number"), ("last_active", day("Y-M-D 17:20:00", "active"), "last activity", "active")])

layout("ghost.csv", "Ghost members", [
    ("id", lambda p: f"65f0aa0{p['n']}", "contact id"), ("email", "email", "email"), ("name", "full", "full name"), ("note", empty, None, "text"), ("subscribed_to_emails", nth("true"), None, "yes_no"), ("complimentary_plan", nth("false"), None, "yes_no"),
    ("stripe_customer_id", empty, None, "text"), ("created_at", day("Y-M-DT09:14:00.000Z"), "created on", "created"), ("labels", lambda p: ",".join(p["tags"]), "tag", TAGS)], split_names=True)

layout("meta-instant-form.csv", "Meta leads", [
    ("id", lambda p: f"l:900000000000{p['n']}", "contact id"), ("created_time", day("Y-M-DT10:11:12+05:30"), "created on", "created"), ("ad_id", nth("ag:1200000000001"), None, "text"), ("ad_name", nth("Video 1"), None, "text"),
    ("campaign_name", nth("Autumn"), None, "text"), ("form_id", nth("f:9000000000003"), None, "text"), ("is_organic", nth("false"), None, "yes_no"), ("platform", nth("fb", "ig"), None, "text"), ("full_name", "full", "full name"),
    ("email", "email", "email"), ("phone_number", lambda p: "p:" + p["phone"].replace(" ", "") if p["phone"] else "", "phone", lambda p: p["phone"].replace(" ", "")), ("city", "city", "city"), ("lead_status", nth("CREATED"), "lead status")],
    delimiter="\t", encoding="utf-16le", split_names=True)

layout("meta-lead-centre.csv", "Meta leads", [
    ("Created", day("D/M/Y, 21:35"), "created on", "created"), ("Name", "full", "full name"), ("Email address", "email", "email"), ("Source", nth("Paid", "Organic"), "source"), ("Form", nth("A form created on Tue Oct 8, 2026 6:40pm"), None, "text"),
    ("Channel", nth("", "Messenger"), None, "text"), ("Stage", nth("Qualified", "Intake"), "stage"), ("Owner", nth("Unassigned"), "owner", empty), ("Labels", empty, "tag", empty), ("Phone number (recommended)", "phone", "phone"),
    ("Secondary phone number", empty, None, "text")], split_names=True)

layout("linkedin-lead-form.csv", "LinkedIn leads", [
    ("Lead ID", lambda p: f"lead-{p['n']}", "contact id"), ("Campaign Name", nth("Autumn"), None, "text"), ("Form Name", nth("Form A"), None, "text"), *name_columns(), ("Email Address", "email", "email"), ("Phone Number", "phone", "phone"),
    ("Job Title", "title", "title"), ("Company Name", "company", "company"), ("Company Size", nth("51-200", "1001-5000", "501-1000", "51-200", "11-50", "10001+"), "employees", nth("51", "1001", "501", "51", "11", "10001")),
    ("Country/Region", "country", "country", "code"), ("Submitted At", day("M/D/Y 9:14"), "created on", "created")])

layout("hubspot-api.csv", "HubSpot contacts", [
    ("property_hs_object_id", lambda p: f"5100{p['n']}", "contact id"), ("property_firstname", "first", "first name"), ("property_lastname", "last", "last name"), ("property_email", "email", "email"), ("property_phone", "phone", "phone"),
    ("property_mobilephone", "mobile", "mobile"), ("property_jobtitle", "title", "title"), ("property_company", "company", "company"), ("property_website", "site", "website"), ("property_city", "city", "city"), ("property_state", "state", "state"),
    ("property_country", "country", "country", "code"), ("property_hs_timezone", lambda p: p["zone"].lower().replace("/", "_slash_"), "zone", "zone"), ("property_lifecyclestage", nth("lead", "customer"), "stage"), ("property_hs_lead_status", nth("NEW", "OPEN"), "lead status"),
    ("property_hubspot_owner_id", nth("8812", "8813"), "owner"), ("property_numemployees", "size", "employees", lambda p: str(p["size"])), ("property_createdate", lambda p: str(epoch(p["created"])), "created on", "created")])

layout("salesforce-report.csv", "Salesforce report", [
    *name_columns(), ("Title", "title", "title"), ("Company / Account", "company", "company"), ("Email", "email", "email"), ("Phone", "phone", "phone"), ("Mobile", "mobile", "mobile"), ("Lead Source", nth("Web", "Event"), "source"),
    ("Lead Status", nth("Open - Not Contacted", "Working - Contacted"), "lead status"), ("Lead Owner", "owner", "owner"), ("Created Date", day("M/D/Y"), "created on", "created")],
    footer=["", "Grand Totals (6 records)", "Confidential Information - Do Not Distribute", "Copyright (c) 2000-2026 a vendor. All rights reserved.", "Generated By: Mara Lindholt 11/29/2026 9:14 AM", "North Office"])

layout("german.csv", "Contact list", [
    ("Kundennummer", lambda p: f"K-{p['n']:04}", "contact id"), *name_columns("Vorname", "Nachname"), ("E-Mail-Adresse", "email", "email"), ("Firma", "company", "company"), ("Position", "title", "title"), ("Telefon", "phone", "phone"), ("Mobil", "mobile", "mobile"),
    ("Ort", "city", "city"), ("Bundesland", "state", "state"), ("Land", nth("Vereinigte Staaten", "Deutschland", "Großbritannien", "Frankreich", "Niederlande", "England"), "country", "code"),
    ("Mitarbeiter", lambda p: f"{p['size']:,}".replace(",", "."), "employees", lambda p: str(p["size"])), ("Umsatz", nth("1.250.000,00 €", "320.000,50 €", "9.800.000 €"), None, "number"), ("Branche", nth("Software", "Maschinenbau"), "industry"),
    ("Erstellt am", day("D.M.Y"), "created on", "created"), ("Letzter Kontakt", day("D.M.Y", "active"), "last contacted", "active")], delimiter=";", encoding="windows-1252")

layout("french.csv", "Contact list", [
    *name_columns("Prénom", "Nom"), ("Courriel", "email", "email"), ("Société", "company", "company"), ("Fonction", "title", "title"), ("Téléphone", "phone", "phone"), ("Portable", "mobile", "mobile"), ("Ville", "city", "city"),
    ("Pays", nth("États-Unis", "Allemagne", "Royaume-Uni", "France", "Pays-Bas", "Royaume-Uni"), "country", "code"), ("Effectif", lambda p: f"{p['size']:,}".replace(",", "\u202f"), "employees", lambda p: str(p["size"])),
    ("Chiffre d'affaires", nth("1 250 000,50 €", "320 000 €"), None, "number"), ("Date de création", day("D/M/Y"), "created on", "created")], delimiter=";")

layout("spanish.csv", "Contact list", [
    *name_columns("Nombre", "Apellidos"), ("Correo electrónico", "email", "email"), ("Empresa", "company", "company"), ("Cargo", "title", "title"), ("Teléfono", "phone", "phone"), ("Móvil", "mobile", "mobile"), ("Ciudad", "city", "city"),
    ("País", nth("Estados Unidos", "Alemania", "Reino Unido", "Francia", "Países Bajos", "Reino Unido"), "country", "code"), ("Empleados", "size", "employees", lambda p: str(p["size"])), ("Fecha de creación", day("D/M/Y"), "created on", "created")])

layout("italian.csv", "Contact list", [
    *name_columns("Nome", "Cognome"), ("Indirizzo email", "email", "email"), ("Azienda", "company", "company"), ("Ruolo", "title", "title"), ("Telefono", "phone", "phone"), ("Cellulare", "mobile", "mobile"), ("Città", "city", "city"),
    ("Paese", nth("Stati Uniti d'America", "Germania", "Regno Unito", "Francia", "Paesi Bassi", "Regno Unito"), "country", "code"), ("Dipendenti", "size", "employees", lambda p: str(p["size"]))])

layout("portuguese.csv", "Contact list", [
    *name_columns("Nome", "Sobrenome"), ("E-mail", "email", "email"), ("Empresa", "company", "company"), ("Cargo", "title", "title"), ("Telefone", "phone", "phone"), ("Celular", "mobile", "mobile"), ("Cidade", "city", "city"),
    ("País", nth("Estados Unidos", "Alemanha", "Reino Unido", "França", "Países Baixos", "Reino Unido"), "country", "code"), ("Funcionários", "size", "employees", lambda p: str(p["size"]))])

layout("dutch.csv", "Contact list", [
    *name_columns("Voornaam", "Achternaam"), ("E-mailadres", "email", "email"), ("Bedrijf", "company", "company"), ("Functie", "title", "title"), ("Telefoon", "phone", "phone"), ("Mobiel", "mobile", "mobile"), ("Plaats", "city", "city"),
    ("Land", nth("Verenigde Staten", "Duitsland", "Verenigd Koninkrijk", "Frankrijk", "Nederland", "Verenigd Koninkrijk"), "country", "code"), ("Medewerkers", "size", "employees", lambda p: str(p["size"]))], delimiter=";")

layout("polish.csv", "Contact list", [
    *name_columns("Imię", "Nazwisko"), ("Adres e-mail", "email", "email"), ("Firma", "company", "company"), ("Stanowisko", "title", "title"), ("Telefon", "phone", "phone"), ("Miasto", "city", "city"),
    ("Kraj", nth("Stany Zjednoczone", "Niemcy", "Wielka Brytania", "Francja", "Holandia", "Wielka Brytania"), "country", "code"), ("Liczba pracowników", "size", "employees", lambda p: str(p["size"]))], delimiter=";")

layout("japanese.csv", "Contact list", [
    *name_columns("名", "姓"), ("メールアドレス", "email", "email"), ("会社名", "company", "company"), ("役職", "title", "title"), ("電話番号", "phone", "phone"), ("国", nth("アメリカ合衆国", "ドイツ", "イギリス", "フランス", "オランダ", "イギリス"), "country", "code")])


def epoch(day_text):
    from datetime import datetime, timezone
    return int(datetime.fromisoformat(day_text).replace(tzinfo=timezone.utc).timestamp() * 1000)


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def written(cell, delimiter):
    """A cell of a CSV file."""
    if any(c in cell for c in (delimiter, '"', "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def files():
    """Name, text, encoding, delimiter and expected reading of each layout."""
    for name, label, columns, more in LAYOUTS:
        delimiter, encoding = more.get("delimiter", ","), more.get("encoding", "utf-8")

        def fact(person, what):
            return str(what(person) if callable(what) else person[what])
        lines = [delimiter.join(written(header, delimiter) for header, *_ in columns)]
        whole, types = {}, {}
        for person in PEOPLE:
            lines.append(delimiter.join(written(fact(person, cell), delimiter) for _, cell, *_ in columns))
        for header, cell, field, *value in columns:
            if field is None:
                types[header] = value[0]
            else:
                whole[field] = [fact(person, value[0] if value else cell) for person in PEOPLE]
        if more.get("split_names"):
            whole["first name"] = [person["first"] for person in PEOPLE]
            whole["last name"] = [person["last"] for person in PEOPLE]
        lines += more.get("footer", [])
        yield name, "\n".join(lines) + "\n", encoding, delimiter, {"about": f"{label}: six people", "layout": label, "columns": len(columns), "rows": 6, "whole": whole, "types": types}
