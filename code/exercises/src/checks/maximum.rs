//! The largest of the numbers that several processes find, without a lock.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use single_value_data_sharing::Shared;

use crate::{Rule, Verdict, trying};

const READ: &str = "single_value_data_sharing.md#the-lost-update";

const KEPT: Rule = Rule {
    expected: "the largest number that was offered stays: what was loaded may be stale when you store",
    read: READ,
};

const TRIED: Rule = Rule {
    expected: "as long as the highest number is smaller than yours, you try again",
    read: READ,
};

const TOLD: Rule = Rule {
    expected: "`true` if your number has become the highest, and `false` if there was one as high",
    read: READ,
};

/// A number in shared memory, which other processes change while you work with it.
#[derive(Debug)]
pub struct Highest {
    number: Shared<AtomicU64>,
    others: RefCell<Vec<u64>>,
}

impl Highest {
    /// The number. Another process may change it right afterwards.
    #[must_use]
    pub fn load(&self) -> u64 {
        let seen = self.number.load(SeqCst);
        self.let_another_store();
        seen
    }

    /// Stores a number, whatever was there.
    pub fn store(&self, new: u64) {
        self.number.store(new, SeqCst);
    }

    /// Stores the new number if the old one is still there, in one step that no other process gets into.
    ///
    /// # Errors
    /// The number that is there instead. It may be another one right afterwards.
    pub fn compare_exchange(&self, old: u64, new: u64) -> Result<u64, u64> {
        let stored = self.number.compare_exchange(old, new, SeqCst, SeqCst);
        if stored.is_err() {
            self.let_another_store();
        }
        stored
    }

    /// What another process does between two steps of this one.
    fn let_another_store(&self) {
        if let Some(number) = self.others.borrow_mut().pop() {
            self.store(number);
        }
    }
}

/// What an answer is: it offers a number, and says whether it has become the highest.
pub type Answer = fn(&Highest, u64) -> bool;

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let offer = |others: &[u64], highest, told| offer(answer, others, highest, told);
    offer(&[], 50, true)?;
    offer(&[70], 70, false)?;
    offer(&[20], 50, true)?;
    offer(&[20, 90], 90, false)?;
    offer(&[50], 50, false)?;
    offer(&Vec::from_iter(11..=40), 50, true)
}

/// Offers 50 when the highest is 10, and others store their numbers meanwhile.
fn offer(answer: Answer, others: &[u64], highest: u64, told: bool) -> Verdict {
    let meanwhile = match others {
        [] => "nothing else".into(),
        [11, .., 40] => "the numbers from 11 to 40".into(),
        others => format!("{others:?}"),
    };
    let what = format!("50 was offered to 10, and another process stored {meanwhile}");
    trying(&KEPT, what.clone());
    let number = Highest {
        number: Shared::new(AtomicU64::new(10)).expect("memory for a number"),
        others: RefCell::new(others.iter().rev().copied().collect()),
    };
    let said = answer(&number, 50);
    let left = number.number.load(SeqCst);
    let rule = if highest == 50 { &TRIED } else { &KEPT };
    rule.holds(left == highest, || format!("{left} is the highest, after {what}"))?;
    TOLD.holds(said == told, || format!("`{said}`, after {what}"))
}
