//! E0277: `Rc<String>` cannot be sent between threads safely

use std::rc::Rc;

fn main() {
    let name = Rc::new(String::from("Ada"));
    let _child = process::spawn(move || println!("{name}"));
}
