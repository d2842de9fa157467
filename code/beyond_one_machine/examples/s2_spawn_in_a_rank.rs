//! A rank that wants a child.

// ANCHOR: main
fn main() {
    let _universe = mpi::initialize().expect("no other code of this program starts MPI");
    match process::spawn(|| ()) {
        Ok(child) => println!("a child, which ended with {}", child.join().expect("it ends")),
        Err(refused) => println!("{refused}"),
    }
}
// ANCHOR_END: main
