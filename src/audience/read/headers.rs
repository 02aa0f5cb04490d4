//! Header names met in the wild and what they mean: `data/headers.txt` and its look-ups; knows no values.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Layout;
use crate::audience::kept::KeptList;
use crate::model::StdField;

/// What a name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meant {
    /// The field.
    pub(super) field: StdField,
    /// Whether the name means other things too.
    pub(super) is_weak: bool,
    /// Whether the column is a second one of its field: it fills gaps and takes no field while another does.
    pub(super) is_more: bool,
}

/// A header as the table writes it: words apart (also `FirstName`), lower case, no punctuation.
fn words(header: &str) -> String {
    let mut text = String::new();
    let mut before = ' ';
    for c in header.trim().chars().take(200) {
        if c.is_uppercase() && before.is_lowercase() {
            text.push(' ');
        }
        text.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    let words = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    // properties as an interface of that CRM names them
    match words.strip_prefix("property ").or_else(|| words.strip_prefix("properties ")) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => words,
    }
}

fn names() -> &'static HashMap<&'static str, Meant> {
    static NAMES: OnceLock<HashMap<&str, Meant>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashMap::default();
        for line in KeptList::Headers.lines() {
            let Some((field, words)) = line.split_once(':') else { continue };
            let (field, is_more) = match field.strip_prefix("more ") {
                Some(field) => (field, true),
                None => (field, false),
            };
            let Some(field) = StdField::ALL.iter().copied().find(|std| std.name() == field) else { continue };
            for word in words.split(',').map(str::trim) {
                let (name, is_weak) = match word.strip_suffix('?') {
                    Some(name) => (name, true),
                    None => (word, false),
                };
                names.entry(name).or_insert(Meant { field, is_weak, is_more });
            }
        }
        names
    })
}

/// What a header of that layout means.
pub(super) fn meaning(layout: Layout, header: &str) -> Option<Meant> {
    let words = words(header);
    match (layout, words.as_str()) {
        // the list's own profile link; elsewhere a URL may be anything
        (Layout::LinkedIn, "url") => {
            return Some(Meant { field: StdField::LinkedIn, is_weak: false, is_more: false });
        }
        // in these files "replied" is yes or no, which is no count
        (_, "replied") => return None,
        _ => {}
    }
    names().get(words.as_str()).copied()
}

/// Names, or parts of names, of columns whose days come round every year.
const EVERY_YEAR: [&str; 25] = [
    "birthday",
    "birth date",
    "birthdate",
    "date of birth",
    "dob",
    "anniversary",
    "geburtstag",
    "geburtsdatum",
    "namenstag",
    "name day",
    "anniversaire",
    "date de naissance",
    "cumpleaños",
    "fecha de nacimiento",
    "compleanno",
    "data di nascita",
    "aniversário",
    "data de nascimento",
    "verjaardag",
    "geboortedatum",
    "urodziny",
    "data urodzenia",
    "誕生日",
    "生年月日",
    "記念日",
];

/// Whether a header names a day of birth or another day that comes back every year: `Birthday`, `Date of birth (CRM)`.
pub fn comes_every_year(header: &str) -> bool {
    let spaced = format!(" {} ", words(header));
    // what is written without spaces is found inside
    let is = |name: &&str| {
        if name.is_ascii() { spaced.contains(&format!(" {name} ")) } else { spaced.contains(*name) }
    };
    EVERY_YEAR.iter().any(is)
}

/// Whether a header names a day or an instant, so that a bare number in it is one.
pub(super) fn is_dated(header: &str) -> bool {
    let words = words(header);
    let (first, last) =
        (words.split(' ').next().unwrap_or_default(), words.split(' ').next_back().unwrap_or_default());
    let named = ["date", "datum", "fecha", "timestamp"];
    comes_every_year(header)
        || named.contains(&first)
        || named.contains(&last)
        || words.starts_with("data di ")
        || words.starts_with("data de ")
        || (words.contains(' ') && ["at", "on", "time", "am"].contains(&last))
        || ["createdate", "lastmodifieddate", "closedate"].contains(&words.as_str())
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
    (Layout::MetaLeads, &["ad id", "form id", "is organic"]),
    (Layout::MetaLeads, &["phone number recommended"]),
    (Layout::LinkedInLeads, &["form name", "campaign name", "lead id"]),
    (Layout::LinkedIn, &["first name", "last name", "company", "position", "connected on"]),
    (Layout::Google, &["e mail 1 value"]),
    (Layout::Google, &["given name", "family name", "group membership"]),
    (Layout::Outlook, &["e mail address", "e mail display name"]),
    (Layout::Outlook, &["e mail address", "business phone", "web page"]),
    (Layout::Thunderbird, &["display name", "primary email"]),
    (Layout::Klaviyo, &["klaviyo id"]),
    (Layout::Klaviyo, &["email marketing consent", "profile created on"]),
    (Layout::Shopify, &["customer id", "accepts email marketing"]),
    (Layout::Shopify, &["default address company", "total spent"]),
    (Layout::Shopify, &["accepts email marketing", "total spent"]),
    (Layout::Shopify, &["accepts marketing", "total spent"]),
    (Layout::Shopify, &["orders count", "total spent"]),
    (Layout::PrestaShop, &["social title"]),
    (Layout::Magento, &["customer since", "web site"]),
    (Layout::Magento, &["website", "store", "confirmation", "group id"]),
    (Layout::WooCommerce, &["billing first name", "billing email"]),
    (Layout::WooCommerce, &["username", "sign up", "aov"]),
    (Layout::Brevo, &["double opt in"]),
    (Layout::Brevo, &["ext id", "sms"]),
    (Layout::Pipedrive, &["person name"]),
    (Layout::Pipedrive, &["person email work"]),
    (Layout::Zoho, &["email opt out", "created time"]),
    (Layout::Zoho, &["record id", "lead owner"]),
    (Layout::Odoo, &["complete name", "salesperson"]),
    (Layout::Odoo, &["related company", "job position"]),
    (Layout::SuiteCrm, &["date entered", "assigned user name"]),
    (Layout::SuiteCrm, &["primary address city", "do not call"]),
    (Layout::Listmonk, &["uuid", "attributes", "status"]),
    (Layout::Keila, &["email", "first name", "last name", "data"]),
    (Layout::Ghost, &["subscribed to emails"]),
    (Layout::Mautic, &["firstname", "lastname", "points"]),
    (Layout::ActiveCampaign, &["email", "date created", "ip address"]),
    (Layout::HubSpot, &["hs object id"]),
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
