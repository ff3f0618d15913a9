"""Folders that cannot be written to: a disk too small, a file system that is read-only.

Both are mounted in a mount namespace of the command's own (unshare), so that nothing has to be cleaned up; where this
machine refuses that, a limit on file sizes and a folder without permission stand in, so that no case is left out."""
import os
import resource
import shutil
import signal
import subprocess


def _can_mount():
    return [flags for flags in ("-m", "-rm") if shutil.which("unshare") and subprocess.run(
        ["unshare", flags, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0][:1]


_FLAGS = _can_mount()


class Unwritable:
    """prefix: to be put before a command; before_exec: for subprocess. What the command left in `folder` is in `left`."""

    def __init__(self, folder, options, limit_bytes):
        self.folder, self.left = folder, folder.with_name(folder.name + "-left")
        shutil.rmtree(self.left, ignore_errors=True)
        self.left.mkdir()
        self.folder.mkdir(exist_ok=True)
        script = f'mount -t tmpfs -o {options} tmpfs "$0" || exit 99; "$@"; code=$?; cp -r "$0/." {self.left}; exit $code'
        self.prefix = ["unshare", *_FLAGS, "sh", "-c", script, str(folder)] if _FLAGS else []
        self.before_exec = None if _FLAGS else self._stand_in(limit_bytes)

    def _stand_in(self, limit_bytes):
        if limit_bytes is None:
            self.folder = self.folder if os.geteuid() else type(self.folder)("/proc/linkbert")
            os.path.isdir(self.folder) and self.folder.chmod(0o555)
            return None

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing past the limit is an error then, as on a full disk
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
        self.left = self.folder
        return limit


def full(folder, kib):
    return Unwritable(folder, f"size={kib}k", limit_bytes=kib * 1024 // 8)


def read_only(folder):
    return Unwritable(folder, "ro", limit_bytes=None)
