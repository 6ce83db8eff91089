"""Keep BLAS to one thread while grading."""

from __future__ import annotations

__all__ = ["keep_blas_to_one_thread"]


def keep_blas_to_one_thread() -> None:
    """Limit the BLAS libraries of this process to one thread.

    The grader's own matrices are small. Idle threads of OpenBLAS wait for work in a busy loop, and
    would take as much processor time as the grader itself, which the submissions need. Environment
    variables have no effect here, because NumPy is already loaded.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
