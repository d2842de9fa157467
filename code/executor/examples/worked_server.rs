//! A server that counts the words of what it is sent, by a library that crashes, hangs and eats
//! memory on some texts. Every request gets a count, or an error that says what became of it.
//!
//! With an address it serves until Ctrl-C: `worked_server 127.0.0.1:8080`. Without one it puts load
//! on itself, kills its workers meanwhile, and says how all was answered.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::hint::{black_box, spin_loop};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::abort;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor, PoolOptions};
use oxhttp::model::{Body, Request, Response};
use oxhttp::{ListeningServer, Server};
use rustix::process::{Pid, Signal, kill_process};
use when_to_use::Limits;

type Counter = Executor<String, usize>;
type Answer = (u16, String);

/// A task may run for so long, and begin so often.
const TIME_LIMIT: Duration = Duration::from_millis(500);
const ATTEMPTS: u32 = 3;
/// A request is answered within so long, whatever waits before it.
const PATIENCE: Duration = Duration::from_secs(10);
/// With so many tasks waiting, it is kinder to refuse.
const LONGEST_LINE: usize = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let counter = start()?; // Before the first thread.
    match env::args().nth(1) {
        Some(address) => {
            let server = serve(address.parse()?, &counter)?;
            println!("listening on {address}");
            server.join()?;
        }
        None => demo(&counter)?,
    }
    counter.close()?;
    Ok(())
}

// ANCHOR: start
fn start() -> io::Result<Counter> {
    let options = PoolOptions::new().workers(2).time_limit(TIME_LIMIT).attempts(ATTEMPTS);
    let limits = Limits { memory: Some(256 << 20), ..Limits::default() };
    let setup = move || limits.apply().expect("a process may limit itself");
    Executor::with_state(options, setup, |(), text: String| words(&text))
}
// ANCHOR_END: start

// ANCHOR: serve
/// Serves with a thread for each connection.
fn serve(address: SocketAddr, counter: &Counter) -> io::Result<ListeningServer> {
    let counter = counter.clone();
    let server = Server::new(move |request| respond(request, &counter));
    server.bind(address).with_global_timeout(2 * PATIENCE).spawn()
}

fn respond(request: &mut Request<Body>, counter: &Counter) -> Response<Body> {
    let mut body = Vec::new();
    let (status, text) = match request.body_mut().take(1 << 20).read_to_end(&mut body) {
        Ok(_) => answer(body, counter),
        Err(error) => (400, error.to_string()),
    };
    let response = Response::builder().status(status);
    response.body(Body::from(text + "\n")).expect("each status has a number of three digits")
}
// ANCHOR_END: serve

// ANCHOR: answer
fn answer(body: Vec<u8>, counter: &Counter) -> Answer {
    let Ok(text) = String::from_utf8(body) else {
        return (400, "this is not UTF-8".to_owned());
    };
    if counter.waiting() > LONGEST_LINE {
        return (503, "too many wait already: come back later".to_owned());
    }
    match counter.submit(text).wait_timeout(PATIENCE) {
        Some(Ok(count)) => (200, format!("{count} words")),
        Some(Err(cause)) => (status_of(&cause), cause.to_string()),
        None => (503, "it was not done in time".to_owned()), // Its ticket was dropped.
    }
}

fn status_of(cause: &Cause) -> u16 {
    match cause {
        Cause::TimedOut { .. } => 504,
        Cause::NoWorker(_) => 503,
        _ => 500,
    }
}
// ANCHOR_END: answer

// ANCHOR: library
/// Stands for a library that you cannot change.
fn words(text: &str) -> usize {
    match text.split_whitespace().next() {
        Some("crash") => abort(),
        Some("panic") => panic!("an odd text"),
        Some("hang") => loop {
            spin_loop();
        },
        Some("eat") => black_box(vec![1_u8; 1 << 30]).len(),
        _ => slowly(text).split_whitespace().count(),
    }
}

/// A millisecond or so.
fn slowly(text: &str) -> &str {
    (0..500_000).for_each(|step| _ = black_box(step));
    text
}
// ANCHOR_END: library

/// What the clients send in the second round.
const ODD_TEXTS: [&str; 5] = ["", "panic now", "crash now", "eat everything", "hang on"];

/// Puts load on the server, kills its workers meanwhile, and then sends what upsets the library.
fn demo(counter: &Counter) -> io::Result<()> {
    let server = free_address()?;
    serve(server, counter)?;

    let (tell, told) = mpsc::channel();
    let keeper = counter.keeper_id();
    let killer = thread::spawn(move || kill_workers(keeper, told));
    let answers = load(server, &["it was a dark and stormy night"; 50], &tell);
    drop(tell);
    println!("while workers are killed, {} times:", killer.join().unwrap());
    report(&answers);

    println!("what the library cannot stand:");
    report(&load(server, &ODD_TEXTS, &mpsc::channel().0));
    Ok(())
}

/// One that the kernel has given to no other.
fn free_address() -> io::Result<SocketAddr> {
    TcpListener::bind("127.0.0.1:0")?.local_addr()
}

/// A text, with what came back for it.
type Reply<'a> = (&'a str, io::Result<Answer>);

/// Eight clients at once send all the texts, and tell of each answer.
fn load<'a>(server: SocketAddr, texts: &[&'a str], tell: &Sender<()>) -> Vec<Reply<'a>> {
    let client = || {
        let asked = texts.iter().map(|text| {
            let reply = (*text, ask(server, text));
            let _ = tell.send(());
            reply
        });
        asked.collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..8).map(|_| scope.spawn(client)).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    })
}

fn ask(server: SocketAddr, text: &str) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(server)?;
    connection.set_read_timeout(Some(2 * PATIENCE))?;
    write!(connection, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")?;
    write!(connection, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    let reply = io::read_to_string(connection)?;
    let status = reply.split(' ').nth(1).and_then(|status| status.parse().ok());
    let (_, body) = reply.split_once("\r\n\r\n").unwrap_or_default();
    Ok((status.unwrap_or(0), body.trim_end().to_owned()))
}

/// Kills a worker after every tenth answer; says how many times.
fn kill_workers(keeper: u32, told: Receiver<()>) -> usize {
    let tenths = told.iter().enumerate().filter(|(answer, ())| answer % 10 == 9);
    tenths.map(|_| kill(worker_of(keeper))).count()
}

fn worker_of(keeper: u32) -> Pid {
    loop {
        let children = fs::read_to_string(format!("/proc/{keeper}/task/{keeper}/children"));
        let children = children.expect("the keeper is there");
        let oldest = children.split_whitespace().next().and_then(|pid| pid.parse().ok());
        if let Some(pid) = oldest.and_then(Pid::from_raw) {
            return pid;
        }
    }
}

fn kill(process: Pid) {
    let _ = kill_process(process, Signal::KILL); // It may have ended meanwhile.
}

fn report(replies: &[Reply<'_>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (text, answer) in replies {
        let said = match answer {
            Ok((status, body)) => format!("{status} {body}"),
            Err(error) => format!("no answer: {error}"),
        };
        *counts.entry(format!("{text:?}: {said}")).or_default() += 1;
    }
    counts.iter().for_each(|(said, count)| println!("{count:>4} x {said}"));
}
