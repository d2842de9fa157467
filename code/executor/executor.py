"""Two threads hand in tasks to the same two processes."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def cube(number):
    return number * number * number


# ANCHOR: cubes
def cubes(executor, numbers):
    futures = [executor.submit(cube, number) for number in numbers]
    return [future.result() for future in futures]
# ANCHOR_END: cubes


# ANCHOR: main
def main():
    with ProcessPoolExecutor(2) as executor, ThreadPoolExecutor(2) as threads:
        low = threads.submit(cubes, executor, range(0, 5))
        high = threads.submit(cubes, executor, range(5, 10))

        print(f"one thread:   {low.result()}")
        print(f"another one:  {high.result()}")
# ANCHOR_END: main


if __name__ == "__main__":
    main()
