#!/usr/bin/env python3
"""Writes tests/fixtures/csv/: one small file per layout and per trap of contact lists met in the wild, and expected.json, what an import must find in each.

Regenerate with:  python3 scripts/csv-fixtures.py     (Python 3, standard library only; the same bytes every time)

All people are invented; addresses end in .example; phones come from ranges kept for fiction.
"""

import json
import re
import shutil
from pathlib import Path

import csv_layouts

OUT = Path(__file__).resolve().parent.parent / "tests/fixtures/csv"

ABOUT = """What an import must find in each file of this folder. Written by scripts/csv-fixtures.py.
encoding: utf-8, utf-8 with bom, utf-16le, utf-16be, windows-1252. delimiter: as in the file. header_row: spreadsheet row of the header, null = there is none.
Rows are spreadsheet rows: the first line is row 1, lines before the header count, a line break inside quotes does not start a new one.
rows: contacts that come in. columns: columns of the header (or of the first row).
meanings: header -> field name in the rule language; headers that must stay custom stand under custom; headers in neither are left open.
Of two columns with one meaning the first is meant, and with duplicate headers the position counts: "Email@3" is the third column.
values: cells after reading and trimming ("" = empty). For dates: ISO. problems: kind, row, column (header, or null for a whole row).
Kinds: not_an_address, scientific_phone, too_few_cells, too_many_cells, blank_row, duplicate_header, duplicate_address, null_byte, unclosed_quote, mixed_dates.
layout: whose export it is seen to be. whole: the columns with a meaning, all of them, each with the value of every contact. types: the others and their types.
Every row with a problem is kept, except blank_row. ask: columns whose day and month the user must settle. refused: the file is not read at all, and why."""

FILES = {}


def add(name, data, **expected):
    """Registers a file; text is written as UTF-8."""
    assert name not in FILES
    FILES[name] = (data if isinstance(data, bytes) else data.encode("utf-8"), expected)


def lines(*rows, end="\n"):
    return end.join(rows) + end


def same(**more):
    return {"encoding": "utf-8", "delimiter": ",", "header_row": 1, **more}


# --- layouts -------------------------------------------------------------------------------------------------------------------------------------------

add("hubspot.csv", lines(
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Lead Status,Lifecycle Stage,Marketing contact status,Job Title,Company Name,Associated Company,City,State/Region,Country/Region,Time Zone,Original Source,Create Date,Last Activity Date,Unsubscribed from all email,Currently in Sequence",
    "51001,Dana,Whitfield,dana@orbit-ash.example,+1 312 555 0142,,Mara Lindholt,Open,Marketing Qualified Lead,Marketing contact,VP Revenue Operations,Orbit & Ash,Orbit & Ash,Chicago,Illinois,United States,America/Chicago,Organic Search,2026-03-02 09:14,2026-11-09 17:20,No,No",
    "51002,Jürgen,Haberland,j.haberland@halden.example,+49 30 23125 014,+49 171 3920014,Mara Lindholt,New,Lead,Non-marketing contact,Head of Sales Operations,Halden GmbH,Halden GmbH,Berlin,Berlin,Germany,,Offline Sources,2026-05-11 15:02,,Yes,No",
    "51003,Soraya,Nasser,,,,Priya Ramanath,,Customer,Marketing contact,CFO,Millhaven Controls Ltd,Millhaven Controls Ltd,London,England,United Kingdom,Europe/London,Referrals,2025-12-01 08:00,2026-10-30 11:45,No,Yes"),
    about="HubSpot contacts export", **same(columns=22, rows=3, meanings={
        "Record ID": "contact id", "First Name": "first name", "Last Name": "last name", "Email": "email", "Phone Number": "phone", "Mobile Phone Number": "mobile",
        "Contact owner": "owner", "Lead Status": "lead status", "Lifecycle Stage": "stage", "Job Title": "title", "Company Name": "company", "City": "city",
        "State/Region": "state", "Country/Region": "country", "Time Zone": "zone", "Original Source": "source", "Create Date": "created on",
        "Last Activity Date": "last activity", "Unsubscribed from all email": "opted out of email", "Currently in Sequence": "in sequence"},
        custom=["Marketing contact status"],
        values=[{"row": 2, "column": "Email", "value": "dana@orbit-ash.example"}, {"row": 3, "column": "First Name", "value": "Jürgen"},
                {"row": 3, "column": "Create Date", "value": "2026-05-11"}, {"row": 4, "column": "Email", "value": ""}]))

