import { readlink } from 'node:fs/promises';
import { readBootId } from './process-table';

/**
 * Linux: the boot, and the namespace that gives processes their ids, for which a container has one of its own. Null where `/proc` shows another namespace
 * than ours: what it says of an id is about another process then.
 */
async function readLinux(): Promise<string | null> {
  if ((await readlink('/proc/self')) !== String(process.pid)) return null;
  return `${await readBootId()} ${await readlink('/proc/self/ns/pid')}`;
}

async function ask(program: string, args: readonly string[], answer: RegExp): Promise<string | null> {
  const { runProgram } = await import('./run');
  const { stdout } = await runProgram(program, args, { timeoutMs: 5000 });
  return answer.exec(stdout)?.[1] ?? null;
}

const guidKey = String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`;

const readers: Partial<Record<NodeJS.Platform, () => Promise<string | null>>> = {
  linux: readLinux,
  darwin: () => ask('sysctl', ['-n', 'kern.bootsessionuuid'], /^(\S+)/),
  win32: () => ask('reg', ['query', guidKey, '/v', 'MachineGuid'], /REG_SZ\s+(\S+)/),
};

let known: Promise<string | null> | undefined;

/**
 * Where the id of a process means the same process: two programs that read the same words here may judge each other by their ids. Null where that cannot
 * be told. It never changes while a program runs, and costs a moment on macOS and Windows, the first time.
 */
export function readMachine(): Promise<string | null> {
  return (known ??= (readers[process.platform] ?? (() => Promise.resolve(null)))().catch(() => null));
}
