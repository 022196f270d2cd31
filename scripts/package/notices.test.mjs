import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';
import { importedByStyles, packageFolderOf, RECORD, recordBundled } from './bundled.mjs';
import { noticeOf, NOTICES, writeNotices } from './notices.mjs';

let folder;
beforeAll(async () => {
  // Below the checkout, so that its packages are found from here.
  await mkdir(join(projectDir, '.cache'), { recursive: true });
  folder = await mkdtemp(join(projectDir, '.cache', 'notices '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const font = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';

async function buildPage() {
  const page = join(folder, 'page');
  await mkdir(page);
  await writeFile(join(page, 'index.html'), '<script type="module" src="./main.js"></script>');
  await writeFile(
    join(page, 'main.js'),
    "import './app.css';\nimport { createElement } from 'react';\nimport './unused.js';\nconsole.log(createElement, new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }));\n",
  );
  await writeFile(
    join(page, 'unused.js'),
    "import { hierarchy } from 'd3-hierarchy';\nexport const never = () => hierarchy({});\n",
  );
  await writeFile(join(page, 'worker.js'), "import pLimit from 'p-limit';\nself.onmessage = () => pLimit(1);\n");
  await writeFile(
    join(page, 'app.css'),
    `@import 'tailwindcss';\n@font-face { font-family: Inter; src: url('${font}'); }\n`,
  );
  const record = recordBundled(projectDir);
  await build({
    ...{ root: page, logLevel: 'silent', configFile: false, plugins: [tailwindcss(), record.page()] },
    worker: { format: 'es', plugins: () => [record.worker()] },
    build: { outDir: join(folder, 'out', 'renderer'), assetsInlineLimit: 0 },
  });
  const none = `${JSON.stringify([])}\n`;
  for (const part of ['main', 'preload']) {
    await mkdir(join(folder, 'out', part));
    await writeFile(join(folder, 'out', part, RECORD), none);
  }
}

describe('what is in a bundle', () => {
  it('is what the bundler put in: libraries, fonts, styles and what a worker uses, and nothing else', async () => {
    await buildPage();
    const listed = JSON.parse(await readFile(join(folder, 'out', 'renderer', RECORD), 'utf8'));
    const names = listed.map(({ name }) => name);
    expect(names).toEqual(['@fontsource-variable/inter', 'p-limit', 'react', 'tailwindcss', 'yocto-queue']);
    expect(listed.find(({ name }) => name === 'react')).toEqual({
      name: 'react',
      version: expect.stringMatching(/^\d/),
      license: 'MIT',
      path: 'node_modules/react',
    });
  });

  it('is told with its licences, the font too', async () => {
    expect(writeNotices(join(folder, 'out')).count).toBe(5);
    const text = await readFile(join(folder, 'out', NOTICES), 'utf8');
    for (const title of [/^react \d\S+ \(MIT\)/m, /^@fontsource-variable\/inter \d\S+ \(OFL-1.1\)/m])
      expect(text).toMatch(title);
    expect(text).toContain('SIL Open Font License');
    expect(text).toContain('Copyright (c) Meta Platforms');
  });

  it('is found by the path of a module', () => {
    expect(packageFolderOf('/a/node_modules/x/lib/y.js')).toBe('/a/node_modules/x');
    expect(packageFolderOf('/a/node_modules/@s/x/node_modules/y/z.js?raw')).toBe('/a/node_modules/@s/x/node_modules/y');
    expect(packageFolderOf('C:\\a\\node_modules\\x\\y.js')).toBe('C:\\a\\node_modules\\x');
    expect(packageFolderOf('/a/src/y.ts')).toBe(null);
    expect(importedByStyles("@import './own.css';\n@import url(\"@s/x/y.css\");\n@import 'z' source('..');")).toEqual([
      '@s/x',
      'z',
    ]);
  });
});

describe('the licence of a package', () => {
  const given = async (manifest, files = {}) => {
    const own = await mkdtemp(join(tmpdir(), 'package '));
    for (const [name, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files }))
      await writeFile(join(own, name), text);
    try {
      return noticeOf({ name: manifest.name, version: '1.0.0', path: '.' }, own);
    } finally {
      await rm(own, { recursive: true });
    }
  };

  it('is every text that it carries', async () => {
    const { text } = await given(
      { name: 'x', license: 'MIT' },
      { LICENSE: 'one', 'NOTICE.md': 'two', 'license-checker.js': 'code' },
    );
    expect(text).toBe('one\n\ntwo');
  });

  it('is the text of what it names, where it carries none', async () => {
    const { text } = await given({ name: 'x', license: 'MIT', author: 'A Person <a@example.org>' });
    expect(text).toContain('Copyright (c) A Person\n');
  });

  it('that is nowhere stops the packaging', async () => {
    await expect(given({ name: 'x', license: 'Apache-2.0' })).rejects.toThrow(
      'x is in the app, and carries no text of its licence',
    );
  });
});
