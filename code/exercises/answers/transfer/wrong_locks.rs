//! Refuses what is not there, but changes the value under the guard.
//!
//! The check says: the balances [40, 0, 0], when a transfer of 60 was killed at step 2

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let mut accounts = accounts.lock().unwrap();
    if accounts.balance(0) < amount {
        return false;
    }
    accounts.add(0, -amount);
    accounts.add(1, amount / 2);
    accounts.add(2, amount / 2);
    true
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
