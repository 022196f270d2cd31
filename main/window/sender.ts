/** The part of a frame that vouches for it. */
interface Frame {
  readonly url: string;
  readonly parent: unknown;
}

/** The part of an IPC event that says who sent it. */
export interface IpcOrigin {
  readonly sender: { readonly id: number };
  readonly senderFrame: Frame | null;
}

/** Whether an address is the page itself, whatever its hash or query. Addresses are parsed: a prefix proves nothing. */
export function isSamePage(address: string, pageUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const [found, own] = [new URL(address), new URL(pageUrl)];
  return found.protocol === own.protocol && found.host === own.host && found.pathname === own.pathname;
}

/** Whether a call comes from the top frame of one of our windows while it shows our page. */
export function isTrustedSender(origin: IpcOrigin, ours: { windowIds: ReadonlySet<number>; pageUrl: string }): boolean {
  const { sender, senderFrame } = origin;
  if (!senderFrame || !ours.windowIds.has(sender.id)) return false;
  return senderFrame.parent === null && isSamePage(senderFrame.url, ours.pageUrl);
}
