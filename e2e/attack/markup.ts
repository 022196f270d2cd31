/** One request that a page is to make, as the page writes it down. */
export interface Target {
  /** Whole address. */
  url: string;
  /** JSON for a method that has a body; null where the query says everything. */
  body: string | null;
}

/** A piece of a hostile page that makes the browser send every target. Nobody touches anything. */
export interface Markup {
  name: string;
  method: 'GET' | 'POST';
  html: (targets: readonly Target[], site: string) => string;
  headers?: (targets: readonly Target[], site: string) => Record<string, string>;
  /** Why Chromium sends nothing; the attack is made all the same, and nobody waits for its probe. */
  mute?: string;
  /** Why it sends nothing to a name that is no secure context. */
  muteToNames?: string;
  /** Why it sends nothing from a page whose name is no secure context. */
  muteFromNames?: string;
  /** Why it never changed anything on a loopback name, where browsers tell where a request comes from. */
  blockedOnLoopback?: string;
  /** Why it never changed anything on another name either. */
  blockedOnNames?: string;
}

/** Text inside an attribute or an element. */
export const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
/** A piece of markup for every target. */
export const each = (write: (url: string, at: number) => string) => (targets: readonly Target[]) =>
  targets.map(({ url }, at) => write(escape(url), at)).join('\n');
/** The targets as a script reads them. */
export const list = (targets: readonly Target[]) => JSON.stringify(targets);
export const script = (code: string) => `<script>${code}</script>`;
/** An address of the hostile site that redirects there. */
export const viaSite = (site: string, to: string, more = '') => `${site}/redirect?to=${encodeURIComponent(to)}${more}`;

/** What the browsers say of a request since 2020, which the door has judged from its first day. */
export const crossSite = 'Chromium says Sec-Fetch-Site: cross-site, which the door refused already';
export const withOrigin = 'it carries the Origin of the page, which the door refused already';

/** Of requests that tell the Origin of their page, also where the name is no secure context. */
export const cors = { blockedOnNames: withOrigin };
