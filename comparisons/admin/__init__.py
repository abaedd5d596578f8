"""The staff desk: a page for each noun that can be edited, and the rooms that they share."""

from .comparison import ComparisonAdmin
from .disagreement import DisagreementAdmin
from .guide import GuideAdmin
from .reference import CriterionAdmin, SkillAdmin, SourceAdmin
from .role import RoleAdmin
from .verdict import VerdictAdmin

__all__ = [
    "ComparisonAdmin",
    "CriterionAdmin",
    "DisagreementAdmin",
    "GuideAdmin",
    "RoleAdmin",
    "SkillAdmin",
    "SourceAdmin",
    "VerdictAdmin",
]
