//! I/O-bound: questions to a server that takes its time, on a connection each.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use process::{Process, spawn};
use process_pool::Pool;

use crate::measure::Way;

/// What is done, for a caption.
pub const WORK: &str = "eight questions to a server that answers each after 5 ms";

const QUESTIONS: usize = 8;
const SERVER_TAKES: Duration = Duration::from_millis(5);

pub(super) fn ways(server: &SlowServer) -> Vec<Way<'_>> {
    vec![
        Way::new("one after the other", || server.serial()),
        Way::new("threads", || server.threads()),
        Way::new("processes", || server.processes()),
        Way::new("one thread, at once", || server.all_at_once()),
    ]
}

/// A process that answers on eight connections. It is killed when this is dropped.
#[derive(Debug)]
pub struct SlowServer {
    lines: Vec<UnixStream>,
    process: Process,
}

impl SlowServer {
    /// Starts the process.
    ///
    /// # Errors
    /// What `socketpair(2)` and [`process::spawn`] fail with.
    pub fn start() -> io::Result<Self> {
        let pairs: Vec<_> =
            (0..QUESTIONS).map(|_| UnixStream::pair()).collect::<Result<_, _>>()?;
        let (lines, far_ends): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let process = spawn(move || {
            thread::scope(|scope| {
                for line in far_ends {
                    scope.spawn(move || serve(&line));
                }
            });
        })?;
        Ok(Self { lines, process })
    }

    /// The answers, added up.
    ///
    /// # Errors
    /// What the connections fail with; here and below.
    pub fn serial(&self) -> io::Result<u32> {
        self.lines.iter().map(ask).sum()
    }

    /// The same, by a thread for each question.
    ///
    /// # Errors
    /// As [`serial`](Self::serial).
    pub fn threads(&self) -> io::Result<u32> {
        thread::scope(|scope| {
            let start = |line| scope.spawn(move || ask(line));
            let asking: Vec<_> = self.lines.iter().map(start).collect();
            asking.into_iter().map(|thread| thread.join().expect("it only asks")).sum()
        })
    }

    /// The same, by a process for each question. They inherit the connections.
    ///
    /// # Errors
    /// As [`serial`](Self::serial), and what the pool says.
    pub fn processes(&self) -> io::Result<u32> {
        let answer = |number: usize| ask(&self.lines[number]).ok();
        let mut pool = Pool::new(QUESTIONS, answer)?;
        let answers = pool.map(0..QUESTIONS).map_err(io::Error::other)?;
        pool.close()?;
        answers.into_iter().sum::<Option<u32>>().ok_or_else(|| io::Error::other("no answer"))
    }

    // ANCHOR: all_at_once
    /// The same, by this thread alone: first all the questions, then all the answers.
    ///
    /// # Errors
    /// As [`serial`](Self::serial).
    pub fn all_at_once(&self) -> io::Result<u32> {
        self.lines.iter().try_for_each(put_question)?;
        self.lines.iter().map(take_answer).sum()
    }
    // ANCHOR_END: all_at_once
}

impl Drop for SlowServer {
    fn drop(&mut self) {
        let _ = self.process.kill(); // An error says that it is not ours to kill.
    }
}

fn ask(line: &UnixStream) -> io::Result<u32> {
    put_question(line)?;
    take_answer(line)
}

fn put_question(mut line: &UnixStream) -> io::Result<()> {
    line.write_all(b"?")
}

fn take_answer(mut line: &UnixStream) -> io::Result<u32> {
    let mut answer = [0];
    line.read_exact(&mut answer)?;
    Ok(answer[0].into())
}

/// Until the other side is gone.
fn serve(mut line: &UnixStream) {
    while line.read_exact(&mut [0]).is_ok() {
        thread::sleep(SERVER_TAKES);
        let _ = line.write_all(&[42]); // If the other side is gone, the next read says so.
    }
}
