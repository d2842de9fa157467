//! What a closure captures by move is the child's, and leaves the parent before the child begins.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let moved = Parcel {
        name: "moved",
        home: std::process::id(),
    };
    let borrowed = Parcel {
        name: "borrowed",
        home: std::process::id(),
    };
    let borrow = &borrowed;

    let child = spawn(move || {
        println!(
            "child: I have the {} and the {} parcel",
            moved.name, borrow.name
        );
    })?;
    child.join()?;

    borrowed.open();
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: parcel
struct Parcel {
    name: &'static str,
    home: u32,
}

impl Drop for Parcel {
    fn drop(&mut self) {
        let here = if std::process::id() == self.home {
            "parent"
        } else {
            "child"
        };
        println!("{here}: the {} parcel is dropped", self.name);
    }
}
// ANCHOR_END: parcel
