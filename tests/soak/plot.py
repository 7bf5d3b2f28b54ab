"""The picture of a run."""

from matplotlib import pyplot

from bench.harness.plots import COLOURS, save


def draw(run, file):
    """Memory, descriptors, and the processes before, over time; the stretch with upgrades is shaded."""
    minutes = [one.at / 60 for one in run.samples]
    figure, axes = pyplot.subplots(3, 1, figsize=(9, 6), sharex=True)
    panels = ((axes[0], "MiB of its own", [one.memory_kib / 1024 for one in run.samples]),
              (axes[1], "descriptors", [one.descriptors for one in run.samples]),
              (axes[2], "processes before it", [one.lingering for one in run.samples]))
    for axis, title, values in panels:
        axis.plot(minutes, values, color=COLOURS(0.2), linewidth=0.8, label="the process that serves")
        axis.set_ylabel(title)
        axis.set_ylim(bottom=0)
        shade(axis, run)
    axes[-1].set_xlabel("minutes")
    save(figure, file, axes[0])


def shade(axis, run):
    """Where upgrades were."""
    within = [one.at / 60 for one in run.samples if one.stretch == "upgrades"]
    axis.axvspan(within[0], within[-1], color=COLOURS(0.8), alpha=0.25, linewidth=0, label="with upgrades")
