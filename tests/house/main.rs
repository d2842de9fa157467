//! The rules of the house, one test each, named as a sentence.
//!
//! A rule looks at many things and reports every one that breaks it, as `file:line`, with what to do about it (see
//! [`rule::Rule`]). Exceptions stand beside the test that grants them, each with its reason; one that nothing needs any
//! more is itself a failure, and so is a rule that found nothing to look at.

mod access;
mod architecture;
mod arrows;
mod bound;
mod browser;
mod compile_fail;
mod compiled_once;
mod copying;
mod crates;
mod demos;
mod face;
mod floors;
mod from_python;
mod functions;
mod glossary;
mod html;
mod includes;
mod interrupted;
mod manifests;
mod missing;
mod pages;
mod promise;
mod python;
mod quiet;
mod recorded;
mod rule;
mod rust;
mod soak;
mod stepper;
mod tree;
mod unsafety;
mod wording;
mod worked;
mod your_turn;
