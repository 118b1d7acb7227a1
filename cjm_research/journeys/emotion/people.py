"""How each person felt at each stage: one figure per person, so that someone who talks a lot counts once.

Most of what people say is told without feeling, and a coder rates it near 3. A plain mean of all of it says how much
neutral talk there was, not how the person felt. So each segment weighs by how far its rating is from neutral, up to one
whole step: among hand-coded segments that distance is close to the share in which a reader sees a feeling at all (0.2
steps from neutral one in ten, 0.4 a third, 0.9 nine in ten). Nothing is added: the figure lies between the ratings it
is made of, and who says nothing with feeling stays at the mean of the neutral ratings.

>>> said = {"segment_id": ["s1", "s2", "s3"], "stage": "use", "case_id": "P01", "emotion": [3.0, 3.0, 1.5]}
>>> by_person(pd.DataFrame(said))["emotion"].round(2).tolist()  # the plain mean is 2.5
[1.64]
"""

from __future__ import annotations

import pandas as pd

NEUTRAL = 3.0
_WHOLE = 1.0  # steps from neutral at which a segment counts whole
_LEAST = 0.05  # weight of a wholly neutral segment, so that neutral people have a mean too


def by_person(placed: pd.DataFrame) -> pd.DataFrame:
    """Return each person's feeling at each stage.

    Parameters
    ----------
    placed : DataFrame
        Columns segment_id, stage, case_id and emotion (1–5, NaN where unknown).

    Returns
    -------
    DataFrame
        Columns stage, case_id, emotion (1–5; the mean of the person's ratings there, weighted by their distance from
        neutral) and n_segments, sorted by stage and case_id; "none" is left out.
    """
    known = placed[placed["emotion"].notna() & (placed["stage"] != "none")].sort_values("segment_id")
    weight = (known["emotion"] - NEUTRAL).abs().clip(_LEAST, _WHOLE)
    rows = known.assign(weight=weight, weighed=weight * known["emotion"])
    means = rows.groupby(["stage", "case_id"], sort=True).agg(
        weight=("weight", "sum"), weighed=("weighed", "sum"), n_segments=("weight", "size")
    )
    means["emotion"] = (means["weighed"] / means["weight"]).astype("float64")
    return means.reset_index()[["stage", "case_id", "emotion", "n_segments"]]
