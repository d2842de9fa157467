//! The files below `answers/`: solution, starter, and what is wrong.

use exercises::{checks, judge};

use crate::answer::{Answer, Exercise, prove};

macro_rules! exercises {
    ($($name:ident($function:ident): $($file:ident),+;)+) => {
        #[path = "../../answers"]
        mod files {
            $(pub mod $name {
                $(#[expect(dead_code, reason = "its `main` is for a reader")]
                #[allow(unused_variables, reason = "a starter has no use for its arguments")]
                pub mod $file;)+
            })+
        }

        pub const ALL: &[Exercise] = &[$(Exercise {
            name: stringify!($name),
            files: &[$(stringify!($file)),+],
            proves: || prove(&[$(Answer {
                exercise: stringify!($name),
                file: stringify!($file),
                judged: |limit| judge(limit, || checks::$name::check(files::$name::$file::$function)),
            }),+]),
        }),+];
    };
}

exercises! {
    one_deadline(join_all): solution, starter, wrong_shares, wrong_gives_up, wrong_never_waits, wrong_begins_anew;
    lend_the_folder(work_in): solution, starter, wrong_forgets, wrong_drops_early, wrong_deletes_twice, wrong_stays_at_home, wrong_leaks_the_child;
    keep_it_running(keep_running): solution, starter, wrong_any_failure, wrong_as_a_shell, wrong_reads_the_text, wrong_code_unwrapped, wrong_starts_at_once;
    ask_then_insist(end_all): solution, starter, wrong_kills_at_once, wrong_one_by_one, wrong_sleeps_a_while, wrong_sleeps_it_all, wrong_never_insists, wrong_forgets_who_stays;
}
