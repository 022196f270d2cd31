import { shortenVersion } from '../../../src/contract/text/version';
import type { ComfyBuild } from '../../../src/contract/comfyui/comfyui-versions';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';

/** Names of what runs and what lies on disk. */
export interface BothVersions {
  running: string;
  installed: string;
}

/** A version as its releases are called; what ComfyUI's own files say has no v. */
export function writeVersion(version: string): string {
  return shortenVersion(version).replace(/^(?=\d+\.\d)/u, 'v');
}

function nameBuild({ version, commit }: ComfyBuild, isByCommit: boolean): string {
  const name = isByCommit ? commit : (version ?? commit);
  return name === null ? '?' : writeVersion(name);
}

/** Tells both versions where the process runs other code than lies on disk; null where it does not. Two commits of one version are told by commit. */
export function nameBothVersions(
  { running, installed, waitsForRestart }: ComfyStatus['versions'],
  wordBoth: (names: BothVersions) => string,
): string | null {
  if (running === null || !waitsForRestart) return null;
  const isByCommit = running.version === installed.version;
  return wordBoth({ running: nameBuild(running, isByCommit), installed: nameBuild(installed, isByCommit) });
}
