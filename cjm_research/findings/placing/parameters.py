"""The few numbers of placing, each with where it comes from.

None was set on the sample studies or on held-out coded text: they follow from what the words mean, or were chosen on
invented talk whose stages are known (``benchmarks/journeys/placing.py --toy``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameters:
    """How far each sign is trusted.

    Attributes
    ----------
    off : float
        Share of what is said that stands at no stage, before anything is read (0–1). About a fifth of the hand-coded
        segments of interviews and surveys on a product.
    none_weight : float
        How far a coder's "none" is believed (0–1). Below 1, since "cannot be told from these words" is what the talk
        around them can tell.
    rank_weight : float
        How far the coder's rank of the six stages is believed (0–1). 1 takes its chances as calibrated.
    evenness : float
        How far chances are set against how often the coder names each stage in the whole study (0–1), where its
        questions ask about all stages alike; less where they ask about few, and not at all where they ask about one.
        0 leaves the coder's lean to the stage it read most about. Chosen on talks composed of coded training segments
        with the ranks of a coder that had not seen their source.
    unsure : float
        How many segments weigh as much as not knowing how often each stage is named.
    floor : float
        Chance that the coder's rank says nothing, so that no stage is ever ruled out.
    stay_in_turn, stay_over_turns : float
        Chance that the next segment stands at the same stage, within a turn and across turns.
    onward : float
        How much likelier a move to a later stage is than one to an earlier. 1 = no direction is preferred.
    near : float
        What each further stage on the way costs a move (0–1; 1 = nothing): people skip stages, but seldom many.
    cue : float
        How much likelier a move becomes in the direction that a time cue names.
    milestone, touchpoint : float
        How much likelier a stage becomes by a milestone said to have happened, and by one of its touchpoints. Among
        the coded training segments a milestone is 5 (ordered) to 34 (came back) times as frequent at its stage as
        elsewhere; the least of these, since the coder's rank has read the same words.
    closeness : float
        How far it is believed that a segment stands at the stage whose definition and examples it is like (0–1), beside
        all other signs. A half: cosines of short texts with a definition are right about as often as the coder's rank.
    asked : float
        Chance that an answer stands at a stage that its question names: 0.84 of the coded training segments from
        interviews do, 0.97 of those from surveys.
    answers : float
        How many answers to a question weigh as much as not knowing what it is about.
    least : float
        Chance a stage must reach to be placed at all; below it the segment stays "none".
    """

    off: float = 0.2
    none_weight: float = 0.5
    rank_weight: float = 1.0
    evenness: float = 0.65
    unsure: float = 20.0
    floor: float = 0.05
    stay_in_turn: float = 0.8
    stay_over_turns: float = 0.6
    onward: float = 1.5
    near: float = 0.8
    cue: float = 4.0
    milestone: float = 5.0
    touchpoint: float = 1.5
    closeness: float = 0.5
    asked: float = 0.85
    answers: float = 4.0
    least: float = 0.3
