use test_harness::skip;

#[path = "../../examples/s10_journal"]
mod demo {
    mod journal;
    pub mod steps;
}

use demo::steps;

/// And without the fences? That is the compiler's choice, which it makes where it optimizes.
pub fn killed_at_every_instruction_a_journal_with_fences_is_repaired() {
    let (with, without) = match (steps::with_fences(), steps::without_fences()) {
        (Ok(with), Ok(without)) => (with, without),
        (Err(refused), _) | (_, Err(refused)) => skip(&refused.to_string()),
    };
    assert!(with.all > 30, "{with:?}: three transfers are more instructions than that");
    assert_eq!(with.wrong, 0, "{with:?}");
    if cfg!(not(debug_assertions)) {
        assert!(without.wrong > 0, "{without:?}: then the page may say that fences are idle");
    }
}
