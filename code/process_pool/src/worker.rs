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

// ANCHOR: serve
/// A worker's day: wait for the bell, work off a tray, ring back; the two trays take turns.
pub(crate) fn serve<In, Out>(desk: &Desk, bell: &Bell, room: usize, task: impl Fn(In) -> Out)
where
    In: DeserializeOwned,
    Out: Serialize,
{
    sys::close_stdin();
    desk.iter().for_each(Tray::register);
    for tray in desk.iter().cycle() {
        match bell.wait() {
            Some(Ring::Work) => Turn::new(tray, bell, room).work_off(&task),
            _ => return,
        }
        bell.ring(Ring::Done);
    }
}
// ANCHOR_END: serve

/// A worker at one tray: what it reads next, and where it writes next.
struct Turn<'a> {
    tray: &'a Tray,
    bell: &'a Bell,
    /// No result is written behind so many bytes of others.
    room: usize,
    input_at: usize,
    output_at: usize,
}

impl<'a> Turn<'a> {
    fn new(tray: &'a Tray, bell: &'a Bell, room: usize) -> Self {
        Turn { tray, bell, room, input_at: 0, output_at: 0 }
    }

    // ANCHOR: work_off
    fn work_off<In: DeserializeOwned, Out: Serialize>(mut self, task: &impl Fn(In) -> Out) {
        let start = Instant::now();
        while let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| self.run_all(task))) {
            self.output_at = self.say(Kind::Panic, &message(payload));
            self.tray.finish();
        }
        self.tray.note_busy(start.elapsed());
    }

    /// Runs what there is to run. A panic ends it: that of the task that was begun last.
    fn run_all<In, Out>(&mut self, task: &impl Fn(In) -> Out)
    where
        In: DeserializeOwned,
        Out: Serialize,
    {
        while self.tray.begin().is_some() {
            self.output_at = match self.run(task) {
                Ok(end) => end,
                Err(what) => self.say(Kind::Codec, &what),
            };
            self.tray.finish();
        }
    }

    /// Runs one task and writes its output; says where that ends, or what was wrong with a value.
    #[inline]
    fn run<In, Out>(&mut self, task: &impl Fn(In) -> Out) -> Result<usize, String>
    where
        In: DeserializeOwned,
        Out: Serialize,
    {
        let input = frame::read(&self.tray.inputs, self.input_at);
        self.input_at = input.end;
        let output = task(input.input()?);
        self.write(&output)
    }
    // ANCHOR_END: work_off

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
        let text = &text.as_bytes()[..text.len().min(LONGEST_MESSAGE)];
        let outputs = &self.tray.outputs;
        frame::write_bytes(outputs, self.output_at, kind, text).unwrap_or_else(|| {
            self.ask_for_room();
            frame::write_bytes(outputs, 0, kind, text).expect("room for a short text")
        })
    }

    #[inline]
    fn keep_within_room(&mut self) {
        if self.output_at > self.room {
            self.ask_for_room();
        }
    }

    /// Waits until the caller has taken all results; the next one is the first again.
    fn ask_for_room(&mut self) {
        self.tray.wait_for_room(|| self.bell.ring(Ring::Full));
        self.output_at = 0;
    }
}

/// What a panic was called with, as far as it is text.
fn message(payload: Box<dyn Any + Send>) -> String {
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref()) {
        (Some(&text), _) => text.to_owned(),
        (_, Some(text)) => String::clone(text),
        _ => String::from("(a value that is not text)"),
    };
    mem::forget(payload); // Dropping what was thrown could throw again.
    text
}
