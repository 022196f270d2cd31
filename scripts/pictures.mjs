// npm run pictures [-- NAME]: takes the pictures of README and docs/guide.md anew, on the built app and the demo world, into docs/pictures.
import { join } from 'node:path';
import { startChild, stopChild } from './children.mjs';
import { projectDir, runMain } from './project.mjs';
import { runSession } from './session.mjs';
import { prepareTests } from './test-environment.mjs';

await runMain(() =>
  runSession(async (session) => {
    const names = process.argv.slice(2);
    const { env } = await prepareTests(session.own);
    const cli = join(projectDir, 'node_modules', 'playwright', 'cli.js');
    const only = names.length > 0 ? ['--grep', names.join('|')] : [];
    const args = [cli, 'test', '-c', 'e2e/pictures/playwright.config.ts', ...only];
    const child = startChild(process.execPath, args, { cwd: projectDir, env, stdio: ['ignore', 'inherit', 'inherit'] });
    const end = await Promise.race([child.exit, session.stopRequest]);
    await stopChild(child, 5000, { wholeGroup: true });
    return end === 'stopped' ? 1 : end.code;
  }),
);
