"""Prints every public name of multiprocessing and concurrent.futures as the book writes it, one to a line.

A class's attributes are `Pool.map`. A name that a submodule has and the package has not is `pool.ThreadPool`.
"""

import importlib
import multiprocessing
import pkgutil
from concurrent import futures
from multiprocessing import connection, managers, pool, process, queues, shared_memory, synchronize

# What the documentation has, and neither an `__all__` nor a class's own namespace.
DOCUMENTED = [
    "AsyncResult",
    "BaseManager.shutdown",
    "BaseProxy._callmethod",
    "BaseProxy._getvalue",
    "Connection",
    "Namespace",
    "connection.answer_challenge",
    "connection.deliver_challenge",
]

# Public by their spelling or place only: the class of which a pool makes its workers, and what a spawned interpreter runs.
NOT_MEANT = {"Pool.Process", "spawn._main"}


def public(thing):
    return {name for name in dir(thing) if not name.startswith("_")}


def attributes(title, thing, inherited=()):
    names = public(thing) - set().union(*(public(base) for base in inherited))
    return {f"{title}.{name}" for name in names}


def of_classes():
    """The attributes of the classes; of an instance where its methods are put there when it is made."""
    base = (managers.BaseManager,)
    yield attributes("Process", process.BaseProcess)
    yield attributes("Pool", pool.Pool)
    yield attributes("AsyncResult", pool.AsyncResult)
    yield attributes("IMapIterator", pool.IMapIterator)
    yield attributes("Queue", queues.Queue)
    yield attributes("JoinableQueue", queues.JoinableQueue, (queues.Queue,))
    yield attributes("SimpleQueue", queues.SimpleQueue)
    yield attributes("Connection", connection.Connection)
    yield attributes("Listener", connection.Listener)
    for name in ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event"]:
        yield attributes(name, getattr(multiprocessing, name)())
    yield attributes("Barrier", synchronize.Barrier)
    yield attributes("Value", multiprocessing.Value("i"))
    yield attributes("Array", multiprocessing.Array("c", 1))
    yield attributes("SharedMemory", shared_memory.SharedMemory)
    yield attributes("ShareableList", shared_memory.ShareableList)
    yield attributes("BaseManager", managers.BaseManager)
    yield attributes("SyncManager", managers.SyncManager, base)
    yield attributes("SharedMemoryManager", managers.SharedMemoryManager, base)


def of_modules():
    """Each submodule, and what its `__all__` adds to the package's; that of `dummy` repeats them."""
    for module in pkgutil.iter_modules(multiprocessing.__path__):
        yield module.name
        if "win32" not in module.name:
            names = getattr(importlib.import_module(f"multiprocessing.{module.name}"), "__all__", [])
            yield from (f"{module.name}.{name}" for name in set(names) - set(multiprocessing.__all__))


def of_futures():
    """concurrent.futures, whose names the book writes without their module."""
    for name in [*futures.__all__, "InvalidStateError", "BrokenProcessPool", "BrokenThreadPool"]:
        if name != "TimeoutError":  # One entry serves both modules.
            yield name
    yield from attributes("Executor", futures.Executor)
    yield from attributes("Future", futures.Future)
    yield from attributes("ProcessPoolExecutor", futures.ProcessPoolExecutor, [futures.Executor])
    if hasattr(futures, "InterpreterPoolExecutor"):  # Since 3.14.
        yield "BrokenInterpreterPool"


def main():
    names = set(multiprocessing.__all__) | public(multiprocessing.get_context("fork"))
    names |= set().union(*of_classes()) | set(of_modules()) | set(of_futures()) | set(DOCUMENTED)
    print("\n".join(sorted(names - NOT_MEANT)))


if __name__ == "__main__":
    main()
