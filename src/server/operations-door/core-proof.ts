import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { postJson, readJson, type Door } from './ask-door';

/** How a core proves that it has a token of its account, which is not shown to it. */
export interface CoreProof {
  /** Names the run of the core, by chance. */
  core: string;
  /** Of the nonce, the core and its port. */
  proof: string;
}

/** What a program sends: 32 bytes by chance. */
export const nonceForm = /^[\w-]{43}$/u;
/** For whoever listens at a port of this machine. */
const proofMs = 3000;

/** @param port Where the core listens: so nobody can have another core answer for them. */
export function proofOf(token: string, { nonce, core, port }: { nonce: string; core: string; port: number }): string {
  return sign(token, 'core', nonce, core, String(port));
}

/** What opens the door of one run of a core in place of the token, and no other door. */
export function passOf(token: string, core: string): string {
  return `cmdp_${sign(token, 'pass', core)}`;
}

function sign(token: string, ...words: readonly string[]): string {
  return createHmac('sha256', token).update(JSON.stringify(words)).digest('base64url');
}

/** The port of an address of this machine alone, as `http://127.0.0.1:8190`; null for every other text. */
export function loopbackPort(address: string): number | null {
  const [, digits] = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):([1-9]\d{0,4})$/u.exec(address) ?? [];
  return digits === undefined || Number(digits) > 65_535 ? null : Number(digits);
}

/**
 * Asks who listens at an address of this machine to prove that it is a core of the account that has the token. The token is not sent: the answer has a pass that
 * this run of the core accepts in its place. Null where nobody proves it in time.
 */
export async function openProvenDoor({ address, token }: Door): Promise<(Door & { core: string }) | null> {
  const port = loopbackPort(address);
  if (port === null) return null;
  const nonce = randomBytes(32).toString('base64url');
  const sending = { signal: AbortSignal.timeout(proofMs), mostMb: 0.1 };
  const answer = await postJson(new URL('/v2/operations', address), { nonce }, sending).catch(() => null);
  const { core, proof } = Object(readJson(answer?.text ?? '')) as Partial<Record<keyof CoreProof, unknown>>;
  if (typeof core !== 'string' || typeof proof !== 'string') return null;
  const wanted = Buffer.from(proofOf(token, { nonce, core, port }));
  const given = Buffer.from(proof);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  return { address, token: passOf(token, core), core };
}
