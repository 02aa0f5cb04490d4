//! CSV in: what a file is (`sniff`), its rows fed in chunks (`Reader`), its columns by meaning (`Mapping`, `Raw::import`).
//! Holds gathered columns, never the whole text; knows no browser and no plan.

mod cutter;
mod decode;
mod events;
mod evidence;
mod footers;
mod headers;
mod import;
mod memory;
mod merge;
mod reader;
mod report;
mod sniff;
pub(super) mod turns;

use serde::{Deserialize, Serialize};

use crate::calendar::Zone;
use crate::lean::fold::same;
use crate::model::{Field, FieldKind};

use super::consent::ConsentChoice;
pub(super) use super::names::NameOrder;
pub(super) use super::numbers::DecimalSign;
pub(super) use super::values::DateOrder;
pub use events::read_events;
pub use headers::comes_every_year;
pub use memory::MappingMemory;
pub use merge::{MergeRule, Merged, MergedBy, Merges};
pub use reader::{Raw, ReadError, Reader};
pub use report::{ColumnReport, Guess, ProblemKind, ReadProblem, Report, ZoneGuess};
pub use sniff::{Refusal, Sniffed, SniffedColumn, sniff, sniff_as};

/// A whole text of bytes: UTF-16 where it says so, else UTF-8, in which a byte that is none is read as windows-1252.
pub fn decoded(bytes: &[u8]) -> String {
    let encoding = match bytes {
        [0xff, 0xfe, ..] => Encoding::Utf16Le,
        [0xfe, 0xff, ..] => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    };
    let mut text = String::with_capacity(bytes.len());
    decode::Decode::new(encoding).feed(bytes, true, &mut text);
    text
}

/// What a header of any file means.
pub(super) fn header_meaning(header: &str) -> Option<crate::model::StdField> {
    headers::meaning(Layout::Plain, header).map(|meant| meant.field)
}

/// How bytes are text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8; a byte that is not is read as windows-1252.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// What spreadsheets on Windows wrote.
    Windows1252,
}

impl Encoding {
    /// Its name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "Windows-1252",
        }
    }
}

/// Whose export a header row looks like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Layout {
    HubSpot,
    Salesforce,
    Apollo,
    Mailchimp,
    LinkedIn,
    Outreach,
    Clay,
    Google,
    Outlook,
    Thunderbird,
    Zoho,
    Pipedrive,
    SuiteCrm,
    Odoo,
    Mautic,
    Brevo,
    Klaviyo,
    ActiveCampaign,
    Listmonk,
    Keila,
    Ghost,
    Shopify,
    WooCommerce,
    PrestaShop,
    Magento,
    MetaLeads,
    LinkedInLeads,
    /// Any other file.
    Plain,
}

impl Layout {
    /// Its name on screen.
    pub fn label(self) -> &'static str {
        match self {
            Layout::HubSpot => "HubSpot contacts",
            Layout::Salesforce => "Salesforce report",
            Layout::Apollo => "Apollo people",
            Layout::Mailchimp => "Mailchimp audience",
            Layout::LinkedIn => "LinkedIn connections",
            Layout::Outreach => "Outreach prospects",
            Layout::Clay => "Clay table",
            Layout::Google => "Google contacts",
            Layout::Outlook => "Outlook contacts",
            Layout::Thunderbird => "Thunderbird address book",
            Layout::Zoho => "Zoho records",
            Layout::Pipedrive => "Pipedrive people",
            Layout::SuiteCrm => "SuiteCRM records",
            Layout::Odoo => "Odoo contacts",
            Layout::Mautic => "Mautic contacts",
            Layout::Brevo => "Brevo contacts",
            Layout::Klaviyo => "Klaviyo profiles",
            Layout::ActiveCampaign => "ActiveCampaign contacts",
            Layout::Listmonk => "listmonk subscribers",
            Layout::Keila => "Keila contacts",
            Layout::Ghost => "Ghost members",
            Layout::Shopify => "Shopify customers",
            Layout::WooCommerce => "WooCommerce customers",
            Layout::PrestaShop => "PrestaShop customers",
            Layout::Magento => "Magento customers",
            Layout::MetaLeads => "Meta leads",
            Layout::LinkedInLeads => "LinkedIn leads",
            Layout::Plain => "Contact list",
        }
    }
}

