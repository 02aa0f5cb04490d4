//! Rules over a contact: the tree that segments and branches share. Its text form and meaning live in `segment`.

use serde::{Deserialize, Serialize};

use super::{Basis, Channel, Code, ConsentState, FitTest, Flaw, Name, PersonaId, Pilot, SegmentId, StepId};
use crate::calendar::{Date, Weekdays};
use crate::lean::fold::same;

/// A rule is a tree of all-of, any-of and none-of over conditions (G1).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Every rule holds. The empty list holds for everybody.
    All(Vec<Rule>),
    /// At least one rule holds. The empty list holds for nobody.
    Any(Vec<Rule>),
    /// No rule holds. The empty list holds for everybody.
    None(Vec<Rule>),
    /// A test of one field of the contact.
    Is(Condition),
    /// The contact matches a saved segment. Cycles are refused.
    Segment(SegmentId),
    /// Something happened in this run (branches only; an error in a segment).
    Happened(Happened),
    /// The list has an address, a number or a profile.
    Has(Way),
    /// Something happened so often within some days, by the events that came with the list.
    Did(Did),
    /// The contact stands on another list too, which is named as the browser names it.
    OnList(String),
    /// The contact is of this persona of the plan.
    Persona(PersonaId),
    /// The contact's score passes a test.
    Fit(FitTest),
    /// The contact was drawn for a pilot.
    Pilot(Pilot),
    /// What stood here in a file could not be read; why. No list answers it: it is an error at its place, and never "false", so that a
    /// `not` around it lets nobody in.
    Unread(String),
    /// What is known of the contact's consent on a channel.
    Consent(Agreed),
}

impl Default for Rule {
    fn default() -> Self {
        Rule::All(Vec::new())
    }
}

/// One test of one field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Condition {
    /// What is looked at.
    pub field: Field,
    /// How.
    pub test: Test,
}

/// A field of a contact: one with a meaning, or a column kept under its own header.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A field with a meaning.
    Std(StdField),
    /// Any other column, by its header in lower case with single spaces.
    Custom(String),
}

macro_rules! std_fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal $label:literal $kind:ident;)*) => {
        /// The fields of a contact that have a meaning (spec §1).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum StdField {
            $($(#[$doc])* $variant,)*
        }

        impl StdField {
            /// All fields, in the order they are offered.
            pub const ALL: &'static [StdField] = &[$(StdField::$variant,)*];

            /// The name in rules' text form: one or more lower-case words.
            pub fn name(self) -> &'static str {
                match self { $(StdField::$variant => $name,)* }
            }

            /// The label on screen.
            pub fn label(self) -> &'static str {
                match self { $(StdField::$variant => $label,)* }
            }

            /// The field that answers to a text: by its name, or by its label on screen (G2a).
            pub fn named(text: &str) -> Option<StdField> {
                let is = |field: &StdField| same(field.name(), text) || same(field.label(), text);
                StdField::ALL.iter().copied().find(is)
            }

            /// The type of its values.
            pub fn kind(self) -> FieldKind {
                match self { $(StdField::$variant => FieldKind::$kind,)* }
            }
        }
    };
}

