"""The parts of a cluster are processes, which are started, killed, stopped and ended by their ids."""
import ctypes
import os
import signal
import socket
import subprocess
import time

import ending

PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None, use_errno=True)


def free_port(address):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def die_with_parent():
    """Between fork and exec: whatever becomes of us, nothing of ours goes on."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setpgid(0, 0)


class Part:
    """One process of the cluster at an address of its own."""

    def __init__(self, name, address, folder):
        self.name, self.address, self.folder = name, address, os.path.join(folder, name)
        self.port, self.process, self.is_stopped = free_port(address), None, False
        os.makedirs(self.folder)

    @property
    def command(self):
        raise NotImplementedError

    @property
    def endpoint(self):
        return f"{self.address}:{self.port}"

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
            file.write(text)
        return self.path(name)

    def ask(self, name, line):
        """The lines that one of its Unix sockets answers."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(self.path(name))
            connection.sendall(line)
            yield from connection.makefile()

    def start(self):
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent, cwd=self.folder)
        self.wait_for_port()

    def wait_for_port(self, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ending.check()
            if self.process.poll() is not None:
                raise SystemExit(f"cluster: {self.name} ended with {self.process.returncode}: {self.end_of_log()}")
            try:
                socket.create_connection((self.address, self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"cluster: {self.name} does not listen at {self.endpoint}: {self.end_of_log()}")

    def end_of_log(self):
        with open(self.path("log"), errors="replace") as file:
            return file.read()[-1500:]

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def state(self):
        return "stopped" if self.is_stopped else "up" if self.is_running else "down"

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.is_stopped = True
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)
        self.is_stopped = False

    def end(self, seconds=30):
        """Ends it in its own way, and in ours where it does not."""
        if not self.is_running:
            return
        self.resume()
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
