//! Typed record numbers. A number is given once by the plan's counter and never reused; a step's number is also its identity for chance (E2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                text.strip_prefix(concat!($prefix, "-"))
                    .and_then(|n| n.parse().ok())
                    .map($name)
                    .ok_or_else(|| format!(concat!("{:?} is not an id such as ", $prefix, "-7"), text))
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": concat!("^", $prefix, "-[0-9]+$") })
            }
        }
    )*};
}

ids! {
    /// A sequence. Text form `sequence-1`.
    SequenceId "sequence";
    /// A step. Text form `step-4`.
    StepId "step";
    /// A saved rule over a list. Text form `segment-2`.
    SegmentId "segment";
    /// A message. Text form `message-9`.
    MessageId "message";
    /// A person who owns contacts and does manual touches. Text form `owner-3`.
    OwnerId "owner";
    /// A mailbox (later also a number or a LinkedIn seat). Text form `sender-5`.
    SenderId "sender";
    /// Working days, hours and holidays. Text form `calendar-6`.
    CalendarId "calendar";
    /// Named assumptions. Text form `scenario-8`.
    ScenarioId "scenario";
    /// A kind of person. Text form `persona-10`.
    PersonaId "persona";
    /// A fit score. Text form `score-11`.
    ScoreId "score";
}
