//! A pool inherits the port on which its parent listens. The parent closes the port; a client can
//! still connect, and nothing answers it.

use std::error::Error;
use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use process_pool::Pool;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let pool = Pool::new(1, |number: u32| number)?;

    drop(listener);
    println!("the parent has closed its port: {}", try_out(address)?);
    pool.close()?;
    println!("the pool is closed:             {}", try_out(address)?);
    Ok(())
}

fn try_out(address: SocketAddr) -> Result<&'static str, Box<dyn Error>> {
    let mut client = match TcpStream::connect(address) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Ok("refused"),
        client => client?,
    };
    client.set_read_timeout(Some(Duration::from_millis(200)))?;
    match client.read(&mut [0]) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok("connected, no answer"),
        other => Ok(if other? == 0 { "connected, closed" } else { "answered" }),
    }
}
// ANCHOR_END: main
