//! Says what is being done: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::directive::Directive;

/// Where progress is told.
#[derive(Debug, Clone)]
pub struct Progress(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Bar(ProgressBar),
    Lines,
    Silent,
}

impl Progress {
    /// On standard error: a bar if that is a terminal, else a line for each command that is run.
    #[must_use]
    pub fn on_stderr() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(Kind::Lines);
        }
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}");
        let bar = ProgressBar::no_length();
        Self(Kind::Bar(bar.with_style(style.expect("the template is well formed"))))
    }

    /// Nowhere.
    #[must_use]
    pub fn silent() -> Self {
        Self(Kind::Silent)
    }

    /// Something is done that is not counted.
    pub fn say(&self, message: &str) {
        match &self.0 {
            Kind::Bar(bar) => bar.println(message),
            Kind::Lines => eprintln!("{message}"),
            Kind::Silent => {}
        }
    }

    /// The `number`th of `all` commands is run.
    pub fn run(&self, number: usize, all: usize, directive: &Directive) {
        match &self.0 {
            Kind::Bar(bar) => {
                bar.set_length(all as u64);
                bar.set_position(number as u64);
                bar.set_message(format!("{} ({})", directive.command, directive.page));
            }
            Kind::Lines => {
                eprintln!("[{number}/{all}] {} ({})", directive.command, directive.page)
            }
            Kind::Silent => {}
        }
    }

    /// All is done, or given up: the bar goes away.
    pub fn end(&self) {
        if let Kind::Bar(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
