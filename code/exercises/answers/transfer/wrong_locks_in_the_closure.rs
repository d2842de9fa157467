//! Locks within `update`, which has the lock already.
//!
//! The check says: this thread would wait for itself: it has the lock already

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let transfer = accounts.update(|_| {
        let mut accounts = accounts.lock().unwrap();
        if accounts.balance(0) < amount {
            return false;
        }
        accounts.add(0, -amount);
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
        true
    });
    transfer.expect("an update does not poison")
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
