"""Accounts: whose they are, and what their groups let them do."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import models
from django.http import HttpRequest

from comparisons.admin.lists import ForgivingAdmin

# The groups come from the table in people.py, and a migration would undo what is changed here.
admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(ForgivingAdmin, UserAdmin):
    list_display = ["username", "name", "in_groups", "is_superuser", "is_active", "last_login"]
    list_filter = ["groups", "is_superuser", "is_active"]
    # Whoever leaves is made inactive: what they did goes on being theirs.
    actions = None
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        (
            "What they may do",
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser"),
                "description": "An author writes drafts and publishes nothing. An editor also "
                "publishes, opens editions of the quiz and answers readers. An analyst reads the "
                "counts of the quiz and changes nothing. Who leaves is made inactive, not deleted, "
                "so that the list of who did what stays whole.",
            },
        ),
        ("When", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "password1", "password2", "is_staff", "groups"),
                "description": "Tell your colleague the password in a safe way. They change it "
                "under “Change password” once they have signed in.",
            },
        ),
    )
    readonly_fields = ["last_login", "date_joined"]
    help_texts: ClassVar[dict[str, str]] = {
        "username": "What your colleague signs in with: letters, digits and @ . + - _ only.",
        "is_active": "Untick it for somebody who leaves, instead of deleting the account.",
        "is_staff": "May sign in to the desk.",
        "is_superuser": "May do everything, also give accounts to others.",
        "groups": "What the colleague may do is what their groups may do.",
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.help_texts:
            kwargs["help_text"] = self.help_texts[db_field.name]
        if db_field.name == "groups":
            # Ctrl and a click is for nobody to guess.
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="name")
    def name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="groups")
    def in_groups(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all()))
