// The charts of the last minutes, by Chart.js.
import { at, colour, colourOf, mark } from "./dom.js";
import { clock, count, milliseconds, percent, rate } from "./format.js";
import { marksOf, windowOf, requestsBy, reasonsOf } from "./picture.js";
import { sum } from "./series.js";

const drawn = {}; // name -> Chart
let roundTimes = []; // of all that have a time axis

/** Lines where something has happened; what it was is in the tooltip. */
const marks = {
  id: "marks",
  afterDatasetsDraw({ ctx: pen, chartArea: area, scales: { x }, options }) {
    for (const mark of options.marks ?? []) {
      const place = x.getPixelForValue(mark.second);
      if (place < area.left || place > area.right) continue;
      pen.strokeStyle = colour(mark.bad ? "bad" : "quiet");
      pen.setLineDash([3, 3]);
      pen.beginPath();
      pen.moveTo(place, area.top);
      pen.lineTo(place, area.bottom);
      pen.stroke();
      pen.setLineDash([]);
      pen.fillStyle = pen.strokeStyle;
      pen.fillText(mark.bad ? "■" : "◆", place - 4, area.top + 8);
    }
  },
};

function optionsOf(print, more = {}) {
  const line = { color: colour("line"), drawBorder: false };
  const ticks = { color: colour("quiet"), maxRotation: 0, autoSkipPadding: 24 };
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    parsing: false,
    normalized: true,
    interaction: { mode: "index", intersect: false },
    elements: { point: { radius: 0, hitRadius: 4 }, line: { borderWidth: 1.5 } },
    scales: {
      x: {
        type: "linear",
        offset: false,
        grid: { display: false },
        ticks: { ...ticks, callback: (second) => clock(second * 1000).slice(0, roundTimes[1] - roundTimes[0] < 60 ? 8 : 5) },
        afterBuildTicks: (axis) => (axis.ticks = roundTimes.map((value) => ({ value }))),
      },
      y: { beginAtZero: true, suggestedMax: 1, grace: "5%", grid: line, ticks: { ...ticks, maxTicksLimit: 5, precision: more.whole ? 0 : undefined, callback: print }, ...more.y },
    },
    plugins: {
      legend: { display: more.legend ?? false, align: "start", labels: { color: colour("quiet"), boxWidth: 10, boxHeight: 10 } },
      tooltip: {
        filter: ({ raw }, index) => raw.y !== null && (more.zeros || raw.y > 0 || index === 0),
        itemSort: (a, b) => b.raw.y - a.raw.y,
        callbacks: {
          title: ([item]) => (item ? clock(item.raw.x * 1000) : ""),
          beforeBody: (items) => (more.sum && items.length > 1 ? `${print(sum(items.map(({ raw }) => raw.y)))}  in all` : []),
          label: ({ dataset, raw }) => ` ${print(raw.y)}  ${dataset.label}`,
          footer: ([item]) => (item ? (item.chart.options.marks ?? []).filter(({ bucket }) => bucket === item.raw.x).map(({ text }) => text) : []),
        },
      },
    },
  };
}

const area = (label, tint, data, index) => ({ label, data, borderColor: tint, backgroundColor: `${tint}66`, fill: index === 0 ? "origin" : "-1" });
/** Who is alone is a dot: a line needs two. */
const dots = (data) => data.map(({ y }, i) => (y !== null && (data[i - 1]?.y ?? null) === null && (data[i + 1]?.y ?? null) === null ? 2 : 0));
const line = (label, tint, data) => ({ label, data, borderColor: tint, backgroundColor: tint, pointRadius: dots(data) });

