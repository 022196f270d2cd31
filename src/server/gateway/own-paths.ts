import { posix } from 'node:path';

/** The families of `/v2` that are this app's. All else below `/v2` is ComfyUI's own, `/v2/userdata` first of all (docs/reference/web-ui.md 6). */
const families = [
  ...['manager', 'customnode', 'snapshot', 'comfyui_manager', 'externalmodel', 'models', 'policy', 'docs'],
  'operations',
];
const ownPath = new RegExp(`^/(?:api/)?(?:v2/(?:${families.join('|')})(?:/|$)|healthz$)`);

/**
 * Whether a request target is answered by this app, known path or not. Judged as whoever is behind the gateway might read it, encodings and
 * dot segments resolved: a pip manager there must not be reached around us.
 */
export function isOwnPath(target: string): boolean {
  const path = decoded(pathOf(target));
  return ownPath.test(path) || ownPath.test(posix.normalize(path));
}

/** The path of a request target, without query. */
export function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
