/** A day: `2026-11-24`. */
export type Day = string;

/** What a call throws when what it was given is wrong. It never traps. */
export interface CadenzaError extends Error {
  name: "CadenzaError";
  /** A stable word: `bad_input`, `bad_csv`, `bad_rule`, `bad_plan`, `bad_outline`, `bad_template`, `bad_schedule`, `no_sequence`, `cannot_run`, `too_large`, `callback`, `freed`, `internal`. */
  code: string;
  /** Where: `input.plan.steps.step-4`, `input.outline:7:12` (line and column), `options.format`. */
  path: string;
}

export interface ParseOptions {
  /** Name of the list; written into exported schedules. */
  name?: string;
  /** How `03/05/2024` is read in all columns where the file does not show it itself. */
  dates?: "day-first" | "month-first";
  /** The sign before the decimals (is `1.234` one and a bit, or a thousand?) in all columns where the file does not show it itself. */
  decimals?: "dot" | "comma";
  /** What columns mean, by header, where the file's own guess is wrong: a field's name; the empty text leaves the column out. */
  columns?: Record<string, string>;
  /** What columns say about consent, by header, where the file's own words do not: a kind (`negative`, `positive`, `status`, `stage`,
   * `basis`, `until`) and channels (`all`, or some of `email call linkedin whatsapp sms in-app ad`), or `none: ` and the reason. */
  consent?: Record<string, string>;
  /** What single values of such columns mean, by header and value. */
  answers?: Record<string, Record<string, "may" | "given" | "unknown" | "no">>;
  /** Which time zones abbreviations stand for (`{ IST: "Asia/Kolkata" }`); else the contact's country says, else they mean what they usually do. */
  zones?: Record<string, string>;
  /** Which of several rows of one contact wins; `newest` if not given. A no from any of them stays. */
  merge?: "newest" | "first" | "fill only";
}

/** How a list came in. */
export interface ImportReport {
  rows_in_file: number;
  rows_kept: number;
  columns: ImportColumn[];
  problems: ImportProblem[];
  /** What was merged, and what was kept from which row (as a spreadsheet counts them); at most 20,000 records. */
  merged: {
    contacts: number;
    rows: number;
    records: { contact: number; why: string; kept: number; others: number[]; taken: Record<string, number> }[];
  };
  /** Columns that look as if they said who said no, and that nobody knows: an error of every schedule until `consent` says. */
  suspects: string[];
}

/** How a column speaks about consent. */
export interface ImportConsent {
  kind: "negative" | "positive" | "status" | "stage" | "basis" | "until";
  /** In words. */
  channels: string;
  how: "by_name" | "by_value" | "by_hand";
  /** What its values were taken for (`may`, `given: …`, `unknown`, `no: …`, `nothing`), how often, and whether it is asked. */
  values: { value: string; means: string; count: number; asked: boolean }[];
}

export interface ImportColumn {
  header: string;
  /** Name of the field it was read as; a custom field has its header's; `null` = left out. */
  field: string | null;
  type: "text" | "number" | "date" | "yes_no" | "list";
  /** How the field was found: by its header, by its values, by your `columns`; or that the header names what the values cannot be. */
  how: "by_name" | "by_content" | "not_by_content" | "not_known" | "by_hand";
  /** What was concluded rather than read, in words. */
  guessed: string[];
  /** Options of `parseContacts` that say what the values leave open: 03/05/2024 (`dates`), 1.234 (`decimals`), IST (`zones`). */
  asks: ("dates" | "decimals" | "zones")[];
  /** Abbreviations of several time zones, what they were read as (contacts by zone), and what they can stand for. */
  zones?: { text: string; read_as: Record<string, number>; could_be: string[] }[];
  filled: number;
  consent?: ImportConsent;
}

export interface ImportProblem {
  /** What is wrong, in words. */
  what: string;
  /** What was done about it, in words. */
  done: string;
  header?: string | null;
  /** How often. */
  count: number;
  /** The first rows it is about, as a spreadsheet counts them. */
  rows: number[];
  samples: string[];
}

