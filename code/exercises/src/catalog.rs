//! The exercises, in the order in which a reader meets them.

/// One page of the book, and what it asks of its reader.
#[derive(Debug)]
pub struct Chapter {
    /// The page: `process` for `book/process.md`.
    pub page: &'static str,
    /// The chapter's name in the list of the exercises.
    pub title: &'static str,
    /// The names of its exercises.
    pub exercises: &'static [&'static str],
}

/// All of them.
pub const CHAPTERS: &[Chapter] = &[
    Chapter {
        page: "process",
        title: "Processes",
        exercises: &["one_deadline", "lend_the_folder", "keep_it_running", "ask_then_insist"],
    },
    Chapter {
        page: "process_pool",
        title: "A pool of processes",
        exercises: &["table_at_home", "endless_inputs", "set_up_once", "name_the_culprit"],
    },
    Chapter {
        page: "queue_usage",
        title: "A queue between processes",
        exercises: &["much_through_little", "no_pill", "receipts", "pipeline"],
    },
    Chapter {
        page: "single_value_data_sharing",
        title: "One shared value",
        exercises: &["hold_briefly", "maximum", "transfer", "prepare_once"],
    },
    Chapter {
        page: "multi_value_data_sharing",
        title: "Many shared values",
        exercises: &["snapshot", "blur", "lost_part"],
    },
    Chapter {
        page: "synchronization",
        title: "Waiting for each other",
        exercises: &["start_gun", "three_at_the_disk", "memory_for_all", "casualty"],
    },
    Chapter {
        page: "together",
        title: "One program, all five",
        exercises: &["honest_bar", "stop_halfway", "go_on_tomorrow"],
    },
    Chapter {
        page: "executor",
        title: "Beside threads and async",
        exercises: &["fork_first", "every_request", "hung_up"],
    },
    Chapter {
        page: "common_pitfalls",
        title: "Common pitfalls",
        exercises: &["sees_the_end", "total_on_disk", "one_open_file"],
    },
];

/// The names of all exercises.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHAPTERS.iter().flat_map(|chapter| chapter.exercises).copied()
}
