import { dirname, join, resolve } from 'node:path';
import { isDirectory, isWritable, listNames, pathExists } from '../../base/files/files';
import { nearestExisting } from '../../base/files/real-place';
import { runProgram } from '../../base/process/run';
import { AppError } from '../../contract/errors';
import { findFileNameProblem } from '../../contract/file-names';
import type { SetupChoice } from '../../contract/operations/setup';
import { msg } from '../../contract/text/message';
import { recogniseInstallation } from '../comfyui/environment/recognise';

/** Windows keeps paths short, and torch alone lies 150 characters below an environment. */
const longestOnWindows = 100;
/** Programs of Linux and macOS take paths of 4096 bytes at most; what torch needs below counts as well. */
const longestElsewhere = 3000;

/** The folder that a request is about. */
export function targetOf({ parent, name }: Pick<SetupChoice, 'parent' | 'name'>): string {
  return join(resolve(parent), name);
}

function refused(message: ReturnType<typeof msg>, remedy: ReturnType<typeof msg>, folder: string): AppError {
  return new AppError('setup-refused', message, { remedy, details: { folder } });
}

function checkName({ name }: SetupChoice, folder: string): AppError[] {
  const problem = findFileNameProblem(name);
  if (problem === null && !name.startsWith('.') && !name.startsWith('-')) return [];
  return [
    refused(
      msg`"${name}" cannot be the name of the new folder.`,
      msg`Choose a name of letters and digits, for example ComfyUI.`,
      folder,
    ),
  ];
}

/** What the paths of an environment cannot hold: it divides lists of paths, and begins variables on Windows. */
const oddSigns = process.platform === 'win32' ? /[;%!]/ : /[:\\]/;

function checkPath(folder: string, platform: NodeJS.Platform): AppError[] {
  const longest = platform === 'win32' ? longestOnWindows : longestElsewhere;
  if (folder.length > longest) {
    return [
      refused(
        msg`The path of the new folder has ${folder.length} characters; the files of torch allow at most ${longest}.`,
        msg`Choose a folder with a shorter path.`,
        folder,
      ),
    ];
  }
  const rest = platform === 'win32' ? folder.slice(2) : folder;
  const odd = oddSigns.exec(rest)?.[0];
  if (odd === undefined && !/[\u0000-\u001f]/.test(folder)) return [];
  return [
    refused(
      msg`The path of the new folder contains "${odd ?? '?'}", which Python environments do not support.`,
      msg`Choose a folder without this character in its path.`,
      folder,
    ),
  ];
}

async function checkTaken(folder: string): Promise<AppError[]> {
  if (!(await pathExists(folder))) return [];
  if (!(await isDirectory(folder)))
    return [
      refused(
        msg`${folder} is a file, so nothing can be installed there.`,
        msg`Choose another name for the new folder.`,
        folder,
      ),
    ];
  const names = await listNames(folder).catch(() => ['?']);
  if (names.length === 0) return [];
  const found = await recogniseInstallation(folder, { interpreter: '' }).catch(() => null);
  return found?.recognised === true
    ? [
        refused(
          msg`There is already a ComfyUI in ${folder}.`,
          msg`Open that one, or choose another name for the new folder.`,
          folder,
        ),
      ]
    : [
        refused(
          msg`${folder} is not empty, so nothing is installed there.`,
          msg`Choose another name for the new folder, or empty it first.`,
          folder,
        ),
      ];
}

/** A ComfyUI inside of another one would be taken for a part of it by git and by its search for models. */
async function checkOuter(folder: string): Promise<AppError[]> {
  for (let above = dirname(folder); dirname(above) !== above; above = dirname(above)) {
    const isComfy = (await pathExists(join(above, 'main.py'))) && (await pathExists(join(above, 'folder_paths.py')));
    if (!isComfy) continue;
    return [
      refused(
        msg`The new folder would be inside the ComfyUI in ${above}.`,
        msg`Choose a folder outside of it.`,
        folder,
      ),
    ];
  }
  return [];
}

async function checkPlace(folder: string): Promise<AppError[]> {
  const place = await nearestExisting(dirname(folder));
  if (!(await isDirectory(place)))
    return [refused(msg`${place} is a file, not a folder.`, msg`Choose a folder to install into.`, folder)];
  if (await isWritable(place)) return [];
  return [
    new AppError('not-writable', msg`Nothing can be written in ${place}.`, {
      remedy: msg`Choose a folder that belongs to you, or give yourself the right to write there.`,
      details: { folder: place },
    }),
  ];
}

/** Whether git answers. */
export async function checkGit(): Promise<AppError[]> {
  const answers = await runProgram('git', ['--version'], { timeoutMs: 10_000 }).then(
    () => true,
    () => false,
  );
  if (answers) return [];
  return [
    new AppError('git-missing', msg`git was not found on this machine, and ComfyUI is a git repository.`, {
      remedy: msg`Install git, make sure that it is on PATH, and start the app again.`,
    }),
  ];
}

/** What speaks against a new installation in a folder, worst first. Changes nothing. */
export async function checkTarget(choice: SetupChoice, platform: NodeJS.Platform): Promise<AppError[]> {
  const folder = targetOf(choice);
  const byText = [...checkName(choice, folder), ...checkPath(folder, platform)];
  if (byText.length > 0) return byText;
  return [...(await checkTaken(folder)), ...(await checkOuter(folder)), ...(await checkPlace(folder))];
}
