//! The rules of the house that files can show: replaced by the real ones in the next commits.
#[test]
fn the_top_level_is_there() {
    for name in ["Cargo.toml", "code", "tests"] {
        assert!(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(name)
                .exists(),
            "{name} is missing"
        );
    }
}
