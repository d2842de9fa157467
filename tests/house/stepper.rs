//! The stepper's rules, against an enumeration of all orders.

use crate::missing::find_or_skip;
use crate::tree;
use std::process::Command;

/// Walks through every order that the rules allow, and prints each with the number that it leaves.
const WALK: &str = r#"
require(process.argv[1]);
const rules = globalThis.stepperRules;
const walk = (state, order) => {
    if (rules.hasEnded(state)) {
        console.log(order, state.number);
    }
    for (const who of ['A', 'B'].filter(who => rules.canStep(state, who))) {
        walk(rules.step(state, who), order + who);
    }
};
walk(rules.start(process.argv[2] === 'locked'), '');
"#;

#[test]
fn the_stepper_plays_by_the_rules_of_two_processes() {
    let Some(walked) = walk("plain") else { return };
    let expected: Vec<String> =
        orders(3, 3).iter().map(|order| format!("{order} {}", number_after(order))).collect();
    assert_eq!(walked, expected);
    let right = walked.iter().filter(|line| line.ends_with('2')).count();
    assert_eq!((right, walked.len()), (2, 20));
}

#[test]
fn with_the_lock_the_stepper_loses_no_update() {
    let Some(walked) = walk("locked") else { return };
    assert_eq!(walked, ["AAAAABBBBB 2", "BBBBBAAAAA 2"]);
}

fn walk(mode: &str) -> Option<Vec<String>> {
    let node = find_or_skip(&["node"], "walking through the stepper's orders")?;
    let rules = tree::root().join("code/bookbinder/assets/stepper-rules.js");
    let output = Command::new(node).args(["-e", WALK]).arg(rules).arg(mode).output();
    let output = output.expect("node starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn orders(a: usize, b: usize) -> Vec<String> {
    let behind = |who: char, rest: Vec<String>| {
        rest.into_iter().map(move |rest| format!("{who}{rest}"))
    };
    match (a, b) {
        (0, 0) => vec![String::new()],
        (0, _) => behind('B', orders(0, b - 1)).collect(),
        (_, 0) => behind('A', orders(a - 1, 0)).collect(),
        _ => behind('A', orders(a - 1, b)).chain(behind('B', orders(a, b - 1))).collect(),
    }
}

/// `number += 1` by each of two processes: load, add, store.
fn number_after(order: &str) -> u32 {
    let (mut number, mut loaded, mut steps) = (0, [0; 2], [0; 2]);
    for who in order.bytes().map(|who| usize::from(who == b'B')) {
        steps[who] += 1;
        match steps[who] {
            1 => loaded[who] = number,
            3 => number = loaded[who] + 1,
            _ => {}
        }
    }
    number
}
