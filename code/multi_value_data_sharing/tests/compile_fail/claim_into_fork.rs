//! E0277: OfOneProcess` cannot be sent between threads safely

use multi_value_data_sharing::Array;
use process::spawn;

fn main() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    for part in numbers.parts(3).unwrap() {
        let mut claim = part.claim().unwrap();
        let _child = spawn(move || claim[0] += 1);
    }
}
