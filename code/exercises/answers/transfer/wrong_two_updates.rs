//! Takes the amount in one update, and gives it in another.
//!
//! The check says: the balances [40, 0, 0], when a transfer of 60 was killed at step 3

use exercises::checks::transfer::{self, Accounts, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let take = |accounts: &mut Accounts| {
        let is_there = accounts.balance(0) >= amount;
        if is_there {
            accounts.add(0, -amount);
        }
        is_there
    };
    let give = |accounts: &mut Accounts| {
        accounts.add(1, amount / 2);
        accounts.add(2, amount / 2);
    };
    let is_taken = accounts.update(take).unwrap();
    if is_taken {
        accounts.update(give).unwrap();
    }
    is_taken
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
