const prefix = 'remote:';

/** What names an installation on another machine where others are named by their folder. */
export const remoteFolderOf = (id: string): string => `${prefix}${id}`;

/** Whether this is the name of an installation on another machine, and no path. */
export const isRemoteFolder = (folder: string): boolean => folder.startsWith(prefix);

/** What a person gives as an address, who mostly leaves the scheme out. */
export function withScheme(typed: string): string {
  const text = typed.trim();
  return /^[a-z]+:\/\//iu.test(text) ? text : `http://${text}`;
}

/** Whether others on the way can read what is said, the token too: neither encrypted nor on this machine alone. */
export function isReadableOnTheWay(address: string): boolean {
  return /^http:/iu.test(address) && !/^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/]|$)/iu.test(address);
}

/** A machine that is reached by ssh, with the folder there that a person has named, in one text. */
export function sshAddressOf({ host, folder }: { host: string; folder: string | null }): string {
  return `ssh://${host}${folder?.replace(/^~/u, '/~') ?? ''}`;
}

/** What such a text says; null for any other. */
export function readSshAddress(text: string): { host: string; folder: string } | null {
  const [, host, folder = ''] = /^ssh:\/\/([^/]*)(.*)$/su.exec(text) ?? [];
  return host === undefined ? null : { host, folder: folder.replace(/^\/~/u, '~') };
}
