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

struct Parcel {
    name: &'static str,
    home: u32,
}

impl Parcel {
    fn open(&self) {
        println!("{}: I open the {} parcel", self.whereabouts(), self.name);
    }

    fn whereabouts(&self) -> &'static str {
        let at_home = std::process::id() == self.home;
        if at_home { "parent" } else { "child" }
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        println!(
            "{}: the {} parcel is dropped",
            self.whereabouts(),
            self.name
        );
    }
}
