import { t } from 'i18next';
import type { PackageUse, PackageUser } from '../../../src/contract/python/package-uses';
import { formatCount, formatList } from '../../texts/formatting';

/** More names than these are a number, in a row of one line. */
const mostNames = 2;

/** What packs are called by the names of their folders. */
type TitleOf = (name: string) => string;

function nameUser(titleOf: TitleOf, { name, kind }: PackageUser): string {
  const title = titleOf(name);
  return kind === 'disabled-pack' ? t('comfy.environment.use.disabled', { name: title }) : title;
}

function shorten(names: readonly string[]): string {
  if (names.length <= mostNames + 1) return formatList([...names]);
  const more = names.length - mostNames;
  const shown = formatList(names.slice(0, mostNames));
  return t('comfy.environment.use.more', { names: shown, count: more, shown: formatCount(more) });
}

type Shown = (names: readonly string[]) => string;

function describeUsers(titleOf: TitleOf, users: readonly PackageUser[], shown: Shown): string {
  const direct = users.filter(({ through }) => through === null);
  if (direct.length > 0) return shown(direct.map((user) => nameUser(titleOf, user)));
  const names = shown(users.map((user) => nameUser(titleOf, user)));
  const through = [...new Set(users.flatMap((user) => user.through ?? []))];
  return t('comfy.environment.use.through', { packages: shown(through), names });
}

function describe(titleOf: TitleOf, use: PackageUse, shown: Shown): string {
  switch (use.standing) {
    case 'needed':
      return describeUsers(titleOf, use.users, shown);
    case 'package':
      return shown(use.neededBy);
    case 'came':
      return t('comfy.environment.use.came', { names: shown(use.cameWith.map(titleOf)) });
    default:
      return t(`comfy.environment.use.${use.standing}`);
  }
}

/** Who needs a package, in the room of a row. Pure. */
export function describeUse(titleOf: TitleOf, use: PackageUse): string {
  return describe(titleOf, use, shorten);
}

/** The same with every name. Pure. */
export function describeWholeUse(titleOf: TitleOf, use: PackageUse): string {
  return describe(titleOf, use, (names) => formatList([...names]));
}
