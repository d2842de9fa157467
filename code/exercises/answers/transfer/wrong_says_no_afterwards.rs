//! Changes the accounts first, and looks at the balance afterwards.
//!
//! The check says: `false` and the balances [-20, 60, 60], when 60 were to be moved from [40, 30, 30]

use std::sync::PoisonError;

use exercises::checks::transfer::{self, Accounts, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let transfer = |accounts: &mut Accounts| {
        accounts.add(0, -amount);
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
        accounts.balance(0) >= 0
    };
    accounts.update(transfer).unwrap_or_else(PoisonError::into_inner)
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
