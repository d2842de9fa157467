//! Fork first.
//!
//! This server has secrets, a thread for each client, and a library that crashes on some texts. It makes its executor when the first client comes, and
//! that is refused. Fix it. Each client is served by a thread of its own, all at the same time, by one executor with two workers. Return what each
//! client got, in the order of the texts. And no worker may have the file with the secrets: the library is not to be trusted.
//!
//! You get: `open`, which opens the file with the secrets; `greet`, which each client's thread calls first, with that file; `words`, the library, which a
//! worker calls; the texts, one for each client.
//!
//! Check it with
//!
//!     cargo test -p exercises --test fork_first

use std::io;
use std::sync::OnceLock;
use std::thread;

use executor::Executor;
use exercises::checks::fork_first::{self, Count, Greet, Open, Words};

pub fn serve(
    open: Open<'_>,
    greet: Greet<'_>,
    words: Words<'_>,
    texts: &[&str],
) -> io::Result<Vec<Count>> {
    let secrets = &open()?;
    let executor = &OnceLock::new();
    thread::scope(|scope| {
        let client = |text: &&str| {
            let text = (*text).to_owned();
            scope.spawn(move || {
                greet(secrets);
                let made = executor
                    .get_or_init(|| Executor::new(2, move |text: String| words(&text)));
                let made =
                    made.as_ref().map_err(|error| io::Error::other(error.to_string()))?;
                Ok(made.submit(text).wait())
            })
        };
        let clients: Vec<_> = texts.iter().map(client).collect();
        clients.into_iter().map(|client| client.join().expect("no client panics")).collect()
    })
}

fn main() {
    exercises::check("fork_first", fork_first::check, serve);
}
