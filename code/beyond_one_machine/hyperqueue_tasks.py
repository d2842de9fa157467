"""Two pictures and a shell that kills itself, as three tasks of HyperQueue. Run it by `with_mpi`."""

import os
import sys
from tempfile import TemporaryDirectory

try:
    from hyperqueue import Job, LocalCluster
    from hyperqueue.cluster import WorkerConfig
except ImportError:
    print("No hyperqueue here: code/beyond_one_machine/setup installs it where it takes its MPI from PyPI; elsewhere, pip install hyperqueue.", file=sys.stderr)
    sys.exit(69)


def quiet():
    """Its server prints a table with the name of the machine, and a bar."""
    said = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return os.fdopen(said, "w")


# ANCHOR: tasks
def tasks(folder):
    job = Job(max_fails=None, default_workdir=folder)  # one that fails stops no other
    for zoom in ("100", "200"):
        paint = ["beyond_one_machine", "--zoom", zoom, "--output", f"{zoom}.png"]
        job.program(paint, name=f"zoom {zoom}", stdout=None, stderr=None)
    job.program(["sh", "-c", "kill -KILL $$"], name="killed", stdout=None, stderr=None)
    return job
# ANCHOR_END: tasks


if __name__ == "__main__":
    out = quiet()
    with TemporaryDirectory() as folder, LocalCluster() as cluster:
        cluster.start_worker(WorkerConfig(cores=2))
        job = tasks(folder)
        submitted = cluster.client().submit(job)
        cluster.client().wait_for_jobs([submitted], raise_on_error=False)
        failed = cluster.client().get_failed_tasks(submitted)
        for number, task in enumerate(job.tasks):
            how = failed[number].error if number in failed else "done"
            print(f"{task.name}: {how}", file=out)
        print("files:", *sorted(os.listdir(folder)), file=out)
