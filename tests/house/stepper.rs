//! The steppers, played in a browser, and their rules against an enumeration of all orders.

use crate::bound::book;
use crate::browser::{self, judge};
use crate::missing::find_or_skip;
use serde_json::json;
use std::collections::BTreeSet;

const PLAY: &str = include_str!("stepper.js");

#[test]
fn the_steppers_play_by_the_rules_of_two_processes() {
    let what_for = "playing the steppers in a browser";
    let Some(browser) = find_or_skip(&browser::BROWSERS, what_for) else { return };
    let page = |name: &str| format!("file://{}", book().folder.join(name).display());
    let games = json!([
        [page("single_value_data_sharing.html"), "lost-update", { "schedule": "ABABAB", "says": "An update is lost", "safe": "AAAAABBBBB" }],
        [page("memory_orderings.html"), "store-buffer", { "schedule": "ABAB", "says": "Both looked too early", "safe": "ABXAYBAB" }],
    ]);
    let report = browser::report(&browser, &format!("const GAMES = {games};\n{PLAY}"));
    let (orders, play): (Vec<_>, Vec<_>) =
        report.lines().partition(|line| line.starts_with("order: "));
    judge("a stepper does what its buttons, keys and links say", &play.join("\n"));

    let walked: BTreeSet<String> =
        orders.iter().map(|line| line.trim_start_matches("order: ").to_owned()).collect();
    assert_eq!(walked.len(), orders.len(), "no order is walked twice");
    assert_eq!(walked, expected());
}

/// Every order, as `name choice order result`.
fn expected() -> BTreeSet<String> {
    let plain = orders(&[("A", 3), ("B", 3)], |_| true);
    let locked = ["AAAAABBBBB", "BBBBBAAAAA"].map(str::to_owned);
    let both = |name: &str, with: bool, orders: Vec<String>, result: fn(&str) -> String| {
        let line = move |order: &String| format!("{name} {with} {order} {}", result(order));
        orders.iter().map(line).collect::<Vec<_>>()
    };
    let mut all = both("lost-update", false, plain, sum);
    all.extend(both("lost-update", true, locked.to_vec(), |_| "2".to_owned()));
    all.extend(both("store-buffer", false, buffered(2), looks));
    all.extend(both("store-buffer", true, buffered(3), looks));
    all.into_iter().collect()
}

/// `number += 1` by each: the third step of one process stores, the first step of the other loads.
fn sum(order: &str) -> String {
    let second = |who, other| position(order, who, 3) < position(order, other, 1);
    if second('A', 'B') || second('B', 'A') { "2" } else { "1" }.to_owned()
}

/// What A and B see: the other's flag where its store (X is A's, Y is B's) had arrived before the look.
fn looks(order: &str) -> String {
    let sees = |who, arrival: char| {
        let look = order.rfind(who).expect("each process looks");
        u8::from(order.find(arrival).is_some_and(|arrived| arrived < look))
    };
    format!("{}{}", sees('A', 'Y'), sees('B', 'X'))
}

/// Each process stores, passes a fence where it has three steps, and looks; nothing is told after the second look.
fn buffered(steps: usize) -> Vec<String> {
    let arrives_in_time = |order: &str| {
        [('A', 'X'), ('B', 'Y')].iter().all(|&(who, arrival)| {
            let arrived = order.find(arrival).expect("every store arrives");
            position(order, who, 1) < arrived
                && (steps == 2 || arrived < position(order, who, 2))
        })
    };
    let whole = orders(&[("A", steps), ("B", steps), ("X", 1), ("Y", 1)], arrives_in_time);
    let told = whole.iter().map(|order| order.trim_end_matches(['X', 'Y']).to_owned());
    told.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Where this process takes its `n`th step.
fn position(order: &str, who: char, n: usize) -> usize {
    order.match_indices(who).nth(n - 1).expect("it takes as many steps").0
}

/// Every order in which each letter comes so many times, and which is allowed.
fn orders(letters: &[(&str, usize)], allowed: impl Fn(&str) -> bool) -> Vec<String> {
    let length = letters.iter().map(|(_, count)| count).sum();
    let mut all = vec![String::new()];
    for _ in 0..length {
        let longer = |order: &String| {
            let rest = letters
                .iter()
                .filter(|(letter, count)| order.matches(letter).count() < *count);
            rest.map(|(letter, _)| format!("{order}{letter}")).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.retain(|order| allowed(order));
    all
}
