// Which files belong to the project: what git tracks, and what it would.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './project.mjs';
import { ScriptError } from './script-error.mjs';

function listWithGit(args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: projectDir, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (status !== 0)
    throw new ScriptError(`git could not list the project's files: ${stderr.trim()}`, 'Run this in a git checkout.');
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(projectDir, file)));
}

/** Names of all files of the project, relative to it; ignored ones left out. */
export function listProjectFiles() {
  return listWithGit(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
}

/** Names of the files the next commit will change. */
export function listStagedFiles() {
  return listWithGit(['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z']);
}
