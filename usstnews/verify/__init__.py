"""Does an archive, or a package of one, hold what it says? Nothing here writes or mends."""

from usstnews.verify.archive import verify
from usstnews.verify.fault import Fault, Tally
from usstnews.verify.package import verify_package

__all__ = ["Fault", "Tally", "verify", "verify_package"]
