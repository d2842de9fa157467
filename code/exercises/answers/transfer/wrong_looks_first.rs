//! Looks at the balance under one lock and makes the change under the next: another process takes the money in between.
//!
//! The check says: `true` and the balances [-20, 90, 30]: another process moved 60 of [100, 0, 0]
//!
//! It expects: to look and to change is one step

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    if accounts.lock().unwrap().balance(0) < amount {
        return false;
    }
    let transfer = accounts.update(|accounts| {
        accounts.add(0, -amount);
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
    });
    transfer.is_ok()
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
