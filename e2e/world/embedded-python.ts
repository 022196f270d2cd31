import { cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runProgram, sitePackagesOf } from './python-env';

const askScript = `import sys, sysconfig, json
paths = sysconfig.get_paths()
print(json.dumps([sys.executable, "%d%d" % sys.version_info[:2], paths["stdlib"], sysconfig.get_config_var("DESTSHARED") or ""]))`;

/**
 * Makes what the portable build of ComfyUI has: a Python that a file beside it tells where its modules are, which knows no virtual environments, with the
 * packages of an environment. ComfyUI is the folder that it lies in. Answers its interpreter; null where the Python of this system reads no such file (before 3.11, and on macOS).
 */
export async function createEmbeddedPython(dir: string, venvDir: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const answer = await runProgram(join(venvDir, 'bin', 'python'), ['-I', '-c', askScript]);
  const [program = '', version = '', library = '', compiled = ''] = JSON.parse(answer.output) as string[];
  const interpreter = join(dir, `python${version}`);
  const from = await sitePackagesOf(venvDir);
  const to = join(dir, 'lib', basename(join(from, '..')), 'site-packages');
  await mkdir(join(dir, 'lib', basename(join(from, '..'))), { recursive: true });
  await cp(await realpath(program), interpreter);
  await cp(from, to, { recursive: true });
  await writeFile(join(dir, `python${version}._pth`), [library, compiled, '.', '..', 'import site', ''].join('\n'));
  const tried = await runProgram(interpreter, ['-c', 'import sys, pip; print(sys.prefix)']);
  return tried.code === 0 && tried.output.trim() === dir ? interpreter : null;
}
