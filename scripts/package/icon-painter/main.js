// Started by scripts/package/paint.mjs as an Electron app: Chromium draws the pictures of stdin from their curves, and the PNGs go to stdout as JSON.
import { readFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

/** Runs in the page. */
async function draw({ svg, edge, scale = 1 }) {
  const image = new globalThis.Image();
  image.src = `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = globalThis.document.createElement('canvas');
  canvas.width = canvas.height = edge;
  const inner = edge * scale;
  canvas.getContext('2d').drawImage(image, (edge - inner) / 2, (edge - inner) / 2, inner, inner);
  return canvas.toDataURL('image/png').split(',')[1];
}

async function drawAll() {
  await app.whenReady();
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  const drawn = [];
  for (const { svg, ...rest } of JSON.parse(readFileSync(0, 'utf8'))) {
    // The curves are laid out for the size that is drawn, not for that of the file.
    const sized = svg.replace(/width="\d+" height="\d+"/, `width="${rest.edge}" height="${rest.edge}"`);
    drawn.push(await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify({ ...rest, svg: sized })})`));
  }
  process.stdout.write(JSON.stringify(drawn), () => app.exit(0));
}

drawAll().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
});
