import { normaliseName } from '../packages/packages';
import type { FoundChange } from './found-change';

/** ` + name==1.0` and ` + name==1.0 (from file:///x.whl)`; `-` is what gives way, `~` is installed again. */
const line = /^\s*([+~])\s+([A-Za-z0-9][\w.-]*)==(\S+?)(?:\s+\(from (.+)\))?\s*$/;

/** What `uv pip install --dry-run` printed; null when it says that it would change something and no line of it can be read. Pure. */
export function readUvChanges(printed: readonly string[]): readonly FoundChange[] | null {
  const found = printed.flatMap((text): FoundChange[] => {
    const [, , name, version, address] = line.exec(text) ?? [];
    if (name === undefined || version === undefined) return [];
    return [{ name: normaliseName(name), version, address: address ?? null, requires: null, url: null }];
  });
  const isTold = found.length > 0 || !printed.some((text) => /^Would (?:install|uninstall)\b/.test(text));
  return isTold ? found : null;
}
