//! Types of your own cross too: they derive serde's two traits.

use std::error::Error;

use process_pool::Pool;
use serde::{Deserialize, Serialize};

// ANCHOR: main
#[derive(Debug, Serialize, Deserialize)]
struct Picture {
    name: String,
    width: u32,
    height: u32,
}

fn halve(picture: Picture) -> Picture {
    let Picture { name, width, height } = picture;
    Picture { name: format!("small_{name}"), width: width / 2, height: height / 2 }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut pool = Pool::new(2, halve)?;
    let names = ["cat.png", "dog.png"].map(String::from);
    let pictures = names.map(|name| Picture { name, width: 640, height: 480 });
    for picture in pool.map(pictures)? {
        println!("{picture:?}");
    }
    Ok(pool.close()?)
}
// ANCHOR_END: main
