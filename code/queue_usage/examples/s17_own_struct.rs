//! A struct and an enum of one's own, from a process to main.

use std::io;

use process::spawn;
use queue_usage::bounded;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Debug)]
struct Measurement {
    sensor: String,
    value: Reading,
}

#[derive(Serialize, Deserialize, Debug)]
enum Reading {
    Celsius(f64),
    Broken { since_hours: u32 },
}

fn main() -> io::Result<()> {
    let (sender, receiver) = bounded(8)?;
    let child = spawn(move || {
        for (sensor, value) in
            [("roof", Reading::Celsius(-3.5)), ("cellar", Reading::Broken { since_hours: 7 })]
        {
            let measurement = Measurement { sensor: sensor.to_string(), value };
            sender.send(measurement).expect("main receives");
        }
    })?;
    for measurement in receiver {
        println!("{measurement:?}");
    }
    println!("the child ended with {}", child.join()?);
    Ok(())
}
