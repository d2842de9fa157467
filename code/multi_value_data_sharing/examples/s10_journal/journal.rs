//! Transfers between accounts, with what is needed to undo one that a kill cuts short.

// ANCHOR: transfer
/// What lies in the array: the journal says whether an undo is due, of which two accounts, and what
/// they had. Behind it are the accounts.
pub type Book = [i64; JOURNAL + ACCOUNTS];
pub const JOURNAL: usize = 5;
pub const ACCOUNTS: usize = 4;

/// Takes from one account and gives to another.
pub fn transfer(book: &mut Book, from: usize, to: usize, amount: i64, fence: impl Fn()) {
    let [due, journal @ .., a, b, c, d] = book;
    let accounts = [a, b, c, d];
    *journal = [from as i64, to as i64, *accounts[from], *accounts[to]];
    fence();
    *due = 1;
    fence();
    *accounts[from] -= amount;
    *accounts[to] += amount;
    fence();
    *due = 0;
    fence();
}

/// What the next owner does. It may be killed here as well: then it is done again.
pub fn repair(book: &mut Book, fence: impl Fn()) {
    if let [1, from, to, of_from, of_to, ..] = *book {
        book[JOURNAL + from as usize] = of_from;
        book[JOURNAL + to as usize] = of_to;
        fence();
        book[0] = 0;
    }
}
// ANCHOR_END: transfer
