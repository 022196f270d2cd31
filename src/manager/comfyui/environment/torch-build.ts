import type { Accelerator } from '../../../contract/python/python-environment';

/** What is known of an installed torch without importing it. */
export interface TorchFacts {
  version: string;
  /** The text of `torch/version.py`, which its build writes; null when it cannot be read. */
  versionFile: string | null;
  /** Its `Requires-Dist` lines: wheels of an index name the parts of CUDA there. */
  requires: readonly string[];
  platform: NodeJS.Platform;
}

export interface TorchBuild {
  accelerator: Accelerator;
  runtime: string | null;
}

/** `121` as `12.1`: the label of a CUDA build has no dot. */
function dotted(digits: string): string {
  return `${digits.slice(0, -1)}.${digits.slice(-1)}`;
}

/** The build as the local part of a version names it (`2.5.1+cu121`, `+rocm6.2`, `+cpu`, `+xpu`). */
function readLabel(version: string): TorchBuild | null {
  const label = version.split('+')[1]?.toLowerCase() ?? '';
  const [, cuda] = /^cu(\d{2,3})/.exec(label) ?? [];
  if (cuda !== undefined) return { accelerator: 'cuda', runtime: dotted(cuda) };
  const [, rocm] = /^rocm([\d.]+)/.exec(label) ?? [];
  if (rocm !== undefined) return { accelerator: 'rocm', runtime: rocm };
  if (label.startsWith('xpu')) return { accelerator: 'xpu', runtime: null };
  return label.startsWith('cpu') ? { accelerator: 'cpu', runtime: null } : null;
}

/** `cuda: Optional[str] = '12.8'`, `hip = None`; undefined where the file has no such line. */
function readValue(text: string, name: string): string | null | undefined {
  const found = new RegExp(`^${name}\\b[^=]*=\\s*(?:None|['"]([^'"]*)['"])`, 'm').exec(text);
  return found === null ? undefined : (found[1] ?? null);
}

function readVersionFile(text: string, platform: NodeJS.Platform): TorchBuild | null {
  const [cuda, hip, xpu] = ['cuda', 'hip', 'xpu'].map((name) => readValue(text, name));
  if (cuda) return { accelerator: 'cuda', runtime: cuda };
  if (hip) return { accelerator: 'rocm', runtime: hip };
  if (xpu) return { accelerator: 'xpu', runtime: xpu };
  if (cuda === undefined && hip === undefined) return null;
  // Every build for macOS has Metal in it.
  return { accelerator: platform === 'darwin' ? 'metal' : 'cpu', runtime: null };
}

function readRequires(requires: readonly string[]): TorchBuild | null {
  const cuda = requires.map((line) => /^nvidia-cuda-runtime-cu(\d+)\b/i.exec(line)?.[1]).find((major) => major);
  if (cuda !== undefined) return { accelerator: 'cuda', runtime: cuda };
  return requires.some((line) => /^pytorch-triton-rocm\b/i.test(line)) ? { accelerator: 'rocm', runtime: null } : null;
}

/** What torch was built for. What its own build wrote counts most. Pure. */
export function readTorchBuild({ version, versionFile, requires, platform }: TorchFacts): TorchBuild {
  const written = versionFile === null ? null : readVersionFile(versionFile, platform);
  const known = written ?? readLabel(version) ?? readRequires(requires);
  if (known !== null) return known;
  return { accelerator: platform === 'darwin' ? 'metal' : 'unknown', runtime: null };
}