std_fields! {
    /// The list's own identifier of the contact.
    ContactId "contact id" "Contact id" Text;
    /// Email address.
    Email "email" "Email" Text;
    /// First name.
    FirstName "first name" "First name" Text;
    /// Last name.
    LastName "last name" "Last name" Text;
    /// Full name, where the file has no two columns.
    FullName "full name" "Full name" Text;
    /// Job title.
    Title "title" "Job title" Text;
    /// Company name.
    Company "company" "Company" Text;
    /// Company website or email domain.
    Website "website" "Website" Text;
    /// Industry.
    Industry "industry" "Industry" Text;
    /// Number of employees.
    Employees "employees" "Employees" Number;
    /// Mobile number.
    MobilePhone "mobile" "Mobile phone" Text;
    /// Direct number.
    DirectPhone "phone" "Phone" Text;
    /// Switchboard number of the company.
    CompanyPhone "company phone" "Company phone" Text;
    /// LinkedIn profile.
    LinkedIn "linkedin" "LinkedIn profile" Text;
    /// City.
    City "city" "City" Text;
    /// State or region.
    State "state" "State" Text;
    /// Country as ISO 3166 alpha-2 where it was recognised.
    Country "country" "Country" Text;
    /// IANA time zone.
    TimeZone "zone" "Time zone" Text;
    /// Offset from UTC without DST (hours), as Mailchimp writes it.
    UtcOffset "utc offset" "UTC offset" Number;
    /// Offset from UTC with DST (hours).
    DstOffset "dst offset" "DST offset" Number;
    /// The owner's name as the list writes it.
    Owner "owner" "Owner" Text;
    /// Lifecycle stage.
    Stage "stage" "Lifecycle stage" Text;
    /// Lead status.
    LeadStatus "lead status" "Lead status" Text;
    /// Original source.
    Source "source" "Source" Text;
    /// Tags or lists.
    Tags "tag" "Tags" List;
    /// Status of the email address (verified, catch-all, unknown, invalid).
    EmailStatus "email status" "Email status" Text;
    /// Opted out of email.
    EmailOptOut "opted out of email" "Opted out of email" YesNo;
    /// Must not be called.
    DoNotCall "do not call" "Do not call" YesNo;
    /// When an email bounced.
    BouncedOn "bounced on" "Email bounced" Date;
    /// When the person unsubscribed.
    UnsubscribedOn "unsubscribed on" "Unsubscribed on" Date;
    /// Is in another sequence now.
    InSequence "in sequence" "Currently in a sequence" YesNo;
    /// When the contact was created.
    CreatedOn "created on" "Created on" Date;
    /// When somebody last contacted the person.
    LastContacted "last contacted" "Last contacted" Date;
    /// When anything last happened.
    LastActivity "last activity" "Last activity" Date;
    /// Emails opened so far.
    Opened "opened count" "Emails opened" Number;
    /// Emails clicked so far.
    Clicked "clicked count" "Emails clicked" Number;
    /// Replies so far.
    Replied "replied count" "Replies" Number;
    /// Fit score, 0 to 100.
    FitScore "fit score" "Fit score" Number;
    /// Orders so far, the one that let the contact in included.
    Purchases "purchase count" "Purchases" Number;
    /// When the person last bought.
    LastPurchase "last purchase" "Last purchase" Date;
    /// When the person last left a filled cart.
    CartAbandoned "cart abandoned" "Cart abandoned" Date;
}

/// The type of a field's values; decides which tests are offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text, compared without case.
    Text,
    /// A finite number.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// Several texts.
    List,
}

/// How a contact can be come by, whether or not it may be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// An address.
    Email,
    /// A number of any kind.
    Phone,
    /// A mobile number.
    Mobile,
    /// A LinkedIn profile.
    Linkedin,
}

impl Way {
    /// All ways, in the order they are offered.
    pub const ALL: [Way; 4] = [Way::Email, Way::Phone, Way::Mobile, Way::Linkedin];

    /// The word in the text form and on screen.
    pub fn name(self) -> &'static str {
        match self {
            Way::Email => "email",
            Way::Phone => "phone",
            Way::Mobile => "mobile",
            Way::Linkedin => "linkedin",
        }
    }

    /// The fields that hold it.
    pub fn fields(self) -> &'static [StdField] {
        match self {
            Way::Email => &[StdField::Email],
            Way::Phone => &[StdField::MobilePhone, StdField::DirectPhone, StdField::CompanyPhone],
            Way::Mobile => &[StdField::MobilePhone],
            Way::Linkedin => &[StdField::LinkedIn],
        }
    }
}

/// Something that happened before, so often and so lately.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Did {
    /// What happened.
    pub event: EventKind,
    /// At least so many times.
    pub at_least: u32,
    /// Within so many days before the stated day, that day included.
    pub within_days: u32,
}

/// What is known of consent on a channel, on the stated day: what has ended by then is not given any more.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Agreed {
    /// The channel.
    pub channel: Channel,
    /// What is asked.
    pub is: ConsentIs,
}

/// What is asked of a consent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConsentIs {
    /// It is given, refused or unknown.
    State(ConsentState),
    /// It is given on one of these grounds.
    Basis(Vec<Basis>),
    /// It is given, and its last day lies in the next N days: from the stated day to N days after, both included.
    EndsWithin(u32),
}

/// A week, month, quarter or year, counted from the stated day. Weeks begin on Monday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Period {
    ThisWeek,
    LastWeek,
    NextWeek,
    ThisMonth,
    LastMonth,
    NextMonth,
    ThisQuarter,
    LastQuarter,
    NextQuarter,
    ThisYear,
    LastYear,
    NextYear,
}

