//! The program of the chapter that a reader may copy: each ending gets its verdict.

use std::time::Duration;

use test_harness::children;
use untrusted_parser::Failure::{Killed, Panicked, Quit, TookTooLong};
use untrusted_parser::Verdict::{self, Accepted, Failed, Rejected};

#[path = "../../examples/worked_untrusted_parser.rs"]
#[expect(dead_code, reason = "its main is the example's")]
mod untrusted_parser;

pub fn documents_get_the_parsers_own_verdict() {
    assert_eq!(examined("[1, [2, 3]]"), Accepted);
    assert_eq!(examined("[1; 2]"), Rejected);
}

pub fn a_parser_that_fails_says_nothing_about_its_document() {
    assert_eq!(examined("[1, 2"), Failed(Panicked));
    assert_eq!(examined(&"[".repeat(1_000_000)), Failed(Killed(libc::SIGABRT)));
    assert_eq!(examined("."), Failed(Quit(0)), "success is no answer");
}

pub fn a_parser_that_does_not_end_is_killed() {
    let short = Duration::from_millis(50);
    assert_eq!(untrusted_parser::examine("# no end", short).unwrap(), Failed(TookTooLong));
    assert_eq!(children(), "");
}

fn examined(document: &str) -> Verdict {
    untrusted_parser::examine(document, Duration::from_secs(50)).unwrap()
}
