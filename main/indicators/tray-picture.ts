import { ringSteps, type TrayPicture, type TrayTheme } from './tray-model';

interface Point {
  x: number;
  y: number;
}

interface Ink {
  red: number;
  green: number;
  blue: number;
}

/** A shape as a signed distance in units of the 16-unit grid: negative inside. */
type Shape = (x: number, y: number) => number;

interface Layer {
  shape: Shape;
  ink: Ink;
  /** 0 to 1. */
  opacity: number;
  /** Clears what lies below instead of painting, so that a dot stands free of the mark. */
  isErasing?: boolean;
}

const gridSize = 16;
const centre = gridSize / 2;
const dotMiddle: Point = { x: 12.6, y: 3.4 };

const inks: Record<TrayTheme, Ink> = {
  light: { red: 0x1c, green: 0x20, blue: 0x28 },
  dark: { red: 0xf1, green: 0xf4, blue: 0xf8 },
  template: { red: 0, green: 0, blue: 0 },
};
const attentionInk: Ink = { red: 0xe5, green: 0x48, blue: 0x4d };
const faintOpacity = 0.3;

/**
 * Draws the tray mark (two nodes and the wire between them) into a bitmap of `sizePx` squared: BGRA, alpha premultiplied,
 * the form `nativeImage.createFromBitmap` takes.
 */
export function drawTrayPicture(picture: TrayPicture, sizePx: number): Buffer {
  return paint(composeLayers(picture), sizePx);
}

/** Draws the dot that Windows lays over the button on its taskbar: the one of the tray mark, alone. Form as above. */
export function drawAttentionDot(sizePx: number): Buffer {
  return paint([{ shape: disc({ x: centre, y: centre }, 6), ink: attentionInk, opacity: 1 }], sizePx);
}

function paint(layers: readonly Layer[], sizePx: number): Buffer {
  const bitmap = Buffer.alloc(sizePx * sizePx * 4);
  const unitPx = sizePx / gridSize;
  for (let row = 0; row < sizePx; row += 1) {
    for (let column = 0; column < sizePx; column += 1) {
      const pixel = blend(layers, { x: (column + 0.5) / unitPx, y: (row + 0.5) / unitPx, unitPx });
      bitmap.set(pixel, (row * sizePx + column) * 4);
    }
  }
  return bitmap;
}

function composeLayers({ state, step, theme }: TrayPicture): Layer[] {
  const ink = inks[theme];
  const solid = (shape: Shape): Layer => ({ shape, ink, opacity: 1 });
  if (state === 'busy') return [...ringLayers(step, ink), solid(mark(0.58, false))];
  if (state === 'stopped') return [solid(mark(1, true))];
  if (state === 'idle') return [solid(mark(1, false))];
  const dot = { ink: theme === 'template' ? ink : attentionInk, opacity: 1, shape: disc(dotMiddle, 3) };
  return [solid(mark(1, false)), { ...dot, shape: disc(dotMiddle, 4.3), isErasing: true }, dot];
}

function blend(
  layers: readonly Layer[],
  at: { x: number; y: number; unitPx: number },
): [number, number, number, number] {
  let [blue, green, red, alpha] = [0, 0, 0, 0];
  for (const { shape, ink, opacity, isErasing } of layers) {
    const cover = Math.min(1, Math.max(0, 0.5 - shape(at.x, at.y) * at.unitPx)) * opacity;
    const paint = isErasing ? 0 : cover;
    blue = blue * (1 - cover) + ink.blue * paint;
    green = green * (1 - cover) + ink.green * paint;
    red = red * (1 - cover) + ink.red * paint;
    alpha = alpha * (1 - cover) + 255 * paint;
  }
  return [Math.round(blue), Math.round(green), Math.round(red), Math.round(alpha)];
}

/** Two nodes, upper left and lower right, joined by an S-shaped wire; hollow nodes mean stopped. */
function mark(scale: number, isHollow: boolean): Shape {
  const left = { x: 4, y: 4.6 };
  const right = { x: 12, y: 11.4 };
  const radius = 3.2;
  const node = (at: Point): Shape => (isHollow ? ring(at, radius - 0.7, 1.4) : disc(at, radius));
  const line = wire(left, right, scale < 1 ? 2 : 1.6);
  const freeLine = isHollow ? outside(line, [disc(left, radius - 0.7), disc(right, radius - 0.7)]) : line;
  const shape = union([node(left), node(right), freeLine]);
  return (x, y) => shape((x - centre) / scale + centre, (y - centre) / scale + centre) * scale;
}

function ringLayers(step: number, ink: Ink): Layer[] {
  return Array.from({ length: ringSteps }, (_, index) => ({
    shape: ringSegment(index),
    ink,
    opacity: index < step ? 1 : faintOpacity,
  }));
}

/** One eighth of the ring, clockwise from twelve o'clock, with a small gap behind it. */
function ringSegment(index: number): Shape {
  const radius = 7;
  const gap = 0.55;
  const whole = ring({ x: centre, y: centre }, radius, 1.6);
  const middle = ((index + 0.5) / ringSteps) * 2 * Math.PI;
  const halfAngle = Math.PI / ringSteps;
  return (x, y) => {
    const angle = Math.atan2(x - centre, centre - y);
    const away = Math.abs(Math.atan2(Math.sin(angle - middle), Math.cos(angle - middle)));
    return Math.max(whole(x, y), (away - halfAngle) * radius + gap / 2);
  };
}

function disc(middle: Point, radius: number): Shape {
  return (x, y) => Math.hypot(x - middle.x, y - middle.y) - radius;
}

function ring(middle: Point, radius: number, width: number): Shape {
  return (x, y) => Math.abs(Math.hypot(x - middle.x, y - middle.y) - radius) - width / 2;
}

/** A cubic curve that leaves and arrives level, as wires between nodes do; walked in short steps. */
function wire(from: Point, to: Point, width: number): Shape {
  const bend = (to.x - from.x) * 0.6;
  const points = Array.from({ length: 33 }, (_, index) => {
    const t = index / 32;
    const rest = 1 - t;
    const start = rest ** 3 + 3 * rest ** 2 * t;
    const end = 3 * rest * t ** 2 + t ** 3;
    return { x: start * from.x + end * to.x + 3 * rest * t * bend * (rest - t), y: start * from.y + end * to.y };
  });
  return (x, y) => Math.min(...points.map((point) => Math.hypot(x - point.x, y - point.y))) - width / 2;
}

function union(shapes: readonly Shape[]): Shape {
  return (x, y) => Math.min(...shapes.map((shape) => shape(x, y)));
}

/** `shape` without what lies in `holes`. */
function outside(shape: Shape, holes: readonly Shape[]): Shape {
  const hole = union(holes);
  return (x, y) => Math.max(shape(x, y), -hole(x, y));
}