/** A row of a list: contact number, and the values that are there by field name. */
export interface ContactRow {
  number: number;
  fields: Record<string, string>;
}

/** A rule as plan files have it. */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { none: Rule[] }
  | { is: { field: { std: string } | { custom: string }; test: unknown } }
  | { segment: string }
  | { happened: { event: EventKind; of?: string } }
  | { has: "email" | "phone" | "mobile" | "linkedin" }
  | { did: { event: EventKind; at_least: number; within_days: number } }
  | { on_list: string }
  | { persona: string }
  | { fit: { score: string; test: unknown } }
  | { pilot: { of?: string; take: { people: number } | { percent: number }; seed: number; by_account?: boolean } }
  /** What stood here could not be read, and why: an error wherever it is asked. */
  | { unread: string };

/** What a rule may name beside the columns of its list. */
export interface SegmentOptions {
  /** Rules of other segments by name, in the text form: for `in segment "Name"`. */
  segments?: Record<string, string>;
  /** Rules of personas by name, in the text form: for `persona is Finance`. They ask about the contact alone. */
  personas?: Record<string, string>;
  /** What the fit counts, for `fit >= 60`: rules in the text form with whole weights, -100 to 100. */
  fit?: { rule: string; weight: number }[];
  /** Other lists by name: for `on list "Name"`, by address and LinkedIn page. */
  lists?: Record<string, Contacts>;
  /** What happened when: for `opened at least 2 times in the last 90 days`. */
  events?: { contact: number; event: EventKind; day: Day }[];
  /** The zone of contacts whose zone is neither given nor inferred; UTC where none is said. */
  zone?: string;
}

export interface SegmentResult {
  /** Contacts that match. */
  count: number;
  /** Contacts on the list. */
  of: number;
  /** Numbers of those that match, in the order of the list. */
  contacts: number[];
  /** The rule, as plan files have it. */
  rule: Rule;
  /** The rule in its text form. */
  text: string;
}

export type ChannelKind =
  | "email" | "call" | "linkedin_invite" | "linkedin_message" | "whatsapp" | "sms" | "in_app" | "ad" | "task";
export type Channel = "email" | "call" | "linkedin" | "whatsapp" | "sms" | "in_app" | "ad" | "task";
export type EventKind =
  | "bounced" | "opened" | "clicked"
  | "replied" | "replied_positive" | "replied_neutral" | "replied_negative"
  | "opted_out" | "connected" | "talked" | "meeting_booked" | "accepted" | "done"
  | "purchased" | "activated";
export type ExitRule =
  | "replied" | "replied_positive" | "meeting_booked" | "hard_bounce" | "opted_out" | "colleague_replied"
  | "goal_reached";
export type HoldCause =
  | "do_not_contact" | "opted_out" | "nothing_reaches" | "in_sequence" | "no_date" | "far_date" | "complained" | "not_to_contact"
  | "refused" | "suppressed" | "deceased" | "disqualified" | "bounced" | "invalid" | "not_understood" | "no_consent"
  | "country_unknown"
  | "shared_address";
export type MoveCause = "weekend" | "holiday" | "outside_hours" | "capacity" | "quiet_hours" | "frequency_cap";
export type SkipCause =
  | "no_email" | "no_phone" | "no_profile" | "not_connected" | "opted_out" | "bounced" | "nobody_to_do_it" | "stale"
  | "no_mobile" | "skip_if" | "no_date" | "repeat_ended" | "no_consent" | "frequency_cap";
export type CancelWhen =
  | "replied" | "replied_positive" | "meeting_booked" | "hard_bounce"
  | "opted_out" | "opted_out_of_channel" | "colleague_replied" | "goal_reached";

