//! Who works for one company (spec §1, Account): by mail domain and website, else by name and country. Reads three kept lists (`data/`) and
//! the Public Suffix List; knows no person.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use publicsuffix::{List, Psl};

use super::columns::{Column, Columns};
use super::kept::KeptList;
use super::places::folded;
use super::values;
use crate::lean::order;
use crate::model::StdField;

/// Account number of each row, from 0 in order of first appearance, and how many there are. A contact without company has an account
/// alone.
pub(super) fn accounts(columns: &Columns) -> (Vec<u32>, u32) {
    let evidence = Evidence::of(columns);
    let mut groups = Groups::default();
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    // domains first: who has no address still works with the colleagues whose domain is known
    let mut found = Vec::with_capacity(columns.len());
    for row in 0..columns.len() {
        let (mail, site) = (evidence.mail(row), evidence.site(row));
        let [mail, site] = [mail, site].map(|domain| domain.map(|domain| groups.of(domain)));
        if let (Some(mail), Some(site)) = (mail, site) {
            groups.join(mail, site);
        }
        let group = mail.or(site);
        if let Some(group) = group
            && let Some(name) = evidence.name(row)
        {
            names.entry(name).or_insert(group);
        }
        found.push(group);
    }
    let (mut numbers, mut count) = (BTreeMap::new(), 0);
    let mut account = Vec::with_capacity(columns.len());
    for (row, group) in found.into_iter().enumerate() {
        let group = group.or_else(|| {
            let name = evidence.name(row)?;
            Some(*names.entry(name).or_insert_with(|| groups.alone()))
        });
        let number = match group {
            Some(group) => *numbers.entry(groups.first(group)).or_insert(count),
            None => count,
        };
        count = count.max(number + 1);
        account.push(number);
    }
    (account, count)
}

/// Groups of domains that are one company.
#[derive(Default)]
struct Groups {
    by_domain: HashMap<String, u32>,
    parent: Vec<u32>,
}

impl Groups {
    fn alone(&mut self) -> u32 {
        self.parent.push(self.parent.len() as u32);
        self.parent.len() as u32 - 1
    }

    fn of(&mut self, domain: String) -> u32 {
        if let Some(group) = self.by_domain.get(&domain) {
            return *group;
        }
        let group = self.alone();
        self.by_domain.insert(domain, group);
        group
    }

    fn first(&self, mut group: u32) -> u32 {
        while self.parent[group as usize] != group {
            group = self.parent[group as usize];
        }
        group
    }

    fn join(&mut self, a: u32, b: u32) {
        let (top, other) = (self.first(a), self.first(b));
        let (low, high) = (top.min(other), top.max(other));
        self.parent[high as usize] = low;
        // both point at the top at once: no long chain is walked again and again
        self.parent[a as usize] = low;
        self.parent[b as usize] = low;
    }
}

/// The columns that say where somebody works.
struct Evidence<'a> {
    website: Option<&'a Column>,
    email: Option<&'a Column>,
    company: Option<&'a Column>,
    country: Option<&'a Column>,
    /// What a mail domain was found to say.
    mails: std::cell::RefCell<HashMap<&'a str, Option<String>>>,
    /// What a name of a country was found to say.
    names: std::cell::RefCell<HashMap<(&'a str, &'a str), Option<String>>>,
}

impl<'a> Evidence<'a> {
    fn of(columns: &'a Columns) -> Evidence<'a> {
        Evidence {
            website: columns.std(StdField::Website),
            email: columns.std(StdField::Email),
            company: columns.std(StdField::Company),
            country: columns.std(StdField::Country),
            mails: Default::default(),
            names: Default::default(),
        }
    }

    fn mail(&self, row: usize) -> Option<String> {
        let domain = self.email?.str(row)?.rsplit_once('@')?.1;
        self.mails
            .borrow_mut()
            .entry(domain)
            .or_insert_with(|| business_domain(&domain.to_lowercase()))
            .clone()
    }

    fn site(&self, row: usize) -> Option<String> {
        domain_of_website(self.website?.str(row)?)
    }

    fn name(&self, row: usize) -> Option<String> {
        let company = self.company?.str(row)?;
        let country = self.country.and_then(|column| column.str(row)).unwrap_or_default();
        let name = || {
            let name = company_name(company, country);
            // a line break keeps a name apart from its country
            (!name.is_empty() && !is_no_company(&name)).then(|| format!("{name}\n{country}"))
        };
        self.names.borrow_mut().entry((company, country)).or_insert_with(name).clone()
    }
}

/// `mail.acme.co.uk` → `acme.co.uk`; nothing for a mail provider's.
fn business_domain(host: &str) -> Option<String> {
    let domain = registrable(host)?;
    (values::is_domain(host) && !is_mail_provider(host) && !is_mail_provider(domain))
        .then(|| domain.to_owned())
}

/// `https://www.acme.example/about` → `acme.example`; nothing for a page on somebody else's host.
fn domain_of_website(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':', ' ', ',', ';']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    if is_page_host(host) { None } else { business_domain(host) }
}

