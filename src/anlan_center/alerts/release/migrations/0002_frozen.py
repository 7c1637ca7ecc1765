"""The database itself refuses to change what was released."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from anlan_center.alerts.release.freezing import lay, lift


def freeze(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the trigger."""
    lay(editor.connection)


def thaw(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lift it."""
    lift(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
