from django.db import migrations

from careerpick.people import make_groups, make_permissions


def make_permissions_and_groups(apps, schema_editor):
    make_permissions(apps)
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("comparisons", "0005_disagreements"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("quiz", "0003_daily_tallies"),
    ]
    # Taken back, it leaves the groups: somebody may be in them.
    operations = [migrations.RunPython(make_permissions_and_groups, migrations.RunPython.noop)]
