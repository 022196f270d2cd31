import type { TFunction } from 'i18next';
import type { PackageUse, PackageUser } from '../../../src/contract/python/package-uses';
import { formatCount, formatList } from '../../texts/formatting';

/** More names than these are a number, in a row of one line. */
const mostNames = 2;

function nameUser(t: TFunction, { name, kind }: PackageUser): string {
  return kind === 'disabled-pack' ? t('comfy.environment.use.disabled', { name }) : name;
}

function shorten(t: TFunction, names: readonly string[]): string {
  if (names.length <= mostNames + 1) return formatList([...names]);
  const more = names.length - mostNames;
  const shown = formatList(names.slice(0, mostNames));
  return t('comfy.environment.use.more', { names: shown, count: more, shown: formatCount(more) });
}

function sayUsers(t: TFunction, users: readonly PackageUser[], shown: (names: readonly string[]) => string): string {
  const direct = users.filter(({ through }) => through === null);
  if (direct.length > 0) return shown(direct.map((user) => nameUser(t, user)));
  const names = shown(users.map((user) => nameUser(t, user)));
  const through = [...new Set(users.flatMap((user) => user.through ?? []))];
  return t('comfy.environment.use.through', { packages: shown(through), names });
}

function say(t: TFunction, use: PackageUse, shown: (names: readonly string[]) => string): string {
  switch (use.standing) {
    case 'needed':
      return sayUsers(t, use.users, shown);
    case 'package':
      return shown(use.neededBy);
    case 'came':
      return t('comfy.environment.use.came', { names: shown(use.cameWith) });
    default:
      return t(`comfy.environment.use.${use.standing}`);
  }
}

/** Who needs a package, in the room of a row. Pure. */
export function sayUse(t: TFunction, use: PackageUse): string {
  return say(t, use, (names) => shorten(t, names));
}

/** The same with every name. Pure. */
export function sayWholeUse(t: TFunction, use: PackageUse): string {
  return say(t, use, (names) => formatList([...names]));
}
