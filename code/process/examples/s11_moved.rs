//! What a closure captures by move is the child's, and leaves the parent before the child begins.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let moved = Parcel::new("moved");
    let lent = Parcel::new("lent");
    let lend = &lent; // Moving a reference moves the reference.

    let child = spawn(move || {
        moved.open();
        lend.open();
    })?;
    child.join()?;

    lent.open();
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: parcel
struct Parcel {
    name: &'static str,
    home: u32,
}

impl Parcel {
    fn new(name: &'static str) -> Self {
        let home = std::process::id();
        Parcel { name, home }
    }

    fn say(&self, what: &str) {
        let at_home = std::process::id() == self.home;
        let here = if at_home { "parent" } else { "child" };
        println!("{here}: the {} parcel is {what}", self.name);
    }

    fn open(&self) {
        self.say("opened");
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        self.say("dropped");
    }
}
// ANCHOR_END: parcel