impl Period {
    /// All periods, in the order they are offered.
    pub const ALL: [Period; 12] = [
        Period::ThisWeek,
        Period::LastWeek,
        Period::NextWeek,
        Period::ThisMonth,
        Period::LastMonth,
        Period::NextMonth,
        Period::ThisQuarter,
        Period::LastQuarter,
        Period::NextQuarter,
        Period::ThisYear,
        Period::LastYear,
        Period::NextYear,
    ];

    /// The words in the text form and on screen.
    pub fn name(self) -> &'static str {
        match self {
            Period::ThisWeek => "this week",
            Period::LastWeek => "last week",
            Period::NextWeek => "next week",
            Period::ThisMonth => "this month",
            Period::LastMonth => "last month",
            Period::NextMonth => "next month",
            Period::ThisQuarter => "this quarter",
            Period::LastQuarter => "last quarter",
            Period::NextQuarter => "next quarter",
            Period::ThisYear => "this year",
            Period::LastYear => "last year",
            Period::NextYear => "next year",
        }
    }
}

/// A test of a value. Every test but `Empty` is false for an empty value (G3).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Text equals one of these, or a list holds one of them; without case.
    OneOf(Vec<String>),
    /// Text contains one of these; without case.
    Contains(Vec<String>),
    /// Text starts with this; without case.
    StartsWith(String),
    /// Text ends with this; without case.
    EndsWith(String),
    /// Text fits a pattern with `*` (any run) and `?` (one character); without case.
    Like(String),
    /// Number equals.
    Equals(f64),
    /// Number is less.
    LessThan(f64),
    /// Number is at most.
    AtMost(f64),
    /// Number is more.
    MoreThan(f64),
    /// Number is at least.
    AtLeast(f64),
    /// Number lies between, both ends included.
    Between(f64, f64),
    /// Date is this day.
    On(Date),
    /// Date is before this day.
    Before(Date),
    /// Date is after this day.
    After(Date),
    /// Date lies in the last N days: from N days before the stated day to that day, both included.
    WithinLast(u32),
    /// Date lies in the next N days: from the stated day to N days after, both included.
    WithinNext(u32),
    /// Date is more than N days before the stated day.
    MoreThanAgo(u32),
    /// Date lies between, both days included.
    BetweenDays(Date, Date),
    /// Date is one of these days of the week.
    OnWeekday(Weekdays),
    /// Date lies in this month of any year, 1 to 12.
    InMonth(u8),
    /// Date lies in a week, month, quarter or year counted from the stated day.
    During(Period),
    /// The day comes round again within the next N days, the year left out: from the stated day to N days after, both included.
    AnniversaryNext(u32),
    /// The day came round within the last N days, the year left out.
    AnniversaryLast(u32),
    /// Yes.
    Yes,
    /// No (and known).
    No,
    /// There is no value.
    Empty,
    /// There is a value.
    Known,
}

impl Test {
    /// Whether the values of a type can pass it (G2).
    pub fn fits(&self, kind: FieldKind) -> bool {
        use FieldKind::{Date, List, Number, Text, YesNo};
        match self {
            Test::OneOf(_) | Test::Contains(_) => matches!(kind, Text | List),
            Test::StartsWith(_) | Test::EndsWith(_) | Test::Like(_) => kind == Text,
            Test::Equals(_)
            | Test::LessThan(_)
            | Test::AtMost(_)
            | Test::MoreThan(_)
            | Test::AtLeast(_)
            | Test::Between(..) => kind == Number,
            Test::On(_)
            | Test::Before(_)
            | Test::After(_)
            | Test::WithinLast(_)
            | Test::WithinNext(_)
            | Test::MoreThanAgo(_)
            | Test::BetweenDays(..)
            | Test::OnWeekday(_)
            | Test::InMonth(_)
            | Test::During(_)
            | Test::AnniversaryNext(_)
            | Test::AnniversaryLast(_) => kind == Date,
            Test::Yes | Test::No => kind == YesNo,
            Test::Empty | Test::Known => true,
        }
    }
}

impl FieldKind {
    /// What its values are, in words.
    pub fn words(self) -> &'static str {
        match self {
            FieldKind::Text => "a text",
            FieldKind::Number => "a number",
            FieldKind::Date => "a date",
            FieldKind::YesNo => "yes or no",
            FieldKind::List => "a list of texts",
        }
    }
}

/// Something that happened to the contact in this run, of a given touch or of any.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Happened {
    /// What happened.
    pub event: EventKind,
    /// The touch it is about; without one, any touch of this enrolment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<StepId>,
}

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// What can happen to a contact (B1).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind {
            $($(#[$doc])* $variant,)*
        }

        impl EventKind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$variant,)*];

            /// The word in the text forms.
            pub fn name(self) -> &'static str {
                match self { $(EventKind::$variant => $name,)* }
            }
        }
    };
}

