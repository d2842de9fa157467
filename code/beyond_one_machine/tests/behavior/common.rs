use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use together::{Interrupt, Rendering, Scene, Size, Span, encode};

pub const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_beyond_one_machine");

/// What every test paints, and what it has to say so: 13 tiles, the last of them of four rows.
pub const SIZE: [&str; 2] = ["--size", "160x100"];
pub const TILES: usize = 13;

/// A job of the program, in a folder of its own.
pub fn job(folder: &Path, ranks: usize, arguments: &[&str]) -> Command {
    let mut job = Command::new("mpiexec");
    job.args(["-n", &ranks.to_string(), PROGRAM]).args(SIZE).args(arguments);
    job.current_dir(folder);
    job
}

pub fn run(folder: &Path, ranks: usize, arguments: &[&str]) -> Output {
    job(folder, ranks, arguments).output().expect("mpiexec is in the path of `with_mpi`")
}

/// The file that the crate `together` writes, painted by its pool.
pub fn togethers_file() -> Vec<u8> {
    togethers_file_of(Size { width: 160, height: 100 })
}

pub fn togethers_file_of(size: Size) -> Vec<u8> {
    let scene = Scene { size, ..Scene::default() };
    let paint = |span: Span, pixels: &mut _| scene.paint(span, pixels);
    let rendering = Rendering::start(scene.size, 2, paint).unwrap();
    let interrupt = Interrupt::catch().unwrap();
    let picture = rendering.watch(&interrupt).unwrap();
    let pixels = picture.canvas.pixels();
    encode(scene.size, &pixels, &interrupt).unwrap()
}

pub fn picture(folder: &Path) -> Option<Vec<u8>> {
    fs::read(folder.join("fractal.png")).ok()
}

/// How many tiles the ranks of a job say that they have painted.
pub fn painted(output: &Output) -> usize {
    let printed = String::from_utf8_lossy(&output.stdout);
    let painted = printed.lines().filter_map(|line| line.split_once(" painted "));
    painted.map(|(_, tiles)| tiles.parse::<usize>().unwrap()).sum()
}

/// The number behind these words in what a job printed.
pub fn number(output: &Output, words: &str) -> usize {
    let printed = String::from_utf8_lossy(&output.stdout);
    let (_, rest) =
        printed.split_once(words).unwrap_or_else(|| panic!("no `{words}` in {printed}"));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}
