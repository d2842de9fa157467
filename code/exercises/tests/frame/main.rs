//! Whatever an answer does, it is ended, and named.

mod saves;
mod waits;

use std::io;
use std::mem::forget;
use std::process::{Command, exit};
use std::thread;
use std::time::Duration;

use exercises::{Finding, Rule, Verdict, judge, trying};
use process::spawn;
use rustix::process::{
    Signal, getppid, kill_current_process_group, kill_process, setpgid, setsid,
};

use saves::{
    a_file_that_is_renamed_into_its_place_is_told, a_file_that_is_saved_as_it_was_is_not_told,
    a_file_that_is_saved_in_place_is_told, other_files_and_hidden_ones_are_not_told,
};
use waits::{
    a_process_that_has_no_turn_for_longer_than_the_limit_still_waits,
    what_never_holds_is_given_up_at_the_limit,
};

const RULE: Rule = Rule { expected: "an answer that behaves", read: "process.md" };

const LIMIT: Duration = Duration::from_secs(20);

/// Long enough for a process to show that it does not end.
const SHORT: Duration = Duration::from_secs(1);

fn solved(work: fn() -> io::Result<()>) -> Verdict {
    told(LIMIT, work)
}

fn told(limit: Duration, work: fn() -> io::Result<()>) -> Verdict {
    judge(limit, || {
        trying(&RULE, "it was tried");
        work().map_err(|error| RULE.broken(error.to_string()))
    })
}

fn finding(work: fn() -> io::Result<()>) -> Finding {
    solved(work).expect_err("it misbehaves")
}

#[track_caller]
fn assert_seen(finding: &Finding, text: &str) {
    assert!(finding.seen.contains(text), "{text:?} is not in\n{finding}");
    assert!(finding.expected.ends_with(RULE.expected), "{finding}");
}

fn an_answer_that_behaves_is_solved() {
    solved(|| {
        let child = spawn(|| ())?;
        assert!(child.join()?.success());
        Ok(())
    })
    .expect("nothing is wrong");
}

fn an_answer_that_never_returns_is_ended_and_named() {
    let never = told(SHORT, || {
        loop {
            thread::park();
        }
    });
    let never = never.expect_err("it hangs");
    assert_seen(&never, "not come back in time, and was ended, while it was tried");
    assert!(never.expected.starts_with("your function returns"), "{never}");
}

fn a_grandchild_that_catches_signals_is_ended_too() {
    let never = told(SHORT, || {
        Command::new("sh")
            .args(["-c", "trap '' TERM INT HUP; while :; do sleep 1; done"])
            .status()?;
        Ok(())
    });
    assert_seen(&never.expect_err("it hangs"), "not come back in time");
}

fn an_answer_that_forks_for_ever_is_ended_and_named() {
    let bomb = finding(|| {
        loop {
            forget(spawn(|| {
                loop {
                    thread::park();
                }
            })?);
        }
    });
    assert_seen(&bomb, "filled the machine with processes, and was ended");
}

fn an_answer_whose_children_fork_for_ever_is_ended_and_named() {
    fn fork() {
        loop {
            match spawn(fork) {
                Ok(child) => forget(child),
                Err(_) => thread::park(),
            }
        }
    }
    let bomb = finding(|| {
        fork();
        Ok(())
    });
    assert_seen(&bomb, "filled the machine with processes, and was ended");
}

/// Those that multiply are ended by one signal to their group.
fn no_process_of_an_answer_leaves_its_group() {
    solved(|| {
        let leaving = || setsid().is_ok() || setpgid(None, None).is_ok();
        let child = spawn(move || exit(i32::from(leaving())))?;
        match child.join()?.success() {
            true => Ok(()),
            false => Err(io::Error::other("a child has left the group")),
        }
    })
    .expect("all stay");
}

fn an_answer_that_kills_its_parent_is_named() {
    let murder = finding(|| {
        kill_process(getppid().expect("it has a parent"), Signal::KILL)?;
        loop {
            thread::park();
        }
    });
    assert_seen(&murder, "ended the process that had started it (signal: 9 (SIGKILL))");
}

fn an_answer_that_kills_its_process_group_is_named() {
    let massacre = finding(|| Ok(kill_current_process_group(Signal::KILL)?));
    assert_seen(&massacre, "ended the process that had started it (signal: 9 (SIGKILL))");
}

fn an_answer_that_ends_its_process_has_not_solved_anything() {
    assert_seen(&finding(|| exit(0)), "ended the process that it ran in (exit status: 0)");
    assert_seen(&finding(|| exit(78)), "ended the process that it ran in (exit status: 78)");
    assert_seen(
        &finding(|| std::process::abort()),
        "ended the process that it ran in (signal: 6",
    );
}

fn a_panic_is_named_with_its_place() {
    let panic = finding(|| panic!("out of ideas"));
    assert_seen(
        &panic,
        "your function panicked, while it was tried: \"out of ideas\", in code/exercises/tests/frame/main.rs line",
    );
}

fn a_todo_is_told_that_there_is_nothing_yet() {
    assert_seen(
        &finding(|| todo!()),
        "nothing yet: \"not yet implemented\", in code/exercises/tests/frame/main.rs line",
    );
    assert_seen(
        &finding(|| todo!("with a word")),
        "nothing yet: \"not yet implemented: with a word\", in",
    );
}

fn what_an_answer_leaves_behind_is_named() {
    let child = finding(|| {
        forget(spawn(|| ())?);
        Ok(())
    });
    assert!(child.seen.contains("left 1 of its processes behind"), "{child}");
    let thread = finding(|| {
        thread::spawn(|| {
            loop {
                thread::park();
            }
        });
        Ok(())
    });
    assert!(thread.seen.contains("left a thread running"), "{thread}");
    let descriptor = finding(|| {
        forget(io::pipe()?);
        Ok(())
    });
    assert!(descriptor.seen.contains("left 2 descriptors open"), "{descriptor}");
}

test_harness::main!(
    an_answer_that_behaves_is_solved,
    an_answer_that_never_returns_is_ended_and_named,
    a_grandchild_that_catches_signals_is_ended_too,
    an_answer_that_forks_for_ever_is_ended_and_named,
    an_answer_whose_children_fork_for_ever_is_ended_and_named,
    no_process_of_an_answer_leaves_its_group,
    an_answer_that_kills_its_parent_is_named,
    an_answer_that_kills_its_process_group_is_named,
    an_answer_that_ends_its_process_has_not_solved_anything,
    a_panic_is_named_with_its_place,
    a_todo_is_told_that_there_is_nothing_yet,
    what_an_answer_leaves_behind_is_named,
    a_file_that_is_saved_in_place_is_told,
    a_file_that_is_renamed_into_its_place_is_told,
    a_file_that_is_saved_as_it_was_is_not_told,
    other_files_and_hidden_ones_are_not_told,
    what_never_holds_is_given_up_at_the_limit,
    a_process_that_has_no_turn_for_longer_than_the_limit_still_waits,
);
