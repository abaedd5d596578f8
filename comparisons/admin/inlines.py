"""What hangs on a page, edited on the page of the desk that it hangs on."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import widgets
from django.contrib.admin.options import InlineModelAdmin
from django.db import models

from .citations import CitingText

FIELDS_OF_THE_DESK: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.CharField: {"form_class": CitingText},
    models.TextField: {"form_class": CitingText},
    # Both are CharFields as well, and cite nothing.
    models.SlugField: {"widget": widgets.AdminTextInputWidget},
    models.URLField: {"assume_scheme": "https"},
}


class Inline(InlineModelAdmin):
    formfield_overrides = FIELDS_OF_THE_DESK
    extra = 1
