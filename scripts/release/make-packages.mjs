// node scripts/release/make-packages.mjs TARGETS: `npm run package` with these targets, signed where the environment has what that takes.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir, runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { planSigning } from './signing.mjs';

await runMain(() => {
  const plan = planSigning(process.platform, process.env);
  const env = { ...process.env };
  for (const name of [...plan.unset, 'APPLE_API_KEY_TEXT']) delete env[name];
  const folder = mkdtempSync(join(tmpdir(), 'signing-'));
  try {
    if (plan.keyFile !== undefined) {
      env[plan.keyFile.variable] = join(folder, 'key.p8');
      writeFileSync(env[plan.keyFile.variable], plan.keyFile.text, { mode: 0o600 });
    }
    const script = join(projectDir, 'scripts', 'package.mjs');
    const args = [script, ...process.argv.slice(2), ...plan.args];
    const { status } = spawnSync(process.execPath, args, { cwd: projectDir, env, stdio: 'inherit' });
    if (status !== 0) throw new ScriptError('The packages were not made.', 'What electron-builder says stands above.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const words = plan.isSigned ? `signed${plan.isNotarised ? ' and notarised' : ''}` : 'not signed';
  say(`release: the packages for ${process.platform} are ${words}`);
  // For later steps of the job: what is signed is also looked at there.
  const signed = `PACKAGES_SIGNED=${plan.isSigned}\nPACKAGES_NOTARISED=${plan.isNotarised === true}\n`;
  if (process.env.GITHUB_ENV) appendFileSync(process.env.GITHUB_ENV, signed);
});