add("salesforce-labels.csv", lines(
    '"First Name","Last Name","Title","Company / Account","Email","Phone","Mobile","Lead Source","Lead Status","Lead Owner","Created Date"',
    '"Dana","Whitfield","VP Revenue Operations","Orbit & Ash","dana@orbit-ash.example","(312) 555-0142","","Web","Open - Not Contacted","Mara Lindholt","2026-03-02"',
    '"Benoît","Évrard","Directeur financier","Lundmere SAS","benoit@lundmere.example","+33 1 99 00 12 34","+33 6 39 98 01 02","Trade Show","Working - Contacted","Priya Ramanath","2026-06-19"'),
    about="Salesforce lead report, labels, every cell quoted", **same(columns=11, rows=2, meanings={
        "First Name": "first name", "Last Name": "last name", "Title": "title", "Company / Account": "company", "Email": "email", "Phone": "phone", "Mobile": "mobile",
        "Lead Source": "source", "Lead Status": "lead status", "Lead Owner": "owner", "Created Date": "created on"},
        values=[{"row": 3, "column": "Last Name", "value": "Évrard"}]))

add("salesforce-api-names.csv", lines(
    "Id,FirstName,LastName,Company,Email,Phone,MobilePhone,LeadSource,Status,OwnerId,City,Country,Industry,NumberOfEmployees,HasOptedOutOfEmail,DoNotCall,EmailBouncedDate,CreatedDate,LastActivityDate",
    "00Q5e00000AbCdEAAV,Dana,Whitfield,Orbit & Ash,dana@orbit-ash.example,+1 312 555 0142,,Web,Open,0055e000001XyZ1AAK,Chicago,US,Software,140,false,false,,2026-03-02T09:14:00.000Z,2026-11-09",
    "00Q5e00000AbCdFAAV,Omar,Rahimi,Pellworth Mills,omar@pellworth.example,+44 20 7946 0321,+44 7700 900321,Event,Working,0055e000001XyZ2AAK,London,GB,Food,860,true,true,,2026-04-21T12:00:00.000Z,",
    "00Q5e00000AbCdGAAV,Lieke,Postma,Vossberg B.V.,lieke@vossberg.example,,,Web,Open,0055e000001XyZ1AAK,Utrecht,NL,Logistics,75,false,false,2026-09-08T06:31:00.000Z,2026-07-30T10:20:00.000Z,2026-09-08"),
    about="Salesforce data export, API names", **same(columns=19, rows=3, meanings={
        "Id": "contact id", "FirstName": "first name", "LastName": "last name", "Company": "company", "Email": "email", "Phone": "phone", "MobilePhone": "mobile",
        "LeadSource": "source", "Status": "lead status", "OwnerId": "owner", "City": "city", "Country": "country", "Industry": "industry", "NumberOfEmployees": "employees",
        "HasOptedOutOfEmail": "opted out of email", "DoNotCall": "do not call", "EmailBouncedDate": "bounced on", "CreatedDate": "created on", "LastActivityDate": "last activity"},
        values=[{"row": 3, "column": "NumberOfEmployees", "value": "860"}, {"row": 4, "column": "EmailBouncedDate", "value": "2026-09-08"}]))

