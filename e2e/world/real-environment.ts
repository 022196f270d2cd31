import { createHash } from 'node:crypto';
import { access, copyFile, link, mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { addPip, createVenv, makeOnce, pythonOf, runProgram, sitePackagesOf } from './python-env';
import type { RealComfyUi } from './real-comfyui';

/**
 * Gives a folder an environment with what the real ComfyUI's has. Files are hard links where the file system allows it: an environment is
 * several gigabytes, and pip and uv never write into a file that is there but put a new one in its place.
 * Where the checkout has no environment, one is made from its requirements, once per machine; `note` is told.
 */
export async function borrowEnvironment(
  real: RealComfyUi,
  venvDir: string,
  note: (text: string) => void,
): Promise<void> {
  const from = real.venvDir ?? (await makeEnvironment(real, note));
  const shared = await seesSystemPackages(from);
  const args = ['-m', 'venv', '--without-pip', ...(shared ? ['--system-site-packages'] : []), venvDir];
  const { code, output } = await runProgram(pythonOf(from), args);
  if (code !== 0) throw new Error(`The Python of ${from} could not make an environment:\n${output.trim()}`);
  await linkTree(await sitePackagesOf(from), await sitePackagesOf(venvDir));
  await addPip(venvDir);
}

async function seesSystemPackages(venvDir: string): Promise<boolean> {
  const text = await readFile(join(venvDir, 'pyvenv.cfg'), 'utf8').catch(() => '');
  return /^include-system-site-packages\s*=\s*true/im.test(text);
}

async function makeEnvironment({ folder }: RealComfyUi, note: (text: string) => void): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const venvDir = await makeOnce(`comfyui-environment-${hash.slice(0, 12)}`, async (staging) => {
    note(`${folder} has no environment (venv or .venv, in it or beside it). pip makes one: several gigabytes, minutes`);
    await createVenv(staging);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    const { code, output } = await runProgram(pythonOf(staging), pip);
    if (code === 0) return;
    const reason = output.trim().split('\n').slice(-4).join('\n');
    throw new Error(
      `pip could not install the requirements of ${folder}:\n${reason}\nMake an environment \`venv\` in it yourself.`,
    );
  });
  note(`the environment made for ${folder} from its requirements is ${venvDir}`);
  return venvDir;
}

/** Puts the files of one folder into another as hard links, or copies where there are none; what is there stays. */
export async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (await isThere(target)) continue;
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
