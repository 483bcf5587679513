"""`make bench`: what the product costs, as ratios against the barest thing that reads the same rows in the same run.

Absolute times depend on the machine and are only printed for orientation; the ratios are the result. Targets come
from the performance goals of the specification; `docs/scaling.md` draws the conclusions.
"""
