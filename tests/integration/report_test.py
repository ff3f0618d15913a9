"""What a run leaves for people to look at: TensorBoard's own reader on the event files, and the report's page."""
import html.parser
import json
import os
import signal
import time
import unittest
import xml.etree.ElementTree

from tensorboard.backend.event_processing import event_accumulator

from harness import Program

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(html.parser.HTMLParser):
    """Checks that tags are balanced; collects headings and the SVG charts."""

    def __init__(self, text):
        super().__init__()
        self.open, self.headings = [], []
        self.feed(text)
        self.close()
        self.charts = [("<svg" + part.split("</svg>")[0] + "</svg>") for part in text.split("<svg")[1:]]

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> at {self.getpos()} closes another tag")

    def handle_data(self, data):
        if self.open and self.open[-1] in ("h2", "figcaption"):
            self.headings.append(data)


class Report(Program):
    def scalars(self, path, tag):
        reader = event_accumulator.EventAccumulator(str(path), size_guidance={event_accumulator.SCALARS: 0})
        reader.Reload()
        return {tag: [(event.step, event.value) for event in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]}[tag]

    def kill_after(self, path, name, saved, step):
        """Kills the run once it has saved the one step and logged the other."""
        process = self.start("pretrain", "--config", path)
        log, manifest = self.folder / "runs" / name / "metrics.jsonl", self.step_folder(name, saved) / "manifest.json"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not (manifest.exists() and log.read_text().count("\n") >= step):
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)

    def test_tensorboard_shows_a_run_with_every_number_of_metrics_jsonl(self):
        self.pretrain(self.configuration("calm", training__steps=12))
        metrics = self.metrics("calm")
        for key in ("loss", "mlm_loss", "drp_accuracy", "learning_rate", "gradient_norm", "tokens_per_s", "loader_wait"):
            seen = self.scalars(self.folder / "runs/calm", f"train/{key}")
            self.assertEqual([step for step, _ in seen], list(range(1, 13)))
            for (_, value), line in zip(seen, metrics):
                self.assertAlmostEqual(value, line[key], delta=1e-6 * abs(line[key]))

    def test_a_killed_and_resumed_run_shows_no_step_twice_and_reports_the_kill(self):
        path = self.configuration("killed", training__steps=300, training__save_every=60)
        self.kill_after(path, "killed", 60, 70)
        run = self.folder / "runs/killed"
        first, second = run / "events.out.tfevents.00001", run / "events.out.tfevents.00002"
        first.write_bytes(first.read_bytes() + b"\x20\0\0")  # a record torn by the kill
        self.pretrain(path)
        resumed = json.loads((run / "run.json").read_text())["starts"][1]["first_step"]
        self.assertGreater(self.scalars(first, "train/loss")[-1][0], resumed)  # there was something to forget
        self.assertEqual(self.scalars(second, "train/loss")[0][0], resumed + 1)
        self.assertEqual([step for step, _ in self.scalars(run, "train/loss")], list(range(1, 301)))
        self.run_program("report", "runs/killed")
        text = (run / "report.html").read_text()
        self.assertRegex(text, r"<b>Killed</b> after step \d+")
        self.assertIn('class="kill c0"', text)

    def test_the_page_is_balanced_html_with_well_formed_charts(self):
        for name in ("one", "two"):
            self.pretrain(self.configuration(name, training__steps=6))
        output, _ = self.run_program("report", "runs/one", "runs/two", "--output", "both.html")
        self.assertIn("both.html", output)
        page = Page((self.folder / "both.html").read_text())
        self.assertEqual(page.open, [])
        self.assertTrue({"Before and after", "Curves", "Learning rate", "Speed", "Corpus", "Configuration"} <= set(page.headings))
        self.assertEqual(len(page.charts), 8)
        for chart in page.charts:
            self.assertEqual(len(xml.etree.ElementTree.fromstring(chart).findall(".//*[@data-points]")), 2)

    def test_a_folder_that_is_no_run_is_an_input_error(self):
        _, errors = self.run_program("report", "corpus", code=4)
        self.assertIn("run.json", errors)


if __name__ == "__main__":
    unittest.main(verbosity=2)
