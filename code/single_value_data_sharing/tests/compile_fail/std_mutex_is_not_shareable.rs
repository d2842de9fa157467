//! E0277: Mutex<{integer}>` may not lie in memory that processes share

use single_value_data_sharing::Shared;
use std::sync::Mutex;

fn main() {
    let _mutex = Shared::new(Mutex::new(0));
}
