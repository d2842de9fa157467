//! What the page says of Python's pools.

use std::io::ErrorKind;
use std::process::Command;

/// Two workers, ten tasks, and one worker is killed.
const PROGRAM: &str = "
import os, signal, time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import TimeoutError, active_children, get_context
fork = get_context('fork')

def task(n):
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if n > 3:
        time.sleep(0.1)
    return n ** 3

with fork.Pool(2) as pool:
    result = pool.map_async(task, range(10), chunksize=1)
    try:
        print('map gives', result.get(timeout=3))
    except TimeoutError:
        print('map still waits, with', len(active_children()), 'workers')

with ProcessPoolExecutor(2, fork) as pool:
    tasks = [pool.submit(time.sleep, 30) for _ in range(10)]
    os.kill(active_children()[0].pid, signal.SIGKILL)
    errors = [type(task.exception()).__name__ for task in tasks]
    print(errors.count('BrokenProcessPool'), 'of 10 tasks fail')
";

pub fn in_python_a_killed_worker_leaves_map_waiting_or_fails_all_tasks() {
    let output = match Command::new("python3").args(["-c", PROGRAM]).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            test_harness::skip("python3 is missing")
        }
        output => output.unwrap(),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let expected = ["map still waits, with 2 workers", "10 of 10 tasks fail"];
    assert!(said.lines().eq(expected), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
