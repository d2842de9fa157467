use std::ffi::OsString;
use std::thread::available_parallelism;

use lexopt::Arg::{self, Long, Short, Value};
use lexopt::Parser;

use crate::operand::{Misuse, Operand};
use crate::{Complex, Output, Scene, Size};

/// What `--help` prints.
pub const USAGE: &str = "\
Paints a fractal with a pool of processes.

Usage: together [OPTION VALUE]...

  -o, --output FILE     where the PNG goes; - is stdout
                        (else: stdout, or fractal.png where stdout is a terminal)
  -s, --size WxH        in pixels (640x400)
  -c, --center X,Y      the point in the middle
  -z, --zoom N          how many times larger
  -i, --iterations N    steps after which a point counts as one that stays (600)
  -j, --julia X,Y       the Julia set of this point, instead of the Mandelbrot set
  -w, --workers N       processes that paint (one for each core)
  -h, --help            this text";

/// Which picture, by how many workers, and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Which picture.
    pub scene: Scene,
    /// How many workers paint it.
    pub workers: usize,
    /// Where it goes.
    pub output: Output,
}

impl Order {
    /// Reads the arguments, without the program's name. `None`: they ask for [`USAGE`].
    ///
    /// # Errors
    /// Which argument cannot be used, and what was expected in its place.
    pub fn read(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Option<Self>, Misuse> {
        let mut given = Given::default();
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match option(argument)? {
                "--help" => return Ok(None),
                option => given.take(&Operand::of(option, &mut parser)?)?,
            }
        }
        Ok(Some(given.order()))
    }
}

/// The long name of an option.
fn option(argument: Arg<'_>) -> Result<&'static str, Misuse> {
    Ok(match argument {
        Short('o') | Long("output") => "--output",
        Short('s') | Long("size") => "--size",
        Short('c') | Long("center") => "--center",
        Short('z') | Long("zoom") => "--zoom",
        Short('i') | Long("iterations") => "--iterations",
        Short('j') | Long("julia") => "--julia",
        Short('w') | Long("workers") => "--workers",
        Short('h') | Long("help") => "--help",
        Value(word) => return Err(Misuse::stray(&word)),
        unknown => return Err(unknown.unexpected().into()),
    })
}

/// What the arguments say. The last word on a matter counts.
#[derive(Default)]
struct Given {
    output: Option<Output>,
    size: Option<Size>,
    center: Option<Complex>,
    zoom: Option<f64>,
    iterations: Option<u32>,
    julia: Option<Complex>,
    workers: Option<usize>,
}

impl Given {
    fn take(&mut self, operand: &Operand) -> Result<(), Misuse> {
        match operand.option() {
            "--output" => self.output = Some(operand.output()),
            "--size" => self.size = Some(operand.size()?),
            "--center" => self.center = Some(operand.point()?),
            "--zoom" => self.zoom = Some(operand.zoom()?),
            "--iterations" => self.iterations = Some(operand.iterations()?),
            "--julia" => self.julia = Some(operand.point()?),
            "--workers" => self.workers = Some(operand.workers()?),
            other => unreachable!("{other} takes no operand"),
        }
        Ok(())
    }

    fn order(self) -> Order {
        let unasked = self.julia.map_or_else(Scene::default, Scene::julia);
        let scene = Scene {
            size: self.size.unwrap_or(unasked.size),
            center: self.center.unwrap_or(unasked.center),
            zoom: self.zoom.unwrap_or(unasked.zoom),
            iterations: self.iterations.unwrap_or(unasked.iterations),
            ..unasked
        };
        let cores = || available_parallelism().map_or(1, usize::from);
        let workers = self.workers.unwrap_or_else(cores);
        Order { scene, workers, output: self.output.unwrap_or_else(Output::unasked) }
    }
}
