"""Five archives have passwords of which one thing is known: each is a word and a number."""

import sys
from multiprocessing import Event, Pool, Value
from signal import SIG_IGN, SIGINT, signal
from threading import Thread

# ANCHOR: archives
WORDS = """alder apple ash aspen beech birch cedar cherry cypress elm fir hazel
    juniper larch linden maple oak olive pear pine plum poplar rowan yew""".split()
LOCKED = {
    "letters": 0xDD92BA8A1050BD6B,
    "maps": 0x2384D92DD025BCC8,
    "music": 0x8B618D05B4024A4D,
    "photos": 0xD8F9BA0B37AFD902,
    "taxes": 0x70E0413696E462FC,
}
BLOCK = 100


def digest(password):
    sum = 0xCBF29CE484222325
    for byte in password.encode():
        sum = (sum ^ byte) * 0x100000001B3 % 2**64
    return sum
# ANCHOR_END: archives


# ANCHOR: search
def begin(*shared):
    global archives, tried, stop
    signal(SIGINT, SIG_IGN)
    archives = {digest: name for name, digest in LOCKED.items()}
    tried, stop = shared


def search(task):
    word, numbers = task
    found = {}
    for first in range(0, numbers, BLOCK):
        if stop.is_set():
            break
        for number in range(first, first + BLOCK):
            password = f"{word}{number}"
            archive = archives.get(digest(password))
            if archive:
                found[archive] = password
        with tried.get_lock():
            tried.value += BLOCK
    return found
# ANCHOR_END: search


# ANCHOR: show
def show(tried, stop):
    while not stop.wait(0.2):
        print(f"{tried.value} passwords tried", file=sys.stderr)
# ANCHOR_END: show


# ANCHOR: main
def collect(results, found, stop):
    for some in results:
        found.update(some)
        if len(found) == len(LOCKED):
            stop.set()


def main(numbers="1000"):
    tried, stop, found, status = Value("q", 0), Event(), {}, 0
    tasks = [(word, int(numbers)) for word in WORDS]
    shown = Thread(target=show, args=(tried, stop))
    with Pool(2, begin, (tried, stop), maxtasksperchild=4) as pool:
        shown.start()
        results = pool.imap_unordered(search, tasks)
        try:
            collect(results, found, stop)
        except KeyboardInterrupt:
            status = 130
            print("interrupted")
            stop.set()
            collect(results, found, stop)
        stop.set()
        shown.join()
    for archive, password in sorted(found.items()):
        print(f"{archive}: {password}")
    print(f"{len(found)} of {len(LOCKED)} passwords found", flush=True)
    sys.exit(status)
# ANCHOR_END: main


if __name__ == "__main__":
    main(*sys.argv[1:])
