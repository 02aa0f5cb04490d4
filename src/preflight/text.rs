//! What a text looks like to whoever reads it: links, capitals, worn words, what was left to fill in.

/// Words that filters and readers have met too often. House rule: a list for a hint, not a filter's rule.
pub(super) const WORN: [&str; 20] = [
    "100% free",
    "act now",
    "amazing deal",
    "buy now",
    "cash bonus",
    "click here",
    "congratulations",
    "double your",
    "earn extra",
    "free gift",
    "guaranteed",
    "limited time",
    "lowest price",
    "no obligation",
    "once in a lifetime",
    "risk-free",
    "special promotion",
    "this isn't spam",
    "winner",
    "you have been selected",
];

/// What somebody meant to fill in by hand.
const LEFT_OVER: [&str; 9] =
    ["lorem ipsum", "[name]", "[company]", "[first name]", "xxx", "tbd", "todo:", "insert ", "<name>"];

/// The worn phrases in a text.
pub(super) fn worn(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    WORN.iter().filter(|word| lower.contains(**word)).map(|word| (*word).to_owned()).collect()
}

/// A placeholder that was left in a text; `insert ` counts in brackets alone.
pub(super) fn left_over(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    LEFT_OVER
        .iter()
        .find(|word| match **word {
            "insert " => lower.contains("[insert ") || lower.contains("<insert "),
            "xxx" | "tbd" => words(&lower).any(|found| found == **word),
            word => lower.contains(word),
        })
        .map(|word| word.trim().to_owned())
}

/// The words of a text, without signs.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty())
}

/// Words of four letters or more in capitals only.
pub(super) fn shouted(text: &str) -> usize {
    let is_shouted = |word: &&str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 4 && word.chars().all(|c| !c.is_lowercase())
    };
    words(text).filter(is_shouted).count()
}

/// Links of a text, as they stand there.
pub(super) fn links(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || "<>()\"".contains(c))
        .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?']))
        .filter(|word| {
            let lower = word.to_lowercase();
            lower.starts_with("http") || lower.starts_with("www.") || lower.contains("://")
        })
        .collect()
}

/// Whether a link cannot be followed as it is written. No request is ever made.
pub(super) fn is_broken(link: &str) -> bool {
    let lower = link.to_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        return !lower.starts_with("www.") || !lower[4..].contains('.');
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // a host that is filled in cannot be judged
    let is_filled = host.contains("{{");
    !is_filled && (!host.contains('.') || host.starts_with('.') || host.ends_with('.') || host.contains(".."))
}

/// Whether a mail says how to get no more of them: a reserved field, a link, or words for it.
pub(super) fn has_way_out(text: &str) -> bool {
    const WAYS: [&str; 18] = [
        "{{unsubscribe",
        "unsubscribe",
        "opt out",
        "opt-out",
        "reply \"no\"",
        "reply \"stop\"",
        "reply no",
        "reply stop",
        "not interested",
        "rather not hear",
        "not for you",
        "manage preferences",
        "abmelden",
        "abbestellen",
        "désabonn",
        "désinscri",
        "darse de baja",
        "afmelden",
    ];
    let lower = text.to_lowercase().replace(['“', '”', '„'], "\"");
    WAYS.iter().any(|way| lower.contains(way))
}

/// Whether a mail names a postal address: the reserved field, or a line with a postcode or a street.
pub(super) fn has_postal_address(text: &str) -> bool {
    let lower = text.to_lowercase();
    if lower.contains("{{postal_address") {
        return true;
    }
    const STREETS: [&str; 12] = [
        "street", " st.", "road", " rd", "avenue", " ave", "straße", "strasse", "str.", "p.o. box", "suite ",
        "platz ",
    ];
    text.lines().any(|line| {
        let lower = line.to_lowercase();
        let digits = line.chars().filter(char::is_ascii_digit).count();
        digits >= 1 && STREETS.iter().any(|street| lower.contains(street))
    })
}
