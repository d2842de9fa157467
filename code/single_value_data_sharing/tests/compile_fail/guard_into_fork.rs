//! E0277: OfOneThread` cannot be sent between threads safely

use process::spawn;
use single_value_data_sharing::Value;

fn main() {
    let number = Value::new(0).unwrap();
    let mut guard = number.lock().unwrap();
    let _child = spawn(move || *guard += 1);
}
