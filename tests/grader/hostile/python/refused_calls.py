# Makes system calls that no solution needs, with arguments that are meant to work.
# expect: values
import ctypes
import errno
import os

import numpy as np

NUMBERS = {  # on x86_64 and on aarch64
    "io_setup": (206, 0, (128, "out")),
    "sync": (162, 81, ()),
    "syncfs": (306, 267, (1,)),
    "process_vm_readv": (310, 270, ("self", "out", 1, "out", 1, 0)),
    "keyctl": (250, 219, (0, -3, 1)),
    "fsopen": (430, 430, ("name", 0)),
    "fsconfig": (431, 431, (1, 6, 0, 0, 0)),
    "fspick": (433, 433, (-100, "name", 0)),
    "name_to_handle_at": (303, 264, (-100, "name", "out", "out", 0)),
    "fanotify_init": (300, 262, (0x200, 0)),
    "open_tree": (428, 428, (-100, "name", 1)),
    "open_tree_attr": (467, 467, (-100, "name", 1, 0, 0)),
    "kexec_file_load": (320, 294, (1, 1, 0, 0, 0)),
    "swapon": (167, 224, ("name", 0)),
    "acct": (163, 89, ("name",)),
    "quotactl": (179, 60, (0x80000100, 0, 0, 0)),
    "fallocate": (285, 47, (1, 0, 0, 4096)),
    "mincore": (27, 232, (0, 0, "out")),
    "splice": (275, 76, (0, 0, 1, 0, 1, 0)),
    "personality": (135, 92, (-1,)),
    "syslog": (103, 116, (10, 0, 0)),
    "membarrier": (324, 283, (0, 0, 0)),
    "timer_create": (222, 107, (1, 0, "out")),
    "mq_open": (240, 180, ("name", 0)),
    "memfd_create": (319, 279, ("name", 0)),
    "pidfd_open": (434, 434, ("self", 0)),
    "io_uring_setup": (425, 425, (1, "out")),
}


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    libc = ctypes.CDLL(None, use_errno=True)
    column = {"x86_64": 0, "aarch64": 1}[os.uname().machine]
    places = {
        "out": ctypes.create_string_buffer(4096),
        "name": ctypes.create_string_buffer(b"/"),
        "self": ctypes.c_long(os.getpid()),
    }
    for name, entry in NUMBERS.items():
        arguments = [places.get(a, ctypes.c_long(a) if isinstance(a, int) else a) for a in entry[2]]
        returned = libc.syscall(ctypes.c_long(entry[column]), *arguments)
        if returned != -1 or ctypes.get_errno() != errno.ENOSYS:
            print("FOUND", name, returned, ctypes.get_errno())
    return 0.0, np.zeros(theta.size)
