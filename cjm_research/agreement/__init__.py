"""Agreement between coders: coefficients, intervals, spans, disagreements and their reading."""

from cjm_research.agreement.disagreements import disagreements
from cjm_research.agreement.ratings import ratings_of, spans_of
from cjm_research.agreement.sheet import AgreementSheet, agreement_sheet
from cjm_research.agreement.trend import trend

__all__ = ["AgreementSheet", "agreement_sheet", "disagreements", "ratings_of", "spans_of", "trend"]
