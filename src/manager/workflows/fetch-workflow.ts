import type { FetchedWorkflow } from '../../contract/workflows';
import type { PublicReader } from '../installation/read-public';

/** Pictures that carry a workflow have a few megabytes; films more. */
const maxBytes = 32 * 1024 * 1024;
const timeoutMs = 60_000;

/** The page around a file leads to the file by one other word, at GitHub and at Hugging Face. */
function addressOfFile(address: string): string {
  const url = new URL(address);
  const [, owner, name, kind, ...path] = url.pathname.split('/');
  if (kind !== 'blob' || path.length < 2) return url.href;
  const word = url.hostname === 'github.com' ? 'raw' : url.hostname === 'huggingface.co' ? 'resolve' : kind;
  url.pathname = ['', owner, name, word, ...path].join('/');
  return url.href;
}

/** The last part of an address, as a name to show and to tell the kind by; never a path. */
function nameOfFile(address: string): string {
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last).replace(/[\p{C}/\\]/gu, '') || new URL(address).host;
  } catch {
    return last;
  }
}

/** Reads the file at an address that somebody else wrote, as far as it can be a workflow: no more than 32 MiB. Throws `network-failed`, `download-failed`. */
export async function fetchWorkflow(address: string, read: PublicReader): Promise<FetchedWorkflow> {
  const file = addressOfFile(address);
  const { bytes } = await read(file, { maxBytes, timeoutMs });
  return { name: nameOfFile(file), base64: bytes.toString('base64') };
}
