"""What makes content good, beyond what makes it valid: pure checks of documents.

`checks.quality_problems` finds every fault in a set of documents, from files or from rows. A fault
is a sentence with its file and line: `roles/tech-lead.yaml:14: “40%” has no source: cite one …`.
"""
