import type { WayOut } from '../../../contract/python/package-plan';
import { say, sayPack, type Said } from '../../../contract/text/said';

const nameOfWay = (way: WayOut): Said | string => {
  switch (way.kind) {
    case 'disable':
      return say`disable "${sayPack(way.pack)}"`;
    case 'leave-out':
      return say`leave out ${way.line}`;
    case 'older-version':
      return say`take version ${way.version} of "${sayPack(way.pack)}"`;
    case 'keep-packages':
      return say`keep the packages as they are`;
    case 'without-group':
      return say`do without the optional group "${way.group}" of "${sayPack(way.pack)}"`;
    case 'as-asked':
      return say`install as asked this once`;
    default:
      return say`make a new environment`;
  }
};

/** What can be done instead, as the remedy of a refusal. Pure. */
export function remedyOf(ways: readonly WayOut[]): Said {
  const [first, second, ...more] = ways.map(nameOfWay);
  if (first === undefined)
    return say`Nothing was changed. Ask the authors of these packs for versions that fit together.`;
  if (second === undefined) return say`Nothing was changed. A way out: ${first}.`;
  const [third] = more;
  return third === undefined
    ? say`Nothing was changed. Ways out: ${first}, or ${second}.`
    : say`Nothing was changed. Ways out: ${first}, ${second}, or ${third}.`;
}
