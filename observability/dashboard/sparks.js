// Small pictures without axes: a line of the last minute, and the sizes of latencies.
import { colour } from "./dom.js";

function prepared(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

/** The numbers as a line from 0 up, with a gap for null. */
export function drawLine(canvas, numbers, stroke) {
  const { pen, width, height } = prepared(canvas);
  const top = Math.max(...numbers.map((n) => n ?? 0), 1e-9);
  pen.strokeStyle = stroke;
  pen.lineWidth = 1.5;
  pen.lineJoin = "round";
  pen.beginPath();
  let draws = false;
  numbers.forEach((n, i) => {
    if (n === null) return (draws = false);
    const x = (i / Math.max(numbers.length - 1, 1)) * width;
    const y = height - 1 - (n / top) * (height - 3);
    draws ? pen.lineTo(x, y) : pen.moveTo(x, y);
    draws = true;
  });
  pen.stroke();
}

/** The counts as bars; what is there is seen, be it one of a million. */
export function drawBars(canvas, counts, fill) {
  const { pen, width, height } = prepared(canvas);
  const top = Math.max(...counts, 1);
  const step = width / counts.length;
  counts.forEach((n, i) => {
    const tall = n > 0 ? Math.max(2, (n / top) * (height - 1)) : 1;
    pen.fillStyle = n > 0 ? fill : colour("line");
    pen.fillRect(i * step, height - tall, Math.max(step - 1, 1), tall);
  });
}
