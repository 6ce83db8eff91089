# Makes system calls by the 32-bit interface, whose numbers mean other calls: int 0x80.
# expect: crash
import ctypes
import mmap
import os

import numpy as np


def softmaxCost(theta, numClasses, inputSize, lambda_, data, labels):
    if os.uname().machine != "x86_64":
        os.abort()
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, 20 (getpid); int 0x80; ret
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    print("FOUND the 32-bit interface", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
    return 0.0, np.zeros(theta.size)
