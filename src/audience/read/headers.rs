//! Header names met in the wild and what they mean. A table and its look-ups; knows no values.

use super::Layout;
use crate::model::StdField;

/// A header as the table writes it: words apart (also `FirstName`), lower case, no punctuation.
fn words(header: &str) -> String {
    let mut text = String::new();
    let mut before = ' ';
    for c in header.trim().chars() {
        if c.is_uppercase() && before.is_lowercase() {
            text.push(' ');
        }
        text.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a header of that layout means.
pub(super) fn meaning(layout: Layout, header: &str) -> Option<StdField> {
    let words = words(header);
    match (layout, words.as_str()) {
        // the list's own profile link; elsewhere a URL may be anything
        (Layout::LinkedIn, "url") => return Some(StdField::LinkedIn),
        // in these files "replied" is yes or no, which is no count
        (_, "replied") => return None,
        _ => {}
    }
    NAMES.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(field, _)| *field)
}

/// Whose export the headers look like: all of one of the sets are there.
pub(super) fn layout(headers: &[String]) -> Layout {
    let headers: Vec<String> = headers.iter().map(|header| words(header)).collect();
    let has = |name: &&str| headers.iter().any(|header| header == name);
    LAYOUTS.iter().find(|(_, names)| names.iter().all(has)).map_or(Layout::Plain, |(layout, _)| *layout)
}

/// Headers that together give a layout away, the narrowest first.
const LAYOUTS: &[(Layout, &[&str])] = &[
    (Layout::Apollo, &["apollo contact id"]),
    (Layout::Apollo, &["company name for emails"]),
    (Layout::Apollo, &["work direct phone", "corporate phone"]),
    (Layout::Mailchimp, &["leid", "euid"]),
    (Layout::Mailchimp, &["email address", "optin time"]),
    (Layout::LinkedIn, &["first name", "last name", "company", "position", "connected on"]),
    (Layout::HubSpot, &["record id", "lifecycle stage"]),
    (Layout::HubSpot, &["record id", "contact owner"]),
    (Layout::HubSpot, &["lifecycle stage", "marketing contact status"]),
    (Layout::HubSpot, &["unsubscribed from all email"]),
    (Layout::Salesforce, &["has opted out of email"]),
    (Layout::Salesforce, &["company account"]),
    (Layout::Salesforce, &["lead source", "lead owner"]),
    (Layout::Salesforce, &["lead source", "owner id"]),
    (Layout::Outreach, &["emails opt status"]),
    (Layout::Outreach, &["linked in url", "emails"]),
    (Layout::Clay, &["company domain", "work email"]),
    (Layout::Clay, &["full name", "linkedin profile"]),
];

/// Field and the names its column goes by, in the form that `words` makes.
const NAMES: &[(StdField, &[&str])] = &[
    (
        StdField::ContactId,
        &[
            "record id",
            "contact id",
            "apollo contact id",
            "id",
            "lead id",
            "person id",
            "prospect id",
            "hs object id",
        ],
    ),
    (
        StdField::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "mail",
            "work email",
            "business email",
            "primary email",
            "emails",
            "email 1",
            "person email",
            "company email",
            "emailadresse",
            "courriel",
        ],
    ),
    (
        StdField::FirstName,
        &["first name", "firstname", "given name", "fname", "first", "vorname", "prenom", "prénom"],
    ),
    (
        StdField::LastName,
        &[
            "last name",
            "lastname",
            "surname",
            "family name",
            "lname",
            "last",
            "nachname",
            "nom",
            "nom de famille",
        ],
    ),
    (StdField::FullName, &["full name", "name", "contact name", "contact", "person name", "lead name"]),
    (
        StdField::Title,
        &[
            "job title",
            "title",
            "position",
            "role",
            "function",
            "job",
            "headline",
            "jobtitle",
            "stelle",
            "funktion",
            "poste",
        ],
    ),
    (
        StdField::Company,
        &[
            "company",
            "company name",
            "company account",
            "organisation",
            "organization",
            "account name",
            "account",
            "employer",
            "company or account",
            "firma",
            "unternehmen",
            "entreprise",
            "société",
            "associated company",
        ],
    ),
    (
        StdField::Website,
        &[
            "website",
            "company website",
            "domain",
            "company domain",
            "web site",
            "url of company",
            "website url",
            "company domain name",
            "company url",
            "homepage",
        ],
    ),
    (StdField::Industry, &["industry", "company industry", "branche", "sector"]),
    (
        StdField::Employees,
        &[
            "employees",
            "number of employees",
            "company size",
            "headcount",
            "employee count",
            "no of employees",
            "company headcount",
            "size",
            "mitarbeiter",
            "mitarbeiterzahl",
        ],
    ),
    (
        StdField::MobilePhone,
        &[
            "mobile",
            "mobile phone",
            "mobile phone number",
            "mobile number",
            "cell",
            "cell phone",
            "cellphone",
            "mobile phones",
            "handy",
            "mobil",
        ],
    ),
    (
        StdField::DirectPhone,
        &[
            "phone",
            "phone number",
            "direct phone",
            "work direct phone",
            "work phone",
            "telephone",
            "business phone",
            "direct dial",
            "work phones",
            "telefon",
            "téléphone",
            "tel",
            "phone 1",
        ],
    ),
    (
        StdField::CompanyPhone,
        &[
            "company phone",
            "corporate phone",
            "switchboard",
            "main phone",
            "hq phone",
            "office phone",
            "company phone number",
        ],
    ),
    (
        StdField::LinkedIn,
        &[
            "linkedin",
            "linkedin url",
            "person linkedin url",
            "linkedin profile",
            "linkedin profile url",
            "linked in url",
            "linkedin link",
            "linkedin contact profile url",
            "person linkedin",
            "hs linkedin url",
            "profile url",
        ],
    ),
    (StdField::City, &["city", "town", "mailing city", "ort", "stadt", "ville"]),
    (
        StdField::State,
        &[
            "state",
            "state region",
            "region",
            "province",
            "state province",
            "mailing state",
            "state code",
            "bundesland",
        ],
    ),
    (
        StdField::Country,
        &[
            "country",
            "country region",
            "country code",
            "cc",
            "mailing country",
            "land",
            "pays",
            "country name",
            "nation",
        ],
    ),
    (StdField::TimeZone, &["time zone", "timezone", "tz", "zone", "contact timezone", "zeitzone"]),
    (StdField::UtcOffset, &["gmtoff", "utc offset", "gmt offset"]),
    (StdField::DstOffset, &["dstoff", "dst offset"]),
    (
        StdField::Owner,
        &[
            "owner",
            "contact owner",
            "lead owner",
            "owner name",
            "account executive",
            "sdr",
            "rep",
            "sales rep",
            "assigned to",
            "owner id",
        ],
    ),
    (StdField::Stage, &["lifecycle stage", "stage", "contact stage", "lifecyclestage", "funnel stage"]),
    (StdField::LeadStatus, &["lead status", "status", "hs lead status"]),
    (StdField::Source, &["source", "lead source", "original source", "origin", "channel source"]),
    (StdField::Tags, &["tags", "tag", "lists", "list", "labels", "list memberships"]),
    (
        StdField::EmailStatus,
        &["email status", "email verification status", "email verification", "email validity"],
    ),
    (
        StdField::EmailOptOut,
        &[
            "unsubscribed from all email",
            "has opted out of email",
            "email opt out",
            "opted out",
            "opted out of email",
            "unsubscribed",
            "emails opt status",
            "opt out",
            "hs email optout",
            "do not email",
        ],
    ),
    (StdField::DoNotCall, &["do not call", "calls opt status", "donotcall", "dnc"]),
    (StdField::BouncedOn, &["email bounced date", "bounced on", "bounce date", "hard bounce date"]),
    (
        StdField::UnsubscribedOn,
        &["unsub time", "unsubscribed on", "unsubscribe date", "opt out date", "unsubscribed at"],
    ),
    (
        StdField::InSequence,
        &["currently in sequence", "in sequence", "hs sequences is enrolled", "active in sequence"],
    ),
    (
        StdField::CreatedOn,
        &[
            "create date",
            "created date",
            "created on",
            "created at",
            "date created",
            "date added",
            "connected on",
            "optin time",
            "createdate",
            "created",
        ],
    ),
    (
        StdField::LastContacted,
        &["last contacted", "last contacted date", "last contact date", "last contact", "last touch"],
    ),
    (
        StdField::LastActivity,
        &[
            "last activity date",
            "last activity",
            "last changed",
            "last modified date",
            "last modified",
            "updated at",
            "last engagement date",
            "last updated",
        ],
    ),
    (
        StdField::Opened,
        &["marketing emails opened", "emails opened", "opened count", "email opens", "opens", "open count"],
    ),
    (
        StdField::Clicked,
        &[
            "marketing emails clicked",
            "emails clicked",
            "clicked count",
            "email clicks",
            "clicks",
            "click count",
        ],
    ),
    (
        StdField::Replied,
        &["replied count", "replies", "emails replied", "sales emails replied", "reply count"],
    ),
    (
        StdField::FitScore,
        &["fit score", "score", "lead score", "icp score", "fit", "hubspot score", "hubspotscore"],
    ),
    (
        StdField::Purchases,
        &[
            "purchase count",
            "purchases",
            "number of purchases",
            "orders",
            "total orders",
            "order count",
            "orders count",
            "number of orders",
            "total number of orders",
            "historic number of orders",
        ],
    ),
    (
        StdField::LastPurchase,
        &[
            "last purchase",
            "last purchase date",
            "date of last purchase",
            "last order",
            "last order date",
            "date of last order",
            "last ordered",
        ],
    ),
    (
        StdField::CartAbandoned,
        &[
            "cart abandoned",
            "cart abandoned on",
            "cart abandoned at",
            "abandoned cart",
            "abandoned cart date",
            "checkout abandoned at",
            "last abandoned cart date",
        ],
    ),
];
