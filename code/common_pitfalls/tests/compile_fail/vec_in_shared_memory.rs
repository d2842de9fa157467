//! E0277: `Vec<{integer}>` may not lie in memory that processes share

use shared_memory::Shared;

fn main() {
    let _numbers = Shared::new(vec![1, 2, 3]);
}
