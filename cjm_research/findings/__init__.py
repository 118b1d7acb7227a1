"""Findings: claims with their people, quotes and evidence grade, one theme at one stage."""

from cjm_research.findings.cards import build_findings
from cjm_research.findings.coded import coded, verdicts
from cjm_research.findings.consent import left_out, with_consent
from cjm_research.findings.grade import Evidence, Grade, grade
from cjm_research.findings.placing import place

__all__ = ["Evidence", "Grade", "build_findings", "coded", "grade", "left_out", "place", "verdicts", "with_consent"]
