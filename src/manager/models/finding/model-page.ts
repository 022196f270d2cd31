/** A page of Civitai or Hugging Face, or an address of a download there, by what it names. */
export type ModelPage =
  | { host: 'civitai'; model: string | null; version: string | null; variant: URLSearchParams | null }
  | { host: 'huggingface'; repo: string; revision: string; path: string };

/** Where the hosts are asked, without a final slash. */
export interface ModelHosts {
  hubUrl: string;
  civitaiUrl: string;
}

/** Names under which Civitai shows the same models by the same numbers, and Hugging Face the same repositories. */
const civitaiNames = ['civitai.com', 'civitai.green', 'civitai.red'];
const hubNames = ['huggingface.co', 'hf.co'];
/** Parameters by which an address of Civitai names one file of a version. */
const variantNames = ['type', 'format', 'size', 'fp'];

/** The path at a host, whichever of its names an address has; null at any other one. */
function pathAt({ href, protocol, hostname, pathname }: URL, host: string, names: readonly string[]): string | null {
  if (href.startsWith(`${host}/`)) return href.slice(host.length).split(/[?#]/u)[0] ?? '';
  return protocol === 'https:' && names.includes(hostname.replace(/^www\./u, '')) ? pathname : null;
}

function readCivitai(path: string, { searchParams }: URL): ModelPage | null {
  const numberIn = (form: RegExp, text = path): string | null => form.exec(text)?.[1] ?? null;
  const download = numberIn(/^\/api\/download\/models\/(\d+)\/?$/u);
  if (download !== null) {
    const variant = new URLSearchParams([...searchParams].filter(([name]) => variantNames.includes(name)));
    return { host: 'civitai', model: null, version: download, variant };
  }
  const model = numberIn(/^\/models\/(\d+)(?:\/|$)/u);
  const chosen = numberIn(/^(\d+)$/u, searchParams.get('modelVersionId') ?? '');
  const version = numberIn(/^\/model-versions\/(\d+)\/?$/u) ?? (model === null ? null : chosen);
  return model === null && version === null ? null : { host: 'civitai', model, version, variant: null };
}

function readHub(path: string): ModelPage | null {
  const [, owner = '', name = '', kind, revision = 'main', ...rest] = path.replace(/\/$/u, '').split('/');
  const isPage = kind === undefined || ['blob', 'resolve', 'tree', 'raw'].includes(kind);
  if (!isPage || ![owner, name, revision].every((part) => /^[\w.-]+$/u.test(part) && !/^\.+$/u.test(part))) return null;
  if (['api', 'datasets', 'spaces', 'docs', 'collections', 'papers'].includes(owner)) return null;
  try {
    return { host: 'huggingface', repo: `${owner}/${name}`, revision, path: decodeURIComponent(rest.join('/')) };
  } catch {
    return null;
  }
}

function readAir(text: string): ModelPage | null {
  const [, model, version = null] = /^urn:air:[^:\s]+:[^:\s]+:civitai:(\d+)(?:@(\d+))?$/iu.exec(text) ?? [];
  return model === undefined ? null : { host: 'civitai', model, version, variant: null };
}

/** Reads an address, or the AIR of a model (`urn:air:sdxl:lora:civitai:12@345`); null for what names no model of these two hosts. Pure. */
export function readModelPage(text: string, { hubUrl, civitaiUrl }: ModelHosts): ModelPage | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol === 'urn:') return readAir(text);
  if (!/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  const atCivitai = pathAt(url, civitaiUrl, civitaiNames);
  if (atCivitai !== null) return readCivitai(atCivitai, url);
  const atHub = pathAt(url, hubUrl, hubNames);
  return atHub === null ? null : readHub(atHub);
}
