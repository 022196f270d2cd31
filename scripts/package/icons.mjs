// node scripts/package/icons.mjs: draws the icons of every system from assets/icon.svg, into assets/package (docs/decisions/037).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir, runMain, say } from '../project.mjs';
import { composeIcns, composeIco, ICNS_EDGES } from './icon-files.mjs';
import { paintPictures } from './paint.mjs';

const LINUX_EDGES = [16, 24, 32, 48, 64, 96, 128, 256, 512];
const WINDOWS_EDGES = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** macOS leaves room for a shadow around an icon: its body is 824 of 1024 pixels, ours 464 of 512. */
const MAC_SCALE = 824 / 1024 / (464 / 512);

await runMain(async () => {
  const flat = [...new Set([...LINUX_EDGES, ...WINDOWS_EDGES])].map((edge) => ({ edge, scale: 1 }));
  const svg = readFileSync(join(projectDir, 'assets', 'icon.svg'), 'utf8');
  const wanted = [...flat, ...ICNS_EDGES.map((edge) => ({ edge, scale: MAC_SCALE }))];
  const pngs = await paintPictures(wanted.map((picture) => ({ ...picture, svg })));
  const drawn = wanted.map(({ edge }, index) => ({ edge, png: pngs[index] }));
  const [plain, mac] = [drawn.slice(0, flat.length), drawn.slice(flat.length)];
  const folder = join(projectDir, 'assets', 'package');
  mkdirSync(join(folder, 'icons'), { recursive: true });
  for (const { edge, png } of plain) {
    if (LINUX_EDGES.includes(edge)) writeFileSync(join(folder, 'icons', `${edge}x${edge}.png`), png);
  }
  const windows = plain.filter(({ edge }) => WINDOWS_EDGES.includes(edge)).sort((one, other) => one.edge - other.edge);
  writeFileSync(join(folder, 'icon.ico'), composeIco(windows));
  writeFileSync(join(folder, 'icon.icns'), composeIcns(mac));
  say(`icons: ${drawn.length} pictures were drawn`);
});