events! {
    /// The mail was returned for good.
    Bounced "bounced";
    /// The mail was opened by the person.
    Opened "opened";
    /// A link in it was clicked.
    Clicked "clicked";
    /// A human reply of any kind.
    Replied "replied";
    /// A positive reply.
    RepliedPositive "replied positive";
    /// A neutral reply.
    RepliedNeutral "replied neutral";
    /// A negative reply.
    RepliedNegative "replied negative";
    /// The person opted out.
    OptedOut "opted out";
    /// The call was answered.
    Connected "connected";
    /// A conversation took place on the call.
    Talked "talked";
    /// A meeting was booked.
    MeetingBooked "meeting booked";
    /// The LinkedIn invitation was accepted.
    Accepted "accepted";
    /// The task was done.
    Done "done";
    /// The person bought.
    Purchased "purchased";
    /// The person finished setting up, a module or whatever the sequence leads to.
    Activated "activated";
}

impl EventKind {
    /// Whether it happens to the contact rather than to one touch: an await for it counts from entry (S3).
    pub fn is_of_contact(self) -> bool {
        matches!(self, EventKind::Purchased | EventKind::Activated)
    }
}

impl Test {
    /// Whether the answer for a value depends on the day on which it is asked.
    pub fn is_dated(&self) -> bool {
        matches!(
            self,
            Test::WithinLast(_)
                | Test::WithinNext(_)
                | Test::MoreThanAgo(_)
                | Test::During(_)
                | Test::AnniversaryNext(_)
                | Test::AnniversaryLast(_)
        )
    }
}

impl Rule {
    /// Every node of the tree, this one first.
    pub fn nodes(&self) -> Vec<&Rule> {
        let mut nodes = vec![self];
        let mut next = 0;
        while next < nodes.len() {
            if let Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) = nodes[next] {
                nodes.extend(rules);
            }
            next += 1;
        }
        nodes
    }

    /// A condition that no value of its field can ever pass, in words: `Job title is a text, and the test is one for another type`. A
    /// column of the list has no type here.
    pub fn misfit(&self) -> Option<Flaw> {
        self.nodes().into_iter().find_map(|rule| match rule {
            Rule::Is(Condition { field: Field::Std(field), test }) if !test.fits(field.kind()) => Some(
                Flaw::new(Code::TestMisfit)
                    .with(Name::Field, field.label())
                    .with(Name::Kind, field.kind().words()),
            ),
            Rule::Fit(FitTest { test, .. }) if !test.fits(FieldKind::Number) => Some(
                Flaw::new(Code::TestMisfit)
                    .with(Name::Field, "the fit")
                    .with(Name::Kind, FieldKind::Number.words()),
            ),
            Rule::Is(Condition { test: Test::InMonth(month), .. }) if !(1..=12).contains(month) => {
                Some(Flaw::new(Code::NoSuchMonth).with(Name::Number, u32::from(*month)))
            }
            _ => None,
        })
    }

    /// The segments it names.
    pub fn segments(&self) -> Vec<SegmentId> {
        self.nodes()
            .into_iter()
            .filter_map(|r| match r {
                Rule::Segment(id) => Some(*id),
                Rule::Pilot(pilot) => pilot.of,
                _ => None,
            })
            .collect()
    }

    /// The steps it names.
    pub fn steps(&self) -> Vec<StepId> {
        self.nodes().into_iter().filter_map(|r| if let Rule::Happened(h) = r { h.of } else { None }).collect()
    }

    /// Forgets steps that are gone: the condition is then about any touch.
    pub(super) fn clear_steps(&mut self, gone: &std::collections::BTreeSet<StepId>) {
        match self {
            Rule::All(rules) | Rule::Any(rules) | Rule::None(rules) => {
                rules.iter_mut().for_each(|rule| rule.clear_steps(gone));
            }
            Rule::Happened(happened) => happened.of = happened.of.filter(|id| !gone.contains(id)),
            Rule::Is(_)
            | Rule::Segment(_)
            | Rule::Has(_)
            | Rule::Did(_)
            | Rule::OnList(_)
            | Rule::Persona(_)
            | Rule::Fit(_)
            | Rule::Pilot(_)
            | Rule::Consent(_)
            | Rule::Unread(_) => {}
        }
    }
}
