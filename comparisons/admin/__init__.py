"""The staff desk, plain: every noun can be edited from day one."""

from .comparison import ComparisonAdmin, VerdictAdmin
from .disagreement import DisagreementAdmin
from .guide import GuideAdmin
from .reference import CriterionAdmin, SkillAdmin, SourceAdmin
from .role import RoleAdmin

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
