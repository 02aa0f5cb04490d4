//! Which contacts are looked at: whatever counts people opens their rows with it. Counts nothing.

use crate::audience::Only;
use crate::model::Rule;
use crate::worker::protocol::FoundRef;

/// Contacts that the rows are cut down to, beside segment and search.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Looked {
    /// Those of whom this is true.
    pub only: Option<Only>,
    /// Those who match a rule, with its words.
    pub rule: Option<(String, Rule)>,
    /// Those whom a finding concerns.
    pub found: Option<FoundRef>,
    /// What they are called, where the words of the two say too little.
    pub called: Option<String>,
}

impl Looked {
    /// Those of whom this is true.
    pub fn only(only: Only) -> Looked {
        Looked { only: Some(only), ..Looked::default() }
    }

    /// Those who match a rule.
    pub fn rule(words: impl Into<String>, rule: Rule) -> Looked {
        Looked { rule: Some((words.into(), rule)), ..Looked::default() }
    }

    /// Those whom a finding concerns, with what is said of them.
    pub fn found(found: FoundRef, words: String) -> Looked {
        Looked { found: Some(found), called: Some(words), ..Looked::default() }
    }

    /// The same who also match a rule.
    #[must_use]
    pub fn within(self, words: impl Into<String>, rule: Rule) -> Looked {
        Looked { rule: Some((words.into(), rule)), ..self }
    }

    /// The same, called so on screen.
    #[must_use]
    pub fn called(self, words: String) -> Looked {
        Looked { called: Some(words), ..self }
    }

    /// Who they are, on screen; nothing for everybody.
    pub fn words(&self) -> Option<String> {
        if self.called.is_some() {
            return self.called.clone();
        }
        let rule = self.rule.as_ref().map(|(words, _)| words.clone());
        match (self.only.map(Only::label), rule) {
            (Some(only), Some(rule)) => Some(format!("{only}, {rule}")),
            (only, rule) => only.or(rule),
        }
    }
}
