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
    one_deadline(join_all): solution, starter, wrong_begins_anew, wrong_gives_up, wrong_never_waits, wrong_shares;
    lend_the_folder(work_in): solution, starter, wrong_deletes_twice, wrong_drops_early, wrong_forgets, wrong_leaks_the_child, wrong_stays_at_home;
    keep_it_running(keep_running): solution, starter, wrong_any_failure, wrong_as_a_shell, wrong_code_unwrapped, wrong_reads_the_text, wrong_starts_at_once;
    ask_then_insist(end_all): solution, starter, wrong_forgets_who_stays, wrong_kills_at_once, wrong_never_insists, wrong_one_by_one, wrong_sleeps_a_while, wrong_sleeps_it_all;
    table_at_home(look_up): solution, starter, wrong_a_pool_for_each, wrong_forgets_the_pool, wrong_sends_the_entries, wrong_skips_errors;
    endless_inputs(first): solution, starter, wrong_as_they_come, wrong_flattens, wrong_maps_all, wrong_takes_too_few;
    set_up_once(ask_all): solution, starter, wrong_at_home, wrong_before_the_fork, wrong_in_small_pools, wrong_tried_at_home;
    name_the_culprit(culprits): solution, starter, wrong_a_process_each, wrong_again_and_again, wrong_any_error, wrong_index_for_input, wrong_killed_alone;
}
