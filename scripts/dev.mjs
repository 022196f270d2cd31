// npm run dev -- [the arguments of npm start]: the app with a development server; the window follows each change, and debuggers may come in
// (docs/debugging.md).
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { openDisplay } from './display.mjs';
import { electronEnvironment } from './electron-runtime.mjs';
import { needsNoSandbox } from './launch.mjs';
import { projectDir, runMain } from './project.mjs';
import { runSession, waitForEnd } from './session.mjs';
import { ensureSetup } from './setup.mjs';
import { parseDevArguments, toAppArguments } from './start-arguments.mjs';

const STOP_GRACE_MS = 5000;

await runMain(async () => {
  const wanted = parseDevArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  return runSession(async ({ own, stopRequest }) => {
    const { electron } = await ensureSetup();
    const display = await openDisplay();
    own(display.stop);
    const server = startChild(
      process.execPath,
      [
        ...[join(projectDir, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch'],
        ...(needsNoSandbox(electron.dist) ? ['--noSandbox'] : []),
        ...(wanted.inspectMain === undefined ? [] : ['--inspect', String(wanted.inspectMain)]),
        ...(wanted.inspectWindow === undefined ? [] : ['--remoteDebuggingPort', String(wanted.inspectWindow)]),
        ...['--', ...toAppArguments(wanted)],
        ...(wanted.userDataDir === undefined ? [] : [`--user-data-dir=${wanted.userDataDir}`]),
      ],
      { cwd: projectDir, env: { ...process.env, ...display.env, ...electronEnvironment(electron) }, stdio: 'inherit' },
    );
    own((graceMs) => stopChild(server, Math.min(graceMs, STOP_GRACE_MS), { wholeGroup: true }));
    return waitForEnd(server.exit, stopRequest);
  });
});
