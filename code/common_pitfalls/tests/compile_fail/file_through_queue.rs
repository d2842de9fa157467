//! E0277: `File: serde

use std::fs::File;

fn main() {
    let (sender, _receiver) = queue_usage::bounded(1).unwrap();
    sender.send(File::open("list.txt").unwrap()).unwrap();
}
