"""The database itself refuses to change or remove what shows what went where."""

from django.db import migrations

from anlan_center.alerts.deliveries.freezing import TRIGGERS
from anlan_center.triggers import laying


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0001_initial")]
    operations = [laying(TRIGGERS)]
