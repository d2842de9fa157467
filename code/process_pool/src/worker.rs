use std::any::Any;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::time::Instant;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::bell::{Bell, Ring};
use crate::codec::Refused;
use crate::frame::{self, Kind};
use crate::seat::Desk;
use crate::sys;
use crate::tray::Tray;

/// Longer texts of panics are cut.
const LONGEST_MESSAGE: usize = 64 << 10;

/// What a worker is told beside the task.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// No result is written behind so many bytes of others.
    pub(crate) room: usize,
    /// Whether to note when each task was begun.
    pub(crate) timed: bool,
}

// ANCHOR: serve
/// A worker's day: wait for the bell, work off a tray, ring back; the two trays take turns.
pub(crate) fn serve<S, In, Out>(
    desk: &Desk,
    bell: &Bell,
    rules: Rules,
    setup: impl Fn() -> S,
    task: impl Fn(&mut S, In) -> Out,
) where
    In: DeserializeOwned,
    Out: Serialize,
{
    sys::close_stdin();
    desk.iter().for_each(Tray::register);
    let mut state = first_state(&setup, &desk[0]);
    for tray in desk.iter().cycle() {
        let has_work = state.is_some() && bell.wait() == Some(Ring::Work);
        if !has_work || !Turn::new(tray, bell, rules).work_off(&mut state, &setup, &task) {
            return;
        }
        bell.ring(Ring::Done);
    }
}
// ANCHOR_END: serve

/// What the tasks work with. `None`: the setup has panicked, and the tray says so.
fn first_state<S>(setup: &impl Fn() -> S, tray: &Tray) -> Option<S> {
    match catch(setup) {
        Ok(state) => {
            tray.setup_is_made();
            Some(state)
        }
        Err(text) => {
            let written = frame::write_bytes(&tray.outputs, 0, Kind::Panic, text.as_bytes());
            written.expect("room for a short text");
            None
        }
    }
}

/// The state after a panic: the old one may be half changed. `None`: now the setup panics too, and
/// another worker may try.
fn renew<S>(state: &mut Option<S>, setup: &impl Fn() -> S) {
    let _ = catch(|| drop(state.take()));
    *state = catch(setup).ok();
}

/// What foreign code gives, or the message of its panic.
fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(message)
}

/// A worker at one tray: what it reads next, and where it writes next.
struct Turn<'a> {
    tray: &'a Tray,
    bell: &'a Bell,
    rules: Rules,
    input_at: usize,
    output_at: usize,
}

impl<'a> Turn<'a> {
    fn new(tray: &'a Tray, bell: &'a Bell, rules: Rules) -> Self {
        Turn { tray, bell, rules, input_at: 0, output_at: 0 }
    }

    // ANCHOR: work_off
    /// False: it could not be worked off, as there is no state any more.
    fn work_off<S, In: DeserializeOwned, Out: Serialize>(
        mut self,
        state: &mut Option<S>,
        setup: &impl Fn() -> S,
        task: &impl Fn(&mut S, In) -> Out,
    ) -> bool {
        let start = Instant::now();
        while let Some(now) = state {
            match catch(|| self.run_all(now, task)) {
                Ok(()) => {
                    self.tray.note_busy(start.elapsed());
                    return true;
                }
                Err(text) => {
                    self.output_at = self.say(Kind::Panic, &text);
                    self.finish();
                    renew(state, setup);
                }
            }
        }
        false
    }
    // ANCHOR_END: work_off

    // ANCHOR: run_all
    /// Runs what there is to run. A panic ends it: that of the task that was begun last.
    fn run_all<S, In, Out>(&mut self, state: &mut S, task: &impl Fn(&mut S, In) -> Out)
    where
        In: DeserializeOwned,
        Out: Serialize,
    {
        while self.tray.begin().is_some() {
            self.start_clock();
            self.output_at = match self.run(state, task) {
                Ok(end) => end,
                Err(what) => self.say(Kind::Codec, &what),
            };
            self.finish();
        }
    }
    // ANCHOR_END: run_all

    /// Runs one task and writes its output; says where that ends, or what was wrong with a value.
    #[inline]
    fn run<S, In, Out>(
        &mut self,
        state: &mut S,
        task: &impl Fn(&mut S, In) -> Out,
    ) -> Result<usize, String>
    where
        In: DeserializeOwned,
        Out: Serialize,
    {
        let input = frame::read(&self.tray.inputs, self.input_at);
        self.input_at = input.end;
        let output = task(state, input.input()?);
        self.write(&output)
    }

    #[inline]
    fn finish(&self) {
        self.stop_clock();
        self.tray.finish();
    }

    #[inline]
    fn start_clock(&self) {
        if self.rules.timed {
            self.tray.start_clock();
        }
    }

    #[inline]
    fn stop_clock(&self) {
        if self.rules.timed {
            self.tray.stop_clock();
        }
    }

    fn write<Out: Serialize>(&mut self, output: &Out) -> Result<usize, String> {
        self.keep_within_room();
        let mut written = frame::write(&self.tray.outputs, self.output_at, output);
        if matches!(written, Err(Refused::NoRoom)) && self.output_at > 0 {
            self.ask_for_room();
            written = frame::write(&self.tray.outputs, self.output_at, output);
        }
        written.map_err(|refused| format!("its output {refused}"))
    }

    /// Writes why there is no output.
    fn say(&mut self, kind: Kind, text: &str) -> usize {
        self.keep_within_room();
        let (text, outputs) = (text.as_bytes(), &self.tray.outputs);
        frame::write_bytes(outputs, self.output_at, kind, text).unwrap_or_else(|| {
            self.ask_for_room();
            frame::write_bytes(outputs, 0, kind, text).expect("room for a short text")
        })
    }

    #[inline]
    fn keep_within_room(&mut self) {
        if self.output_at > self.rules.room {
            self.ask_for_room();
        }
    }

    /// Waits until the caller has taken all results; the next one is the first again. That takes as
    /// long as the caller likes, and is not the task's time.
    fn ask_for_room(&mut self) {
        self.stop_clock();
        self.tray.wait_for_room(|| self.bell.ring(Ring::Full));
        self.output_at = 0;
        self.start_clock();
    }
}

/// What a panic was called with, as far as it is text.
pub(crate) fn message(payload: Box<dyn Any + Send>) -> String {
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(&text), _) => text,
        (_, Some(text)) => text,
        _ => "(a value that is not text)",
    };
    let text = cut(text).to_owned();
    mem::forget(payload); // Dropping what was thrown could throw again.
    text
}

/// The first part of a text that is too long.
fn cut(text: &str) -> &str {
    let mut ends = (0..=text.len().min(LONGEST_MESSAGE)).rev();
    &text[..ends.find(|&end| text.is_char_boundary(end)).unwrap_or(0)]
}
