//! A client that hangs up.
//!
//! Hand in the task, and return what becomes of it, while its client is there. When the client has hung up, return `None` soon: its task is not
//! begun any more, or is killed. Other clients have tasks on the same executor, and these go on. The function below waits for the task
//! even if no client wants it.
//!
//! You get: the executor of all clients, as `workshop`; the task; `has_hung_up`, which tells at any time whether the client has gone.
//!
//! Check it with
//!
//!     cargo test -p exercises --test hung_up

use executor::Cause;
use exercises::checks::hung_up::{self, HasHungUp, Workshop};

pub fn ask(
    workshop: &Workshop,
    task: usize,
    _has_hung_up: HasHungUp<'_>,
) -> Option<Result<usize, Cause>> {
    Some(workshop.submit(task).wait())
}

fn main() {
    exercises::check("hung_up", hung_up::check, ask);
}
