use shared_memory::Shared;

fn main() {
    let _numbers = Shared::new(vec![1, 2, 3]);
}
