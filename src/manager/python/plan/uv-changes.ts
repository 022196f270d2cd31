import { normaliseName } from '../packages/packages';
import { versionOfWheel } from '../requirements/address';
import type { FoundChange } from './found-change';

/** A line of what comes: `-` is what gives way, `~` is installed again. */
const coming = /^\s*[+~]\s/;
/** ` + name==1.0` and ` + name==1.0 (from file:///x.whl)`; ` + name @ https://...` without a version is how a dry run tells of an address. */
const forms = /^\s*[+~]\s+([A-Za-z0-9][\w.-]*)(?:==(\S+)(?:\s+\(from (.+)\))?|\s+@\s+(\S+))\s*$/;

function readLine(text: string): FoundChange[] {
  const [, name, version = null, from, at] = forms.exec(text) ?? [];
  if (name === undefined) return [];
  const address = from ?? at ?? null;
  const shown = version ?? (address === null ? null : versionOfWheel(address));
  return [{ name: normaliseName(name), version: shown, address, requires: null, url: null }];
}

/** How many packages uv says that it would bring; null when it does not say. */
function readCount(printed: readonly string[]): number | null {
  if (printed.some((text) => /^Would make no changes\b/.test(text))) return 0;
  const count = printed.flatMap((text) => /^Would install (\d+) packages?\b/.exec(text)?.[1] ?? [])[0];
  return count === undefined ? null : Number(count);
}

/** What `uv pip install --dry-run` printed; null when a line of it cannot be read, or there are not as many as uv says. Pure. */
export function readUvChanges(printed: readonly string[]): readonly FoundChange[] | null {
  const lines = printed.filter((text) => coming.test(text));
  const found = lines.flatMap(readLine);
  return found.length === lines.length && found.length === readCount(printed) ? found : null;
}
