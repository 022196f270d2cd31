import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where';
import { startChild, stopChild } from './children.mjs';
import { readProcesses } from './process-tree.mjs';

const onLinux = onlyWhere(process.platform === 'linux', 'only Linux tells which processes another one has started');

// Starts a program in a group of its own, as a test runner starts an app, and is deaf to what asks it to end.
const starter = `process.on("SIGTERM", () => {});
require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
setInterval(() => {}, 1000);`;

async function startBoth() {
  const child = startChild(process.execPath, ['-e', starter], { stdio: ['pipe', 'ignore', 'inherit'] });
  const { pid } = child.process;
  const app = await vi.waitFor(() => {
    const [started] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    expect(started).toMatch(/^\d+$/);
    return Number(started);
  });
  return { child, app };
}

describe('a child that is stopped', onLinux, () => {
  it('takes what it has started in groups of their own along, where it is a runner', async () => {
    const { child, app } = await startBoth();
    await stopChild(child, 100, { wholeGroup: true });
    await vi.waitFor(() => expect(readProcesses().has(app)).toBe(false));
  });

  it('leaves alone what a person has opened with it, e.g. a terminal', async () => {
    const { child, app } = await startBoth();
    await stopChild(child, 100);
    expect(readProcesses().has(app)).toBe(true);
    process.kill(app, 'SIGKILL');
  });
});
