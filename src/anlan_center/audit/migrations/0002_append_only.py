"""The database itself refuses to change or remove a row of the record."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from anlan_center.audit.triggers import lay, lift


def forbid(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers."""
    lay(editor.connection)


def allow(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Lift them."""
    lift(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
