//! Changes a copy that it has made under one lock, and stores it under the next: what another process did meanwhile is lost.
//!
//! The check says: `true` and the balances [40, 30, 30]: another process moved 60 of [100, 0, 0]
//!
//! It expects: to look and to change is one step

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let mut copy = *accounts.lock().unwrap();
    if copy.balance(0) < amount {
        return false;
    }
    copy.add(0, -amount);
    copy.add(1, amount / 2);
    copy.add(2, amount / 2);
    accounts.update(|accounts| *accounts = copy).is_ok()
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
