//! E0277: OfOneThread` cannot be sent between threads safely

use multi_value_data_sharing::Array;
use process::spawn;

fn main() {
    let numbers = Array::new(&[1, 2, 3]).unwrap();
    let mut guard = numbers.lock().unwrap();
    let _child = spawn(move || guard[0] += 1);
}
