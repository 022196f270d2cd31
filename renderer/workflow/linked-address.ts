/** An address in the parts that a person has to tell apart: whose it is stands in its host alone. */
export interface AddressParts {
  scheme: string;
  /** With its port, where it has an unusual one. */
  host: string;
  path: string;
}

/** `address`: as `URL` writes it, without a login. */
export function readAddressParts(address: string): AddressParts {
  const { protocol, host } = new URL(address);
  const scheme = `${protocol}//`;
  return { scheme, host, path: address.slice(scheme.length + host.length) };
}

const mostLetters = 48;
/** A mark and a word joiner, so that no line ends between it and the host. */
const cut = '…\u2060';

/** A host for a title, cut at its front where it is long: whose it is stands at its end, and what others have before that can be made to look like anything. */
export function shortenHost(host: string): string {
  if (host.length <= mostLetters) return host;
  const end = host.slice(-mostLetters);
  const dot = end.indexOf('.');
  return `${cut}${end.slice(dot + 1)}`;
}
