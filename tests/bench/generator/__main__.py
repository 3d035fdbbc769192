"""Write a base to the standard output: ``python -m tests.bench.generator 10000``."""

import sys

from tests.bench.generator import Shape, written

sys.stdout.writelines(written(Shape(int(sys.argv[1]))))
