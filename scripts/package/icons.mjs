// node scripts/package/icons.mjs: draws the icons of every system from assets/icon.svg, into assets/package (docs/decisions/037).
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDisplay } from '../display.mjs';
import { needsNoSandbox } from '../launch.mjs';
import { projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { ensureSetup } from '../setup.mjs';
import { composeIcns, composeIco, ICNS_EDGES } from './icon-files.mjs';

const LINUX_EDGES = [16, 24, 32, 48, 64, 96, 128, 256, 512];
const WINDOWS_EDGES = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** macOS leaves room for a shadow around an icon: its body is 824 of 1024 pixels, ours 464 of 512. */
const MAC_SCALE = 824 / 1024 / (464 / 512);

async function drawAll(pictures) {
  const { electron } = await ensureSetup();
  const display = await openDisplay();
  try {
    const sandbox = needsNoSandbox(electron.dist) ? ['--no-sandbox'] : [];
    const script = join(import.meta.dirname, 'icon-painter');
    const args = [
      ...sandbox,
      '--disable-gpu',
      script,
      join(projectDir, 'assets', 'icon.svg'),
      JSON.stringify(pictures),
    ];
    const { status, stdout, stderr } = spawnSync(electron.executable, args, {
      encoding: 'utf8',
      env: { ...process.env, ...display.env },
      maxBuffer: 64 << 20,
      timeout: 60_000,
    });
    if (status !== 0) throw new ScriptError(`The icons could not be drawn.\n${stderr}`, 'Look at assets/icon.svg.');
    return JSON.parse(stdout).map((text, index) => ({ edge: pictures[index].edge, png: Buffer.from(text, 'base64') }));
  } finally {
    await display.stop(0);
  }
}

await runMain(async () => {
  const flat = [...new Set([...LINUX_EDGES, ...WINDOWS_EDGES])].map((edge) => ({ edge, scale: 1 }));
  const drawn = await drawAll([...flat, ...ICNS_EDGES.map((edge) => ({ edge, scale: MAC_SCALE }))]);
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