/** A plan file as an object; `planSchema()` says all of it. */
export interface Plan {
  format: "cadenza-plan";
  schema: number;
  id: string;
  next_number: number;
  settings: { name: string; seed: number; zone: string; list?: string; scenario?: string; demo?: boolean };
  sequences: Record<string, Record<string, unknown>>;
  steps: Record<string, Record<string, unknown>>;
  segments: Record<string, { name: string; rule: Rule }>;
  messages: Record<string, { name: string; channel: ChannelKind; subject?: string; body: string }>;
  owners: Record<string, { name: string; zone: string; minutes_per_day?: number; tasks_per_day?: number; calendar?: string }>;
  senders: Record<string, { address: string; owner?: string; zone: string; cap_per_day?: number; limits?: { most: number; per: "hour" | "twenty_four_hours" | "seven_days" | "month"; kind?: string }[]; spacing_minutes?: number; ramp?: { first: number; step: number; from: string }; calendar?: string }>;
  calendars: Record<string, Record<string, unknown>>;
  scenarios: Record<string, Scenario>;
}

/** Named assumptions, as plan files have them. */
export interface Scenario {
  name: string;
  rates?: Record<string, unknown>[];
  delays?: Record<string, unknown>[];
  /** How unlike contacts are: variance 0 to 10 of a factor of mean 1 on the wanted responses; without it all are alike. */
  frailty?: { variance: number; source: Record<string, unknown> };
  /** How wrong the rates may be: 8 in 10 campaigns lie between the median divided by and multiplied by this factor, 1 to 20. */
  ignorance?: { factor: number; source: Record<string, unknown> };
}

interface PlanInput {
  /** A plan: the object, or the text of its file. */
  plan: Plan | string;
  outline?: undefined;
}

interface OutlineInput {
  /** A sequence as outline text, with lines for calendars, owners and mailboxes above it. */
  outline: string;
  plan?: undefined;
  /** Segments that the outline names: name and rule in its text form. */
  segments?: Record<string, string>;
  /** Rates and delays; without them nobody reacts. */
  scenario?: Scenario;
  /** Zone of contacts whose zone is not known; UTC if not given. */
  zone?: string;
}

export type ScheduleInput = (PlanInput | OutlineInput) & {
  contacts: Contacts;
  /**
   * Name or id; needed where the plan has several. `"all"`: all of them in one run, in which they compete for mailboxes, people and
   * contacts; each touch then names its sequence.
   */
  sequence?: string;
  /**
   * Who must not be contacted, one a line: addresses, domains, companies, numbers. Whom a line names is held back on every channel.
   * A first line of column names (`email,company,reason`) makes the others rows. A line that names nobody throws.
   */
  doNotContact?: string | string[];
  /** Other lists by name: for `on list "Name"`, by address and LinkedIn page. */
  lists?: Record<string, Contacts>;
  /** In the place of the plan's seed. */
  seed?: number;
  /** Relative dates are counted from this day. */
  today: Day;
  /** Consent beside what the list says. A no of the list stays unless `lift` takes it away, which wants a reason. */
  consent?: ConsentEntry[];
};

export type ConsentEntry = ({ contact: number; email?: undefined } | { email: string; contact?: undefined }) & {
  /** All if not given. */
  channels?: ("email" | "call" | "linkedin" | "whatsapp" | "sms" | "in-app" | "ad")[];
  state: "given" | "refused" | "unknown";
  basis?: "consent" | "existing_customer" | "legitimate_interest" | "implied";
  since?: Day;
  until?: Day;
  lift?: boolean;
  reason?: string;
};

export type SimulateInput = ScheduleInput & {
  /** 1 to 100,000. */
  replications: number;
  /** Called now and then; the run stops early where it returns `false`, and says so: `replications < asked`. */
  onProgress?: (done: number, asked: number) => boolean | void;
};

export interface TemplateOptions {
  /** Contacts enter from the first working day after this day on. */
  today: Day;
  /** 1 if not given. */
  seed?: number;
  /** Id of the plan: lower-case letters, digits and hyphens. */
  id?: string;
}

export interface Problem {
  /** Which flaw, in the word of the catalogue; absent in files of schema 1. */
  code?: string;
  severity: "error" | "warning" | "hint";
  /** `plan`, or the id of a record. */
  place: string;
  /** Which field of it; absent = all of it. */
  field?: string;
  /** What is known of it by name: numbers of contacts, days, limits. Shares lie between 0 and 1. */
  facts?: Record<string, unknown>;
  message: string;
}

