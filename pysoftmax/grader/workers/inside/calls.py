"""The system calls that a submission may make, by name, with their numbers on each processor.

The list is what the C library, Python with NumPy and SciPy, OpenBLAS and Octave use to compute,
to read and write files, to start threads and to wait. A call that is not named here is refused,
whatever it does, and so is every call that a later kernel adds.
"""

from __future__ import annotations

__all__ = [
    "ALLOWED",
    "ARGUMENTS",
    "AUDIT",
    "CLONE",
    "CLONE_THREAD",
    "LIMITS",
    "NEW_NAMESPACE_OR_PARENT",
    "SIGNALS",
    "STARTING",
    "Numbers",
]

Numbers = tuple[int | None, int | None]
"""The number on x86_64 and on aarch64; None if the processor has no such call."""

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""How the kernel names each processor's 64-bit interface: AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64."""

ALLOWED: dict[str, Numbers] = {
    # open files
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "lseek": (8, 62),
    "close": (3, 57),
    "close_range": (436, 436),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "ftruncate": (77, 46),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "sendfile": (40, 71),
    "copy_file_range": (326, 285),
    # files by name
    "open": (2, None),
    "openat": (257, 56),
    "creat": (85, None),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getxattr": (191, 8),
    "lgetxattr": (192, 9),
    "fgetxattr": (193, 10),
    "listxattr": (194, 11),
    "llistxattr": (195, 12),
    "flistxattr": (196, 13),
    "truncate": (76, 45),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "umask": (95, 166),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    # folders
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    # its own memory
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "msync": (26, 227),
    "mbind": (237, 235),  # OpenBLAS prints a warning on standard error if it fails
    "get_mempolicy": (239, 236),
    "set_mempolicy": (238, 237),
    # threads
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "gettid": (186, 178),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    "getcpu": (309, 168),
    "arch_prctl": (158, None),
    # itself
    "exit": (60, 93),
    "exit_group": (231, 94),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "setsid": (112, 157),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getpriority": (140, 141),
    "getrlimit": (97, 163),
    "setrlimit": (160, 164),
    "getrusage": (98, 165),
    "times": (100, 153),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    "wait4": (61, 260),
    "waitid": (247, 95),
    # signals that it receives
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "pause": (34, None),
    # clocks and waiting
    "time": (201, None),
    "gettimeofday": (96, 169),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "alarm": (37, None),
    "getitimer": (36, 102),
    "setitimer": (38, 103),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create": (213, None),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "eventfd": (284, None),
    "eventfd2": (290, 19),
}

STARTING: dict[str, Numbers] = {
    "execve": (59, 221),
    "fork": (57, None),
    "vfork": (58, None),
    "setpgid": (109, 154),
}
"""For Octave's session in addition: the filter is there before Octave is, which has to be started,
and the session forks. A limit on processes, not the filter, keeps its children from doing so."""

CLONE: Numbers = (56, 220)
"""Allowed by its flags: threads always, processes for Octave's session. The kernel reads only the
lower half of them. (clone3 is refused: a filter cannot see its flags, which lie in memory. The C
library then uses clone.)"""
CLONE_THREAD = 0x00010000
NEW_NAMESPACE_OR_PARENT = 0x7E020000 | 0x00002000 | 0x00008000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; CLONE_PTRACE, CLONE_PARENT."""

SIGNALS: dict[str, Numbers] = {"kill": (62, 129), "tgkill": (234, 131)}
"""Python may send signals to itself: `os.abort` does. Octave's session, which cannot know the
number that it will be given, may send none."""

LIMITS: dict[str, Numbers] = {"prlimit64": (302, 261)}
"""Only itself: process 0, which is the caller, or its own number."""

ARGUMENTS: dict[str, tuple[Numbers, int, tuple[int, ...]]] = {
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Not locks and
    # leases, which work across sandboxes on the files of the system and so could carry answers;
    # not F_SETOWN and F_SETSIG, which make the kernel send any signal to any process of the user.
    "fcntl": ((72, 25), 1, (0, 1, 2, 3, 4, 1030, 1032)),
    # TCGETS, TCGETS2, TIOCGWINSZ, TIOCGPGRP, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FICLONE. Not
    # TIOCSTI and TIOCLINUX, which type into a terminal; not FIOSETOWN, which is F_SETOWN.
    "ioctl": (
        (16, 29),
        1,
        (0x5401, 0x802C542A, 0x5413, 0x540F, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409),
    ),
    # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_CAPBSET_READ, PR_GET_NO_NEW_PRIVS, PR_SET_VMA
    # (names for memory areas). Not PR_SET_DUMPABLE, PR_SET_PTRACER, PR_SET_MM and the rest.
    "prctl": ((157, 167), 0, (3, 15, 16, 23, 39, 0x53564D41)),
}
"""Calls of which only some orders are allowed: their numbers, which argument (from 0) gives the
order, and its allowed values. The kernel reads an order as 32 bits, as the filter does."""
