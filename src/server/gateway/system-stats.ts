import { askWhole } from './buffered-request';
import { pathOf } from './own-paths';
import { forwardedHeaders } from '../http/forwarded-headers';
import type { Exchange } from './pass-through';

const shows = '--enable-manager';
const hides = '--enable-manager-legacy-ui';
/** Old versions of ComfyUI say `os.name`; web UIs know the names of `sys.platform` only, and warn about every pack with a list of systems. */
const vagueSystems: ReadonlySet<unknown> = new Set(['posix', 'nt']);

/** Whether this is the one question whose answer is rewritten. */
export function isSystemStats(method: string | undefined, target: string): boolean {
  return method === 'GET' && ['/system_stats', '/api/system_stats'].includes(pathOf(target));
}

/**
 * `system_stats` as a web UI has to read it to show its manager dialog: `argv` has `--enable-manager` as an element of its own, and nothing
 * asks for the old dialog (docs/reference/web-ui.md 5 and 6). A text that is something else stays as it is.
 */
export function adaptSystemStats(text: string, platform: string): string {
  const stats = parseRecord(text);
  const system = asRecord(stats?.system);
  if (!stats || !system || !Array.isArray(system.argv)) return text;
  const argv: unknown[] = system.argv.filter((word) => word !== hides);
  if (!argv.includes(shows)) argv.push(shows);
  const os = vagueSystems.has(system.os) ? platform : system.os;
  return JSON.stringify({ ...stats, system: { ...system, os, argv } });
}

/** Answers `system_stats`, rewritten. Rejects when ComfyUI cannot be asked; nothing was answered then. */
export async function answerSystemStats({ request, response, address }: Exchange): Promise<void> {
  // Uncompressed, and whole: what the browser knows already was rewritten.
  const headers = forwardedHeaders(request, ['accept-encoding', 'if-none-match', 'if-modified-since', 'range']);
  const { message, body } = await askWhole({ address, method: 'GET', path: request.url, headers });
  const isPlain = message.headers['content-encoding'] === undefined;
  const adapted = isPlain ? Buffer.from(adaptSystemStats(body.toString('utf8'), process.platform)) : body;
  const forwarded = forwardedHeaders(message, ['content-length', 'etag', 'last-modified', 'date']);
  response.writeHead(message.statusCode ?? 502, [...forwarded, 'Content-Length', String(adapted.length)]);
  response.end(adapted);
}

function parseRecord(text: string): Record<string, unknown> | null {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