/// How a column's meaning was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Its header is known.
    ByName,
    /// Its values show it.
    ByContent,
    /// Not known: kept as a custom field.
    NotKnown,
    /// Its header is known, but its values cannot be that field: kept as a custom field.
    NotByContent,
    /// A person chose.
    ByHand,
}

/// What a column is read as.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Kept as this field.
    Field(Field),
    /// Left out.
    Ignore,
}

/// How one column is read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mapped {
    /// Header as in the file.
    pub header: String,
    /// What it means.
    pub meaning: Meaning,
    /// How that was found.
    pub how: How,
    /// Type of a custom field; without one the values decide. Fields with a meaning have their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FieldKind>,
    /// How `03/05/2024` is read, where a person was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What it says about consent, where a person said so; else its header and values decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentChoice>,
    /// How `1.234` is read, where a person was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_sign: Option<DecimalSign>,
    /// Which part of a full name comes first, where a person says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_order: Option<NameOrder>,
    /// Which zones abbreviations stand for, where a person says so: `IST`, `Asia/Kolkata`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<(String, String)>,
}

impl Mapped {
    /// The zone that a person has said an abbreviation stands for.
    fn zone_said(&self, text: &str) -> Option<Zone> {
        let said = self.zones.iter().find(|(word, _)| same(word, text))?;
        Zone::from_name(&said.1)
    }
}

/// How the columns of a file are read, one entry a column, in the file's order.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// The columns.
    pub columns: Vec<Mapped>,
    /// Which of several rows of one contact wins.
    #[serde(default)]
    pub merge: MergeRule,
}

impl Mapping {
    /// Names this header row, so that a correction is remembered for the next file that has it.
    pub fn key(&self) -> String {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325; // FNV-1a
        for column in &self.columns {
            for byte in super::normal_header(&column.header).bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }

    /// This mapping with each column meaning what the column of that header means in another: a newer export of a list reads as the
    /// list did.
    #[must_use]
    pub fn as_in(mut self, before: &Mapping) -> Mapping {
        for column in &mut self.columns {
            let own = super::normal_header(&column.header);
            let same = before.columns.iter().find(|other| super::normal_header(&other.header) == own);
            if let Some(same) = same {
                *column = Mapped { header: column.header.clone(), ..same.clone() };
            }
        }
        // a meaning stands once
        let mut taken: Vec<Field> = Vec::new();
        for column in &mut self.columns {
            if let Meaning::Field(field) = &column.meaning {
                if taken.contains(field) {
                    column.meaning = Meaning::Field(Field::Custom(super::normal_header(&column.header)));
                } else {
                    taken.push(field.clone());
                }
            }
        }
        self
    }

    /// Sets what column `index` means; a column that meant the same before becomes a custom field.
    pub fn set(&mut self, index: usize, meaning: Meaning) {
        if let Meaning::Field(Field::Std(_)) = meaning {
            for (other, column) in self.columns.iter_mut().enumerate() {
                if other != index && column.meaning == meaning {
                    column.meaning = Meaning::Field(Field::Custom(super::normal_header(&column.header)));
                    column.how = How::ByHand;
                }
            }
        }
        if let Some(column) = self.columns.get_mut(index) {
            column.meaning = meaning;
            column.how = How::ByHand;
        }
    }
}

/// How a file's bytes are cut into rows; from [`Sniffed`], perhaps corrected.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReadOptions {
    /// How bytes are text.
    pub encoding: Encoding,
    /// What stands between fields: `,` `;` tab or `|`.
    pub delimiter: char,
    /// Spreadsheet row of the header, from 1; what stands before it is passed over. Without one the file has no header and
    /// its columns are called `Column 1` and so on.
    pub header_row: Option<u32>,
}

/// The columns of a file and what was found in them.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// The list.
    pub columns: super::Columns,
    /// What came in and what was wrong.
    pub report: Report,
}
