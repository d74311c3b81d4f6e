"""Which cores the processes of a measurement have: the same in every run, so that runs can be compared."""
import os


def halves():
    """The cores of the directory, and those of what stands before it: a bridge with its load, or a bare client."""
    cores = sorted(os.sched_getaffinity(0))
    middle = len(cores) // 2
    return (set(cores[:middle]), set(cores[middle:])) if middle else (set(cores), set(cores))


DIRECTORY, FRONT = halves()


def pin(pid, cores):
    """Binds all threads of a process; those that they start later inherit it."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            os.sched_setaffinity(int(thread), cores)
        except ProcessLookupError:
            pass


def pin_front():
    """For a child before it becomes another program."""
    os.sched_setaffinity(0, FRONT)
