//! A transfer between accounts is cut short by a kill: the poison says so, and the balances are
//! worked out anew from what is known.

use std::io::{self, Read, Write};
use std::thread;

use multi_value_data_sharing::Array;
use process::spawn;

// ANCHOR: transfer
const OPENING: [i64; 3] = [100, 100, 100];

struct Transfer {
    from: usize,
    to: usize,
    amount: i64,
}

static TRANSFERS: [Transfer; 3] = [
    Transfer { from: 0, to: 1, amount: 10 },
    Transfer { from: 1, to: 2, amount: 70 },
    Transfer { from: 2, to: 0, amount: 25 },
];

/// Takes from one account and gives to the other, and calls `between` between the two.
fn carry_out(balances: &mut [i64], transfer: &Transfer, mut between: impl FnMut()) {
    balances[transfer.from] -= transfer.amount;
    between();
    balances[transfer.to] += transfer.amount;
}
// ANCHOR_END: transfer

// ANCHOR: main
fn main() -> io::Result<()> {
    let accounts = Array::new(&OPENING)?;
    kill_in_a_transfer(&accounts, &TRANSFERS[1])?;

    match accounts.lock() {
        Ok(balances) => println!("not torn: {balances:?}"),
        Err(poisoned) => {
            let mut balances = poisoned.into_inner();
            let sum: i64 = balances.iter().sum();
            println!("poisoned: {balances:?}, and {sum} in all");
            work_out(&mut balances);
            accounts.clear_poison();
        }
    }
    let balances = accounts.lock().unwrap();
    println!("worked out anew: {balances:?}, and {} in all", balances.iter().sum::<i64>());
    Ok(())
}

/// All that the balances must be follows from the first balances and the list of transfers.
fn work_out(balances: &mut [i64]) {
    balances.copy_from_slice(&OPENING);
    for transfer in &TRANSFERS {
        carry_out(balances, transfer, || ());
    }
}
// ANCHOR_END: main

// ANCHOR: kill
fn kill_in_a_transfer(accounts: &Array<i64>, fatal: &Transfer) -> io::Result<()> {
    let (mut hears, mut says) = io::pipe()?;
    let teller = spawn(move || {
        for transfer in &TRANSFERS {
            let mut balances = accounts.lock().unwrap();
            carry_out(&mut balances, transfer, || {
                if std::ptr::eq(transfer, fatal) {
                    says.write_all(b"!").unwrap();
                    wait_to_be_killed();
                }
            });
        }
    })?;
    hears.read_exact(&mut [0])?;
    teller.kill()?;
    println!("the teller ended with {}", teller.join()?);
    Ok(())
}
// ANCHOR_END: kill

fn wait_to_be_killed() -> ! {
    loop {
        thread::park();
    }
}