add("apollo.csv", lines(
    "First Name,Last Name,Title,Company,Company Name for Emails,Email,Email Status,Seniority,Departments,Contact Owner,Work Direct Phone,Home Phone,Mobile Phone,Corporate Phone,Other Phone,Stage,Lists,Last Contacted,Account Owner,# Employees,Industry,Keywords,Person Linkedin Url,Website,Company Linkedin Url,City,State,Country,Company Address,Company City,Company State,Company Country,Company Phone,Technologies,Annual Revenue,Total Funding,Latest Funding,Latest Funding Amount,Last Raised At,Email Sent,Email Open,Email Bounced,Replied,Demoed,Apollo Contact Id,Apollo Account Id",
    "Dana,Whitfield,VP Revenue Operations,\"Orbit & Ash, Inc.\",Orbit & Ash,dana@orbit-ash.example,Verified,VP,\"Operations, Sales\",Mara Lindholt,'+1 312-555-0142,,,'+1 312-555-0100,,Cold,\"RevOps; Q4\",2026-10-12T09:00:00+00:00,Mara Lindholt,140,computer software,\"cpq, order forms\",https://linkedin.example/in/dana-whitfield,https://orbit-ash.example,,Chicago,Illinois,United States,,Chicago,Illinois,United States,'+1 312-555-0100,Salesforce,21000000,,,,,true,true,false,false,false,65f0aa01,65e0bb01",
    "Omar,Rahimi,Deal Desk Lead,Pellworth Mills,Pellworth,omar@pellworth.example,Catch-all,Manager,Sales,Priya Ramanath,,,'+44 7700 900321,,,Approaching,,,Priya Ramanath,860,food production,,https://linkedin.example/in/omar-rahimi,https://pellworth.example,,London,England,United Kingdom,,London,England,United Kingdom,,SAP,,,,,,false,false,false,false,false,65f0aa02,65e0bb02"),
    about="Apollo people export; phones carry a leading apostrophe", **same(columns=46, rows=2, meanings={
        "First Name": "first name", "Last Name": "last name", "Title": "title", "Company": "company", "Email": "email", "Email Status": "email status",
        "Contact Owner": "owner", "Work Direct Phone": "phone", "Mobile Phone": "mobile", "Corporate Phone": "company phone", "Stage": "stage", "Lists": "tag",
        "Last Contacted": "last contacted", "# Employees": "employees", "Industry": "industry", "Person Linkedin Url": "linkedin", "Website": "website", "City": "city",
        "State": "state", "Country": "country"},
        custom=["Seniority", "Departments", "Keywords", "Technologies", "Company Linkedin Url", "Company City", "Company Country"],
        values=[{"row": 2, "column": "Company", "value": "Orbit & Ash, Inc."}, {"row": 3, "column": "# Employees", "value": "860"}]))

add("mailchimp.csv", lines(
    'Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS',
    'dana@orbit-ash.example,Dana,Whitfield,,,4,"2025-02-03 10:11:12",,"2025-02-03 10:12:40",192.0.2.14,41.8781000,-87.6298000,-6,-5,America/Chicago,US,IL,"2026-08-01 07:00:00",100201,a1b2c3d4e5,,"""Newsletter"",""Webinar 2026"""',
    'lieke@vossberg.example,Lieke,Postma,,,2,"2025-06-30 08:00:00",,"2025-06-30 08:01:05",198.51.100.7,52.0907000,5.1214000,1,2,Europe/Amsterdam,NL,UT,"2026-01-15 12:30:00",100202,f6a7b8c9d0,,'),
    about="Mailchimp audience export", **same(columns=22, rows=2, meanings={
        "Email Address": "email", "First Name": "first name", "Last Name": "last name", "Phone Number": "phone", "GMTOFF": "utc offset", "DSTOFF": "dst offset",
        "TIMEZONE": "zone", "CC": "country", "REGION": "state", "TAGS": "tag"},
        custom=["MEMBER_RATING", "LEID", "EUID"], values=[{"row": 2, "column": "GMTOFF", "value": "-6"}]))

add("mailchimp-unsubscribed.csv", lines(
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON",
    'omar@pellworth.example,Omar,Rahimi,1,"2024-04-04 09:09:09","2026-02-14 18:22:01","February letter",9f8e7d,NORMAL'),
    about="Mailchimp unsubscribed members", **same(columns=9, rows=1, meanings={"Email Address": "email", "First Name": "first name", "Last Name": "last name", "UNSUB_TIME": "unsubscribed on"},
        values=[{"row": 2, "column": "UNSUB_TIME", "value": "2026-02-14"}]))

