"""An OpenAI-compatible endpoint (Ollama, vLLM, LM Studio) as one more coder: off by default, never before agreement."""

from cjm_research.codes.endpoint.coder import EndpointCoder
from cjm_research.codes.endpoint.consent import Agreement, agreement_in, agreement_payload, is_agreed
from cjm_research.codes.endpoint.plan import Plan, plan_of
from cjm_research.codes.endpoint.summary import Summary

__all__ = ["Agreement", "EndpointCoder", "Plan", "Summary", "agreement_in", "agreement_payload", "is_agreed", "plan_of"]
