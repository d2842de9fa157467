//! Connections, a worker for each, and clients that wait for the end.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use process::spawn;
use rustix::fs::fstat;
use rustix::process::{Signal, getpid, kill_process};

use crate::watch::{Meeting, Tally};
use crate::{Finding, Rule, Verdict, patient, trying, until};

/// In which order the workers may end: one that was started early ends after one that was started late, whichever
/// way round they are started.
const ORDER: [usize; 4] = [2, 0, 3, 1];
const CLIENTS: usize = ORDER.len();

/// This client's worker is killed: workers that are started before it and after it are still there.
const KILLED: usize = 2;

/// How long a client waits for the end.
const A_MOMENT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(600);

/// Which process still has a connection: the caller, a worker (so many plus its number), or none that was looked at.
const CALLER: u32 = 1;
const WORKER: u32 = 2;
const UNKNOWN: u32 = 100;

const END: Rule = Rule {
    expected: "a client sees the end as soon as its own worker has ended, however that ended: no other process has the connection open",
    read: "common_pitfalls.md#still-listening",
};

const APART: Rule = Rule {
    expected: "each connection is served once, by a process of its own, all at the same time",
    read: "process.md#one-process-for-each-core",
};

const GOES_ON: Rule = Rule {
    expected: "Ok, when all workers have ended: one that was killed is no error of yours",
    read: "process.md#how-a-process-ends-and-who-is-told",
};

/// What a worker does with its connection.
pub type Serve<'a> = &'a (dyn Fn(&UnixStream) + Sync);

/// What an answer is: it serves each connection in a process of its own.
pub type Answer = fn(Vec<UnixStream>, Serve<'_>) -> io::Result<()>;

/// What processes tell each other.
struct Record {
    caller: u32,
    /// How the kernel calls each connection's end that is served.
    names: Vec<String>,
    at_work: Meeting,
    pids: Tally,
    served: Tally,
    may_end: Tally,
    /// Which process had a connection whose client did not see the end.
    holders: Tally,
}

/// # Errors
/// What the answer does otherwise.
pub fn check(answer: Answer) -> Verdict {
    let pairs = (0..CLIENTS).map(|_| UnixStream::pair().expect("a pair of sockets"));
    let (clients, mut connections): (Vec<_>, Vec<_>) = pairs.unzip();
    let record = Record::new(&connections);
    let clients = {
        let (record, connections) = (&record, &mut connections);
        spawn(move || {
            connections.clear(); // Else this process would have them open, too.
            record.watch(&clients);
        })
    };
    let clients = clients.expect("a child can be started");
    trying(&APART, format!("it served {CLIENTS} connections"));
    let said = answer(connections, &|connection| record.serve(connection));
    record.may_all_end();
    clients.join().expect("a child can be waited for");
    record.verdict()?;
    said.map_err(|error| {
        GOES_ON.broken(format!("the error {error}, when a worker was killed"))
    })
}

impl Record {
    fn new(connections: &[UnixStream]) -> Self {
        let name = |connection| {
            let inode = fstat(connection).expect("a socket that is open").st_ino;
            format!("socket:[{inode}]")
        };
        let [pids, served, may_end, holders] = [(); 4].map(|()| Tally::new());
        Self {
            caller: std::process::id(),
            names: connections.iter().map(name).collect(),
            at_work: Meeting::new(CLIENTS),
            pids,
            served,
            may_end,
            holders,
        }
    }

    /// What a worker does: it waits until it may end.
    fn serve(&self, mut connection: &UnixStream) {
        let mut number = [0];
        if std::process::id() == self.caller || connection.read_exact(&mut number).is_err() {
            return; // Then nothing was served.
        }
        let client = usize::from(number[0]);
        self.pids.set(client, std::process::id());
        self.served.add(client);
        self.at_work.join();
        until(LONG, || self.may_end.get(client) > 0);
        if client == KILLED {
            kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
        }
    }

    /// What the clients do: each says its number, and waits for the end when its worker may end.
    fn watch(&self, clients: &[UnixStream]) {
        for (mut client, number) in clients.iter().zip(0..) {
            let _ = client.write_all(&[number]); // It may have been closed already.
        }
        self.at_work.watch();
        let ends_well = |&client: &usize| {
            self.may_end.set(client, 1);
            sees_the_end(&clients[client])
        };
        if let Some(client) = ORDER.into_iter().find(|client| !ends_well(client)) {
            self.holders.set(client, self.holder(client));
        }
        self.may_all_end();
    }

    fn may_all_end(&self) {
        ORDER.into_iter().for_each(|client| self.may_end.set(client, 1));
    }

    /// Which process has the connection of this client, whose worker has ended.
    fn holder(&self, client: usize) -> u32 {
        let has_it = |pid: u32| holds(pid, &self.names[client]);
        let mut workers = (0..CLIENTS).zip(WORKER..);
        match has_it(self.caller) {
            true => CALLER,
            false => {
                let other = workers.find(|(number, _)| has_it(self.pids.get(*number)));
                other.map_or(UNKNOWN, |(_, holder)| holder)
            }
        }
    }

    fn verdict(&self) -> Verdict {
        let served = ORDER.map(|client| self.served.get(client));
        let others = CLIENTS - served.iter().filter(|times| **times == 1).count();
        let missed = self.at_work.missed();
        APART.holds(missed.is_none(), || {
            let workers = missed.unwrap_or(0);
            format!("{workers} of {CLIENTS} connections had a process of their own at the same time")
        })?;
        APART.holds(others == 0, || {
            format!("{others} of {CLIENTS} connections were not served, or more than once")
        })?;
        ORDER.into_iter().try_for_each(|client| match self.holders.get(client) {
            0 => Ok(()),
            holder => Err(not_seen(client, holder)),
        })
    }
}

fn sees_the_end(mut client: &UnixStream) -> bool {
    client.set_read_timeout(Some(patient(A_MOMENT))).expect("a time that is not 0");
    matches!(client.read(&mut [0]), Ok(0))
}

fn holds(pid: u32, name: &str) -> bool {
    let Ok(descriptors) = fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    let mut files = descriptors.flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    files.any(|file| file.as_os_str() == name)
}

fn not_seen(client: usize, holder: u32) -> Finding {
    let who = match holder {
        CALLER => "the process that had started it still had the connection open".to_owned(),
        UNKNOWN => "another process still had the connection open".to_owned(),
        worker => {
            format!("the worker of client {} had the connection open, too", worker - WORKER)
        }
    };
    let how = if client == KILLED { "had been killed" } else { "had ended" };
    END.broken(format!("client {client}, whose worker {how}, did not see the end: {who}"))
}
