//! Changes a copy and stores it under the guard: nothing is torn, and the value is poisoned.
//!
//! The check says: the value is poisoned, when a transfer of 60 was killed at step 1

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let mut guard = accounts.lock().unwrap();
    let mut accounts = *guard;
    if accounts.balance(0) < amount {
        return false;
    }
    accounts.add(0, -amount);
    accounts.add(1, amount / 2);
    accounts.add(2, amount / 2);
    *guard = accounts;
    true
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
