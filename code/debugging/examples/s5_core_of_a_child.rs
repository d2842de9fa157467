//! A child hangs. `gcore` writes its memory to a file, and gdb reads that.

use std::io::{self, PipeReader, Read};

use debugging::{Family, Session, named};

// ANCHOR: child
fn main() -> io::Result<()> {
    let Some(mut shell) = Session::with(&["gcore", "gdb"]) else { return Ok(()) };
    let (answers, _no_one_writes) = io::pipe()?;
    let child = named("asker", move || {
        debugging::allow_debuggers().expect("prctl(2)");
        wait_for_an_answer(answers);
    })?;
    Family::once(child.id(), |now| now.is(&[("asker", 'S')]))?;
    look_at(child.id(), &mut shell)?;
    child.kill()
}

fn wait_for_an_answer(mut answers: PipeReader) {
    answers.read_exact(&mut [0]).expect("an answer");
}
// ANCHOR_END: child

fn look_at(pid: u32, shell: &mut Session) -> io::Result<()> {
    let program = shell.go_to_own_folder()?;
    shell.types_keeping(&format!("gcore -o core {pid}"), &["Saved"])?;
    shell.types_keeping(
        &format!("gdb -nx -batch -ex bt ./{program} core.{pid}"),
        &["read_exact", &format!("in {program}::")],
    )?;
    shell.types(&format!("rm core.{pid}; grep State /proc/{pid}/status"))?;
    shell.types("cat /proc/sys/kernel/core_pattern; ulimit -c")?;
    Ok(())
}
