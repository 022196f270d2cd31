import { isModelFile } from '../../src/contract/text/model-file';

/** A model somewhere on the web, as far as its address says. */
export interface ModelLink {
  /** Where the file itself is. */
  url: string;
  /** Empty where only the host knows it. */
  filename: string;
}

function lastPart(path: string): string {
  try {
    return decodeURIComponent(path.split('/').at(-1) ?? '');
  } catch {
    return '';
  }
}

/** The page of a file at Hugging Face leads to the file by one other word. */
function readHuggingFace({ pathname, origin }: URL): ModelLink | null {
  const [, owner, name, kind, ref, ...path] = pathname.split('/');
  if (owner === undefined || name === undefined || ref === undefined || path.length === 0) return null;
  if (kind !== 'blob' && kind !== 'resolve') return null;
  return { url: [origin, owner, name, 'resolve', ref, ...path].join('/'), filename: lastPart(pathname) };
}

/** Parameters by which a download of Civitai names one file of a version. */
const variantNames = ['type', 'format', 'size', 'fp'];

/** The page of a model at Civitai names the version whose file it offers, when it was opened for one; a download keeps the variant that was chosen. */
function readCivitai({ pathname, searchParams }: URL): ModelLink | null {
  const download = /^\/api\/download\/models\/(\d+)/u.exec(pathname)?.[1];
  const version = download ?? searchParams.get('modelVersionId');
  if (version === null || !/^\d+$/u.test(version)) return null;
  const chosen = [...searchParams].filter(([name]) => download !== undefined && variantNames.includes(name));
  const variant = chosen.length === 0 ? '' : `?${new URLSearchParams(chosen).toString()}`;
  return { url: `https://civitai.com/api/download/models/${version}${variant}`, filename: '' };
}

/** Reads an address of a model file, or of a page that shows one; null for everything else. */
export function readModelLink(text: string): ModelLink | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (url === null || !/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  if (url.hostname === 'huggingface.co') return readHuggingFace(url);
  if (/(?:^|\.)civitai\.(?:com|green|red)$/u.test(url.hostname)) return readCivitai(url);
  const filename = lastPart(url.pathname);
  return isModelFile(filename) ? { url: url.href, filename } : null;
}

/** Where a folder lies below the models folder, as a task names it; its key where it lies elsewhere. */
export function savePathOf(key: string, paths: readonly string[]): string {
  const [first = ''] = paths;
  return /[\\/]models[\\/](.+?)[\\/]*$/u.exec(first)?.[1]?.replaceAll('\\', '/') ?? key;
}
