//! One tray of a pool while its worker runs the first four of eight tasks, loses three to another worker, and is killed.
//! A child of this program that has no part in the pool looks at the tray, when a task asks it to.

use std::error::Error;
use std::io::{self, PipeReader, PipeWriter, Read, Write, pipe};
use std::process::{abort, exit};
use std::time::Duration;

use process::spawn;
use process_pool::Pool;
use synchronization::Event;
use timeline::{Look, Mapped, Strips};

/// The tasks on the tray are numbers below this one.
const TASKS: u32 = 8;
/// It keeps the other worker busy until the tray was seen three times.
const HELD: u32 = 8;
const SHORT: u32 = 9;
/// If the tray lies before the same worker, it is never seen.
const PATIENCE: Duration = Duration::from_millis(250);

/// Enough words of a tray's page.
const WORDS: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    while !draw()? {} // If the machine is busy, the pool may lay other tasks onto the tray.
    Ok(())
}

fn draw() -> Result<bool, Box<dyn Error>> {
    let ((asked, ask), (answered, answer)) = (pipe()?, pipe()?);
    let (was_seen, is_over) = (Event::new()?, Event::new()?);
    let look = || {
        (&ask).write_all(b"?").expect("the child looks");
        (&answered).read_exact(&mut [0]).expect("it has looked");
    };
    let task = |number| match number {
        0 | 1 => look(),
        2 => {
            look();
            was_seen.set();
            look(); // It waits until some are taken back.
        }
        3 => {
            look();
            is_over.set();
            abort();
        }
        5 => is_over.wait(),
        HELD => drop(was_seen.wait_timeout(PATIENCE)),
        _ => {}
    };
    let (mut pool, pieces) = Mapped::by(|| Pool::new(2, task))?;
    pool.map([SHORT; 32])?; // It touches all memory once, which takes a while.
    let child = spawn(|| match watch(&pieces, &asked, &answer).expect("the tasks ask") {
        Some(strips) => print!("{}", strips.draw()),
        None => exit(1),
    })?;
    let inputs = [SHORT, HELD, SHORT, SHORT].into_iter().chain(0..TASKS);
    pool.map(inputs).expect_err("task 3 ends its worker");
    Ok(child.join()?.success())
}

/// The first words of each piece of memory.
type View = Vec<Vec<u32>>;

/// Looks each time that it is asked to, and answers when it has seen what it waits for.
fn watch(
    pieces: &[Mapped],
    mut asked: &PipeReader,
    mut answer: &PipeWriter,
) -> io::Result<Option<Strips>> {
    let mut look = |waits_for: &dyn Fn(&View) -> bool| {
        asked.read_exact(&mut [0])?;
        let mut now = view(pieces)?;
        while !waits_for(&now) {
            now = view(pieces)?;
        }
        answer.write_all(b"!").map(|()| now)
    };
    let first = [look(&|_| true)?, look(&|_| true)?, look(&|_| true)?];
    let tray = Tray::find(&first);
    let some_are_back = |now: &View| tray.as_ref().is_none_or(|tray| tray.end(now) < TASKS);
    let last = [look(&some_are_back)?, look(&|_| true)?];

    let strips = Strips::new("").look("finished", Look::Box);
    let strips = strips.look("running", Look::SecondBox).look("waiting", Look::Pale);
    Ok(tray.map(|tray| {
        first.iter().chain(&last).fold(strips, |strips, view| tray.row(strips, view))
    }))
}

fn view(pieces: &[Mapped]) -> io::Result<View> {
    let halves = |word: u64| [word as u32, (word >> 32) as u32]; // as x86 and ARM have them
    let words =
        |piece: &Mapped| Ok(piece.words(WORDS)?.into_iter().flat_map(halves).collect());
    pieces.iter().map(words).collect()
}

/// Which piece it is, and where in it the three numbers are.
struct Tray {
    piece: usize,
    begun: usize,
    finished: usize,
    end: usize,
}

impl Tray {
    /// The compiler may have put the words in any order. They are known by what they do: while the first tasks run,
    /// one counts the tasks that are begun, one those that are finished, and one says how many there are.
    fn find(views: &[View; 3]) -> Option<Self> {
        (0..views[0].len()).find_map(|piece| {
            let word = |numbers: [u32; 3]| {
                let is_it = |at: &usize| views.iter().map(|view| view[piece][*at]).eq(numbers);
                (0..2 * WORDS).find(is_it)
            };
            let (begun, finished, end) =
                (word([1, 2, 3])?, word([0, 1, 2])?, word([TASKS; 3])?);
            Some(Self { piece, begun, finished, end })
        })
    }

    fn end(&self, view: &View) -> u32 {
        view[self.piece][self.end]
    }

    /// What the three numbers say of each task: see the table on the page.
    fn row(&self, strips: Strips, view: &View) -> Strips {
        let [begun, finished] = [self.begun, self.finished].map(|word| view[self.piece][word]);
        let end = self.end(view);
        let state = |task| match task {
            task if task < finished => "finished",
            task if end <= task => "back",
            task if task < begun => "running",
            _ => "waiting",
        };
        let cells: Vec<_> =
            (0..TASKS).map(|task| (1, format!("{} {task}", state(task)))).collect();
        strips.strip(&format!("{begun} of {end} begun"), &cells)
    }
}
