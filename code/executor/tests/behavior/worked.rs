//! The programs that the page tells readers to copy do what the page says.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::tools::{children_of, has_ended, kill, until};

/// A program of the page's, as the book runs it: to print a backtrace can take longer than a task may.
fn example(name: &str) -> Command {
    let mut command = Command::new(path(name));
    command.env_remove("RUST_BACKTRACE");
    command
}

fn path(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(program.exists(), "{name} is not built: cargo test -p executor does");
    program
}

/// What an example prints that ends well.
fn printed(name: &str) -> String {
    let output = example(name).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.replace(" (core dumped)", "")
}

pub fn the_server_answers_every_request_while_its_workers_are_killed() {
    let expected = "while workers are killed, 40 times:
 400 x \"it was a dark and stormy night\": 200 7 words
what the library cannot stand:
   8 x \"\": 200 0 words
   8 x \"crash now\": 500 its worker was killed by signal 6 (SIGABRT)
   8 x \"eat everything\": 500 its worker was killed by signal 6 (SIGABRT)
   8 x \"hang on\": 504 it ran for longer than 500ms, and was killed
   8 x \"panic now\": 500 it panicked: an odd text
";
    assert_eq!(printed("worked_server"), expected);
}

pub fn the_server_under_tokio_cancels_what_takes_long_and_what_is_not_wanted() {
    let expected = "  50 x \"it was a dark and stormy night\": 7 words
   8 x \"crash now\": no result: its worker was killed by signal 6 (SIGABRT)
   2 x \"hang on\": no result within 2s
ten clients sent \"hang on\" and have gone
  10 x \"all is well\": 3 words
one more: 3
";
    assert_eq!(printed("worked_tokio"), expected);
}

const TEXTS: [(&str, usize); 5] =
    [("all is well", 200), ("panic", 5), ("crash", 5), ("eat", 5), ("hang", 3)];

pub fn curl_gets_an_answer_to_each_request_while_workers_are_killed() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        test_harness::skip("there is no `curl` to put load on the server");
    }
    let (mut server, address) = start();
    let answers = load(address, server.id());
    let texts = TEXTS.iter().map(|(_, count)| count);
    assert_eq!(answers.values().sum::<usize>(), texts.sum(), "{answers:?}");
    let known = ["200", "500", "504"];
    assert!(answers.keys().all(|status| known.contains(&status.as_str())), "{answers:?}");
    assert_eq!(answers["200"], 200, "{answers:?}");

    let family = children_of(server.id());
    kill_process(Pid::from_child(&server), Signal::INT).unwrap();
    server.wait().unwrap();
    until(|| family.iter().all(|child| has_ended(*child)));
}

/// The server, once it listens, and where.
fn start() -> (Child, SocketAddr) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(); // Free again.
    let mut server = example("worked_server");
    let server = server.arg(address.to_string()).stderr(Stdio::null());
    let mut server = server.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, format!("listening on {address}\n"));
    (server, address)
}

/// How often each status was the answer. After every tenth one a worker is killed.
fn load(address: SocketAddr, server: u32) -> BTreeMap<String, usize> {
    let mut curl = Command::new("curl");
    let curl = curl.args(["--parallel", "--parallel-max", "16", "--config", "-"]);
    let mut curl = curl.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    curl.stdin.take().unwrap().write_all(requests(address).as_bytes()).unwrap();
    let mut answers = BTreeMap::new();
    for (answer, status) in BufReader::new(curl.stdout.take().unwrap()).lines().enumerate() {
        *answers.entry(status.unwrap()).or_default() += 1;
        if answer % 10 == 9 {
            let keeper = children_of(server)[0];
            children_of(keeper).first().into_iter().for_each(|worker| kill(*worker));
        }
    }
    assert!(curl.wait().unwrap().success());
    answers
}

fn requests(address: SocketAddr) -> String {
    let texts = TEXTS.iter().flat_map(|(text, count)| vec![text; *count]);
    let request = |text| {
        format!(
            "url = \"http://{address}/\"\ndata = \"{text}\"\noutput = \"/dev/null\"\n\
             silent\nwrite-out = \"%{{http_code}}\\n\"\n"
        )
    };
    texts.map(request).collect::<Vec<_>>().join("next\n")
}
