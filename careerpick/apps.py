from importlib import import_module

from django.contrib.admin import apps


class DeskConfig(apps.AdminConfig):
    default = False  # or it would be taken for the configuration of careerpick itself
    default_site = "careerpick.desk.Desk"

    def ready(self) -> None:
        # The first page that registers makes the site, which needs a part of this to be made.
        import_module("comparisons.admin")
        super().ready()