add("linkedin-connections.csv", lines(
    "Notes:",
    '"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see email addresses for connections who have allowed their connections to see or download their email address."',
    "",
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "Dana,Whitfield,https://linkedin.example/in/dana-whitfield,,Orbit & Ash,VP Revenue Operations,01 Jan 2024",
    "Anjali,Pillai,https://linkedin.example/in/anjali-pillai,anjali@quenby.example,Quenby Sensors,Sales Operations Manager,17 Sep 2025",
    '"Hannes, MBA",Kornfeld,https://linkedin.example/in/hannes-kornfeld,,Tarnholt Glass GmbH,Head of Sales,03 Mar 2026'),
    about="LinkedIn Connections.csv: the header is row 4, after notes", **same(header_row=4, columns=7, rows=3, meanings={
        "First Name": "first name", "Last Name": "last name", "URL": "linkedin", "Email Address": "email", "Company": "company", "Position": "title"},
        values=[{"row": 5, "column": "Connected On", "value": "2024-01-01"}, {"row": 7, "column": "First Name", "value": "Hannes, MBA"}, {"row": 5, "column": "Email Address", "value": ""}]))

add("outreach.csv", lines(
    "firstName,lastName,title,company,emails,mobilePhones,workPhones,linkedInUrl,timeZone,optedOut,emailsOptStatus,callsOptStatus,tags,source,custom1,custom2",
    'Dana,Whitfield,VP Revenue Operations,Orbit & Ash,dana@orbit-ash.example,,+1 312 555 0142,https://linkedin.example/in/dana-whitfield,America/Chicago,false,opted_in,,"revops,q4",Web,Salesforce,',
    "Omar,Rahimi,Deal Desk Lead,Pellworth Mills,omar@pellworth.example,+44 7700 900321,,,Europe/London,true,opted_out,opted_out,,Event,SAP,priority"),
    about="Outreach prospects", **same(columns=16, rows=2, meanings={
        "firstName": "first name", "lastName": "last name", "title": "title", "company": "company", "emails": "email", "mobilePhones": "mobile", "workPhones": "phone",
        "linkedInUrl": "linkedin", "timeZone": "zone", "optedOut": "opted out of email", "tags": "tag", "source": "source"}, custom=["custom1", "custom2"]))

add("clay.csv", lines(
    "full_name,job_title,company_name,company_domain,work_email,linkedin_profile,location_country",
    "Dana Whitfield,VP Revenue Operations,Orbit & Ash,orbit-ash.example,dana@orbit-ash.example,https://linkedin.example/in/dana-whitfield,United States",
    "Jelle van den Akker,Sales Operations Manager,Vossberg,vossberg.example,jelle@vossberg.example,,Netherlands"),
    about="Clay table", **same(columns=7, rows=2, meanings={
        "full_name": "full name", "job_title": "title", "company_name": "company", "company_domain": "website", "work_email": "email", "linkedin_profile": "linkedin"}))

add("synonyms.csv", lines(
    "E-mail,Given name,Surname,Role,Organisation,Tel.,Cell,Town,Nation,Headcount,Favourite colour",
    "dana@orbit-ash.example,Dana,Whitfield,VP Revenue Operations,Orbit & Ash,+1 312 555 0142,,Chicago,USA,140,green",
    "omar@pellworth.example,Omar,Rahimi,Deal Desk Lead,Pellworth Mills,,07700 900321,London,UK,860,blue"),
    about="A hand-made list with other words for the same things", **same(columns=11, rows=2, meanings={
        "E-mail": "email", "Given name": "first name", "Surname": "last name", "Role": "title", "Organisation": "company", "Tel.": "phone", "Cell": "mobile",
        "Town": "city", "Nation": "country", "Headcount": "employees"}, custom=["Favourite colour"]))

