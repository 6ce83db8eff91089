"""What the filter of system calls should do, written by hand from the kernel's own tables.

`asm/unistd_64.h` (x86_64) and `asm-generic/unistd.h` (aarch64) give the numbers.
"""

MADE = {
    "x86_64": """
        read 0 write 1 open 2 close 3 stat 4 fstat 5 lstat 6 poll 7 lseek 8 mmap 9 mprotect 10
        munmap 11 brk 12 rt_sigaction 13 rt_sigprocmask 14 rt_sigreturn 15 pread64 17 pwrite64 18
        readv 19 writev 20 access 21 pipe 22 select 23 sched_yield 24 mremap 25 msync 26 madvise 28
        dup 32 dup2 33 pause 34 nanosleep 35 getitimer 36 alarm 37 setitimer 38 getpid 39
        sendfile 40 exit 60 wait4 61 uname 63 fsync 74 fdatasync 75 truncate 76 ftruncate 77
        getdents 78 getcwd 79 chdir 80 fchdir 81 rename 82 mkdir 83 rmdir 84 creat 85 link 86
        unlink 87 symlink 88 readlink 89 chmod 90 fchmod 91 umask 95 gettimeofday 96 getrlimit 97
        getrusage 98 sysinfo 99 times 100 getuid 102 getgid 104 geteuid 107 getegid 108 getppid 110
        getpgrp 111 setsid 112 getgroups 115 getresuid 118 getresgid 120 getpgid 121 getsid 124
        rt_sigpending 127 rt_sigtimedwait 128 rt_sigsuspend 130 sigaltstack 131 utime 132
        statfs 137 fstatfs 138 getpriority 140 sched_getparam 143 sched_getscheduler 145
        sched_get_priority_max 146 sched_get_priority_min 147 arch_prctl 158 setrlimit 160
        gettid 186 getxattr 191 lgetxattr 192 fgetxattr 193 listxattr 194 llistxattr 195
        flistxattr 196 time 201 futex 202 sched_getaffinity 204 epoll_create 213 getdents64 217
        set_tid_address 218 restart_syscall 219 clock_gettime 228 clock_getres 229
        clock_nanosleep 230 exit_group 231 epoll_wait 232 epoll_ctl 233 utimes 235 mbind 237
        set_mempolicy 238 get_mempolicy 239 waitid 247 openat 257 mkdirat 258 futimesat 261
        newfstatat 262 unlinkat 263 renameat 264 linkat 265 symlinkat 266 readlinkat 267
        fchmodat 268 faccessat 269 pselect6 270 ppoll 271 set_robust_list 273 utimensat 280
        epoll_pwait 281 eventfd 284 eventfd2 290 epoll_create1 291 dup3 292 pipe2 293 preadv 295
        pwritev 296 getcpu 309 renameat2 316 getrandom 318 copy_file_range 326 statx 332 rseq 334
        close_range 436 faccessat2 439 fchmodat2 452
    """,
    "aarch64": """
        getxattr 8 lgetxattr 9 fgetxattr 10 listxattr 11 llistxattr 12 flistxattr 13 getcwd 17
        eventfd2 19 epoll_create1 20 epoll_ctl 21 epoll_pwait 22 dup 23 dup3 24 mkdirat 34
        unlinkat 35 symlinkat 36 linkat 37 renameat 38 statfs 43 fstatfs 44 truncate 45
        ftruncate 46 faccessat 48 chdir 49 fchdir 50 fchmod 52 fchmodat 53 openat 56 close 57
        pipe2 59 getdents64 61 lseek 62 read 63 write 64 readv 65 writev 66 pread64 67 pwrite64 68
        preadv 69 pwritev 70 sendfile 71 pselect6 72 ppoll 73 readlinkat 78 newfstatat 79 fstat 80
        fsync 82 fdatasync 83 utimensat 88 exit 93 exit_group 94 waitid 95 set_tid_address 96
        futex 98 set_robust_list 99 nanosleep 101 getitimer 102 setitimer 103 clock_gettime 113
        clock_getres 114 clock_nanosleep 115 sched_getscheduler 120 sched_getparam 121
        sched_getaffinity 123 sched_yield 124 sched_get_priority_max 125
        sched_get_priority_min 126 restart_syscall 128 sigaltstack 132 rt_sigsuspend 133
        rt_sigaction 134 rt_sigprocmask 135 rt_sigpending 136 rt_sigtimedwait 137
        rt_sigreturn 139 getpriority 141 getresuid 148 getresgid 150 times 153 getpgid 155
        getsid 156 setsid 157 getgroups 158 uname 160 getrlimit 163 setrlimit 164 getrusage 165
        umask 166 getcpu 168 gettimeofday 169 getpid 172 getppid 173 getuid 174 geteuid 175
        getgid 176 getegid 177 gettid 178 sysinfo 179 brk 214 munmap 215 mremap 216 mmap 222
        mprotect 226 msync 227 madvise 233 mbind 235 get_mempolicy 236 set_mempolicy 237 wait4 260
        renameat2 276 getrandom 278 copy_file_range 285 statx 291 rseq 293 close_range 436
        faccessat2 439 fchmodat2 452
    """,
}
"""Made, whatever the arguments."""

