#!/usr/bin/env python3
"""The moving picture of the front page: what it is made by, and the one that there is."""

import os
import pathlib
import re
import sys
import unittest
from unittest import mock
from xml.etree import ElementTree

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE))

from harness import film  # noqa: E402
from harness.terminal import COLUMNS, Recording, Screen, Terminal  # noqa: E402

PICTURE = HERE.parents[1] / "docs/pictures/demo.svg"
LARGEST = 200_000  # bytes


def shown(*pieces):
    screen = Screen()
    for piece in pieces:
        screen.write(piece)
    return screen.rows


def texts(picture):
    """Every line of a picture, with its classes."""
    root = ElementTree.fromstring(picture)
    return [("".join(text.itertext()), text.get("class", "").split())
            for text in root.iter("{http://www.w3.org/2000/svg}text")]


def at_rest(picture):
    """What whoever wants no motion sees of it."""
    return [text for text, classes in texts(picture) if "past" not in classes]


class TheScreen(unittest.TestCase):
    def test_a_line_is_overwritten_and_the_rest_of_it_erased(self):
        self.assertEqual(shown("12345\rab"), ["ab345"])
        self.assertEqual(shown("12345\rab\x1b[K"), ["ab"])

    def test_a_sequence_may_come_in_pieces(self):
        self.assertEqual(shown("12345\rab\x1b", "[", "K\r\n", "\x1b[31mred\x1b[0m"), ["ab", "red"])

    def test_what_is_too_long_goes_on_below(self):
        self.assertEqual(shown("a" * COLUMNS + "b"), ["a" * COLUMNS, "b"])

    def test_what_it_cannot_show_is_no_picture(self):
        for text in ("\x1b[2J", "\x1b[5A", "\t"):
            with self.assertRaises(ValueError):
                shown(text)

    def test_a_shell_that_knows_nothing_of_make_is_recorded_as_it_answers(self):
        with mock.patch.dict(os.environ, MAKELEVEL="1"):
            terminal = Terminal()
        recording = Recording([terminal])
        recording.type(terminal, "echo $MAKELEVEL$((6 * 7))")
        expected = ["$ echo $MAKELEVEL$((6 * 7))", "42", "$ "]
        self.assertTrue(recording.until(lambda: terminal.screen.rows == expected, 10), terminal.screen.rows)
        recording.type(terminal, "exit")
        seconds = [when for when, _ in recording.frames]
        self.assertEqual(seconds, sorted(seconds))


class TheFilm(unittest.TestCase):
    frames = [(7.0, [("$ go",)]), (8.0, [("$ go", "one")]), (8.5, [("$ go", "two")]), (9.0, [("$ go", "two", "a<b & dead")])]

    def test_a_line_is_there_until_another_is_in_its_place(self):
        self.assertEqual(sorted(film.lines_of(film.without_pauses(self.frames))), [
            (0, 0, "$ go", 0.0, None), (0, 1, "one", 1.0, 1.5), (0, 1, "two", 1.5, None), (0, 2, "a<b & dead", 2.0, None)])

    def test_only_what_a_pause_has_beyond_its_bound_is_faster(self):
        bound = film.LONGEST_PAUSE
        frames = [(0.0, [("a",)]), (bound, [("b",)]), (2 * bound + film.FASTER, [("c",)])]
        self.assertEqual([when for when, _ in film.without_pauses(frames)], [0.0, bound, 2 * bound + 1])

    def test_without_motion_the_end_is_shown(self):
        self.assertEqual(at_rest(film.svg(self.frames, ["a terminal"], "words")),
                         ["a terminal", "$ go", "two", "a<b & dead", "words"])

    def test_each_line_that_comes_or_goes_has_its_time(self):
        picture = film.svg(self.frames, ["a terminal"], "words")
        length = 2 + film.HOLD
        (_, classes), = (line for line in texts(picture) if line[0] == "one")
        self.assertIn(f"@keyframes {classes[-1]}{{0%{{visibility:hidden}}{100 / length:.3f}%{{visibility:visible}}"
                      f"{150 / length:.3f}%{{visibility:hidden}}}}", picture)


class ThePicture(unittest.TestCase):
    def setUp(self):
        self.picture = PICTURE.read_text(encoding="utf-8")

    def test_it_moves_in_an_image_and_only_for_whom_that_is_welcome(self):
        self.assertLess(len(self.picture.encode()), LARGEST)
        self.assertNotRegex(self.picture, r"<script|<foreignObject|href|url\(|@import")
        self.assertNotIn("animation", self.picture.partition("@media (prefers-reduced-motion: no-preference)")[0])

    def test_a_backend_dies_and_comes_back_while_no_request_fails(self):
        traffic = [text for text, _ in texts(self.picture) if text.startswith("  req/s")]
        self.assertEqual(len([text for text in at_rest(self.picture) if text in traffic]), 1)
        self.assertEqual([text for text in traffic if not text.endswith("failed: 0")], [])
        dead = [bool(re.search(r"\d+: dead", text)) for text in traffic]
        self.assertIn(True, dead)
        self.assertFalse(dead[0] or dead[-1])


if __name__ == "__main__":
    unittest.main()
