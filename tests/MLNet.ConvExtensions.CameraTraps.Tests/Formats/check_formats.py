"""Checks what the writers wrote, without any of their code: python3 check_formats.py FOLDER

FOLDER is what CONV_FORMATS named for ManyPhotosTests. JSON Schema by python3-jsonschema; the rules of MegaDetector's own validator and of
Timelapse; Camtrap DP by its table schemas, with keys of other tables.
"""

import csv
import datetime
import json
import pathlib
import re
import sys

import jsonschema

schemas = pathlib.Path(__file__).parent / "Schemas"


def megadetector(path):
    data = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads((schemas / "megadetector.json").read_text())
    jsonschema.Draft202012Validator(schema).validate({**data, "images": []})
    image = jsonschema.Draft202012Validator({"$defs": schema["$defs"], **schema["properties"]["images"]["items"]})
    failures = 0
    for one in data["images"]:
        assert image.is_valid(one), one
        if one.get("failure") is not None:
            assert one["detections"] is None
            failures += 1
            continue
        for found in one["detections"]:
            assert found["category"] in data["detection_categories"]
            assert isinstance(found["conf"], float) and found["conf"] >= 0.03
            sure = [c[1] for c in found.get("classifications", [])]
            assert sure == sorted(sure, reverse=True) and all(isinstance(s, float) and s >= 0.03 for s in sure)
            assert all(c[0] in data["classification_categories"] for c in found.get("classifications", []))
    categories, classes = list(data["detection_categories"].values()), list(data["classification_categories"].values())
    assert len(set(categories)) == len(categories) and len(set(classes)) == len(classes)
    assert not set(categories) & set(classes) and "0" not in data["detection_categories"]
    assert len({i["file"] for i in data["images"]}) == len(data["images"])
    return f"{len(data['images'])} images, {failures} failures"


def is_of(kind, text):
    if kind == "boolean":
        return text in ("true", "false")
    if kind == "datetime":
        return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").tzinfo is not None
    if kind == "integer":
        return str(int(text)) == text
    if kind == "number":
        return float(text) == float(text)
    return True


def camtrap(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.validate(package, json.loads((schemas / "datapackage.json").read_text()))
    keys, counts = {}, []
    for resource in package["resources"]:
        name = resource["name"]
        schema = json.loads((schemas / f"{name}.json").read_text())
        seen = {f["name"]: set() for f in schema["fields"]}
        with open(folder / resource["path"], encoding="utf-8", newline="") as text:
            rows = csv.reader(text, strict=True)
            assert next(rows) == list(seen), name
            count = 0
            for row in rows:
                count += 1
                values = dict(zip(seen, row, strict=True))
                for field in schema["fields"]:
                    value = values[field["name"]]
                    where = (name, count, field["name"], value)
                    if value == "":
                        assert not field.get("required"), where
                        continue
                    assert is_of(field["type"], value), where
                    assert "enum" not in field or value in field["enum"], where
                    assert "pattern" not in field or re.search(field["pattern"], value), where
                    assert "minimum" not in field or float(value) >= field["minimum"], where
                    assert "maximum" not in field or float(value) <= field["maximum"], where
                    if field.get("unique") or field["name"] == schema["primaryKey"]:
                        assert value not in seen[field["name"]], where
                        seen[field["name"]].add(value)
                for key in schema["foreignKeys"]:
                    assert values[key["field"]] == "" or values[key["field"]] in keys[key["table"], key["to"]], (name, count, key)
        keys.update({(name, field): values for field, values in seen.items()})
        counts.append(f"{count} {name}")
    return ", ".join(counts)


def table(path, needed):
    with open(path, encoding="utf-8", newline="") as text:
        rows = csv.DictReader(text, strict=True)
        assert set(needed) <= set(rows.fieldnames), rows.fieldnames
        count = 0
        for row in rows:
            count += 1
            assert None not in row and None not in row.values(), row
            if "RelativePath" in row:
                assert "/" not in row["RelativePath"] and "/" not in row["File"] and row["DeleteFlag"] in ("true", "false")
                datetime.datetime.strptime(row["DateTime"], "%Y-%m-%d %H:%M:%S")
    return f"{count} rows"


def lines(path):
    with open(path, encoding="utf-8") as text:
        return f"{sum(1 for line in text if json.loads(line)['media']['file'])} lines"


for part in sorted(p for p in pathlib.Path(sys.argv[1]).iterdir() if p.is_dir()):
    print(part.name, "megadetector:", megadetector(part / "found.json"))
    print(part.name, "camtrap-dp:", camtrap(part / "package"))
    print(part.name, "timelapse-csv:", table(part / "timelapse.csv", ["File", "RelativePath", "DateTime", "Species"]))
    print(part.name, "csv:", table(part / "photos.csv", ["file", "predicted", "probability"]))
    print(part.name, "json:", lines(part / "photos.jsonl"))
