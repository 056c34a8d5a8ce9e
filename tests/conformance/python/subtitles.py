"""Reads the subtitles that greenroom writes with parsers that others wrote, and says what it found as JSON.

Started by tests/subtitles.rs with the two files as arguments.
"""

import json
import sys

try:
    import srt
    import webvtt
except ImportError as error:
    sys.exit(f"webvtt-py and srt have to be installed for {sys.executable}: {error}")


def main():
    vtt = webvtt.read(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        titles = list(srt.parse(file.read(), ignore_errors=False))
    found = {
        "vtt": [
            {"from": round(cue.start_in_seconds * 1000 + cue.start_time.milliseconds), "voice": cue.voice, "text": cue.text}
            for cue in vtt
        ],
        "srt": [
            {"number": title.index, "from": round(title.start.total_seconds() * 1000), "text": title.content}
            for title in titles
        ],
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
