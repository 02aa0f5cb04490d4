//! Kept lists: files in `data/` to which anybody can add a line. They are a part of the program, but in a worker: there they lie beside its
//! code, and it fetches them before it reads anything.

#[cfg(feature = "app")]
static FETCHED: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();

macro_rules! kept_lists {
    ($($(#[$doc:meta])* $name:ident = $file:literal),*) => {
        /// A kept list.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum KeptList {
            $($(#[$doc])* $name),*
        }

        impl KeptList {
            /// All of them.
            pub const ALL: &'static [KeptList] = &[$(KeptList::$name),*];

            /// Its file in `data/`.
            pub fn file(self) -> &'static str {
                match self {
                    $(KeptList::$name => $file),*
                }
            }

            /// What stands in it.
            #[cfg(not(feature = "app"))]
            pub(super) fn text(self) -> &'static str {
                match self {
                    $(KeptList::$name => include_str!(concat!("../../data/", $file))),*
                }
            }
        }
    };
}

kept_lists! {
    /// Words of consent and of refusal.
    ConsentWords = "consent-words.txt",
    /// Countries with their names.
    Countries = "countries.txt",
    /// Headers that mean a field.
    Headers = "headers.txt",
    /// Legal forms of companies.
    LegalForms = "legal-forms.txt",
    /// Domains at which anybody can have an address.
    MailDomains = "mail-domains.txt",
    /// What people write who have no company.
    NoCompanies = "no-companies.txt",
    /// Hosts of pages that are somebody else's.
    PageHosts = "page-hosts.txt",
    /// Public suffixes, as their list writes them.
    PublicSuffixes = "public-suffixes.txt",
    /// Zones by the names that Windows gives them.
    WindowsZones = "windows-zones.txt"
}

impl KeptList {
    /// What stands in it; nothing before it was fetched.
    #[cfg(feature = "app")]
    pub(super) fn text(self) -> &'static str {
        FETCHED.get().and_then(|texts| texts.get(self as usize)).map_or("", String::as_str)
    }

    /// Its lines that say something.
    pub(super) fn lines(self) -> impl Iterator<Item = &'static str> {
        self.text().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    /// Hands over what was fetched, in the order of [`KeptList::ALL`]; the first ones stay, they are the same files.
    #[cfg(feature = "app")]
    pub fn keep(texts: Vec<String>) {
        let _ = FETCHED.set(texts);
    }

    /// Whether they are there.
    #[cfg(feature = "app")]
    pub fn are_there() -> bool {
        FETCHED.get().is_some()
    }
}
