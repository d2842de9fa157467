"""Runs a program as if the start method that is named first were the default; without arguments, names all methods."""

import multiprocessing
import runpy
import sys

if __name__ == "__main__":
    if sys.argv[1:]:
        method, program, *_ = sys.argv[1:]
        multiprocessing.set_start_method(method)
        sys.argv = sys.argv[2:]
        runpy.run_path(program, run_name="__main__")
    else:
        print(*multiprocessing.get_all_start_methods())