/** As `planSchedule` takes it; without a list, what the plan alone shows. */
export type PreflightInput = Omit<ScheduleInput, "contacts"> & {
  contacts?: Contacts;
  /** So many futures are simulated over the list, and the rules that read a forecast answer too. */
  replications?: number;
};

export type ApplyFixInput = PreflightInput & {
  /** The code of a finding. */
  code: string;
  /** Its place, where several have that code. */
  place?: string;
  /** The name of one of its fixes. */
  fix: string;
};

export interface PreflightFinding extends Problem {
  code: string;
  /** What it would cause, the worst first. */
  effect: "stop" | "law" | "embarrass" | "limit" | "annoy" | "waste";
  /** How many contacts of the list it concerns, where it concerns contacts, and the first 100 of them. */
  contacts?: number;
  some?: number[];
  /** Names of the changes of the plan that would mend it, for `applyFix`. */
  fixes: string[];
}

export interface PreflightReport {
  errors: number;
  warnings: number;
  hints: number;
  /** Worst first. */
  found: PreflightFinding[];
  silenced: (PreflightFinding & { reason: string; on: Day })[];
  /** Codes that are silenced and that this version does not know. */
  unknown: string[];
  /** Codes of rules that had too much to look at: what they would have said is not known. */
  unfinished: string[];
  /** Share of the futures in which a mail waits for its mailbox at the end of a day; only with `replications`. */
  mails_wait?: number;
  /** Whether the planned schedule was read too: not without a list, nor where the plan cannot run. */
  scheduled: boolean;
}

/** A minute in UTC and on the contact's clock. */
export interface Moment {
  utc: string;
  local: string;
  zone: string;
}

export type WhenEntry =
  | { kind: "planned"; due: Moment; planned: Moment; moved_by: MoveCause[]; late_days?: number }
  | { kind: "between"; earliest: Moment; latest: Moment };

export type GuardEntry =
  | { kind: "happened" | "timed_out" | "repeating" | "repeat_ended"; event: EventKind; step: string }
  | { kind: "when"; rule: Rule }
  | { kind: "otherwise"; rules: Rule[] };

/** An action, as in the schedule file; `scheduleSchema()` says all of it. */
export interface ActionEntry {
  id: string;
  contact: number;
  /** Its sequence, where several were planned together. */
  sequence?: string;
  step: string;
  name?: string;
  visit: number;
  what:
    | { kind: "add_tag" | "remove_tag"; tag: string }
    | { kind: "add_to_list" | "remove_from_list"; list: string }
    | { kind: "set_field"; field: string; value: string }
    | { kind: "set_stage"; stage: string }
    | { kind: "add_score"; points: number }
    | { kind: "notify"; text: string }
    | { kind: "enrol"; sequence: string; name: string }
    | { kind: "quote"; url: string };
  owner?: string;
  when: WhenEntry;
  only_if?: GuardEntry[];
  only_if_words?: string;
  depends_on: string[];
  cancel_when: CancelWhen[];
}

/** A touch, as in the schedule file; `scheduleSchema()` says all of it. */
export interface TouchEntry {
  id: string;
  contact: number;
  /** Its sequence, where several were planned together. */
  sequence?: string;
  step: string;
  name: string;
  visit: number;
  channel: ChannelKind;
  by: "automatic" | "owner";
  owner?: string;
  sender?: string;
  /** Days in an ad's audience. */
  days?: number;
  /** Funnel stage that the step works on. */
  stage?: "awareness" | "consideration" | "purchase";
  reply_to?: string;
  arms?: { step: string; arm: string }[];
  when: WhenEntry;
  only_if?: GuardEntry[];
  only_if_words?: string;
  depends_on: string[];
  cancel_when: CancelWhen[];
  message?: string;
  values?: Record<string, string>;
  rendered?: { subject?: string; body: string };
}

export interface SkippedEntry {
  id: string;
  contact: number;
  /** Its sequence, where several were planned together. */
  sequence?: string;
  step: string;
  name: string;
  channel: ChannelKind;
  at: Moment;
  cause: SkipCause;
}

