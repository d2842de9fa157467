//! The same under tokio: each line that a client sends is a text, and gets a line in answer. A task
//! that takes too long is cancelled, and so is one whose client has gone.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::pending;
use std::hint::spin_loop;
use std::io;
use std::net::SocketAddr;
use std::process::abort;
use std::time::Duration;

use executor::{Executor, PoolOptions};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::OwnedReadHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::select;
use tokio::task::JoinSet;
use tokio::time::timeout;

type Counter = Executor<String, usize>;

/// A line is answered after so long.
const PATIENCE: Duration = Duration::from_secs(2);

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let options = PoolOptions::new().workers(2).attempts(3);
    let counter: Counter = Executor::with(options, |text: String| words(&text))?;

    let runtime = Runtime::new()?; // From here on there are threads.
    runtime.block_on(demo(&counter))?;
    drop(runtime);

    println!("one more: {}", counter.submit("all is well".to_owned()).wait()?);
    counter.close()?;
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: serve
async fn serve(listener: TcpListener, counter: Counter) -> io::Result<()> {
    loop {
        let (connection, _) = listener.accept().await?;
        tokio::spawn(attend(connection, counter.clone()));
    }
}

async fn attend(connection: TcpStream, counter: Counter) -> io::Result<()> {
    let (read, mut write) = connection.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut next = lines.next_line().await?;
    while let Some(text) = next {
        select! {
            answer = answer(text, &counter) => write.write_all(answer.as_bytes()).await?,
            _ = hung_up(&mut lines) => return Ok(()),
        }
        next = lines.next_line().await?;
    }
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: answer
async fn answer(text: String, counter: &Counter) -> String {
    match timeout(PATIENCE, counter.submit(text)).await {
        Ok(Ok(count)) => format!("{count} words\n"),
        Ok(Err(cause)) => format!("no result: {cause}\n"),
        Err(_) => format!("no result within {PATIENCE:?}\n"), // The ticket was dropped.
    }
}

/// Waits until the client has closed the connection; leaves further lines where they are.
async fn hung_up(lines: &mut Lines<BufReader<OwnedReadHalf>>) {
    if let Ok([_, ..]) = lines.get_mut().fill_buf().await {
        pending().await
    }
}
// ANCHOR_END: answer

/// Stands for a library that you cannot change.
fn words(text: &str) -> usize {
    match text.split_whitespace().next() {
        Some("crash") => abort(),
        Some("hang") => loop {
            spin_loop();
        },
        _ => text.split_whitespace().count(),
    }
}

async fn demo(counter: &Counter) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = listener.local_addr()?;
    tokio::spawn(serve(listener, counter.clone()));

    report(50, server, "it was a dark and stormy night").await?;
    report(8, server, "crash now").await?;
    report(2, server, "hang on").await?;
    for _ in 0..10 {
        TcpStream::connect(server).await?.write_all(b"hang on\n").await?;
    }
    println!("ten clients sent \"hang on\" and have gone");
    report(10, server, "all is well").await
}

/// So many clients at once ask the same.
async fn report(
    clients: usize,
    server: SocketAddr,
    text: &'static str,
) -> Result<(), Box<dyn Error>> {
    let clients: JoinSet<_> = (0..clients).map(|_| ask(server, text)).collect();
    let mut counts = BTreeMap::new();
    for answer in clients.join_all().await {
        *counts.entry(answer?).or_insert(0) += 1;
    }
    counts.iter().for_each(|(answer, count)| println!("{count:>4} x {text:?}: {answer}"));
    Ok(())
}

async fn ask(server: SocketAddr, text: &str) -> io::Result<String> {
    let mut connection = BufReader::new(TcpStream::connect(server).await?);
    connection.write_all(format!("{text}\n").as_bytes()).await?;
    let mut answer = String::new();
    connection.read_line(&mut answer).await?;
    Ok(answer.trim_end().to_owned())
}
