use std::cell::Cell;
use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Types commands into a shell, and prints them with what they print.
#[derive(Debug)]
pub struct Session {
    /// In which the commands run.
    folder: PathBuf,
    /// Whether something was printed already.
    has_begun: Cell<bool>,
}

/// Programs that a machine may lack, and Debian's package for each.
const PACKAGES: [(&str, &str); 6] = [
    ("ps", "procps"),
    ("awk", "mawk"),
    ("find", "findutils"),
    ("strace", "strace"),
    ("gdb", "gdb"),
    ("gcore", "gdb"),
];

impl Session {
    /// A session with these programs. If one is missing, this prints which, and how to get it.
    #[must_use]
    pub fn with(programs: &[&str]) -> Option<Self> {
        for program in programs {
            if !is_installed(program) {
                let package = PACKAGES.iter().find(|(name, _)| name == program);
                let package = package.map_or(*program, |(_, package)| package);
                println!("skipped: {program} is not installed here; apt install {package}");
                return None;
            }
        }
        Some(Self { folder: env::current_dir().ok()?, has_begun: Cell::new(false) })
    }

    /// Goes to the folder in which this program lies, and returns its name there.
    ///
    /// # Errors
    /// That the program has no path, or its output no reader.
    pub fn go_to_own_folder(&mut self) -> io::Result<String> {
        let program = env::current_exe()?;
        let folder = program.parent().ok_or(io::ErrorKind::NotFound)?.to_owned();
        let shown = folder.strip_prefix(&self.folder).unwrap_or(&folder);
        self.print_command(&format!("cd {}", shown.display()))?;
        self.folder = folder;
        let name = program.file_name().ok_or(io::ErrorKind::NotFound)?;
        Ok(name.to_string_lossy().into_owned())
    }

    /// Runs a command line in `sh`, prints both, and returns what the command printed: standard
    /// output and standard error, as on a terminal. Addresses and the hashes in Rust's symbols
    /// are hidden, since they are others in each run or build.
    ///
    /// # Errors
    /// That there is no shell, or its output is no text.
    pub fn types(&self, command: &str) -> io::Result<String> {
        self.types_keeping(command, &[""])
    }

    /// The same, but of what the command printed only those lines are shown that contain one of
    /// `words`, and a `…` in place of the others. That something is not permitted is shown in
    /// any case.
    ///
    /// # Errors
    /// As [`types`](Self::types).
    pub fn types_keeping(&self, command: &str, words: &[&str]) -> io::Result<String> {
        self.print_command(command)?;
        let text = hide_what_varies(&self.output(command)?);
        write!(io::stdout(), "{}", keep_lines(&text, words))?;
        Ok(text)
    }

    /// The same, but the command is repeated, for up to ten seconds, until it has printed what
    /// `is_ready` accepts, as you would repeat it that looks at something in motion. It is shown
    /// once, with what it printed last.
    ///
    /// # Errors
    /// As [`types`](Self::types).
    pub fn types_until(
        &self,
        command: &str,
        is_ready: impl Fn(&str) -> bool,
    ) -> io::Result<String> {
        let patience = Instant::now() + PATIENCE;
        let mut text = self.output(command)?;
        while !is_ready(&text) && !is_refused(&text) && Instant::now() < patience {
            text = self.output(command)?;
        }
        self.print_command(command)?;
        let text = hide_what_varies(&text);
        write!(io::stdout(), "{text}")?;
        Ok(text)
    }

    /// With an empty line before it, unless it is the first.
    fn print_command(&self, command: &str) -> io::Result<()> {
        if self.has_begun.replace(true) {
            writeln!(io::stdout())?;
        }
        command.lines().try_for_each(|line| writeln!(io::stdout(), "$ {line}"))
    }

    fn output(&self, command: &str) -> io::Result<String> {
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(&self.folder)
            .env("LC_ALL", "C")
            .env_remove("DEBUGINFOD_URLS") // gdb would ask the network for what is not here.
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        String::from_utf8(output.stdout).map_err(io::Error::other)
    }
}

/// How long a look is repeated.
const PATIENCE: Duration = Duration::from_secs(10);

fn is_installed(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// What a tool says that may not look, whatever else it says.
const REFUSAL: [&str; 1] = ["not permitted"];

fn is_refused(text: &str) -> bool {
    REFUSAL.iter().any(|word| text.contains(word))
}

fn keep_lines(text: &str, words: &[&str]) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        if words.iter().chain(&REFUSAL).any(|word| line.contains(word)) {
            kept += line;
            kept.push('\n');
        } else if !kept.ends_with("…\n") {
            kept += "…\n";
        }
    }
    kept
}

/// Addresses (hexadecimal numbers of more than eight digits) become `0x…`, and what tells Rust's
/// symbols of one name apart goes: `::h` and sixteen digits, or in newer symbols a number in
/// brackets, `std[d28b1718532fa52a]`, which may have lost its leading zeros.
fn hide_what_varies(text: &str) -> String {
    let text = replace_digits(text, "0x", |digits| if digits > 8 { "0x…" } else { "" });
    let text = replace_digits(&text, "::h", |digits| if digits == 16 { "\0" } else { "" });
    without_crate_hashes(&text.replace('\0', ""))
}

fn without_crate_hashes(text: &str) -> String {
    let mut parts = text.split('[');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_after_name =
            shown.ends_with(|char: char| char.is_alphanumeric() || char == '_');
        let (number, rest) = part.split_once(']').unwrap_or((part, ""));
        let is_hash = number.len() > 8 && number.chars().all(|char| char.is_ascii_hexdigit());
        if is_after_name && is_hash {
            shown += rest;
        } else {
            shown = shown + "[" + part;
        }
    }
    shown
}

/// Replaces `mark` and the hexadecimal digits after it by what `by` makes of their number, unless
/// that is empty.
fn replace_digits(text: &str, mark: &str, by: impl Fn(usize) -> &'static str) -> String {
    let mut parts = text.split(mark);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|char: char| !char.is_ascii_hexdigit()).unwrap_or(part.len());
        match by(end) {
            "" => shown = shown + mark + part,
            other => shown = shown + other + &part[end..],
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_hashes_are_hidden_and_small_numbers_are_not() {
        let text = "tid=0x7fffa1b2c3d4, flags=0x11, 0x80001267 end 0x5555abcdef01";
        assert_eq!(hide_what_varies(text), "tid=0x…, flags=0x11, 0x80001267 end 0x…");
        let frames = "[LWP 7] a::run::h0123456789abcdef () std[0123456789abcdef]::abort ()";
        assert_eq!(hide_what_varies(frames), "[LWP 7] a::run () std::abort ()");
        let newer = "s4[483160b319d497c]::run::{closure#0} <a[4831d60b19d497c]::B> () pipe:[4711471147]";
        assert_eq!(
            hide_what_varies(newer),
            "s4::run::{closure#0} <a::B> () pipe:[4711471147]"
        );
    }

    #[test]
    fn lines_that_are_left_out_leave_one_mark_a_gap() {
        let text = "one\ntwo\nthree\nfour\n";
        assert_eq!(keep_lines(text, &["one", "four"]), "one\n…\nfour\n");
        assert_eq!(keep_lines(text, &[""]), text);
        let refused = "ptrace: Operation not permitted.\n";
        assert_eq!(keep_lines(refused, &["frame"]), refused);
    }
}
