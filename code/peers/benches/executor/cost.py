"""Prints what a task costs through `ProcessPoolExecutor`, in nanoseconds: submitted together, and one there and back."""

import sys
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter_ns


def cube(number):
    return number * number * number


def together(executor, count):
    start = perf_counter_ns()
    futures = [executor.submit(cube, number) for number in range(count)]
    for future in futures:
        future.result()
    return (perf_counter_ns() - start) / count


def alone(executor, count):
    start = perf_counter_ns()
    for number in range(count):
        executor.submit(cube, number).result()
    return (perf_counter_ns() - start) / count


def main(count="100"):
    with ProcessPoolExecutor(2) as executor:
        together(executor, 100)
        print(together(executor, int(count)), alone(executor, int(count) // 10))


if __name__ == "__main__":
    main(*sys.argv[1:])
