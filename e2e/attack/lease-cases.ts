import { execFile } from 'node:child_process';
import { link, open, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** Who made a folder, and what they know of this machine. */
export interface Forger {
  /** The port at which somebody else listens, who answers everything. */
  port: number;
  /** Where the lease of the folder lies. */
  file: string;
  /** A file of the person. */
  person: string;
  /** A path of nothing. */
  nowhere: string;
  /** The lease of an app that lives on this machine, as it stands in a folder of its own. */
  living: Readonly<Record<string, unknown>>;
}

type Forge = (forger: Forger) => Promise<unknown>;

/** The lease of a living app, copied, with something else in it. */
const forged =
  (change: (forger: Forger) => Record<string, unknown>): Forge =>
  (forger) =>
    writeFile(forger.file, JSON.stringify({ ...forger.living, ...change(forger) }));
const led = (address: (port: number) => unknown): Forge => forged(({ port }) => ({ address: address(port) }));

/** The lease that a folder brings, by what is wrong with it. */
export const leaseCases: readonly (readonly [what: string, forge: Forge])[] = [
  ['another port of this machine', led((port) => `http://127.0.0.1:${port}`)],
  ['another port, by name', led((port) => `http://localhost:${port}`)],
  ['another loopback address', led((port) => `http://127.0.0.2:${port}`)],
  ['IPv6', led((port) => `http://[::1]:${port}`)],
  ['an IPv4 address in IPv6', led((port) => `http://[::ffff:127.0.0.1]:${port}`)],
  ['an address as one number', led((port) => `http://2130706433:${port}`)],
  ['the name of this machine', led((port) => `http://${hostname()}:${port}`)],
  ['an account in the address', led((port) => `http://127.0.0.1:48188@127.0.0.1:${port}`)],
  ['a path and a query', led((port) => `http://127.0.0.1:${port}/v2?next=http://127.0.0.1:${port}/`)],
  ['another scheme', led((port) => `https://127.0.0.1:${port}`)],
  ['a socket', led(() => 'http://unix:/tmp/x.sock:/')],
  ['a file', led(() => 'file:///etc/passwd')],
  ['a script', led(() => 'javascript:alert(1)')],
  ['an option', led(() => '--help')],
  ['no text', led(() => 7)],
  ['a very long address', led((port) => `http://${'a'.repeat(1_000_000)}:${port}`)],
  [
    'an address of another host',
    forged(({ port }) => ({ host: 'another-machine', machine: null, address: `http://127.0.0.1:${port}` })),
  ],
  [
    'another living process',
    forged(({ port }) => ({ pid: process.pid, startedAt: null, address: `http://127.0.0.1:${port}` })),
  ],
  ['the lease of another folder as it is', forged(() => ({}))],
  ['no JSON', ({ file }) => writeFile(file, '\0'.repeat(5000))],
  ['a link to a file of the person', ({ file, person }) => symlink(person, file)],
  ['a link to nowhere', ({ file, nowhere }) => symlink(nowhere, file)],
  ['a second name of a file of the person', ({ file, person }) => link(person, file)],
  ['a pipe', ({ file }) => promisify(execFile)('mkfifo', [file])],
  [
    'a file without measure',
    async ({ file }) => {
      const handle = await open(file, 'w');
      await handle.truncate(2 ** 40);
      await handle.close();
    },
  ],
];
