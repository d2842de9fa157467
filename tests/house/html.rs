//! What the tests read out of a rendered page: links, the places they can lead to, and captured runs.

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A rendered page.
#[derive(Debug, Default, PartialEq)]
pub struct Html {
    pub links: Vec<Link>,
    /// Every `id` and `name` that a link's fragment can name.
    pub places: BTreeSet<String>,
    /// Every captured block, in the page's order.
    pub runs: Vec<Run>,
    /// What `<base href>` says that relative links start from.
    pub base: Option<String>,
    /// The text of the page, without scripts and markup.
    pub text: String,
    /// Comments: a directive that was not understood would be one.
    pub comments: Vec<String>,
}

/// A `href` or `src`.
#[derive(Debug, PartialEq)]
pub struct Link {
    pub line: usize,
    pub target: String,
}

impl Link {
    /// The target without its fragment.
    pub fn file(&self) -> &str {
        self.target.split('#').next().unwrap_or_default()
    }
}

/// `<div class="run">`.
#[derive(Debug, Default, PartialEq)]
pub struct Run {
    pub line: usize,
    pub command: String,
    pub output: String,
    /// What a picture is made of: `svg`, or what an `img` shows.
    pub picture: Option<String>,
}

impl Html {
    pub fn read(text: &str) -> Self {
        let tokenizer = Tokenizer::new(Reader::default(), Default::default());
        let input = BufferQueue::default();
        input.push_back(text.into());
        // It returns early for a script that is to be run or an encoding, and the reader names neither.
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.state.into_inner().html
    }
}

#[derive(Default)]
struct Reader {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    html: Html,
    /// Depth of the `div`s inside the open run; none outside.
    run: Option<usize>,
    part: Option<Part>,
    is_script: bool,
}

/// The block of a run that text belongs to.
#[derive(Clone, Copy)]
enum Part {
    Command,
    Output,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                return state.open(&tag, line as usize);
            }
            Token::TagToken(tag) => state.close(&tag.name),
            Token::CharacterTokens(text) => state.text(&text),
            Token::CommentToken(text) => state.html.comments.push(text.to_string()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn open(&mut self, tag: &Tag, line: usize) -> TokenSinkResult<()> {
        let attribute = |name: &str| {
            tag.attrs
                .iter()
                .find(|found| &*found.name.local == name)
                .map(|found| found.value.to_string())
        };
        self.html.places.extend([attribute("id"), attribute("name")].into_iter().flatten());
        let class = attribute("class").unwrap_or_default();
        match (&*tag.name, &*class) {
            ("base", _) => self.html.base = attribute("href"),
            ("div", "run") => self.begin_run(line),
            ("div", _) => self.run.iter_mut().for_each(|depth| *depth += 1),
            ("pre", "command") if self.run.is_some() => self.part = Some(Part::Command),
            ("pre", "output") if self.run.is_some() => self.part = Some(Part::Output),
            ("svg", _) if self.run.is_some() => self.draw("svg".into()),
            ("img", _) if self.run.is_some() => {
                self.draw(attribute("src").unwrap_or_default())
            }
            _ => {}
        }
        if &*tag.name != "base" {
            let targets = [attribute("href"), attribute("src")].into_iter().flatten();
            self.html.links.extend(targets.map(|target| Link { line, target }));
        }
        self.raw(tag)
    }

    fn begin_run(&mut self, line: usize) {
        self.run = Some(0);
        self.html.runs.push(Run { line, ..Run::default() });
    }

    fn draw(&mut self, picture: String) {
        if let Some(run) = self.html.runs.last_mut() {
            run.picture = Some(picture);
        }
    }

    /// What stands in these is no markup.
    fn raw(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        self.is_script = matches!(&*tag.name, "script" | "style");
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }

    fn close(&mut self, name: &str) {
        match (name, self.run) {
            ("script" | "style", _) => self.is_script = false,
            ("pre", _) => self.part = None,
            ("div", Some(0)) => self.run = None,
            ("div", Some(depth)) => self.run = Some(depth - 1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_script {
            return;
        }
        self.html.text.push_str(text);
        let Some(run) = self.html.runs.last_mut() else {
            return;
        };
        match self.part {
            Some(Part::Command) => run.command.push_str(text),
            Some(Part::Output) => run.output.push_str(text),
            None => {}
        }
    }
}

#[test]
fn a_run_is_its_command_and_its_output_as_text() {
    let html = Html::read(
        "<p>a</p>\n<div class=\"run\">\n<pre class=\"command\"><code>cargo run</code></pre>\n<div></div>\n\
         <pre class=\"output\"><code>1 &lt; 2\n\n</code></pre>\n</div><pre class=\"output\">not ours</pre>",
    );
    let (command, output) = ("cargo run".into(), "1 < 2\n\n".into());
    let run = Run { line: 2, command, output, picture: None };
    assert_eq!(html.runs, [run]);
}

#[test]
fn a_run_may_be_a_picture() {
    let html = Html::read(
        "<img src=\"a\"><div class=\"run\"><figure><svg></svg></figure></div>\
         <div class=\"run\"><figure><img src=\"data:x\"></figure></div><svg></svg>",
    );
    let pictures: Vec<_> = html.runs.iter().map(|run| run.picture.as_deref()).collect();
    assert_eq!(pictures, [Some("svg"), Some("data:x")]);
}

#[test]
fn scripts_hold_no_links_and_no_text() {
    let html = Html::read(
        "<a href='#a' id='b'>text</a><script src='c.js'>'<a href=\"d\">'</script><!-- e -->",
    );
    let targets: Vec<_> = html.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!((targets, html.text.as_str()), (vec!["#a", "c.js"], "text"));
    assert_eq!((html.places.contains("b"), html.comments), (true, vec![" e ".into()]));
}
