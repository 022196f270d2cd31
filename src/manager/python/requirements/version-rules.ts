import { compare, satisfies, valid } from '@renovatebot/pep440';
import { createRecall } from '../../../base/text/recall';

/** As many as an environment of a thousand packages asks for; each takes twenty times as long to find as to remember. */
const recall = createRecall<boolean | null>(10_000);

function judge(version: string, specifier: string): boolean | null {
  if (valid(version) === null) return null;
  try {
    return satisfies(version, specifier, { prereleases: true });
  } catch {
    return null;
  }
}

/** Whether an installed version meets a specifier; null when one of the two is no PEP 440 text. Installed pre-releases count. */
export function meetsSpecifier(version: string, specifier: string): boolean | null {
  if (specifier === '') return true;
  return recall(`${version} ${specifier}`, () => judge(version, specifier));
}

/** Version without its local part (`2.7.1+cu126` is `2.7.1`): ordered comparisons may not name one. */
export function publicVersion(version: string): string {
  return version.replace(/\+.*$/, '');
}

/**
 * Whether installing what a specifier asks for would bring an older version than the installed one: the installed version does not meet it,
 * and one of its upper bounds lies at or below that version.
 */
export function wouldDowngrade(installed: string, specifier: string): boolean {
  if (meetsSpecifier(installed, specifier) !== false) return false;
  return specifier.split(',').some((part) => {
    const found = /^\s*(===|==|~=|<=|<)\s*(.+?)\s*$/.exec(part);
    const bound = found?.[2]?.replace(/\.\*$/, '');
    if (!found || bound === undefined || valid(bound) === null || valid(installed) === null) return false;
    return (
      meetsSpecifier(installed, part.trim()) === false && compare(publicVersion(installed), publicVersion(bound)) >= 0
    );
  });
}