const kinds = {
  requests: {
    make: () => ({ type: "line", options: optionsOf((n) => rate(n), { sum: true, y: { stacked: true } }), plugins: [marks] }),
    fill: (model, span) => requestsBy(model, span).map(({ label, id, data }, index) => area(label, id ? colourOf(id) : colour("quiet"), data, index)),
    says: (model) => `now ${rate(model.overview.requests || 0)} a second`,
  },
  latency: {
    make: () => ({ type: "line", options: optionsOf((n) => milliseconds(n), { legend: true, zeros: true }) }),
    fill: (model, span) =>
      ["p50", "p95", "p99"].map((name, i) => line(name, colour(`latency-${i}`), span.points(model.track[`${name}_ms`], "highest"))),
    says: (model) => `99 of 100 are answered within ${milliseconds(model.overview.p99_ms)} now`,
  },
  errors: {
    make: () => ({ type: "bar", options: optionsOf((n) => count(n), { legend: true, whole: true, y: { stacked: true, suggestedMax: 4 } }) }),
    fill: (model, span) =>
      reasonsOf(model, span).map(({ reason, data }, i) => ({ label: reason, data, backgroundColor: colour(`error-${i % 6}`), stack: "errors", barThickness: 3, minBarLength: 3 })),
    says: (model) => `${count(model.overview.errors || 0)} in the last second`,
  },
  in_flight: {
    make: () => ({ type: "line", options: optionsOf((n) => count(n), { zeros: true, whole: true }) }),
    fill: (model, span) => [{ ...line("in flight", colour("accent"), span.points(model.track.in_flight, "highest")), stepped: span.width === 1 }],
    says: (model) => `${count(model.overview.in_flight || 0)} now`,
  },
};

/** Redraws what has changed, for the last `seconds`. */
export function drawCharts(model, seconds) {
  const span = windowOf(model, seconds);
  roundTimes = span.roundTimes;
  for (const [name, kind] of Object.entries(kinds)) {
    const canvas = at(`chart-${name}`);
    drawn[name] ??= new Chart(canvas, { ...kind.make(), data: { datasets: [] } });
    const chart = drawn[name];
    const datasets = kind.fill(model, span);
    // The same objects for the same labels: the chart keeps what it has made of them. Two may have one label.
    const former = new Set(chart.data.datasets);
    chart.data.datasets = datasets.map((next) => {
      const same = [...former].find(({ label }) => label === next.label) ?? {};
      former.delete(same);
      return Object.assign(same, next);
    });
    Object.assign(chart.options.scales.x, { min: span.first, max: span.last });
    if (name === "requests") chart.options.marks = marksOf(model, span);
    chart.update("none");
    const isThere = datasets.some(({ data }) => data.some(({ y }) => y !== null)) || chart.options.marks?.length > 0;
    canvas.parentElement.classList.toggle("nothing", !isThere);
    mark(canvas, "aria-label", `${canvas.dataset.title}: ${kind.says(model)}`);
  }
  drawShares(model);
}

const mostParts = 4; // and all others: more names have no room below the ring

function drawShares(model) {
  const canvas = at("chart-shares");
  drawn.shares ??= new Chart(canvas, {
    type: "doughnut",
    data: { labels: [], datasets: [{ data: [], borderWidth: 1, borderColor: "transparent" }] },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      cutout: "64%",
      plugins: { legend: { position: "bottom", align: "start", labels: { color: colour("quiet"), boxWidth: 10, boxHeight: 10 } }, tooltip: { callbacks: { label: ({ label }) => ` ${label}` } } },
    },
  });
  const chart = drawn.shares;
  const parts = requestsBy(model, windowOf(model, 60), mostParts).map((one) => ({ ...one, had: one.data.reduce((all, { y }) => all + (y ?? 0), 0) }));
  const all = parts.reduce((sum, { had }) => sum + had, 0);
  const there = parts.filter(({ had }) => had > 0);
  chart.data.labels = there.map(({ label, had }) => `${label}  ${percent(had / all)}`);
  Object.assign(chart.data.datasets[0], { data: there.map(({ had }) => had), backgroundColor: there.map(({ id }) => (id ? colourOf(id) : colour("quiet"))) });
  chart.update("none");
  canvas.parentElement.classList.toggle("nothing", there.length === 0);
  mark(canvas, "aria-label", `${canvas.dataset.title}: ${chart.data.labels.join(", ") || "no requests in the last minute"}`);
}

/** After the theme has changed. */
export function forgetCharts() {
  for (const name of Object.keys(drawn)) {
    drawn[name].destroy();
    delete drawn[name];
  }
}
