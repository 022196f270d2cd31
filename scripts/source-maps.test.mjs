import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build } from 'vite';
import { projectDir } from './project.mjs';
import { keepMaps, openMaps } from './source-maps.mjs';

let folder;
let stack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source maps ü '));
  await mkdir(join(folder, 'main'));
  await writeFile(
    join(folder, 'main', 'fails.ts'),
    '// Two lines\n// of comment.\nexport function fails(why: string): never {\n  throw new Error(why);\n}\n',
  );
  await writeFile(join(folder, 'main', 'entry.ts'), "import { fails } from './fails';\n\nfails('on purpose');\n");
  await build({
    root: folder,
    logLevel: 'silent',
    configFile: false,
    build: {
      ...{ outDir: 'out/main', minify: true, sourcemap: true },
      lib: { entry: 'main/entry.ts', formats: ['es'], fileName: () => 'main.js' },
    },
  });
  const { stderr } = spawnSync(process.execPath, [join(folder, 'out', 'main', 'main.js')], { encoding: 'utf8' });
  stack = stderr;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a stack of a built file', () => {
  it('says nothing about the source by itself, and everything by its map', () => {
    expect(stack).toMatch(/main\.js:\d+:\d+/);
    expect(stack).not.toContain('fails.ts');
    const read = openMaps(join(folder, 'out'))(stack);
    expect(read).toMatch(/at .*main\/fails\.ts:4:\d+/);
    expect(read).toMatch(/at .*main\/entry\.ts:3:\d+/);
    expect(read).toContain('on purpose');
  });

  it('is read out of a line of a log, from a package and from the window', () => {
    const [position] = /(?<=main\.js):\d+:\d+/.exec(stack);
    const places = [
      `file:///opt/ComfyUI Manager Desktop/resources/app.asar/out/main/main.js${position}`,
      `C:\\Program Files\\App\\resources\\app.asar\\out\\main\\main.js${position}`,
      `app://window/assets/main.js${position}`,
    ];
    for (const place of places) {
      const line = JSON.stringify({ msg: 'It failed.', error: `Error: x\n    at e (${place})\n    at ${place}` });
      const read = openMaps(join(folder, 'out'))(line.replaceAll('\\\\', '\\'));
      expect(read.match(/at .*main\/fails\.ts:4:/g), place).toHaveLength(2);
    }
  });

  it('keeps frames of other programs as they are', () => {
    const frame = '    at node:internal/modules/run_main:123:5\n    at other (/x/other.js:1:2)\n';
    expect(openMaps(join(folder, 'out'))(frame)).toBe(frame);
  });
});

describe('the maps of a package', () => {
  it('lie beside it, without those of an earlier build', async () => {
    const kept = join(folder, 'dist', 'source-maps');
    await mkdir(kept, { recursive: true });
    await writeFile(join(kept, 'old.js.map'), '{}');
    expect(keepMaps(join(folder, 'out'), kept)).toBe(1);
    expect(await readdir(kept, { recursive: true })).toEqual(expect.arrayContaining([join('main', 'main.js.map')]));
    expect(await readdir(kept)).not.toContain('old.js.map');
    expect(openMaps(kept)(stack)).toContain('main/fails.ts:4:');
  });

  it('are left out of it', async () => {
    const { files } = parse(await readFile(join(projectDir, 'electron-builder.yml'), 'utf8'));
    expect(files).toContain('!out/**/*.map');
  });
});

it('npm run stack says where there are no maps', () => {
  const run = (args, input = '') =>
    spawnSync(process.execPath, [join(projectDir, 'scripts', 'stack.mjs'), ...args], { encoding: 'utf8', input });
  expect(run([join(folder, 'main')])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There are no maps'),
  });
  expect(run([join(folder, 'out')], stack)).toMatchObject({ status: 0, stdout: expect.stringContaining('fails.ts:4') });
});
