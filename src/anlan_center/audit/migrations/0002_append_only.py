"""The database itself refuses to change or remove a row of the record."""

from django.db import migrations

from anlan_center.audit.triggers import TRIGGERS
from anlan_center.triggers import laying


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [laying(TRIGGERS)]
