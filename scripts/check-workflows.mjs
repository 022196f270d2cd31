// The workflows of GitHub, looked at by actionlint and zizmor. Neither is a package of npm that could be pinned here, so they are used where the machine has
// them; `node scripts/check-workflows.mjs --needed`, which CI calls, fails without them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMainModule, projectDir, runMain, say } from './project.mjs';
import { runProgram } from './run-tool.mjs';
import { ScriptError } from './script-error.mjs';

const FOLDER = join('.github', 'workflows');
const INSTALL = {
  actionlint: 'go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7',
  zizmor: 'pipx install zizmor==1.32.0',
};

/** What each tool is called with, for these files. What zizmor would ask GitHub for is left out: a check asks nobody. */
const argumentsOf = {
  actionlint: (files) => ['-no-color', '-oneline', ...files],
  zizmor: (files) => ['--offline', '--no-progress', '--quiet', '--color', 'never', '--format', 'github', ...files],
};

/** What a tool found, of its exit code and what it printed. */
export function readComplaints({ code, stdout, stderr }) {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (code === 0) return [];
  return lines.length > 0 ? lines : [stderr.trim().slice(-2000) || `ended with exit code ${code}`];
}

/**
 * Asks both tools. One that is not there is told in `notes`, for it found nothing.
 * @param {typeof runProgram} run
 * @returns {Promise<import('./reports.mjs').Finding & {notes: string[]}>}
 */
export async function checkWorkflows(run = runProgram) {
  const files = readdirSync(join(projectDir, FOLDER)).map((name) => join(FOLDER, name));
  const problems = [];
  const notes = [];
  for (const [tool, makeArguments] of Object.entries(argumentsOf)) {
    const result = await run(tool, makeArguments(files));
    if (result === null) notes.push(`workflows: ${tool} is not on this machine (${INSTALL[tool]})`);
    else problems.push(...readComplaints(result).map((line) => `${tool}: ${line}`));
  }
  return { seen: files.length, problems, notes };
}

async function main() {
  const { seen, problems, notes } = await checkWorkflows();
  const missing = process.argv.includes('--needed') ? notes : [];
  if (problems.length + missing.length > 0) {
    throw new ScriptError([...problems, ...missing].join('\n'), 'Each finding of zizmor has a page on docs.zizmor.sh.');
  }
  for (const note of notes) say(note);
  say(`workflows: ${seen} files, nothing found`);
}

if (isMainModule(import.meta.url)) await runMain(main);
