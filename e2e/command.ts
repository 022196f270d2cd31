import { spawn, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';

const projectDir = resolve(import.meta.dirname, '..');

/** A command of the README that was started. */
export interface StartedCommand {
  child: ChildProcess;
  /** The match of the `ready` line: the whole, the API's address, the ComfyUI folder. */
  ready: Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

/** Starts a command of the README as a person would. */
export function startCommand(script: string, args: string[], env: Record<string, string>): StartedCommand {
  const child = spawn(process.execPath, [join(projectDir, 'scripts', script), ...args], {
    cwd: projectDir,
    env: { ...process.env, ...env },
  });
  let output = '';
  const ready = new Promise<RegExpExecArray>((done, fail) => {
    const look = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const line = /^ready api=(http:\/\/127\.0\.0\.1:\d+) comfyui=(.+)$/m.exec(output);
      if (line) done(line);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', () => {
      fail(new Error(output));
    });
  });
  // A command that ends at once is the subject of one test; there nobody waits for the line.
  ready.catch(() => undefined);
  const ended = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      done(code);
    }),
  );
  return { child, ready, ended };
}
