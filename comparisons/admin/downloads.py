"""What is in the database, taken home as the files that the import reads."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from reversion.admin import VersionAdmin

from comparisons.content import SHELVES
from comparisons.exporting import Files, all_files, file_of, zipped

TYPES = {
    "md": "text/markdown; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
    "zip": "application/zip",
}


def attached(name: str, content: str | bytes) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=TYPES[name.rpartition(".")[2]],
        headers={"Content-Disposition": content_disposition_header(True, name)},
    )


class DownloadAdmin(VersionAdmin):
    change_list_template = "admin/downloads/change_list.html"
    what_all_is = "content"

    def file_of(self, thing: Any) -> tuple[str, str]:
        """Its name and its text."""
        return file_of(thing)

    def all_files(self) -> Files:
        return all_files()

    def may_download_all(self, request: HttpRequest) -> bool:
        verbs = ("view", "change")
        return all(
            any(request.user.has_perm(f"comparisons.{verb}_{kind}") for verb in verbs)
            for kind in SHELVES
        )

    def get_urls(self) -> list[URLPattern]:
        def named(view: Any, action: str) -> dict[str, Any]:
            name = f"{self.opts.app_label}_{self.opts.model_name}_{action}"
            return {"view": self.admin_site.admin_view(require_safe(view)), "name": name}

        return [
            path("download/", **named(self.download_all_view, "download_all")),
            path("<path:object_id>/download/", **named(self.download_view, "download")),
            *super().get_urls(),
        ]

    def download_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        if thing is None:
            raise Http404
        return attached(*self.file_of(thing))

    def download_all_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_download_all(request):
            raise PermissionDenied
        return attached(f"{self.what_all_is}.zip", zipped(self.all_files()))

    # Where the links stand

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist: Any = super().get_changelist_instance(request)
        if self.may_download_all(request):
            changelist.download_all_url = self._address_of("download_all")
        return changelist

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        # What is brought back from history is not in the database yet.
        if obj and obj.pk and not context.get("recover"):
            context["download_url"] = self._address_of("download", quote(obj.pk))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _address_of(self, action: str, *args: str) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{action}"
        return reverse(name, args=args)
