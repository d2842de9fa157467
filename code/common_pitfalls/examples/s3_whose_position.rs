//! A child reads one line of a file. How many are left for its parent?

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};

use process::spawn;
use tempfile::tempdir;

// ANCHOR: main
fn main() -> io::Result<()> {
    let folder = tempdir()?;
    let path = folder.path().join("list.txt");
    fs::write(&path, "apples\npears\nplums\n")?;

    let list = File::open(&path)?;
    spawn(|| println!("child:  one line, please: {:?}", first_line(&list)))?.join()?;
    println!("parent: now the whole list: {:?}", all_lines(&list));

    println!("-- each opens the file for itself");
    let open = || File::open(&path).expect("the list is there");
    spawn(|| println!("child:  one line, please: {:?}", first_line(&open())))?.join()?;
    println!("parent: now the whole list: {:?}", all_lines(&open()));
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: lines
fn first_line(file: &File) -> String {
    lines(file).next().expect("there is a line")
}

fn all_lines(file: &File) -> Vec<String> {
    lines(file).collect()
}

fn lines(file: &File) -> impl Iterator<Item = String> {
    BufReader::new(file).lines().map(|line| line.expect("the list is text"))
}
// ANCHOR_END: lines
