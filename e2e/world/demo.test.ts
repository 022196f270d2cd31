import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram, pythonOf } from './python-env';

const demo = fileURLToPath(new URL('./demo.ts', import.meta.url));

it('prints one line when up, and is gone after stdin closes', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', demo, '--python-tool', 'pip'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await once(reader, 'line');
  const up = JSON.parse(lines[0] ?? '') as {
    comfyui: string;
    set: Record<string, string>;
    env: Record<string, string>;
  };
  expect(Object.keys(up.set).sort()).toEqual(
    [
      ...['hosts.channel', 'hosts.github', 'hosts.huggingface', 'hosts.registry', 'python.indexUrl', 'python.tool'],
      ...['torch.cpuIndex', 'torch.cudaIndex', 'torch.rocmIndex', 'torch.xpuIndex'],
    ].sort(),
  );
  const pip = await runProgram(pythonOf(`${up.comfyui}/venv`), ['-m', 'pip', '--version'], {
    env: { ...process.env, ...up.env },
  });
  expect(pip.output).toMatch(/^pip \d+/);
  child.stdin.end();
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(lines).toHaveLength(1);
  await expect(access(up.comfyui)).rejects.toThrow('ENOENT');
});
