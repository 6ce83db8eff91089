"""``python -m pysoftmax``: the command line, if its script is not on the path."""

from pysoftmax.cli import main

if __name__ == "__main__":
    main(prog_name="python -m pysoftmax")
