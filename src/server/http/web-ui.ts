import type { IncomingMessage } from 'node:http';

/**
 * Whether a request was made by the web UI that this gateway serves: it always asks below `/api`, and a browser says so. Pages of other sites have
 * been refused before; scripts send neither header.
 */
export function isOfWebUi({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  return url.startsWith('/api/') && (headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin');
}