add("shop.csv", lines(
    "Email,First Name,Total Orders,Last Order Date,Cart Abandoned At,Accepts Email Marketing",
    "dana@orbit-ash.example,Dana,3,2026-11-16,,yes",
    "omar@pellworth.example,Omar,1,2026-11-20,2026-11-22,yes"),
    about="Customers of a shop: orders so far, the last one, a cart left behind", **same(columns=6, rows=2, meanings={
        "Email": "email", "First Name": "first name", "Total Orders": "purchase count", "Last Order Date": "last purchase", "Cart Abandoned At": "cart abandoned"},
        values=[{"row": 2, "column": "Total Orders", "value": "3"}, {"row": 3, "column": "Cart Abandoned At", "value": "2026-11-22"}, {"row": 2, "column": "Cart Abandoned At", "value": ""}]))

add("no-email-column.csv", lines(
    "Name,Company,Phone",
    "Dana Whitfield,Orbit & Ash,+1 312 555 0142",
    "Omar Rahimi,Pellworth Mills,+44 20 7946 0321"),
    about="A list without addresses is a list", **same(columns=3, rows=2, meanings={"Name": "full name", "Company": "company", "Phone": "phone"}))

# --- traps: bytes --------------------------------------------------------------------------------------------------------------------------------------

SMALL = lines("First Name,Last Name,Email,City", "Zoë,Großmann,zoe@halden.example,Köln", "Åsa,Löfving,asa@norrfeld.example,Göteborg")
SMALL_MEANS = {"First Name": "first name", "Last Name": "last name", "Email": "email", "City": "city"}
SMALL_VALUES = [{"row": 2, "column": "First Name", "value": "Zoë"}, {"row": 2, "column": "City", "value": "Köln"}, {"row": 3, "column": "First Name", "value": "Åsa"}]
SMALL_FACTS = {"columns": 4, "rows": 2, "meanings": SMALL_MEANS, "values": SMALL_VALUES}

add("bom.csv", b"\xef\xbb\xbf" + SMALL.encode(), about="UTF-8 with a byte order mark, which is not part of the first header", **same(**SMALL_FACTS) | {"encoding": "utf-8 with bom"})
add("utf16le.csv", b"\xff\xfe" + SMALL.encode("utf-16-le"), about="UTF-16 little endian with a byte order mark", **same(**SMALL_FACTS) | {"encoding": "utf-16le"})
add("utf16be.csv", b"\xfe\xff" + SMALL.encode("utf-16-be"), about="UTF-16 big endian with a byte order mark", **same(**SMALL_FACTS) | {"encoding": "utf-16be"})
add("utf16le-tab.csv", b"\xff\xfe" + SMALL.replace(",", "\t").replace("\n", "\r\n").encode("utf-16-le"),
    about="What Excel writes as Unicode text: UTF-16 little endian, tabs, CRLF", **same(**SMALL_FACTS) | {"encoding": "utf-16le", "delimiter": "\t"})
add("windows-1252.csv", lines("First Name,Last Name,Email,Company", "Zoë,Großmann,zoe@halden.example,“Halden” – Köln", "Noémie,Lacombe,noemie@lundmere.example,Lundmere €").encode("windows-1252"),
    about="Not UTF-8: windows-1252 with curly quotes, a dash and a euro sign", **same(columns=4, rows=2, meanings={k: SMALL_MEANS[k] for k in ("First Name", "Last Name", "Email")} | {"Company": "company"},
        values=[{"row": 2, "column": "First Name", "value": "Zoë"}, {"row": 2, "column": "Company", "value": "“Halden” – Köln"}, {"row": 3, "column": "Company", "value": "Lundmere €"}]) | {"encoding": "windows-1252"})
add("null-bytes.csv", b"First Name,Email\nDana,dana@orbit-ash.example\nOm\x00ar,omar@pellworth.example\x00\nLieke,lieke@vossberg.example\n",
    about="A few null bytes in text: dropped, reported, the rest kept", **same(columns=2, rows=3, meanings={"First Name": "first name", "Email": "email"},
        values=[{"row": 3, "column": "First Name", "value": "Omar"}, {"row": 3, "column": "Email", "value": "omar@pellworth.example"}],
        problems=[{"kind": "null_byte", "row": 3, "column": "First Name"}, {"kind": "null_byte", "row": 3, "column": "Email"}]))
