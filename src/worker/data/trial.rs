//! A plan that nobody has opened, rehearsed over people that are no list of this browser: Home's first forecast.

use crate::audience::{Columns, People};
use crate::calendar::{Date, Zone};
use crate::model::{Plan, SequenceId};
use crate::program::{Cohort, Program, compile};
use crate::worker::host::Host;
use crate::worker::import;
use crate::worker::protocol::{Code, Failure};
use crate::worker::record::new_record;

/// The people as they were read last: another plan over the same file does not read it again.
#[derive(Debug, Default)]
pub(super) struct Trial {
    csv: Vec<u8>,
    people: Option<(Columns, Zone, People)>,
}

impl Trial {
    /// Compiles a sequence over the people of a file.
    pub(super) async fn compile<H: Host>(
        &mut self,
        host: &H,
        (plan, sequence): (&Plan, SequenceId),
        csv: Vec<u8>,
        today: Date,
    ) -> Result<(Program, Cohort), Failure> {
        if !plan.sequences.contains_key(&sequence) {
            return Err(Failure::new(Code::NoSequence, "This sequence is not in the plan any more."));
        }
        let zone = Zone::from_name(&plan.settings.zone.0).unwrap_or(Zone::UTC);
        let is_known = self.csv == csv && self.people.as_ref().is_some_and(|(_, of, _)| *of == zone);
        if !is_known {
            let (_, columns) = import::read_own(host, &csv, new_record("", "", "", "")).await?;
            let people = People::of(&columns, zone);
            (self.csv, self.people) = (csv, Some((columns, zone, people)));
        }
        let gone = || Failure::new(Code::NoList, "No list is open.");
        let (columns, _, people) = self.people.as_ref().ok_or_else(gone)?;
        let (mut program, _) = compile(plan, sequence);
        program.notice_today(today);
        host.turn().await?;
        let mut turn = async || host.turn().await;
        let cohort = Cohort::of_list_in_turns(&program, plan, (columns, people), today, &mut turn)
            .await?
            .map_err(|problem| Failure::new(Code::CannotRun, format!("{}.", problem.sentence_in(plan))))?;
        Ok((program, cohort))
    }
}
