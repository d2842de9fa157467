use std::fmt::Write;

use svg::node::element::{Group, Polyline};

use crate::event::Event;
use crate::lane::{HEIGHT, Look, Span};
use crate::looks::Looks;
use crate::paper::{self, WIDTH, round, text};

/// In units of the picture.
const NAMES: f64 = 84.0;
const LEGEND: f64 = 24.0;

/// What lies from left to right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Axis {
    /// Time, to scale.
    Time,
    /// One event after the other, at equal distances.
    Order,
}

/// A picture with one lane for each process.
#[derive(Debug)]
pub struct Chart {
    axis: Axis,
    lanes: Vec<(Lane, String)>,
    looks: Looks,
}

#[derive(Debug)]
enum Lane {
    Process(u32),
    Level(String),
}

impl Chart {
    /// A chart without lanes.
    pub fn new(axis: Axis) -> Self {
        Self { axis, lanes: Vec::new(), looks: Looks::default() }
    }

    /// One more lane at the bottom: this process, by this name.
    pub fn lane(mut self, who: u32, name: &str) -> Self {
        self.lanes.push((Lane::Process(who), name.to_owned()));
        self
    }

    /// One more lane, with a number as a staircase: each event of this state, of whatever process, sets it to its label.
    pub fn level(mut self, name: &str, state: &str) -> Self {
        self.lanes.push((Lane::Level(state.to_owned()), name.to_owned()));
        self
    }

    /// Draws a state like this. An event whose state has no look changes nothing in its lane.
    pub fn look(mut self, state: &str, look: Look) -> Self {
        self.looks.add(state, look);
        self
    }

    /// An SVG document that names CSS classes and no colors, and behind it the events of its lanes as a table.
    pub fn draw(&self, events: &[Event]) -> String {
        let scale = Scale::new(self.axis, events);
        let height = self.lanes.len() as f64 * HEIGHT + LEGEND + 18.0;
        let mut document = paper::document(height);
        for ((lane, name), row) in self.lanes.iter().zip(0..) {
            let y = f64::from(row) * HEIGHT;
            document = document.add(text(0.0, y + HEIGHT / 2.0 + 4.0, name));
            document = match lane {
                Lane::Process(who) => {
                    let spans = self.spans(*who, events, &scale);
                    spans
                        .iter()
                        .fold(document, |document, span| document.add(span.draw(y, HEIGHT)))
                }
                Lane::Level(state) => document.add(level(events, state, &scale, y)),
            };
        }
        let below = self.lanes.len() as f64 * HEIGHT;
        let document = document
            .add(self.looks.legend(NAMES, below + 14.0))
            .add(scale.draw(below + LEGEND + 12.0));
        format!("{document}\n{}", self.table(events))
    }

    fn spans<'a>(&self, who: u32, events: &'a [Event], scale: &Scale) -> Vec<Span<'a>> {
        let states = || {
            let own = events.iter().enumerate().filter(|(_, event)| event.who == who);
            own.filter_map(|(place, event)| {
                Some((scale.place(place, event), event, self.looks.of(event.state())?))
            })
        };
        let nexts = states().map(|(from, ..)| from).skip(1).chain([scale.end()]);
        let spans = states().zip(nexts).map(|((from, event, look), next)| Span {
            look,
            label: event.label(),
            from,
            to: scale.until(from, next),
        });
        spans.collect()
    }

    fn table(&self, events: &[Event]) -> String {
        let mut table = String::new();
        for (event, place) in events.iter().zip(1..) {
            let moment = match self.axis {
                Axis::Time => format!("{:>8.3} ms", milliseconds(event)),
                Axis::Order => format!("{place:>2}"),
            };
            let name = self
                .lanes
                .iter()
                .find(|(lane, _)| matches!(lane, Lane::Process(who) if *who == event.who));
            if let Some((_, name)) = name {
                writeln!(table, "{moment}  {name:<10}  {}", event.what)
                    .expect("a string takes it");
            }
        }
        table
    }
}

/// A staircase, as high as its lane where the number is at its largest.
fn level(events: &[Event], state: &str, scale: &Scale, y: f64) -> Group {
    let mut steps = vec![(scale.begin(), 0)];
    for (place, event) in events.iter().enumerate().filter(|(_, event)| event.state() == state)
    {
        let (_, before) = steps[steps.len() - 1];
        let x = scale.place(place, event);
        steps.extend([(x, before), (x, event.label().parse().unwrap_or(before))]);
    }
    steps.push((scale.end(), steps[steps.len() - 1].1));
    let most = steps.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
    let foot = y + HEIGHT - 6.0;
    let height = |number: u32| foot - f64::from(number) / f64::from(most) * (HEIGHT - 12.0);
    let point = |(x, number): &(f64, u32)| format!("{},{}", round(*x), round(height(*number)));
    let points: Vec<String> = steps.iter().map(point).collect();
    Group::new()
        .add(Polyline::new().set("class", "line").set("points", points.join(" ")))
        .add(text(NAMES - 14.0, y + 12.0, &most.to_string()).set("class", "note"))
}

/// Where on the axis an event lies.
struct Scale {
    axis: Axis,
    first: f64,
    last: f64,
    count: usize,
}

impl Scale {
    fn new(axis: Axis, events: &[Event]) -> Self {
        let first = events.first().map_or(0.0, milliseconds);
        let last = events.last().map_or(1.0, milliseconds);
        Self { axis, first, last, count: events.len() }
    }

    fn begin(&self) -> f64 {
        NAMES
    }

    fn end(&self) -> f64 {
        WIDTH - 4.0
    }

    fn place(&self, place: usize, event: &Event) -> f64 {
        let part = match self.axis {
            Axis::Order => place as f64 / self.count.max(1) as f64,
            Axis::Time => {
                (milliseconds(event) - self.first) / (self.last - self.first).max(1e-6)
            }
        };
        self.begin() + part * (self.end() - self.begin())
    }

    /// Where a state ends that began at `from`: where the next one begins, or after its step.
    fn until(&self, from: f64, next: f64) -> f64 {
        match self.axis {
            Axis::Time => next,
            Axis::Order => from + (self.end() - self.begin()) / self.count.max(1) as f64,
        }
    }

    fn draw(&self, y: f64) -> Group {
        let words = match self.axis {
            Axis::Order => ["time, one step after the other".to_owned(), "→".to_owned()],
            Axis::Time => ["0 ms".to_owned(), format!("{:.1} ms", self.last - self.first)],
        };
        let [left, right] = words.map(|words| text(0.0, y, &words).set("class", "note"));
        let left = left.set("x", round(self.begin()));
        Group::new().add(left).add(right.set("x", round(self.end())).set("text-anchor", "end"))
    }
}

fn milliseconds(event: &Event) -> f64 {
    event.at.as_secs_f64() * 1e3
}