export interface HeldBackEntry {
  contact: number;
  /** Its sequence, where several were planned together. */
  sequence?: string;
  cause: HoldCause;
  /** The do-not-contact line that holds the contact back. */
  line?: string | null;
}

/** A schedule file as an object; `scheduleSchema()` says all of it. */
/** How some contacts stand: who can be reached by which channel, who must not be and why. */
export interface Standing {
  contacts: number;
  /** Whom at least one channel reaches. */
  reached: number;
  /** Who must not be contacted on at least one channel. */
  must_not: number;
  channels: { channel: Channel; can: number; must_not: number; nothing: number }[];
  /** The gravest first; a contact may stand in several. */
  causes: { cause: string; contacts: number; channels: Channel[] }[];
}
export interface ScheduleFile {
  format: "cadenza-schedule";
  schema: number;
  exported_at: string;
  plan: { id: string; name: string; seed: number };
  list: { name: string; rows: number; consent?: string; do_not_contact?: { lines: number; digest: string } | null };
  sequence: { id: string; name: string; segment?: string; enters_on?: string };
  /** All sequences of a file of several, in the plan's order; its entries then name their own. */
  sequences?: { id: string; name: string; segment?: string; enters_on?: string }[];
  /** How the contacts of the segment stand, those held back included. "can" means that no "no" is known, not that it is allowed. */
  standing?: Standing;
  /** Present where contacts enter by events: all instants count from an entry on this day, as distances. */
  relative_to_entry?: Day;
  launch_check: Problem[];
  /** Findings that a person lets stand, with the reason. */
  silenced?: { finding: Problem; reason: string; on: Day }[];
  /** The points of the launch check, each proven by rules or answered by a person. */
  points?: { point: string; name: string; state: string; words?: string; on?: Day }[];
  /** Codes of the errors that were known when it was exported all the same. */
  despite?: string[];
  messages: { id: string; name: string; channel: ChannelKind; subject?: string; body: string }[];
  contacts: { number: number; fields: Record<string, string>; zone: string; zone_from: string }[];
  touches: TouchEntry[];
  actions: ActionEntry[];
  skipped: SkippedEntry[];
  exits: { contact: number; sequence?: string; at: Moment; reason: string }[];
  held_back: HeldBackEntry[];
}

export interface ExportOptions {
  /** `ics`: iCalendar, an event a touch; throws `cannot_run` where no touch goes into it. */
  format: "json" | "csv" | "ics";
  /** JSON: fields of the contacts, by name (`email`, `first_name`, or a column's header). */
  fields?: string[];
  /** JSON: each touch's text filled in, some 2 KB a touch. */
  rendered?: boolean;
  /** CSV: cells as they are, not made safe for spreadsheets. */
  forMachines?: boolean;
  /** iCalendar: only what this owner does, by name. */
  owner?: string;
  /** iCalendar: what goes out by itself too, as free time. */
  automatic?: boolean;
  /** RFC 3339; now if not given. */
  exportedAt?: string;
  /** Exports although the launch check has errors, which the file then says; else that throws `has_errors`. */
  despite?: boolean;
  /** Takes the file piece by piece; `text` is then empty. */
  onChunk?: (text: string) => void;
}

export interface ExportedFile {
  /** Suggested name. */
  name: string;
  /** Media type. */
  type: string;
  text: string;
}

/** A quantity over the replications; the app shows `q10` to `q90`. */
export interface Range {
  mean: number;
  sd: number;
  q05: number;
  q10: number;
  q25: number;
  q50: number;
  q75: number;
  q90: number;
  q95: number;
}

export type KpiKind =
  | "reply_rate" | "positive_reply_rate" | "meeting_rate" | "time_to_first_response"
  | "effective_follow_up" | "bounce_rate" | "opt_out_rate"
  | "conversion_rate" | "time_to_conversion" | "activation_rate" | "time_to_activation"
  /** Of those who received a touch of that stage, those who engaged with one. */
  | { stage_engagement: "awareness" | "consideration" | "purchase" };

