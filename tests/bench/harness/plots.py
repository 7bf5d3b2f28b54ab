"""Plots as SVG files."""

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot  # noqa: E402

# Text stays text, and equal figures give equal files.
pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "loadex", "font.family": "sans-serif", "font.size": 9})

COLOURS = pyplot.get_cmap("viridis")


def save(figure, file, explained):
    """Writes the figure, below it what the colours of the axis `explained` mean."""
    handles, labels = explained.get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper center", ncol=len(labels), bbox_to_anchor=(0.5, 0), frameon=False)
    figure.savefig(file, metadata={"Date": None}, bbox_inches="tight", facecolor="white")
    pyplot.close(figure)


def shares(file, panels):
    """For each panel, by title, a bar for each algorithm: the shares of the backends, one after the other."""
    figure, axes = pyplot.subplots(1, len(panels), figsize=(9, 3.6), sharey=True)
    for axis, (title, runs) in zip(axes, panels.items()):
        names = list(runs)
        backends = len(next(iter(runs.values())))
        left = [0] * len(names)
        for i in range(backends):
            widths = [runs[name][i] * 100 for name in names]
            axis.barh(names, widths, left=left, color=COLOURS(i / (backends - 1)), edgecolor="white", linewidth=0.5,
                      label=f"backend {i + 1}")
            left = [start + width for start, width in zip(left, widths)]
        axis.set(title=title, xlabel="% of the requests", xlim=(0, 100))
    axes[0].invert_yaxis()  # the first on top
    save(figure, file, axes[0])


def latencies(file, runs):
    """Three bars for each algorithm: p50, p90 and p99 in ms."""
    figure, axis = pyplot.subplots(figsize=(9, 4.6))
    for i, (label, colour) in enumerate((("p50", COLOURS(0.8)), ("p90", COLOURS(0.5)), ("p99", COLOURS(0.2)))):
        bars = axis.barh([place + (i - 1) * 0.28 for place in range(len(runs))], [run[i] for run in runs.values()],
                         height=0.26, color=colour, label=label)
        axis.bar_label(bars, fmt="%.1f", padding=3, fontsize=7)
    axis.set(xlabel="ms", yticks=range(len(runs)), yticklabels=list(runs))
    axis.margins(x=0.08)
    axis.invert_yaxis()  # the first on top
    save(figure, file, axis)
