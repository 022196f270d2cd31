import type { ComfyEnvironment } from '../../../contract/python/python-environment';

/** Where a person's name can stand in a path. */
export interface PersonFacts {
  homeDir: string;
  userName: string;
}

const separators = /[\\/]/;

/** A home folder, and no other whose name begins with its name. */
function homeForm(home: string): RegExp {
  return new RegExp(`${home.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=[\\\\/]|$)`, 'g');
}

/** Takes the person out of a path or an address: the home folder becomes `~`, any other folder of their name `<user>`. Pure. */
export function withoutPerson(text: string, { homeDir, userName }: PersonFacts): string {
  const spellings = [homeDir, homeDir.replaceAll('\\', '/')].filter((home) => home.length > 1);
  const shortened = spellings.reduce((masked, home) => masked.replace(homeForm(home), '~'), text);
  if (userName === '') return shortened;
  const parts = shortened.split(/([\\/])/);
  return parts.map((part) => (part === userName && !separators.test(part) ? '<user>' : part)).join('');
}

/** `cuda 12.8`, `cpu`. */
function acceleratorWords({ accelerator, runtime }: NonNullable<ComfyEnvironment['torch']>): string {
  return runtime === null ? accelerator : `${accelerator} ${runtime}`;
}

/** All of an environment as a text that can stand in a bug report. `comfyVersion` null: ComfyUI is no clone. Pure. */
export function describeEnvironment(
  { python, tool, torch, platform, packages }: Omit<ComfyEnvironment, 'report'>,
  comfyVersion: string | null,
): string {
  const family = torch?.family.map(({ name, version }) => `${name} ${version}`).join(', ') ?? 'not installed';
  return [
    `ComfyUI: ${comfyVersion ?? 'unknown'}`,
    `System: ${platform.system} ${platform.release} (${platform.arch})`,
    `Python: ${python.version} (${python.kind}), ${python.shown}`,
    `Packages by: ${tool.name} ${tool.version ?? ''}`.trimEnd(),
    `Torch: ${family}`,
    ...(torch === null ? [] : [`Built for: ${acceleratorWords(torch)}`]),
    '',
    `Packages (${packages.length}):`,
    ...packages.map(({ name, version, address }) => `${name}==${version}${address === null ? '' : ` (${address})`}`),
  ].join('\n');
}
