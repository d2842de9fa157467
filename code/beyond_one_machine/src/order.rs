use std::ffi::OsString;
use std::path::PathBuf;

use together::Output;

use crate::Tile;

/// What is added to the usage of `together`, whose options hold here too.
pub const USAGE: &str = "\
Paints a fractal with the ranks of an MPI job: mpiexec -n 3 beyond_one_machine [OPTION VALUE]...

  --checkpoint FILE   keep the tiles there until the picture is whole
  --deadly TILE       the rank that is to paint this one kills itself
  and the options of `together`, without its workers; the file is fractal.png unless you say";

/// What is to be painted, and what is kept.
#[derive(Debug)]
pub struct Order {
    /// The picture, and where it goes.
    pub picture: together::Order,
    /// Where tiles are kept.
    pub checkpoint: Option<PathBuf>,
    /// Which tile kills its rank.
    pub deadly: Option<Tile>,
}

impl Order {
    /// Reads the arguments, without the program's name. `None`: they ask for [`USAGE`].
    ///
    /// # Errors
    /// Which argument cannot be used.
    pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let (mut checkpoint, mut deadly, mut others) = (None, None, Vec::new());
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument:?} wants a value"));
            match argument.to_str() {
                Some("--checkpoint") => checkpoint = Some(value()?.into()),
                Some("--deadly") => deadly = Some(tile(&value()?)?),
                _ => others.push(argument),
            }
        }
        let picture = together::Order::read(others).map_err(|misuse| misuse.to_string())?;
        let picture = picture.map(into_a_file);
        Ok(picture.map(|picture| Self { picture, checkpoint, deadly }))
    }
}

/// What a rank writes to stdout goes through mpiexec, with that of all other ranks.
fn into_a_file(order: together::Order) -> together::Order {
    match order.output {
        Output::Stdout => {
            together::Order { output: Output::File("fractal.png".into()), ..order }
        }
        Output::File(_) => order,
    }
}

fn tile(word: &OsString) -> Result<Tile, String> {
    let number = word.to_str().and_then(|word| word.parse().ok());
    number.ok_or(format!("--deadly {word:?}: not the number of a tile"))
}