export interface Kpi {
  kind: KpiKind;
  /** A share from 0 to 1, or minutes for `time_to_first_response`. */
  value: Range;
  numerator: Range;
  denominator: Range;
  /** The numerator as a share of everybody in the segment; of reply rates. */
  of_segment: Range | null;
  /** Monte-Carlo standard error of the mean. */
  error: number;
}

/** A day over the replications. */
export interface DayRange {
  q10: Day;
  q50: Day;
  q90: Day;
}

/** How a sender or an owner was used: days on which something was done, of these those on which no more was allowed. */
export interface Use {
  days: Range;
  full: Range;
  late: Range;
  given_up: Range;
}

export interface Forecast {
  seed: number;
  replications: number;
  /** More than `replications` = the run was stopped early. */
  asked: number;
  /** Contacts of the segment that are not held back. */
  may_enter: number;
  held_back: [HoldCause, number][];
  /** Contacts that enter within the time simulated; by an event fewer than may. */
  enters: Range;
  kpis: Kpi[];
  days: {
    date: Day;
    touches: [Channel, Range][];
    /** What the channels add up to in each future; ranges of parts do not add up. */
    total: Range;
    /** Still in a queue at the end of the queue's day, on which their own hours were open. */
    waiting: Range;
    /** Done on this day, later than their own hours and place allowed. */
    late: Range;
    /** Given up on this day: not done in time. */
    given_up: Range;
    replies_so_far: Range;
    meetings_so_far: Range;
  }[];
  /** What all sequences that ran together had done by day; of one that ran alone that stands in `days`. */
  whole?: {
    sequences: number;
    days: { date: Day; touches: [Channel, Range][]; total: Range; waiting: Range; late: Range; given_up: Range }[];
    late: Range;
    given_up: Range;
  };
  /** Of all sequences that ran together, as `owners`, `mails_wait` and `tasks_wait`. */
  senders: { sender: string; cap: number | null; days: [Day, Range][]; waiting: [Day, Range][]; use_of: Use }[];
  owners: {
    owner: string;
    /** Minutes a day, and minutes spent. */
    cap: number | null;
    days: [Day, [Channel, Range][]][];
    /** Tasks a day, and tasks done where they are limited. */
    task_cap: number | null;
    tasks: [Day, [Channel, Range][]][];
    totals: [Day, { minutes: Range; tasks: Range }][];
    waiting: [Day, Range][];
    use_of: Use;
  }[];
  steps: {
    step: string;
    /** People at it; `visits` stands beside them where a repeat brings people back. */
    reached: Range;
    visits: Range | null;
    /** Touches executed. */
    done: Range;
    skipped: [SkipCause, Range][];
    outcomes: [EventKind, Range][];
    left: Range;
    /** People at it who did not leave because of it. */
    stayed: Range;
    /** Of the touches, those done late, and the days by which the latest was. */
    late: Range;
    late_days: Range;
    taken: Range[];
  }[];
  exits: ["finished" | "missing_data" | "no_date" | { rule: ExitRule } | { stopped: string }, Range][];
  /** Contacts that had not entered by the end of the time simulated. */
  not_entered: Range;
  /** The last day on which somebody enters, and is touched. */
  last_entry: DayRange | null;
  last_touch: DayRange | null;
  /** Touches done late, and given up, in all. */
  late: Range;
  given_up: Range;
  /** Share of the futures in which a mail waits for its mailbox at the end of a day. */
  mails_wait: number;
  /** The same for work that waits for its owner. */
  tasks_wait: number;
  goal: { metric: "replies" | "positive_replies" | "meetings" | "purchases" | "activations"; target: number; probability: number; values: number[] } | null;
  problems: Problem[];
}

/** What came of all sequences of a plan in one run; mailboxes and people are the same in each of the forecasts. */
export interface PlanForecast {
  sequences: { id: string; name: string; forecast: Forecast }[];
}

/** Runs all sequences of a plan over a list many times, in one run. */
export function simulate(input: SimulateInput & { sequence: "all" }): PlanForecast;
