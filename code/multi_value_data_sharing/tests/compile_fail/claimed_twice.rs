//! E0382: use of moved value: `part`

use multi_value_data_sharing::Array;

fn main() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    for part in numbers.parts(3).unwrap() {
        let _once = part.claim();
        let _twice = part.claim();
    }
}
