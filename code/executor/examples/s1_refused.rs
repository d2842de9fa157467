//! A server with a thread for each connection, which runs a library that may crash in a process of
//! its own. It was tried in a program with one thread, and worked.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

use process::spawn;
use process_pool::run;

// ANCHOR: server
fn answer(mut connection: TcpStream) -> io::Result<()> {
    let mut text = String::new();
    connection.read_to_string(&mut text)?;
    match run(|| words(&text)) {
        Ok(count) => writeln!(connection, "{count} words"),
        Err(cause) => writeln!(connection, "no result: {cause}"),
    }
}

fn serve(listener: &TcpListener) -> io::Result<()> {
    loop {
        let (connection, _) = listener.accept()?;
        thread::spawn(|| answer(connection));
    }
}
// ANCHOR_END: server

/// Stands for a library that you cannot change.
fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Beside the thread that listens. That of the connection may not have ended.
fn refusal() -> io::Error {
    loop {
        let error = spawn(|| ()).unwrap_err();
        if !error.to_string().contains("s1_refused") {
            return error;
        }
    }
}

fn ask(server: SocketAddr, text: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(server)?;
    connection.write_all(text.as_bytes())?;
    connection.shutdown(Shutdown::Write)?;
    io::read_to_string(connection)
}

// ANCHOR: main
fn main() -> io::Result<()> {
    println!("with one thread: {:?}", run(|| words("a few words, nothing more")));

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;
    let listens = thread::Builder::new().name("listener".to_owned());
    listens.spawn(move || serve(&listener))?;

    print!("the server: {}", ask(server, "a few words, nothing more")?);
    println!("spawn: {}", refusal());
    Ok(())
}
// ANCHOR_END: main
