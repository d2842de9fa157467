//! `imap` gives results in the order of the inputs, `imap_unordered` as they come. Here task 0 does
//! not end before the caller has seen nine others.

use std::io::{self, Read, Write};

use process_pool::Pool;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (wait_here, mut nine_came) = io::pipe()?;
    let mut pool = Pool::new(2, |number: u32| {
        if number == 0 {
            let _ = (&wait_here).read_exact(&mut [0]);
        }
        number * number
    })?;

    let mut order = Vec::new();
    for (index, square) in pool.imap_unordered(0..10) {
        assert_eq!(square, Ok((index * index) as u32));
        order.push(index);
        if order.len() == 9 {
            nine_came.write_all(b"!")?;
        }
    }
    println!("as they come, the last is task {}", order[9]);

    nine_came.write_all(b"!")?; // This time task 0 need not wait.
    let squares: Result<Vec<u32>, _> = pool.imap(0..10).collect();
    println!("in order: {:?}", squares.expect("no task fails"));
    Ok(())
}
// ANCHOR_END: main
