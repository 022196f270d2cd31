import { extname, join, sep } from 'node:path';
import { protocol, type ProtocolResponse } from 'electron';
import { tablePath, windowOrigin } from '../../src/contract/window-address';

/** The page of the window. */
export const ownPageUrl = `${windowOrigin}/index.html`;

const kinds: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
};

const { protocol: schemeWithColon, host: ownHost } = new URL(windowOrigin);
const scheme = schemeWithColon.slice(0, -1);

/** Declares what addresses of the window's files may do; before the app is `ready`. The engine keeps what it compiled for them, which it never does for `file:`. */
export function declareWindowFiles(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

interface WindowFileOptions {
  /** The folder of the built page. */
  pageDir: string;
  /** Where the table of the catalogue lies; null where none was prepared. */
  tableFile: () => string | null;
  /** Who may read the files beside the page itself: the page of a development server. */
  otherOrigin: string | null;
}

/** Chromium's ERR_FILE_NOT_FOUND. A status alone is no answer here: without a file it is a failure that names no reason. */
const missing: ProtocolResponse = { error: -6 };

/** Serves the page, and the table of the catalogue as bytes: through IPC it would be copied three times on its way. */
export function serveWindowFiles({ pageDir, tableFile, otherOrigin }: WindowFileOptions): void {
  const headers: Record<string, string> = otherOrigin === null ? {} : { 'access-control-allow-origin': otherOrigin };
  const answer = ({ host, pathname: path }: URL): ProtocolResponse => {
    // A page of another host would be another origin, with our files.
    if (host !== ownHost) return missing;
    if (path === tablePath) {
      const file = tableFile();
      return file === null ? missing : { path: file, mimeType: 'application/octet-stream', headers };
    }
    // Names of built files have no letter that an address writes in another way.
    const file = join(pageDir, path);
    const mimeType = kinds[extname(file)];
    return file.startsWith(pageDir + sep) && mimeType !== undefined ? { path: file, mimeType } : missing;
  };
  // Its successor `protocol.handle` passes every byte through streams of this process: 25 ms until the page begins (docs/decisions/014).
  // oxlint-disable-next-line typescript/no-deprecated
  protocol.registerFileProtocol(scheme, (request, reply) => reply(answer(new URL(request.url))));
}
