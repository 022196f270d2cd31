import type { WayOut } from '../../../contract/python/package-plan';
import { msg, packMessage, type Message } from '../../../contract/text/message';

const nameOfWay = (way: WayOut): Message | string => {
  switch (way.kind) {
    case 'disable':
      return msg`disable "${packMessage(way.pack)}"`;
    case 'leave-out':
      return msg`leave out ${way.line}`;
    case 'older-version':
      return msg`install version ${way.version} of "${packMessage(way.pack)}"`;
    case 'keep-packages':
      return msg`keep the packages as they are`;
    case 'without-group':
      return msg`do without the optional group "${way.group}" of "${packMessage(way.pack)}"`;
    case 'as-asked':
      return msg`install as requested this once`;
    default:
      return msg`create a new environment`;
  }
};

/** What can be done instead, as the remedy of a refusal. Pure. */
export function remedyOf(ways: readonly WayOut[]): Message {
  const [first, second, ...more] = ways.map(nameOfWay);
  if (first === undefined)
    return msg`Nothing was changed. Ask the authors of these packs for versions that work together.`;
  if (second === undefined) return msg`Nothing was changed. What you can do: ${first}.`;
  const [third] = more;
  return third === undefined
    ? msg`Nothing was changed. What you can do: ${first}, or ${second}.`
    : msg`Nothing was changed. What you can do: ${first}, ${second}, or ${third}.`;
}
