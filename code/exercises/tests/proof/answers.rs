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
    one_deadline(join_all): solution, starter, wrong_asks_again_and_again, wrong_begins_anew, wrong_gives_up, wrong_never_waits, wrong_shares, wrong_sleeps_it_all, wrong_subtracts;
    lend_the_folder(work_in): solution, starter, wrong_deletes_twice, wrong_drops_early, wrong_forgets, wrong_leaks_the_child, wrong_makes_it_anew, wrong_stays_at_home;
    keep_it_running(keep_running): solution, starter, wrong_any_failure, wrong_as_a_shell, wrong_code_unwrapped, wrong_once_too_often, wrong_panic_is_a_code, wrong_reads_the_text, wrong_sigterm_alone, wrong_starts_at_once, wrong_stays_at_home;
    ask_then_insist(end_all): solution, starter, wrong_a_grace_for_each, wrong_as_they_end, wrong_forgets_who_stays, wrong_kills_at_once, wrong_never_insists, wrong_one_by_one, wrong_sleeps_a_while, wrong_sleeps_it_all;
    table_at_home(look_up): solution, starter, wrong_a_pool_for_each, wrong_as_they_come, wrong_forgets_the_pool, wrong_one_process, wrong_sends_the_entries, wrong_skips_errors, wrong_unwraps;
    endless_inputs(first): solution, starter, wrong_as_they_come, wrong_flattens, wrong_guesses_how_many, wrong_in_portions, wrong_maps_all, wrong_one_at_the_least, wrong_one_call_each, wrong_takes_too_few;
    set_up_once(ask_all): solution, starter, wrong_at_home, wrong_before_the_fork, wrong_in_small_pools, wrong_tried_at_home;
    name_the_culprit(culprits): solution, starter, wrong_a_process_each, wrong_again_and_again, wrong_all_at_once, wrong_any_error, wrong_as_they_come, wrong_index_for_input, wrong_killed_alone, wrong_sorts;
    no_pill(collect): solution, starter, wrong_a_queue_for_each, wrong_death_is_an_error, wrong_forgets_the_children, wrong_gives_up_on_silence, wrong_joins_first, wrong_keeps_a_sender, wrong_keeps_no_process, wrong_looks_whether_it_is_empty, wrong_pill_of_another_type, wrong_room_for_all;
    much_through_little(send_all): solution, starter, wrong_does_not_look, wrong_drops_lines, wrong_goes_by_the_code, wrong_keeps_the_receiver, wrong_never_ends, wrong_one_at_a_time, wrong_reads_on, wrong_takes_all_first, wrong_trusts_the_sends, wrong_unwraps;
    receipts(do_all): solution, starter, wrong_a_worker_each, wrong_adds_up_the_deaths, wrong_all_again, wrong_counts_all_deaths, wrong_gives_up_at_once, wrong_keeps_the_receipts, wrong_knows_jobs_by_value, wrong_never_gives_up, wrong_receipt_before_the_work, wrong_trusts_success;
    pipeline(run): solution, starter, wrong_error_at_a_death, wrong_ignores_a_failed_send, wrong_joins_first, wrong_keeps_a_receiver, wrong_keeps_a_sender, wrong_one_parser, wrong_reads_at_home, wrong_room_for_all, wrong_stops_with_the_queue_open, wrong_takes_on;
    hold_briefly(add): solution, starter, wrong_gives_up, wrong_leaks_the_guard, wrong_reads_early, wrong_update;
    maximum(offer): solution, starter, wrong_compares_once, wrong_compares_with_the_first, wrong_counts_a_tie, wrong_looks_again, wrong_some_attempts, wrong_tries_once;
    transfer(split): solution, starter, wrong_copies_back, wrong_keeps_the_last, wrong_locks, wrong_locks_in_the_closure, wrong_looks_first, wrong_overdraws, wrong_says_no_afterwards, wrong_stores_a_stale_copy, wrong_takes_it_back, wrong_two_updates;
    prepare_once(prepared): solution, starter, wrong_clears_too_early, wrong_keeps_trying, wrong_leaves_the_poison, wrong_looks_again, wrong_looks_and_then_locks, wrong_says_that_it_is_under_way, wrong_unwraps;
    blur(blur): solution, starter, wrong_asks_for_the_code, wrong_at_home, wrong_counts_from_zero, wrong_counts_in_the_picture, wrong_divides_for_itself, wrong_does_not_join, wrong_every_third, wrong_ignores_the_poison, wrong_in_place, wrong_leaks_the_children, wrong_one_by_one, wrong_one_lock;
    snapshot(report): solution, starter, wrong_copies_in_the_call, wrong_drops_too_late, wrong_in_two_halves, wrong_locks_again, wrong_one_by_one, wrong_until_two_agree, wrong_writes_under_the_lock;
    lost_part(compute): solution, starter, wrong_all_again, wrong_at_home, wrong_clears_too_early, wrong_counts_all_deaths, wrong_forgets_a_success, wrong_goes_by_the_codes, wrong_ignores_the_poison, wrong_keeps_the_poison, wrong_never_gives_up, wrong_one_too_many;
    start_gun(race): solution, starter, wrong_counts_arrivals, wrong_fires_at_once, wrong_ignores_the_broken, wrong_keeps_them_waiting, wrong_one_meeting, wrong_says_ok, wrong_sleeps_longer;
    three_at_the_disk(save_all): solution, starter, wrong_a_lock_for_every_third, wrong_asks_for_a_code, wrong_asks_for_sigkill, wrong_counts_by_hand, wrong_drops_at_once, wrong_limits_all, wrong_makes_one_each, wrong_one_by_one, wrong_turns_away;
    memory_for_all(work_all): solution, starter, wrong_bit_by_bit, wrong_counts_for_itself, wrong_gives_back_at_once, wrong_gives_nothing_back, wrong_keeps_the_guard, wrong_looks_once, wrong_does_not_notify, wrong_waits_at_the_door, wrong_waits_for_all;
    casualty(run): solution, starter, wrong_all_report, wrong_counts_arrivals, wrong_counts_the_caller, wrong_first_reports, wrong_goes_on_when_told, wrong_never_repairs, wrong_repairs_once, wrong_reports_too_early, wrong_works_again;
    fork_first(serve): solution, starter, wrong_a_pool, wrong_a_process_for_each, wrong_at_home, wrong_forgets_the_executor, wrong_one_after_the_other, wrong_one_for_each, wrong_opens_first;
    every_request(serve): solution, starter, wrong_a_worker_each, wrong_counts_the_wait, wrong_gives_up, wrong_no_limit, wrong_one_worker, wrong_tries_again, wrong_waits_in_order;
    hung_up(ask): solution, starter, wrong_begins_again, wrong_closes, wrong_detaches, wrong_ends_the_keeper, wrong_forgets_the_ticket, wrong_hides_the_cause, wrong_looks_once;
    sees_the_end(serve_all): solution, starter, wrong_asks_for_success, wrong_drops_in_the_parent, wrong_leaks_the_workers, wrong_moves_and_shuts_it_down, wrong_moves_it_in, wrong_one_by_one, wrong_shuts_it_down;
    total_on_disk(add): solution, starter, wrong_copies_it_over, wrong_drops_at_once, wrong_gives_up, wrong_in_place, wrong_leaks_the_guard, wrong_locks_inside, wrong_locks_the_write, wrong_locks_twice, wrong_makes_room, wrong_removes_first, wrong_unwraps, wrong_without_the_lock;
    one_open_file(read_all): solution, starter, wrong_another_number, wrong_asks_for_a_signal, wrong_begins_at_the_position, wrong_forgets_the_rest, wrong_ignores_a_death, wrong_leaks_the_files, wrong_one_by_one, wrong_puts_it_back;
    go_on_tomorrow(run): solution, starter, wrong_at_home, wrong_begins_anew, wrong_ends_the_line, wrong_forgets_the_pool, wrong_in_order, wrong_skips_the_lost, wrong_trusts_half_a_line, wrong_waits_in_a_buffer, wrong_writes_behind_it;
    stop_halfway(run): solution, starter, wrong_asks_the_status, wrong_end_is_all, wrong_in_order, wrong_keeps_a_sender, wrong_leaves_a_zombie, wrong_looks_between_results, wrong_looks_when_idle, wrong_sends_at_the_end, wrong_skips_the_lost, wrong_stop_is_an_error, wrong_waits_for_the_tasks;
    honest_bar(render): solution, starter, wrong_a_row_behind, wrong_adds_to_each, wrong_caps, wrong_counts_first, wrong_leaks_the_painter, wrong_takes_along, wrong_whole_tiles;
}
