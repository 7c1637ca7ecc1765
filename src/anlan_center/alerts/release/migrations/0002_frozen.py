"""What the database holds by itself: two people, real or exercise, one successor; and what was released stays."""

from django.db import migrations, models

from anlan_center.alerts.release.freezing import TRIGGERS
from anlan_center.triggers import laying


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_initial")]
    operations = [
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["state", "expires"], name="alert_by_state_and_end"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approver", None), models.Q(("approver", models.F("author")), _negated=True), _connector="OR"
                ),
                name="approver_is_not_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewer", None), models.Q(("reviewer", models.F("author")), _negated=True), _connector="OR"
                ),
                name="reviewer_is_not_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("exercise", False), ("status", "Actual")),
                    models.Q(("exercise", True), ("status__in", ["Exercise", "Test"])),
                    _connector="OR",
                ),
                name="actual_is_no_exercise",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at", None),
                        ("approver", None),
                        ("cap", None),
                        ("sent", None),
                        ("state__in", ["draft", "submitted", "reviewed", "discarded"]),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approver__isnull", False),
                        ("cap__isnull", False),
                        ("sent__isnull", False),
                        ("state__in", ["approved", "expired", "released", "updated", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="approved_means_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released_at", None),
                        ("state__in", ["draft", "submitted", "reviewed", "discarded", "approved"]),
                    ),
                    models.Q(("released_at__isnull", False), ("state__in", ["released", "updated", "cancelled"])),
                    ("state", "expired"),
                    _connector="OR",
                ),
                name="released_means_gone_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("msg_type", "Alert"), ("previous", None), ("root", None)),
                    models.Q(
                        ("msg_type__in", ["Update", "Cancel"]), ("previous__isnull", False), ("root__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="followers_have_a_predecessor",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("jurisdiction", ""), _negated=True), name="alert_has_a_jurisdiction"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                fields=("sender", "identifier", "sent"), name="one_message_by_its_names"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", False)),
                fields=("previous",),
                name="one_successor_that_went_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("author", "request_key"),
                name="one_draft_of_a_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="hand",
            constraint=models.UniqueConstraint(fields=("alert", "user"), name="one_part_a_person"),
        ),
        migrations.AddConstraint(
            model_name="languageapproval",
            constraint=models.UniqueConstraint(
                fields=("alert", "language", "revision"), name="one_approval_a_language"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["alert", "action"], name="step_of_an_alert"),
        ),
        laying(TRIGGERS),
    ]
