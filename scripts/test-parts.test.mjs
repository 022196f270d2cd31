import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runParts } from './test-parts.mjs';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-parts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A runner that says it is there, and ends once it has seen the other one. */
const meeting = (name, other) => ({
  title: `Part ${name}`,
  command: () => [process.execPath, '-e', script, join(folder, name), join(folder, other)],
  rounds: () => 1,
  reportVariable: `REPORT_OF_${name.toUpperCase()}`,
  read: JSON.parse,
});

const script = `
  const { existsSync, writeFileSync } = require('node:fs');
  const [own, other] = process.argv.slice(1);
  writeFileSync(own, '');
  const [report] = Object.entries(process.env).filter(([name]) => name.startsWith('REPORT_OF_')).map(([, file]) => file);
  setInterval(() => {
    if (!existsSync(other)) return;
    console.log('met by ' + own);
    writeFileSync(report, JSON.stringify({ passed: 1, failed: [], skipped: [] }));
    process.exit(0);
  }, 20);`;

it('runs its parts beside each other, and tells what each said', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const prepare = () => Promise.resolve({ env: { ...process.env }, withBus: (command) => command });
  const parts = [meeting('one', 'two'), meeting('two', 'one')];
  expect(await runParts(parts, { names: [], repeat: 1, prepare })).toBe(0);
  const text = written.mock.calls.map(([said]) => String(said)).join('');
  expect(text).toContain(`Part one said:\nmet by ${join(folder, 'one')}\n`);
  expect(text).toMatch(/\n2 passed, 0 failed\n$/u);
});
