//! A transfer that a kill cannot tear.
//!
//! This function moves an even amount from account 0, one half each to the accounts 1 and 2. A process that is killed in it leaves the
//! value poisoned, and the accounts in between. Fix that: at whatever step the process is killed, the next one finds the old balances
//! or the new ones, and no poison. If account 0 has less than the amount, change nothing and return `false`.
//!
//! You get: `Bank`, which is used as a `Value` of the accounts, and to which another process may come whenever it is free. The accounts have
//! `balance(account)` and `add(account, amount)`.
//!
//! Check it with
//!
//!     cargo test -p exercises --test transfer

use exercises::checks::transfer::{self, Bank};

pub fn split(accounts: &Bank, amount: i64) -> bool {
    let mut accounts = accounts.lock().unwrap();
    accounts.add(0, -amount);
    accounts.add(1, amount / 2);
    accounts.add(2, amount / 2);
    true
}

fn main() {
    exercises::check("transfer", transfer::check, split);
}
