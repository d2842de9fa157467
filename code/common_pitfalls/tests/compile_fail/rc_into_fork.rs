use std::rc::Rc;

fn main() {
    let name = Rc::new(String::from("Ada"));
    let _child = process::spawn(move || println!("{name}"));
}
