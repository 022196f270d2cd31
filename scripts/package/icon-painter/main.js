// Started by scripts/package/icons.mjs as an Electron app: Chromium draws the picture in each size, from its curves, and the PNGs go to stdout as JSON.
import { readFileSync } from 'node:fs';
import { app, BrowserWindow } from 'electron';

const [svgFile, wanted] = process.argv.slice(-2);

/** Runs in the page. */
async function draw(svg, { edge, scale }) {
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
  // The curves are laid out for the size that is drawn, not for that of the file.
  for (const picture of JSON.parse(wanted)) {
    const svg = readFileSync(svgFile, 'utf8').replace(
      'width="512" height="512"',
      `width="${picture.edge}" height="${picture.edge}"`,
    );
    drawn.push(
      await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(svg)}, ${JSON.stringify(picture)})`),
    );
  }
  process.stdout.write(JSON.stringify(drawn), () => app.exit(0));
}

drawAll().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  app.exit(1);
});
