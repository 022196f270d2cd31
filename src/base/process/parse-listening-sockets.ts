/** A listening socket; `address` is `127.0.0.1`, `0.0.0.0`, `::1`, `::` ... */
export interface Listener {
  address: string;
}

/** State LISTEN in the tables of Linux (`tcp_states.h`). */
const listening = '0A';

/** `::1` for sixteen bytes; an IPv4 address inside one is written as such. */
function nameIpv6(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** The kernel writes each four bytes as one number of its own byte order, which is little-endian wherever this app runs. */
function nameAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => {
    const [a = '0', b = '0', c = '0', d = '0'] = word.match(/../g) ?? [];
    return [d, c, b, a].map((byte) => Number.parseInt(byte, 16));
  });
  return bytes.length === 4 ? bytes.join('.') : nameIpv6(bytes);
}

/** Listening sockets on a port in `/proc/net/tcp` or `tcp6` (proc_net(5)), by inode. */
export function parseProcNet(table: string, port: number): (Listener & { inode: string })[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const [address = '', at] = local.split(':');
    return state === listening && at === hexPort && inode !== undefined
      ? [{ address: nameAddress(address), inode }]
      : [];
  });
}

function splitEndpoint(endpoint: string): { address: string; port: number } {
  const colon = endpoint.lastIndexOf(':');
  const address = endpoint.slice(0, colon).replace(/^\[|\]$/g, '');
  return { address, port: Number(endpoint.slice(colon + 1)) };
}

/** The output of `lsof -F pcn`: one field per line, a process before its files. A star stands for every address. */
export function parseLsof(output: string): (Listener & { pid: number; name: string | null })[] {
  const found: (Listener & { pid: number; name: string | null })[] = [];
  let pid = 0;
  let name: string | null = null;
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) [pid, name] = [Number(value), null];
    if (line.startsWith('c')) name = value;
    if (!line.startsWith('n')) continue;
    const { address } = splitEndpoint(value);
    found.push({ address: address === '*' ? '0.0.0.0' : address, pid, name });
  }
  return found;
}

/** The output of `netstat -ano` on Windows. Its words are of the system's language; a listener is known by the empty other end. */
export function parseNetstat(output: string, port: number): (Listener & { pid: number })[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [protocol, local = '', remote = '', , pid] = line.trim().split(/\s+/);
    const at = splitEndpoint(local);
    const isListener = protocol === 'TCP' && ['0.0.0.0:0', '[::]:0'].includes(remote) && at.port === port;
    return isListener ? [{ address: at.address, pid: Number(pid) }] : [];
  });
}

/** The program of one process in the output of `tasklist /FO CSV /NH`; null when it is not there. */
export function parseTasklist(output: string, pid: number): string | null {
  for (const line of output.split(/\r?\n/)) {
    const [, name, id] = /^"([^"]+)","(\d+)"/.exec(line) ?? [];
    if (Number(id) === pid) return name ?? null;
  }
  return null;
}