/// The name that was registered: the public suffix and one label more.
fn registrable(host: &str) -> Option<&str> {
    static SUFFIXES: OnceLock<List> = OnceLock::new();
    let list = SUFFIXES.get_or_init(|| {
        // a list that cannot be read leaves the default: the last two labels
        KeptList::PublicSuffixes.text().parse().unwrap_or_default()
    });
    std::str::from_utf8(list.domain(host.as_bytes())?.as_bytes()).ok()
}

/// Domains at which anybody can have an address.
pub fn is_mail_provider(domain: &str) -> bool {
    static DOMAINS: OnceLock<HashSet<&str>> = OnceLock::new();
    let domains = DOMAINS.get_or_init(|| KeptList::MailDomains.lines().collect());
    // those that have a domain in nearly every country
    let is_one_of_many = ["yahoo.", "yandex.", "hotmail.", "live.com.", "outlook.com.", "gmx."];
    domains.contains(domain) || is_one_of_many.iter().any(|start| domain.starts_with(start))
}

/// Hosts of pages: social networks, link pages, site builders, maps, markets.
fn is_page_host(host: &str) -> bool {
    static HOSTS: OnceLock<HashSet<&str>> = OnceLock::new();
    let hosts = HOSTS.get_or_init(|| KeptList::PageHosts.lines().flat_map(str::split_whitespace).collect());
    let is_listed = |part: &str| {
        let any_country = part.split_once('.').map(|(name, _)| format!("{name}."));
        hosts.contains(part) || any_country.is_some_and(|name| hosts.contains(name.as_str()))
    };
    let Some(registered) = registrable(host) else {
        // a suffix itself, such as blogspot.com
        return is_listed(host);
    };
    // from the host up to the registered name: sites.google.com, then google.com; where the users of a builder have a suffix of their
    // own, each name below it is a site
    let longer = host.split('.').count() - registered.split('.').count();
    let mut parts = host.match_indices('.').map(|(at, _)| &host[at + 1..]).take(longer);
    hosts.contains(host) || parts.any(|part| hosts.contains(part)) || is_listed(registered)
}

/// What people write who have no company.
fn is_no_company(name: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| KeptList::NoCompanies.lines().map(folded).collect());
    !name.chars().any(char::is_alphanumeric) || words.contains(name)
}

/// Legal forms: of every country, and of each alone.
struct Forms {
    everywhere: HashSet<String>,
    of_country: HashMap<String, HashSet<String>>,
    before: Vec<String>,
    /// Those written without a space beside the name, as in Japan and China; the longest first.
    joined: Vec<String>,
}

fn forms() -> &'static Forms {
    static FORMS: OnceLock<Forms> = OnceLock::new();
    FORMS.get_or_init(|| {
        let (mut everywhere, mut of_country) = (HashSet::default(), HashMap::default());
        let (mut before, mut countries) = (Vec::new(), BTreeMap::<String, u32>::new());
        for line in KeptList::LegalForms.lines() {
            let Some((country, words)) = line.split_once(':') else { continue };
            let words: Vec<String> =
                words.split_whitespace().map(|word| folded(&word.replace('_', " "))).collect();
            if country == "before" {
                before = words;
                continue;
            }
            let code = if country == "uk" { "GB".to_owned() } else { country.to_ascii_uppercase() };
            for word in &words {
                *countries.entry(word.clone()).or_default() += 1;
            }
            of_country.insert(code, words.into_iter().collect());
        }
        let all: Vec<String> = countries.keys().cloned().collect();
        for (word, n) in countries {
            // two letters mean something else in most countries
            if word.chars().count() > 2 || n > 2 || !word.is_ascii() {
                everywhere.insert(word);
            }
        }
        let mut joined: Vec<String> =
            all.iter().filter(|form| !form.is_ascii() && form.chars().count() > 3).cloned().collect();
        order::sort_by_key(&mut joined, |form| std::cmp::Reverse(form.len()));
        Forms { everywhere, of_country, before, joined }
    })
}

/// A company's name without case, punctuation and legal form; `country` (alpha-2) says whose forms.
pub(super) fn company_name(name: &str, country: &str) -> String {
    let forms = forms();
    let mut rest = folded(&name.replace('.', ""));
    let own = forms.of_country.get(country);
    let is_form = |word: &str| forms.everywhere.contains(word) || own.is_some_and(|own| own.contains(word));
    let joined = |rest: &str| {
        forms.joined.iter().find_map(|form| {
            let left = rest.strip_suffix(form.as_str()).or_else(|| rest.strip_prefix(form.as_str()))?.trim();
            (!left.is_empty()).then(|| left.to_owned())
        })
    };
    if let Some(left) = joined(&rest) {
        rest = left;
    }
    if let Some((first, left)) = rest.split_once(' ')
        && forms.before.iter().any(|form| form == first)
    {
        rest = left.to_owned();
    }
    loop {
        let shorter = (1..=7).rev().find_map(|n| {
            let (at, _) = rest.rmatch_indices(' ').nth(n - 1)?;
            (is_form(&rest[at + 1..])).then_some(at)
        });
        let Some(at) = shorter else { break };
        rest.truncate(at);
        // what stood between the name and its form
        for word in [" und", " and", " et", " y", " e", " i", " og", " och", " en"] {
            if rest.len() > word.len() && rest.ends_with(word) {
                rest.truncate(rest.len() - word.len());
                break;
            }
        }
    }
    rest
}
