# ANCHOR: program
"""The cubes of 0 to 9 over a pool of processes."""

from multiprocessing import Pool


def cube(number):
    return number * number * number


# ANCHOR: main
def main():
    pool = Pool(2)
    numbers = list(range(10))
    cubes = pool.map(cube, numbers)
    pool.close()
    pool.join()

    print(f"numbers: {numbers}")
    print(f"cubes:   {cubes}")
# ANCHOR_END: main


if __name__ == "__main__":
    main()
# ANCHOR_END: program
