import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../src/base/testing/only-where';
import { projectDir } from './project.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'system-packages-'));
  const program = (name, body) => writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  // A Debian on which nothing is installed, and everything is known.
  for (const name of ['dpkg-query', 'apt-get']) program(name, 'exit 0');
  program('apt-cache', "echo '  Candidate: 1.0'");
  program('sudo', 'echo "$@" >"$(dirname "$0")/given"');
  const module = pathToFileURL(join(projectDir, 'scripts', 'system-packages.mjs')).href;
  writeFileSync(
    join(folder, 'ask.mjs'),
    `import { runMain } from ${JSON.stringify(pathToFileURL(join(projectDir, 'scripts', 'project.mjs')).href)};
     import { ensureSystemPackages } from ${JSON.stringify(module)};
     process.getuid = () => 1000;
     await runMain(() => ensureSystemPackages({ forTests: false, forWorld: false }));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ask(answer) {
  rmSync(join(folder, 'given'), { force: true });
  const command = [process.execPath, join(folder, 'ask.mjs')];
  const env = { ...process.env, CI: '', DISPLAY: ':0', PATH: `${folder}:/usr/bin:/bin` };
  // `script` gives the program a terminal.
  const [program, ...args] = answer === undefined ? command : ['script', '-qec', command.join(' '), '/dev/null'];
  const { status, stdout, stderr } = spawnSync(program, args, { env, input: answer, encoding: 'utf8' });
  const given = join(folder, 'given');
  return { status, said: stdout + stderr, given: existsSync(given) ? readFileSync(given, 'utf8').trim() : null };
}

const needed = ['libgtk-3-0t64', 'libnss3', 'libasound2t64', 'libgbm1'];
const line = `apt-get install -y --no-install-recommends ${needed.join(' ')} xvfb xauth dbus-daemon`;

const options = onlyWhere(process.platform === 'linux', 'Only Linux has system packages.');
describe('an ordinary user without the system packages', options, () => {
  it('is told those of the app and of the tests in one line', () => {
    const { status, said, given } = ask();
    expect([status, given]).toEqual([1, null]);
    expect(said).toContain(`window needs: ${needed.join(', ')}, and for the tests xvfb, xauth, dbus-daemon`);
    expect(said).toContain(`sudo ${line}`);
  });

  it('may have it run at the terminal', () => {
    const { status, said, given } = ask('y\n');
    expect(said).toContain('Run this now? [y/N]');
    expect(given).toContain(line);
    expect(status).toBe(0);
  });

  it('is told the line again, where that was not wanted', () => {
    const { status, said, given } = ask('n\n');
    expect([status, given]).toEqual([1, null]);
    expect(said).toContain('Run this once, then try again');
  });
});
