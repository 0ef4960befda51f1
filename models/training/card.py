"""The card of a model: what JobPlanner reads, and what a reader wants to know."""
import hashlib
import json


def write(model, members):
    """Writes the card beside the model, with the model's hash."""
    card = {"name": model.stem, "file": model.name, "sha256": hashlib.sha256(model.read_bytes()).hexdigest(), **members}
    model.with_suffix(".json").write_text(json.dumps(card, indent=2) + "\n")
