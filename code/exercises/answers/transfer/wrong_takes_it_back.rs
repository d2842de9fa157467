//! Moves what is not there, and takes it back in a second update: a kill between the two leaves it moved.
//!
//! The check says: the balances [-60, 80, 80], when a process was killed that was to move 160 of 100
//!
//! It expects: not even for a moment

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let by = |amount: i64| {
        let moved = accounts.update(|accounts| {
            accounts.add(0, -amount);
            accounts.add(1, amount / 2);
            accounts.add(2, amount / 2);
            accounts.balance(0) >= 0
        });
        moved.expect("an update does not poison")
    };
    let could = by(amount);
    if !could {
        by(-amount);
    }
    could
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
