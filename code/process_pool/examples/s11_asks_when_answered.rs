//! A client that asks again only after it was answered. A process apart waits for its requests, so
//! the caller is free to answer.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use process::spawn;
use process_pool::PoolOptions;

// ANCHOR: client
fn client(server: UnixStream) {
    let mut answers = BufReader::new(&server).lines();
    for number in [3, 4, 5] {
        writeln!(&server, "{number}").expect("the server reads");
        let answer = answers.next().expect("an answer").expect("a line");
        println!("{number} * {number} = {answer}");
    }
}
// ANCHOR_END: client

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (to_server, to_client) = UnixStream::pair()?;
    let client = spawn(move || client(to_server))?;
    let options = PoolOptions::new().workers(2).buffersize(16).buffer_bytes(1 << 20);
    let mut pool = options.build(|number: u64| number * number)?;

    let lines = BufReader::new(to_client.try_clone()?).lines();
    let requests = lines.map_while(Result::ok).filter_map(|line| line.parse().ok());
    for answer in pool.imap_apart(requests)? {
        writeln!(&to_client, "{}", answer?)?;
    }
    client.join()?;
    Ok(pool.close()?)
}
// ANCHOR_END: main
