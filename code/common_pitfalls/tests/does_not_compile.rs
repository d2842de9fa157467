//! What must not compile, with the compiler's own words, which the page shows.
//!
//! The words change with the compiler. Where they differ, `TRYBUILD=overwrite` writes
//! the new ones, to be read before they are committed.

#[test]
fn what_must_not_compile_does_not() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile_fail/*.rs");
}
