import { formatList } from '../../texts/formatting';

/** The first few names of many, for a sentence. */
export function listNames(names: readonly string[]): string {
  return formatList(names.length > 4 ? [...names.slice(0, 4), '…'] : names);
}
