use std::sync::PoisonError;

use exercises::checks::transfer::{self, Accounts, Bank};

// ANCHOR: answer
pub fn split(accounts: &Bank, amount: i64) -> bool {
    let transfer = |accounts: &mut Accounts| {
        if accounts.balance(0) < amount {
            return false;
        }
        accounts.add(0, -amount);
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
        true
    };
    accounts.update(transfer).unwrap_or_else(PoisonError::into_inner)
}
// ANCHOR_END: answer

fn main() {
    exercises::check("transfer", transfer::check, split);
}
