from django.db import migrations

SEEN = (
    "aspect", "aspectgroup", "cell", "claim", "company", "framework", "gap", "need", "option", "resolution", "scope",
    "snapshot", "source", "sourcelink",
)
EDITED = ("claim", "company", "gap", "scope", "source", "sourcelink")
ADDED = ("aspect", "option", "snapshot")  # what is there already, published claims depend on
EDITOR = {
    **{f"view_{model}": model for model in SEEN},
    **{f"{right}_{model}": model for model in EDITED for right in ("add", "change")},
    **{f"add_{model}": model for model in ADDED},
    "submit_claim": "claim",
    "import_claims": "claim",
}
REVIEWER = EDITOR | {
    "publish_claim": "claim",
    "send_back_claim": "claim",
    "retire_claim": "claim",
    "add_resolution": "resolution",
    "change_resolution": "resolution",
}
GROUPS = {"Editor": EDITOR, "Reviewer": REVIEWER}
CLAIM_PERMISSIONS = [
    ("submit_claim", "Can submit claims for review"),
    ("publish_claim", "Can publish claims"),
    ("send_back_claim", "Can send claims back"),
    ("retire_claim", "Can retire claims"),
    ("import_claims", "Can import claims"),
]


def make_groups(apps, schema_editor):
    """Groups with their permissions; Django itself makes those only after all migrations."""
    Group = apps.get_model("auth", "Group")
    for name, rights in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*[_permission(apps, code, model) for code, model in rights.items()])


def _permission(apps, code, model):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model=model)
    words = apps.get_model("kb", model)._meta.verbose_name
    name = dict(CLAIM_PERMISSIONS).get(code) or f"Can {code.split('_')[0]} {words}"
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=code, defaults={"name": name}
    )
    return permission


class Migration(migrations.Migration):

    dependencies = [
        ("kb", "0003_option_degree"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="claim",
            options={"ordering": ["key"], "permissions": CLAIM_PERMISSIONS},
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
