//! What the page says of Python's pools.

/// Two workers, ten tasks, and number 3 kills its worker.
const PROGRAM: &str = "
import os, signal
from multiprocessing import TimeoutError, active_children, get_context
fork = get_context('fork')

def task(n):
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n ** 3

with fork.Pool(2) as pool:
    result = pool.map_async(task, range(10), chunksize=1)
    try:
        print('map gives', result.get(timeout=3))
    except TimeoutError:
        print('map still waits, with', len(active_children()), 'workers')
";

pub fn in_python_a_killed_worker_leaves_map_waiting() {
    let said = test_harness::python(PROGRAM);
    assert!(said.starts_with("map still waits, with 2 workers"), "{said}");
}