add("binary.csv", bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001080600000 01f15c489".replace(" ", "")) + bytes((i * 37 + 11) % 256 for i in range(600)),
    about="A picture that somebody named .csv", refused="binary")
add("workbook.csv", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00" + bytes((i * 91 + 7) % 256 for i in range(400)), about="An .xlsx workbook that somebody renamed", refused="binary")
add("empty.csv", b"", about="Nothing", refused="empty")
add("only-white-space.csv", " \n\n  \t\n", about="Only white space", refused="empty")

# --- traps: shape --------------------------------------------------------------------------------------------------------------------------------------

add("semicolon.csv", lines("Vorname;Nachname;E-Mail;Firma;Mitarbeiter;Umsatz", "Zoë;Großmann;zoe@halden.example;Halden, Mast & Söhne;140;1,5", "Emre;Kılıç;emre@tarnholt.example;Tarnholt GmbH;75;0,8", end="\r\n"),
    about="German Excel: semicolons, commas inside cells, CRLF", **same(columns=6, rows=2, meanings={"Vorname": "first name", "Nachname": "last name", "E-Mail": "email", "Firma": "company", "Mitarbeiter": "employees"},
        values=[{"row": 2, "column": "Firma", "value": "Halden, Mast & Söhne"}]) | {"delimiter": ";"})
add("tab.csv", SMALL.replace(",", "\t"), about="Tabs", **same(**SMALL_FACTS) | {"delimiter": "\t"})
add("pipe.csv", SMALL.replace(",", "|"), about="Pipes", **same(**SMALL_FACTS) | {"delimiter": "|"})
add("quoted-newlines.csv", 'Name,Email,Notes\nDana Whitfield,dana@orbit-ash.example,"First line\nsecond line\r\nthird"\nOmar Rahimi,omar@pellworth.example,"one, two"\n',
    about="Line breaks inside quotes do not end a row", **same(columns=3, rows=2, meanings={"Name": "full name", "Email": "email"},
        values=[{"row": 2, "column": "Notes", "value": "First line\nsecond line\r\nthird"}, {"row": 3, "column": "Notes", "value": "one, two"}]))
add("doubled-quotes.csv", 'Name,Email,Company\n"Dana ""Dee"" Whitfield",dana@orbit-ash.example,"""Orbit"" & Ash"\nOmar Rahimi,omar@pellworth.example,Pellworth 12" Mills\n',
    about="Doubled quotes inside quotes; a lone quote inside an unquoted cell is itself", **same(columns=3, rows=2, meanings={"Name": "full name", "Email": "email", "Company": "company"},
        values=[{"row": 2, "column": "Name", "value": 'Dana "Dee" Whitfield'}, {"row": 2, "column": "Company", "value": '"Orbit" & Ash'}, {"row": 3, "column": "Company", "value": 'Pellworth 12" Mills'}]))
add("unclosed-quote.csv", 'Name,Email,Notes\nDana Whitfield,dana@orbit-ash.example,fine\nOmar Rahimi,omar@pellworth.example,"never closed\n',
    about="The last cell opens a quote and never closes it: read to the end, reported", **same(columns=3, rows=2, meanings={"Name": "full name", "Email": "email"},
        values=[{"row": 3, "column": "Notes", "value": "never closed"}], problems=[{"kind": "unclosed_quote", "row": 3, "column": "Notes"}]))
add("ragged.csv", lines("First Name,Last Name,Email,City", "Dana,Whitfield,dana@orbit-ash.example", "Omar,Rahimi,omar@pellworth.example,London,spare,more", "Lieke,Postma,lieke@vossberg.example,Utrecht", "Sixten"),
    about="Rows with too few and too many cells: missing cells are empty, surplus cells are reported", **same(columns=4, rows=4, meanings=SMALL_MEANS,
        values=[{"row": 2, "column": "City", "value": ""}, {"row": 3, "column": "City", "value": "London"}, {"row": 5, "column": "Email", "value": ""}],
        problems=[{"kind": "too_few_cells", "row": 2, "column": None}, {"kind": "too_many_cells", "row": 3, "column": None}, {"kind": "too_few_cells", "row": 5, "column": None}]))
add("blank-rows.csv", lines("First Name,Last Name,Email,City", "Dana,Whitfield,dana@orbit-ash.example,Chicago", "", "  , ,\t,", ",,,", "Omar,Rahimi,  omar@pellworth.example ,London", "", ""),
    about="Rows of nothing but white space are left out; cells are trimmed", **same(columns=4, rows=2, meanings=SMALL_MEANS,
        values=[{"row": 6, "column": "Email", "value": "omar@pellworth.example"}],
        problems=[{"kind": "blank_row", "row": 3, "column": None}, {"kind": "blank_row", "row": 4, "column": None}, {"kind": "blank_row", "row": 5, "column": None}]))
add("nan.csv", lines("First Name,Email,Job Title,Number of Employees", "Dana,dana@orbit-ash.example,NaN,140", "Omar,nan,n/a,NaN", "Lieke,lieke@vossberg.example,N/A,#N/A", "Nan,nan@quenby.example,null,"),
    about="NaN, n/a, #N/A and null mean empty, but a person may be called Nan", **same(columns=4, rows=4, meanings={"First Name": "first name", "Email": "email", "Job Title": "title", "Number of Employees": "employees"},
        values=[{"row": 2, "column": "Job Title", "value": ""}, {"row": 3, "column": "Email", "value": ""}, {"row": 3, "column": "Job Title", "value": ""}, {"row": 3, "column": "Number of Employees", "value": ""},
                {"row": 4, "column": "Job Title", "value": ""}, {"row": 4, "column": "Number of Employees", "value": ""}, {"row": 5, "column": "First Name", "value": "Nan"}, {"row": 5, "column": "Email", "value": "nan@quenby.example"}]))
add("duplicate-headers.csv", lines("Name,Email,Email,Notes,Notes", "Dana Whitfield,dana@orbit-ash.example,dana.private@mail.example,one,two", "Omar Rahimi,,omar@pellworth.example,,"),
    about="Two headers with the same name: both columns are kept, the first carries the meaning", **same(columns=5, rows=2, meanings={"Name": "full name", "Email@2": "email"}, custom=["Email@3"],
        problems=[{"kind": "duplicate_header", "row": 1, "column": "Email"}, {"kind": "duplicate_header", "row": 1, "column": "Notes"}]))
add("no-header.csv", lines("Dana,Whitfield,dana@orbit-ash.example,+1 312 555 0142", "Omar,Rahimi,omar@pellworth.example,+44 20 7946 0321", "Lieke,Postma,lieke@vossberg.example,"),
    about="No header: the first row is a person", **same(header_row=None, columns=4, rows=3))
add("header-only.csv", lines("First Name,Last Name,Email,City"), about="A header and nobody", **same(columns=4, rows=0, meanings=SMALL_MEANS))
add("one-column.csv", lines("Email", "dana@orbit-ash.example", "omar@pellworth.example"), about="One column, no delimiter anywhere", **same(columns=1, rows=2, meanings={"Email": "email"}))
add("no-last-line-end.csv", SMALL.rstrip("\n"), about="The last line does not end", **same(**SMALL_FACTS))
add("cr-only.csv", SMALL.replace("\n", "\r"), about="Old Macintosh line ends", **same(**SMALL_FACTS))

# --- traps: cells --------------------------------------------------------------------------------------------------------------------------------------

add("excel-phones.csv", lines("First Name,Email,Phone", "Dana,dana@orbit-ash.example,+1 312 555 0142", "Jürgen,j.haberland@halden.example,4.93023E+11", "Omar,omar@pellworth.example,\"4,42079E+11\""),
    about="Phones that Excel has turned into numbers: the digits are gone, so the cell is no phone", **same(columns=3, rows=3, meanings={"First Name": "first name", "Email": "email", "Phone": "phone"},
        problems=[{"kind": "scientific_phone", "row": 3, "column": "Phone"}, {"kind": "scientific_phone", "row": 4, "column": "Phone"}]))
add("addresses.csv", lines("First Name,Email", "Dana,dana@orbit-ash.example", "Dana,DANA@Orbit-Ash.example", "Omar,omar(at)pellworth.example", "Lieke,lieke@@vossberg.example", "Gus,gus.example", "Ebba,Ebba Nyqvist <ebba@norrfeld.example>"),
    about="The same address in another case is the same person; what is not an address is reported and the person kept without it; a name before <…> is dropped", **same(columns=2, rows=6,
        meanings={"First Name": "first name", "Email": "email"},
        values=[{"row": 4, "column": "Email", "value": ""}, {"row": 7, "column": "Email", "value": "ebba@norrfeld.example"}],
        problems=[{"kind": "duplicate_address", "row": 3, "column": "Email"}, {"kind": "not_an_address", "row": 4, "column": "Email"}, {"kind": "not_an_address", "row": 5, "column": "Email"}, {"kind": "not_an_address", "row": 6, "column": "Email"}]))


def dated(name, about, cells, values=None, ask=None, problems=None):
    emails = ["dana@orbit-ash.example", "omar@pellworth.example", "lieke@vossberg.example", "zoe@halden.example"]
    more = {"values": [{"row": 2 + i, "column": "Last Contacted", "value": v} for i, v in enumerate(values or [])]}
    if ask:
        more["ask"] = ask
    if problems:
        more["problems"] = problems
    add(name, lines("Email,Last Contacted", *[f"{e},{c}" for e, c in zip(emails, cells)]), about=about, **same(columns=2, rows=len(cells), meanings={"Email": "email", "Last Contacted": "last contacted"}, **more))


dated("dates-ambiguous.csv", "03/05/2024 may be March or May, and nothing in the column tells: ask once", ["03/05/2024", "07/06/2024", "11/12/2024"], ask=["Last Contacted"])
dated("dates-month-first.csv", "One cell has a 25 in second place: the whole column is month first", ["03/05/2024", "03/25/2024", "11/12/2024"], values=["2024-03-05", "2024-03-25", "2024-11-12"])
dated("dates-day-first.csv", "One cell has a 25 in first place: the whole column is day first", ["03/05/2024", "25/03/2024", "11/12/2024"], values=["2024-05-03", "2024-03-25", "2024-12-11"])
dated("dates-dashes.csv", "DD-MM-YYYY", ["03-05-2024", "25-03-2024", "11-12-2024"], values=["2024-05-03", "2024-03-25", "2024-12-11"])
dated("dates-dots.csv", "DD.MM.YYYY: dots mean day first", ["03.05.2024", "07.06.2024", ""], values=["2024-05-03", "2024-06-07", ""])
dated("dates-mixed.csv", "Both orders occur in one column, so no reading fits all: ask, and report what does not fit", ["25/03/2024", "03/25/2024", "03/05/2024"], ask=["Last Contacted"],
      problems=[{"kind": "mixed_dates", "row": None, "column": "Last Contacted"}])
dated("dates-iso.csv", "ISO days and instants", ["2024-05-03", "2024-03-25T22:30:00Z", "2024-12-11 08:15"], values=["2024-05-03", "2024-03-25", "2024-12-11"])


# --- six people in the layout of many tools -----------------------------------------------------------------------------------------------------------------

for name, text, encoding, delimiter, expected in csv_layouts.files():
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16le" else text.encode(encoding)
    add(name, data, **{**same(**expected), "encoding": encoding, "delimiter": delimiter})


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for name, (data, _) in FILES.items():
        (OUT / name).write_bytes(data)
    (OUT / ".gitattributes").write_text("* -text\n")  # the bytes are the point
    told = {"about": ABOUT.split("\n"), "files": {name: expected for name, (_, expected) in FILES.items()}}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    text = re.sub(r"\{[^\[\]{}]{0,160}\}", lambda m: re.sub(r"\n\s*", " ", m[0]), text)
    (OUT / "expected.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(FILES)} files")


main()
