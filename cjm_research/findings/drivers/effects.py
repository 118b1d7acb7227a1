"""What goes with a rating: the difference, in points, between people who raise something and people who do not.

A rating is modelled by ordinal logit (McCullagh 1980), a mean by least squares with HC3 errors (MacKinnon and White
1985), all predictors of a kind together. An effect is the average marginal effect: the mean over people of the rating
expected if they raised it less that if they did not, with its delta-method error. None of it says what causes what.

>>> x = np.array([[0.0], [0.0], [0.0], [0.0], [1.0], [1.0], [1.0], [1.0]])
>>> found = linear(np.array([3.0, 4.0, 4.0, 5.0, 1.0, 2.0, 2.0, 3.0]), x)
>>> found.effect.round(6).tolist(), found.model
([-2.0], 'linear')
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

_STEP = 1e-5
_FARTHEST = 8.0  # log odds beyond which a coefficient runs away: some answer is given with it alone


@dataclass(frozen=True)
class Effects:
    """Effects in points of the outcome, arrays of shape (n_predictors,).

    Attributes
    ----------
    effect, error : ndarray
        Average marginal effect and its standard error.
    free : int
        Degrees of freedom of its interval.
    model : {"ordinal logit", "linear"}
    """

    effect: np.ndarray
    error: np.ndarray
    free: int
    model: str

    def interval(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the intervals, by Student's t."""
        from scipy.stats import t

        reach = t.ppf((1 + level) / 2, self.free) * self.error
        return self.effect - reach, self.effect + reach

    def p(self) -> np.ndarray:
        """Return two-sided p-values, by Student's t."""
        from scipy.stats import t

        return 2 * t.sf(np.abs(self.effect) / self.error, self.free)


def linear(outcome: np.ndarray, raised: np.ndarray, held: np.ndarray | None = None) -> Effects:
    """Return the effects by least squares with HC3 errors.

    Parameters
    ----------
    outcome : ndarray of shape (n_people,)
    raised : ndarray of float, shape (n_people, n_predictors)
        0 or 1, without a constant and of full rank.
    held : ndarray of shape (n_people, n_held), optional
        What else is held, of which no effect is told.
    """
    import statsmodels.api as sm

    n, whole = raised.shape[1], _with(raised, held)
    fitted = sm.OLS(outcome, sm.add_constant(whole, has_constant="add")).fit(cov_type="HC3")
    free = len(outcome) - whole.shape[1] - 1
    return Effects(np.asarray(fitted.params)[1 : n + 1], np.asarray(fitted.bse)[1 : n + 1], free, "linear")


def ordinal(outcome: np.ndarray, raised: np.ndarray, held: np.ndarray | None = None) -> Effects | None:
    """Return the effects by ordinal logit, None where it does not come to an end or runs away (separation).

    Parameters
    ----------
    outcome : ndarray of shape (n_people,)
        Numbers of a scale.
    raised : ndarray of float, shape (n_people, n_predictors)
        0 or 1, of full rank.
    held : ndarray of shape (n_people, n_held), optional
        What else is held, of which no effect is told.
    """
    values, places = np.unique(outcome, return_inverse=True)
    whole = _with(raised, held)
    fitted = fit_ordinal(places, whole)
    if fitted is None:
        return None
    model, params, covariance = fitted
    free = len(outcome) - whole.shape[1] - 1

    def effects(at: np.ndarray) -> np.ndarray:
        return _marginal(at, whole, values, model)[: raised.shape[1]]

    slopes = np.empty((raised.shape[1], len(params)))
    for column in range(len(params)):
        step = np.zeros(len(params))
        step[column] = _STEP
        slopes[:, column] = (effects(params + step) - effects(params - step)) / (2 * _STEP)
    variance = np.einsum("ij,jk,ik->i", slopes, covariance, slopes)
    if not (variance > 0).all():
        return None
    return Effects(effects(params), np.sqrt(variance), free, "ordinal logit")


def _with(raised: np.ndarray, held: np.ndarray | None) -> np.ndarray:
    return raised if held is None else np.column_stack([raised, held])


def fit_ordinal(places: np.ndarray, raised: np.ndarray) -> tuple[Any, np.ndarray, np.ndarray] | None:
    """Return the ordinal model with its parameters and their covariance, None where the search does not end.

    Parameters
    ----------
    places : ndarray of int, shape (n_people,)
        Which of the ordered answers each person gave, from 0.
    raised : ndarray of float, shape (n_people, n_predictors)
        Of full rank, without a constant.
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    model = OrderedModel(places, raised, distr="logit")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Whether it came to an end is asked below, of the result itself.
        warnings.simplefilter("ignore")
        try:
            result = model.fit(method="bfgs", maxiter=500, disp=False)
            covariance = np.asarray(result.cov_params())
        except np.linalg.LinAlgError:
            return None
    params = np.asarray(result.params)
    good = np.isfinite(params).all() and np.isfinite(covariance).all()
    if not good or np.abs(params[: raised.shape[1]]).max() > _FARTHEST or not _ended(result, model, params):
        return None
    return model, params, covariance


def _ended(result: Any, model: Any, params: np.ndarray) -> bool:
    """Tell whether the search came to an end; a flat slope at its last step counts as one."""
    if result.mle_retvals["converged"]:
        return True
    return bool(np.abs(model.score(params)).max() < 1e-3 * model.nobs)


def _marginal(params: np.ndarray, raised: np.ndarray, values: np.ndarray, model: Any) -> np.ndarray:
    """Return the average marginal effect of every predictor."""
    n = raised.shape[1]
    slopes, bars = params[:n], model.transform_threshold_params(params)[1:-1]
    base = raised @ slopes
    without = base[:, None] - raised * slopes
    return (_expected(without + slopes, bars, values) - _expected(without, bars, values)).mean(axis=0)


def _expected(at: np.ndarray, bars: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the expected rating: the lowest value and every step up times the chance to be above it."""
    from scipy.special import expit

    above = expit(at[..., None] - bars)
    return values[0] + above @ np.diff(values)


def inflation(raised: np.ndarray) -> np.ndarray:
    """Return the variance inflation factor of every predictor: 1 where it is independent of the others.

    Parameters
    ----------
    raised : ndarray of shape (n_people, n_predictors)
        Of full rank with a constant.
    """
    if raised.shape[1] < 2:
        return np.ones(raised.shape[1])
    return np.diag(np.linalg.inv(np.corrcoef(raised, rowvar=False))).copy()
