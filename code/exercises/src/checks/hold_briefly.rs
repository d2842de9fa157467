//! Four processes work, and add what they have worked out to one total.

use std::time::Duration;

use crate::watch::{Meeting, Tally};
use crate::{Busy, Rule, Verdict, trying, until};
use process::{Process, spawn};

/// What each process works out.
const RESULTS: [u64; 4] = [1, 10, 100, 1000];

const SUM: u64 = 1111;

/// What another process adds each time that the total is free: more than all the results.
const VISIT: u64 = 10_000;

const A_MOMENT: Duration = Duration::from_secs(5);

/// How long the total is taken after the work is done.
const A_WHILE: Duration = Duration::from_millis(200);

const BRIEF: Rule = Rule {
    expected: "all four work at the same time, also while another process has the value: the lock is for the addition alone",
    read: "single_value_data_sharing.md#what-it-costs-and-what-is-promised",
};

const SUMMED: Rule = Rule {
    expected: "each result is in the total: no other process gets to the value between its reading and its writing",
    read: "single_value_data_sharing.md#the-lost-update",
};

const GIVEN_BACK: Rule = Rule {
    expected: "the lock is given back before the process ends",
    read: "single_value_data_sharing.md#what-a-lock-refuses",
};

/// A `Value<u64>`. Another process adds to it each time that it is free.
pub type Total = Busy<u64>;

/// What an answer is: it works, which takes long, and adds the result to the total.
pub type Answer = fn(&Total, &dyn Fn() -> u64);

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let total = Total::new(0, visit);
    let meeting = Meeting::new(RESULTS.len());
    let holder = holder(&total, &meeting);
    trying(&BRIEF, "four processes worked and added their results, and a fifth had the value");
    let start = |result| {
        let work = || {
            meeting.join();
            result
        };
        spawn(|| answer(&total, &work)).expect("a child can be started")
    };
    let ended = RESULTS.map(start).into_iter().chain([holder]).map(Process::join);
    let failed = ended.filter(|status| !status.as_ref().is_ok_and(|status| status.success()));
    let failed = failed.count();
    if let Some(present) = meeting.missed() {
        let seen =
            format!("{present} of four processes were at work while another had the value");
        return Err(BRIEF.broken(seen));
    }
    GIVEN_BACK.holds(total.value().lock().is_ok(), || {
        "a process ended and had the lock: the value is poisoned".into()
    })?;
    SUMMED.holds(failed == 0, || format!("{failed} of the processes failed"))?;
    summed(&total)
}

fn summed(total: &Total) -> Verdict {
    let visits = u64::from(total.let_go());
    let sum = *total.value().lock().expect("no process has died");
    let lost = visits.saturating_sub(sum / VISIT);
    SUMMED.holds(lost == 0, || {
        format!("{lost} of the {visits} numbers that other processes added meanwhile are not in the total")
    })?;
    let added = sum % VISIT;
    SUMMED.holds(added == SUM, || format!("{added} in the total, for the results {RESULTS:?}"))
}

/// What another process does as soon as the total is free.
fn visit(total: &Total) {
    let _ = total.value().update(|total| *total += VISIT); // Poison is looked for at the end.
}

/// Has the value until all others are at work, and a little longer.
fn holder(total: &Total, meeting: &Meeting) -> Process {
    let has_it = Tally::new();
    let hold = || {
        let _guard = total.value().lock().expect("no process has died");
        has_it.add(0);
        meeting.watch();
        std::thread::sleep(A_WHILE);
    };
    let holder = spawn(hold).expect("a child can be started");
    assert!(until(A_MOMENT, || has_it.get(0) > 0), "a free lock can be taken");
    holder
}