LOOKED_AT = {
    "x86_64": "ioctl 16 clone 56 kill 62 fcntl 72 prctl 157 tgkill 234 prlimit64 302",
    "aarch64": "fcntl 25 ioctl 29 kill 129 tgkill 131 prctl 167 clone 220 prlimit64 261",
}
"""Made or refused according to their arguments."""

STARTING = {
    "x86_64": "fork 57 vfork 58 execve 59 setpgid 109",
    "aarch64": "setpgid 154 execve 221",
}
"""Made by Octave's session only."""

DANGEROUS = {
    "x86_64": """
        mincore 27 shmget 29 socket 41 connect 42 socketpair 53 semget 64 msgget 68 flock 73
        ptrace 101 syslog 103 setuid 105 setgid 106 setgroups 116 capset 126 mknod 133
        personality 135 setpriority 141 sched_setscheduler 144 mlock 149 modify_ldt 154
        pivot_root 155 chroot 161 sync 162 acct 163 mount 165 umount2 166 swapon 167 swapoff 168
        reboot 169 sethostname 170 iopl 172 ioperm 173 init_module 175 delete_module 176
        quotactl 179 readahead 187 setxattr 188 tkill 200 sched_setaffinity 203 io_setup 206
        io_submit 209 lookup_dcookie 212 fadvise64 221 timer_create 222 mq_open 240 kexec_load 246
        add_key 248 request_key 249 keyctl 250 ioprio_set 251 inotify_init 253 migrate_pages 256
        mknodat 259 unshare 272 splice 275 tee 276 sync_file_range 277 vmsplice 278
        move_pages 279 signalfd 282 timerfd_create 283 fallocate 285 inotify_init1 294
        rt_tgsigqueueinfo 297 perf_event_open 298 fanotify_init 300 fanotify_mark 301
        name_to_handle_at 303 open_by_handle_at 304 syncfs 306 setns 308 process_vm_readv 310
        process_vm_writev 311 kcmp 312 finit_module 313 sched_setattr 314 seccomp 317
        memfd_create 319 kexec_file_load 320 bpf 321 execveat 322 userfaultfd 323 membarrier 324
        preadv2 327 pwritev2 328 pkey_alloc 330 pidfd_send_signal 424 io_uring_setup 425
        io_uring_enter 426 io_uring_register 427 open_tree 428 move_mount 429 fsopen 430
        fsconfig 431 fsmount 432 fspick 433 pidfd_open 434 clone3 435 openat2 437 pidfd_getfd 438
        process_madvise 440 mount_setattr 442 quotactl_fd 443 landlock_create_ruleset 444
        memfd_secret 447 process_mrelease 448 cachestat 451 map_shadow_stack 453 statmount 457
        listmount 458 lsm_set_self_attr 460 mseal 462 open_tree_attr 467
    """,
    "aarch64": """
        io_setup 0 io_submit 2 setxattr 5 lookup_dcookie 18 inotify_init1 26 ioprio_set 30 flock 32
        mknodat 33 umount2 39 mount 40 pivot_root 41 fallocate 47 chroot 51 quotactl 60
        signalfd4 74 vmsplice 75 splice 76 tee 77 sync 81 sync_file_range 84 timerfd_create 85
        acct 89 capset 91 personality 92 unshare 97 kexec_load 104 init_module 105
        delete_module 106 timer_create 107 syslog 116 ptrace 117 sched_setscheduler 119
        sched_setaffinity 122 tkill 130 rt_sigqueueinfo 138 setpriority 140 reboot 142 setgid 144
        setuid 146 setgroups 159 sethostname 161 mq_open 180 msgget 186 semget 190 shmget 194
        socket 198 socketpair 199 connect 203 readahead 213 add_key 217 request_key 218 keyctl 219
        fadvise64 223 swapon 224 swapoff 225 mlock 228 mincore 232 migrate_pages 238
        move_pages 239 rt_tgsigqueueinfo 240 perf_event_open 241 fanotify_init 262
        fanotify_mark 263 name_to_handle_at 264 open_by_handle_at 265 syncfs 267 setns 268
        process_vm_readv 270 process_vm_writev 271 kcmp 272 finit_module 273 sched_setattr 274
        seccomp 277 memfd_create 279 bpf 280 execveat 281 userfaultfd 282 membarrier 283
        preadv2 286 pwritev2 287 kexec_file_load 294 pidfd_send_signal 424 io_uring_setup 425
        io_uring_enter 426 io_uring_register 427 open_tree 428 move_mount 429 fsopen 430
        fsconfig 431 fsmount 432 fspick 433 pidfd_open 434 clone3 435 openat2 437 pidfd_getfd 438
        process_madvise 440 mount_setattr 442 quotactl_fd 443 memfd_secret 447
        process_mrelease 448 cachestat 451 mseal 462 open_tree_attr 467
    """,
}
"""Refused: some of the doors to the kernel, to the machine and to other processes."""


def numbers(table: str) -> dict[int, str]:
    """A table's names by their numbers."""
    words = table.split()
    pairs = list(zip(words[::2], map(int, words[1::2]), strict=True))
    assert len({number for _, number in pairs}) == len(pairs)
    return {number: name for name, number in pairs}
