use process::spawn;
fn a_child_that_returns_ends_with_code_0() {
    assert!(spawn(|| ()).unwrap().join().unwrap().success());
}
test_harness::main!(a_child_that_returns_ends_with_code_0);
