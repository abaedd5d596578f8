"""The nouns, one file for each family of them."""

from .bookkeeping import ContentVersion, ImportedSlug
from .comparison import Clause, Comparison, Verdict
from .disagreement import Disagreement
from .guide import Guide
from .publishable import Publishable, Reviewed
from .reference import Criterion, Skill, Source
from .role import Experiment, Figure, Point, Rating, Role, WeekSlice
from .share_image import ShareImage
from .shared import Alias, Faq
from .working_copy import WorkingCopy

__all__ = [
    "Alias",
    "Clause",
    "Comparison",
    "ContentVersion",
    "Criterion",
    "Disagreement",
    "Experiment",
    "Faq",
    "Figure",
    "Guide",
    "ImportedSlug",
    "Point",
    "Publishable",
    "Rating",
    "Reviewed",
    "Role",
    "ShareImage",
    "Skill",
    "Source",
    "Verdict",
    "WeekSlice",
    "WorkingCopy",
]
