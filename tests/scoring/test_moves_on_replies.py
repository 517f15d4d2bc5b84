"""The flagships against replies with labels: floors under which no change may push them.

The replies they were tuned on are no measure of how well a stranger is heard;
their floor only shows that nothing was lost. Those held back are such a measure:
see `agreement.py`.
"""

from statistics import fmean

import pytest

from tests.scoring.agreement import kappas, read_replies


@pytest.mark.parametrize(("held_back", "floor"), [(False, 0.84), (True, 0.65)])
def test_agreement_with_raters_is_kept(held_back: bool, floor: float) -> None:
    assert fmean(kappas(read_replies(held_back=held_back))) >= floor
