"""What the converters share: documents as `linkbert prepare jsonl` reads them, in a file that appears whole or not at all."""
import argparse
import json
import os
import sys


def one_line(text):
    return " ".join(text.split())


def write(path, documents):
    """Writes {"id", "title", "text", "links"} lines; returns how many documents, and how many links."""
    count = links = 0
    temporary = f"{path}.tmp-{os.getpid()}"
    try:
        with open(temporary, "w", encoding="utf-8") as stream:
            for document in documents:
                stream.write(json.dumps(document, ensure_ascii=False) + "\n")
                count, links = count + 1, links + len(document["links"])
            stream.flush()
            os.fsync(stream.fileno())
        if count == 0:
            raise ValueError("the input holds no document. Is it the right file?")
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return count, links


def run(description, convert, inputs):
    """The command line INPUT... --output FILE of a converter. Bad input: one line that says where and what; exit code 4."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", nargs=inputs)
    parser.add_argument("--output", required=True, help="the JSON Lines file to write")
    arguments = parser.parse_args()
    try:
        print(convert(arguments.input, arguments.output))
    except (ValueError, OSError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        sys.exit(4)
