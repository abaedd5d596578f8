"""What an editor does on the desk: opens a form, changes some fields, sends it."""

from django.urls import reverse


def url(thing, action="change", *more):
    model = thing if isinstance(thing, type) else type(thing)
    args = [] if isinstance(thing, type) else [thing.pk]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
    return reverse(name, args=[*args, *more])


def typed(response):
    """What a browser would send back from the form on this page, were nothing touched."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        forms += [formset.management_form, *formset.forms]
    return dict(pair for form in forms for field in form for pair in inputs_of(field))


def inputs_of(field):
    value = field.value()
    if hasattr(field.field.widget, "decompress"):
        parts = value if isinstance(value, list) else field.field.widget.decompress(value)
        for number, part in enumerate(parts):
            yield f"{field.html_name}_{number}", part or ""
    elif isinstance(value, list):
        yield field.html_name, [str(getattr(item, "pk", item)) for item in value]
    elif value is not None and value is not False:
        yield field.html_name, "on" if value is True else str(value)
    if field.field.show_hidden_initial:
        yield field.html_initial_name, field.initial


def form_of(client, thing, **query):
    page = url(thing) if not isinstance(thing, type) else url(thing, "add")
    return typed(client.get(page, query))


def errors_of(response):
    """All that the page complains about."""
    form = response.context["adminform"].form
    found = [message for messages in form.errors.values() for message in messages]
    for inline in response.context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        for row in inline.formset.forms:
            found += [message for messages in row.errors.values() for message in messages]
    return found


def save(client, thing, **changes):
    """Opens the form of the thing, changes some fields and sends it."""
    page = url(thing, "add") if isinstance(thing, type) else url(thing)
    return client.post(page, form_of(client, thing) | changes)


def assert_saved(response):
    assert response.status_code == 302, errors_of(response)
