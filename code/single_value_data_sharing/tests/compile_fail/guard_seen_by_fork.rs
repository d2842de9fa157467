//! E0277: OfOneThread` cannot be shared between threads safely

use process::spawn;
use single_value_data_sharing::Value;

fn main() {
    let number = Value::new(0).unwrap();
    let guard = number.lock().unwrap();
    let _child = spawn(|| println!("{}", *guard));
}
