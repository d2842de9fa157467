//! E0277: Serialize` is not satisfied

fn main() {
    let (sender, _receiver) = queue_usage::bounded(1).unwrap();
    sender.send(|| 6 * 7).unwrap();
}
