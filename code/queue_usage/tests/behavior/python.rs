//! What the page says of Python's queues.

use test_harness::python;

pub fn in_python_join_before_get_hangs_if_the_pipe_is_full() {
    let program = "
from multiprocessing import get_context
fork = get_context('fork')

def work(queue, size):
    queue.put(bytes(size))

for size, patience in [(1000, 50), (1 << 20, 1)]:
    queue = fork.Queue()
    child = fork.Process(target=work, args=(queue, size))
    child.start()
    child.join(patience)
    print('joined' if child.exitcode == 0 else 'not joined')
    queue.get()
    child.join()
    print('joined after get')
";
    let said = python(program);
    let expected = ["joined", "joined after get", "not joined", "joined after get"];
    assert!(said.lines().eq(expected), "{said}");
}

pub fn in_python_a_simple_queue_has_two_locks_and_a_queue_has_a_thread() {
    let program = "
import threading
from multiprocessing import Queue, SimpleQueue
simple, queue = SimpleQueue(), Queue()
print(type(simple._rlock).__name__, type(simple._wlock).__name__)
simple.put(1)
print(threading.active_count())
queue.put(1)
print(threading.active_count())
queue.get()
";
    let said = python(program);
    assert!(said.lines().eq(["Lock Lock", "1", "2"]), "{said}");
}
