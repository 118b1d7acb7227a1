"""Five cases in which a widely used tool prints a kappa that is not Cohen's, and what Cohen's is.

QualCoder takes as chance the product of the shares of yes and of no, over coded characters alone. Cohen's is the sum of
two products, over all characters.
"""

import pytest

from cjm_research.agreement import coefficients as of

CASES = [
    (1000, 100, 80, 70, 0.630, 0.756),
    (1000, 600, 600, 400, 0.482, 0.167),
    (1000, 500, 500, 250, 0.299, 0.000),
    (10000, 300, 300, 200, 0.482, 0.656),
    (1000, 900, 900, 850, 0.894, 0.444),
]


@pytest.mark.parametrize(("characters", "one", "other", "both", "printed", "cohen"), CASES)
def test_kappa_of_coded_characters_is_cohens(characters, one, other, both, printed, cohen, counted):
    tally = counted([[both, one - both], [other - both, characters - one - other + both]])
    kappa = float(of.kappa(tally.total, tally.layout))
    yes = one * other / characters**2
    no = (characters - one) * (characters - other) / characters**2
    seen = (characters - one - other + 2 * both) / characters
    assert kappa == pytest.approx((seen - yes - no) / (1 - yes - no), abs=1e-6)
    assert abs(kappa - cohen) < 0.0006
    assert abs(kappa - printed) > 0.09
