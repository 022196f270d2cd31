import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zipFiles, type FileMap } from './zip';

/** What a small pure-Python distribution is made of. */
export interface WheelSpec {
  /** Distribution name as published, e.g. `opencv-python`. */
  name: string;
  version: string;
  /** `Requires-Dist` lines. */
  requires?: string[];
  /** Import package; by default the name with underscores. Several distributions may share one (opencv does). */
  module?: string;
  summary?: string;
  /** Further files by their path in site-packages. */
  files?: FileMap;
}

/** Name as PEP 503 compares it. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** File name of the wheel (binary distribution format: dashes in the name become underscores). */
export function wheelFileName(spec: WheelSpec): string {
  return `${distName(spec)}-${spec.version}-py3-none-any.whl`;
}

function distName(spec: WheelSpec): string {
  return spec.name.replace(/[-_.]+/g, '_');
}

/** The METADATA file, also served beside the wheel (PEP 658). */
export function wheelMetadata(spec: WheelSpec): string {
  const lines = ['Metadata-Version: 2.1', `Name: ${spec.name}`, `Version: ${spec.version}`];
  lines.push(`Summary: ${spec.summary ?? `A small ${spec.name} made for the demo world`}`, 'Requires-Python: >=3.8');
  for (const line of spec.requires ?? []) lines.push(`Requires-Dist: ${line}`);
  return `${lines.join('\n')}\n\n`;
}

/** The files a wheel holds, RECORD with right hashes last. */
function wheelFiles(spec: WheelSpec): FileMap {
  const moduleName = spec.module ?? distName(spec);
  const info = `${distName(spec)}-${spec.version}.dist-info`;
  const files: FileMap = {
    [`${moduleName}/__init__.py`]: `"""${spec.name} ${spec.version}, a stand-in of the demo world."""\n\n__version__ = "${spec.version}"\n`,
    ...spec.files,
    [`${info}/METADATA`]: wheelMetadata(spec),
    [`${info}/WHEEL`]:
      'Wheel-Version: 1.0\nGenerator: comfyui-manager-desktop-world\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/top_level.txt`]: `${moduleName}\n`,
    ...spec.files,
  };
  return { ...files, [`${info}/RECORD`]: recordOf(files, `${info}/RECORD`) };
}

/** Builds the wheel itself. */
export function buildWheel(spec: WheelSpec): Promise<Buffer> {
  return zipFiles(wheelFiles(spec));
}

/** Puts a wheel into site-packages as an installer does: its files, INSTALLER, and a RECORD that lists both. */
export async function unpackWheel(spec: WheelSpec, sitePackages: string): Promise<void> {
  const info = `${distName(spec)}-${spec.version}.dist-info`;
  const { [`${info}/RECORD`]: _builtRecord, ...files } = wheelFiles(spec);
  const installed: FileMap = { ...files, [`${info}/INSTALLER`]: 'pip\n', [`${info}/REQUESTED`]: '' };
  installed[`${info}/RECORD`] = recordOf(installed, `${info}/RECORD`);
  for (const [name, content] of Object.entries(installed)) {
    const file = join(sitePackages, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function recordOf(files: FileMap, recordName: string): string {
  const rows = Object.entries(files).map(([name, content]) => {
    const bytes = Buffer.from(content);
    return `${name},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`;
  });
  return [...rows, `${recordName},,`, ''].join('\n');
}
