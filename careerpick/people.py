"""The groups of staff: what each may do on the desk, in one table."""

from typing import Any

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

CONTENT = (
    *("role", "point", "rating", "weekslice", "figure", "experiment"),
    *("comparison", "clause", "verdict", "guide"),
    *("alias", "faq", "criterion", "skill", "source"),
)
QUIZ = ("edition", "question", "option", "circumstance")


def may(verbs: str, app: str, *nouns: str) -> set[str]:
    return {f"{app}.{verb}_{noun}" for verb in verbs.split() for noun in nouns}


# What every page is measured by is not for authors: readers see its words at once.
AUTHOR = may("view add change delete", "comparisons", *CONTENT) - may(
    "add change delete", "comparisons", "criterion"
) | may("view", "quiz", *QUIZ)
EDITOR = (
    AUTHOR
    | may("add change delete", "comparisons", "criterion")
    | may("publish", "comparisons", "role", "comparison", "guide")
    | may("view moderate delete", "comparisons", "disagreement")
    | may("view add change delete", "quiz", *QUIZ)
    | {"quiz.open_edition", "quiz.view_health", "admin.view_logentry"}
)
ANALYST = may("view", "comparisons", *CONTENT) | may("view", "quiz", *QUIZ) | {"quiz.view_health"}

# Whoever adds a permission here adds a migration that makes the groups again. Accounts belong to
# superusers alone: who may change them may become one.
GROUPS = {"author": AUTHOR, "editor": EDITOR, "analyst": ANALYST}


def make_groups(apps: Apps) -> None:
    """Gives each group exactly what the table says; who is in them stays in them."""
    groups, permissions = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permissions.objects.select_related("content_type")
    }
    for name, granted in GROUPS.items():
        group, _ = groups.objects.get_or_create(name=name)
        # In an older migration some of them may not exist yet.
        group.permissions.set([known[each] for each in granted if each in known])


def make_permissions(apps: Apps) -> None:
    """Django makes them after the last migration, and one that needs them makes them itself."""
    for label in ("admin", "comparisons", "quiz"):
        config: Any = apps.get_app_config(label)
        # As it stands in a migration, an app does not know whether it has models.
        config.models_module = True
        create_permissions(config, verbosity=0, apps=apps)
