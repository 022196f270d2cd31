import { t } from 'i18next';
import type { NodesUnknown } from '../../../src/contract/packs/pack-details';
import { classNames } from '../../components/class-names';
import { formatList } from '../../texts/formatting';
import { describeUnknown, type Mark } from './verdict';

/** Of more names than these the row tells the first; the details have more room. */
const namesInRow = 3;
const namesInList = 8;

/** The first of some names, in words. */
export function shortenNames(names: readonly string[], most = namesInRow): string {
  return formatList(names.length > most ? [...names.slice(0, most), '…'] : names);
}

const tones: Partial<Record<Mark['kind'], string>> = {
  removedClasses: 'text-red-text',
  changedNodes: 'text-amber-text',
  major: 'text-amber-text',
  hardware: 'text-amber-text',
  edited: 'text-amber-text',
  nodesUnknown: 'text-faint',
  editsUnknown: 'text-faint',
  unknown: 'text-faint',
};

interface VerdictProps {
  marks: readonly Mark[];
  /** Why nobody knows which nodes go. */
  nodesUnknown: NodesUnknown | null;
  /** Each in a line of its own, with more names. */
  isList?: boolean;
}

/** What to look at before a pack is updated, the gravest first: in one line, or as a list. */
export function Verdict({ marks, nodesUnknown, isList = false }: VerdictProps) {
  const most = isList ? namesInList : namesInRow;
  const joined = "not-first:before:text-faint not-first:before:content-['_·_']";
  return (
    <span data-testid="review-marks">
      {marks.map(({ kind, names, workflows }) => {
        const words = { names: shortenNames(names, most), workflows: shortenNames(workflows, most) };
        const unknown = kind === 'nodesUnknown' && nodesUnknown !== null ? describeUnknown(nodesUnknown) : undefined;
        return (
          <span
            key={kind}
            data-mark={kind}
            title={unknown ?? ([...names, ...workflows].join('\n') || undefined)}
            className={classNames(tones[kind] ?? 'text-soft', isList ? 'block py-0.5 break-words' : joined)}
          >
            {(isList && unknown) || t(`review.marks.${kind}`, words)}
          </span>
        );
      })}
    </span>
  );
}
