//! E0277: OfOneThread` cannot be sent between threads safely

use process::spawn;
use single_value_data_sharing::Lock;

fn main() {
    let lock = Lock::new().unwrap();
    let guard = lock.lock().unwrap();
    let _child = spawn(move || drop(guard));
}
