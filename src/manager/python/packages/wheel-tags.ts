import { join } from 'node:path';
import { readTextIfReadable } from '../../../base/files/read-whole';
import type { Distribution } from './packages';

const systems: Readonly<Partial<Record<NodeJS.Platform, RegExp>>> = {
  linux: /^(?:any$|(?:many|musl)?linux)/u,
  darwin: /^(?:any$|macosx)/u,
  win32: /^(?:any$|win)/u,
};

/** Whether one of the Pythons that a tag names is this one: `cp311`, `py3`, `py2`; `isStable`: later ones will do as well. */
function fitsInterpreter(tag: string, minor: number, isStable: boolean): boolean {
  const [, kind = '', digits = ''] = /^(py|cp)3(\d*)$/u.exec(tag) ?? [];
  if (kind === '') return false;
  if (digits === '') return true;
  return kind === 'py' || isStable ? Number(digits) <= minor : Number(digits) === minor;
}

/** Whether a tag (`cp311-cp311-manylinux_2_17_x86_64`, PEP 425) is of this Python and this system. Pure. */
export function fitsTag(tag: string, pythonVersion: string, platform: NodeJS.Platform): boolean {
  const [pythons = '', abis = '', places = ''] = tag.split('-');
  const minor = Number(/^3\.(\d+)/u.exec(pythonVersion)?.[1]);
  const isStable = abis.split('.').includes('abi3');
  const isPython = pythons.split('.').some((one) => fitsInterpreter(one, minor, isStable));
  const system = systems[platform];
  return isPython && (system === undefined || places.split('.').some((one) => system.test(one)));
}

/** The tags of the wheel that a distribution came in, when none of them is of this Python and system; null where one is, or nothing tells. */
export async function findForeignTags(
  { infoPath }: Distribution,
  pythonVersion: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string[] | null> {
  const text = (await readTextIfReadable(join(infoPath, 'WHEEL'))) ?? '';
  const tags = [...text.matchAll(/^Tag:\s*(\S+)/gmu)].map(([, tag = '']) => tag);
  const isForeign = tags.length > 0 && !tags.some((tag) => fitsTag(tag, pythonVersion, platform));
  return isForeign ? tags : null;
}
