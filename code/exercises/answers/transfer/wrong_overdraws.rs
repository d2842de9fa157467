//! Does not look whether the amount is there.
//!
//! The check says: when 60 were to be moved from [40, 30, 30]

use exercises::checks::transfer::{self, Accounts, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let transfer = |accounts: &mut Accounts| {
        accounts.add(0, -amount);
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
    };
    accounts.update(transfer).is_ok()
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
