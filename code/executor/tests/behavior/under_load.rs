//! The worked server under the load of programs that other people wrote, while its workers are killed.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{self, Child, ChildStderr, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::tools::{children_of, has_ended, kill, until};
use crate::worked::example;

/// The server of the page's, which serves until it is interrupted.
struct Server {
    program: Child,
    address: SocketAddr,
}

impl Server {
    /// Returns once it listens.
    fn start() -> Server {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap(); // Free again.
        let mut server = example("worked_server");
        let server = server.arg(address.to_string()).stderr(Stdio::null());
        let mut program = server.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, format!("listening on {address}\n"));
        Server { program, address }
    }

    fn workers(&self) -> Vec<u32> {
        children_of(children_of(self.program.id())[0])
    }

    /// Ends it as Ctrl-C would.
    fn interrupt(mut self) {
        let family = children_of(self.program.id());
        kill_process(Pid::from_child(&self.program), Signal::INT).unwrap();
        self.program.wait().unwrap();
        until(|| family.iter().all(|child| has_ended(*child)));
    }
}

/// Skips the test where a program is not there.
fn want(program: &str, ask: &str) {
    if Command::new(program).arg(ask).stdout(Stdio::null()).status().is_err() {
        test_harness::skip(&format!("there is no `{program}` to put load on the server"));
    }
}

const TEXTS: [(&str, usize); 5] =
    [("all is well", 200), ("panic", 5), ("crash", 5), ("eat", 5), ("hang", 3)];

pub fn curl_gets_an_answer_to_each_request_while_workers_are_killed() {
    want("curl", "--version");
    let server = Server::start();
    let answers = load(&server);
    let texts = TEXTS.iter().map(|(_, count)| count);
    assert_eq!(answers.values().sum::<usize>(), texts.sum(), "{answers:?}");
    let known = ["200", "500", "504"];
    assert!(answers.keys().all(|status| known.contains(&status.as_str())), "{answers:?}");
    assert_eq!(answers["200"], 200, "{answers:?}");
    server.interrupt();
}

/// How often each status was the answer. After every tenth one a worker is killed.
fn load(server: &Server) -> BTreeMap<String, usize> {
    let mut curl = Command::new("curl");
    let curl = curl.args(["--parallel", "--parallel-max", "16", "--config", "-"]);
    let mut curl = curl.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    curl.stdin.take().unwrap().write_all(requests(server.address).as_bytes()).unwrap();
    let mut answers = BTreeMap::new();
    for (answer, status) in BufReader::new(curl.stdout.take().unwrap()).lines().enumerate() {
        *answers.entry(status.unwrap()).or_default() += 1;
        if answer % 10 == 9 {
            server.workers().first().into_iter().for_each(|worker| kill(*worker));
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

const STEADY: Load =
    Load { text: "it was a dark and stormy night", requests: 1000, at_once: 16 };
const CRASHING: Load = Load { text: "crash now", requests: 50, at_once: 4 };
const HANGING: Load = Load { text: "hang on", requests: 3, at_once: 1 };

pub fn ab_gets_an_answer_to_each_request_while_workers_are_killed() {
    want("ab", "-V");
    let server = Server::start();
    let [mut steady, crashing, hanging] =
        [STEADY, CRASHING, HANGING].map(|load| load.put_on(server.address));
    let killed = kill_all_workers_at_each_hundredth(&server, steady.stderr.take().unwrap());
    assert!(killed >= 10, "{killed} times");
    STEADY.is_answered(steady, 0);
    CRASHING.is_answered(crashing, CRASHING.requests);
    HANGING.is_answered(hanging, HANGING.requests);
    server.interrupt();
}

/// What one `ab` sends.
struct Load {
    text: &'static str,
    requests: usize,
    at_once: usize,
}

impl Load {
    fn put_on(&self, address: SocketAddr) -> Child {
        let mut ab = Command::new("ab");
        // Lengths may differ (`-l`): so do the answers.
        ab.args(["-l", "-s", "60", "-T", "text/plain", "-p", "/dev/stdin"]);
        ab.args(["-n", &self.requests.to_string(), "-c", &self.at_once.to_string()]);
        ab.arg(format!("http://{address}/")).stdin(file_with(self.text));
        ab.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Asserts what `ab` says in the end: all was answered, and so many times by an error.
    fn is_answered(&self, ab: Child, errors: usize) {
        let output = ab.wait_with_output().unwrap();
        let report = String::from_utf8_lossy(&output.stdout);
        let number = |what: &str| -> Option<usize> {
            let line = report.lines().find_map(|line| line.strip_prefix(what));
            line.map(|number| number.trim().parse().unwrap())
        };
        assert!(
            output.status.success(),
            "{report}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(number("Complete requests:"), Some(self.requests), "{report}");
        assert_eq!(number("Failed requests:"), Some(0), "{report}");
        assert_eq!(
            number("Non-2xx responses:").unwrap_or(0),
            errors,
            "{}: {report}",
            self.text
        );
    }
}

/// `ab` wants to know how long a text is, so no pipe will do. The file has no name any more.
fn file_with(text: &str) -> File {
    let path = env::temp_dir().join(format!("text-for-ab-{}", process::id()));
    fs::write(&path, text).unwrap();
    let file = File::open(&path).unwrap();
    fs::remove_file(path).unwrap();
    file
}

/// `ab` tells of each hundredth answer. Says how many times workers were killed.
fn kill_all_workers_at_each_hundredth(server: &Server, told: ChildStderr) -> usize {
    let lines = BufReader::new(told).lines().map(Result::unwrap);
    let told = lines.filter(|line| line.starts_with("Completed "));
    told.map(|_| server.workers().into_iter().for_each(kill)).count()
}
