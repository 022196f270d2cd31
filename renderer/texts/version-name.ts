import { t } from 'i18next';
import { shortenVersion } from '../../src/contract/text/version';
import { formatCount } from './formatting';

/** What `git describe` calls a commit after a tag: the tag, how many commits behind it, and the beginning of the commit. */
const described = /^(?<tag>.+)-(?<count>\d+)-g[0-9a-f]{4,}$/iu;

/** A version of ComfyUI in words: a release by its name, a commit between two releases by the one before it, any other commit by its first digits. */
export function describeVersion(name: string): string {
  const { tag, count } = described.exec(name)?.groups ?? {};
  if (tag === undefined || count === undefined) return shortenVersion(name);
  return t('comfy.versions.past', { version: tag, count: Number(count), shown: formatCount(Number(count)) });
}
