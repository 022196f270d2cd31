// node scripts/package/tray-pictures.mjs: draws the marks of the tray in every state, ink and size into assets/tray, which main/indicators/ shows.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDir, runMain, say } from '../project.mjs';
import { paintPictures } from './paint.mjs';

/** Ink for a light panel, for a dark one, and one colour that macOS tints itself; each with the points that its systems show. */
const INKS = { light: ['#1c2028', [16, 22]], dark: ['#f1f4f8', [16, 22]], template: ['#000', [16]] };
const ATTENTION = '#e5484d';
const DENSITIES = [1, 1.5, 2];
const STEPS = 8;

/** Two nodes, upper left and lower right, joined by a wire. */
const wire = (width) => `<path d="M4 4.6C8.8 4.6 7.2 11.4 12 11.4" fill="none" stroke-width="${width}"/>`;
const nodes = (circle) => `<circle cx="4" cy="4.6" ${circle}/><circle cx="12" cy="11.4" ${circle}/>`;
const solid = (wireWidth) => `${wire(wireWidth)}${nodes('r="3.2" stroke="none"')}`;
/** Painted everywhere but in the given shapes. */
const except = (shapes) =>
  `<mask id="free" maskUnits="userSpaceOnUse" x="0" y="0" width="16" height="16"><rect width="16" height="16" fill="#fff"/><g fill="#000">${shapes}</g></mask>`;

/** The first `count` of eight segments of a ring, clockwise from twelve o'clock, with a gap behind each. */
function ring(count, opacity) {
  const segment = (2 * Math.PI * 7) / STEPS;
  const gap = 0.55;
  const dashes = Array.from({ length: count }, () => `${segment - gap} ${gap}`).join(' ');
  const circle = `cx="8" cy="8" r="7" fill="none" stroke-width="1.6" transform="rotate(${(gap / 2 / 7) * (180 / Math.PI) - 90} 8 8)"`;
  return count === 0 ? '' : `<circle ${circle} stroke-dasharray="${dashes} 0 99" opacity="${opacity}"/>`;
}

const small = `<g transform="translate(8 8) scale(0.58) translate(-8 -8)">${solid(2)}</g>`;
const busy = (step) => `${ring(STEPS, 0.3)}${ring(step, 1)}${small}`;
const hollow = `${except(nodes('r="2.5"'))}<g mask="url(#free)">${wire(1.6)}</g>${nodes('r="2.5" fill="none" stroke-width="1.4"')}`;
const dot = (radius, fill) => `<circle cx="12.6" cy="3.4" r="${radius}" fill="${fill}" stroke="none"/>`;
const attention = (fill) => `${except(dot(4.3, '#000'))}<g mask="url(#free)">${solid(1.6)}</g>${dot(3, fill)}`;

function statesIn(theme, ink) {
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => [`busy-${step}`, busy(step)]);
  const calling = attention(theme === 'template' ? ink : ATTENTION);
  return [...steps, ['idle', solid(1.6)], ['stopped', hollow], ['attention', calling]];
}

const draw = (ink, shapes) =>
  `<svg width="16" height="16" viewBox="0 0 16 16" xmlns="http://www.w3.org/2000/svg"><g fill="${ink}" stroke="${ink}">${shapes}</g></svg>`;

function listPictures() {
  const pictures = Object.entries(INKS).flatMap(([theme, [ink, sizes]]) =>
    statesIn(theme, ink).flatMap(([name, shapes]) =>
      sizes.flatMap((size) =>
        DENSITIES.map((density) => ({
          file: `${theme}-${size}/${name}${density === 1 ? '' : `@${density}x`}.png`,
          svg: draw(ink, shapes),
          edge: size * density,
        })),
      ),
    ),
  );
  // What Windows lays over the button on its taskbar.
  return [
    ...pictures,
    { file: 'dot.png', svg: draw(ATTENTION, '<circle cx="8" cy="8" r="6" stroke="none"/>'), edge: 16 },
  ];
}

await runMain(async () => {
  const folder = join(projectDir, 'assets', 'tray');
  const pictures = listPictures();
  const pngs = await paintPictures(pictures.map(({ svg, edge }) => ({ svg, edge })));
  rmSync(folder, { recursive: true, force: true });
  for (const [index, { file }] of pictures.entries()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), pngs[index]);
  }
  say(`tray: ${pngs.length} pictures were drawn`);
});
