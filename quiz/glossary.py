"""What the checks of a fairness report take for granted, in words for editors."""

from __future__ import annotations

# The first that the name of a check holds is said with it.
WORDS = {
    "straight line": "A straight line is somebody who always ticks the same step.",
    "yes-sayers": "Yes-sayers lean towards agreeing, whatever they are asked.",
    "lowest odds": "Of archetypes who answer without noise.",
    "careless archetypes": "Made-up people who want just what one role offers, but answer in "
    "haste.",
    "without noise": "Archetypes are made-up people who want just what one role offers; without "
    "noise, they always answer exactly so.",
    "archetypes": "Archetypes are made-up people who want just what one role offers.",
    "sincere people": "Sincere people are made up: they want anything, and answer by it.",
    "same without goals": "Sincere people who chose no goals.",
    "of these": "Of people who chose three goals on one path, and are neutral in all else.",
    "extreme answers": "An answer at the end of its scale should help the role it speaks for.",
    "order, reversed keys": "The same person, asked in another way, should get the same result.",
    "odds miss": "Odds of 70% should come true for 70 people in 100.",
    "odds promise": "Odds of 70% should come true for 70 people in 100.",
    "lengths of the profiles": "How far each role's ratings lie from the mean of the three: of "
    "roles that lie equally far, none has a head start.",
    "cosines": "How alike two roles are, beside the mean of the three: −0.5 for each pair where "
    "all differ equally, nearer to 1 where two are alike.",
}


def in_plain_words(name: str) -> str:
    """What somebody has to know who meets the name of a check for the first time."""
    return next((words for key, words in WORDS.items() if key in name.lower()), "")
