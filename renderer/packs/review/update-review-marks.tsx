import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { EditedFiles } from '../../../src/contract/packs';
import { classNames } from '../../components/class-names';
import { ChoiceField } from '../../components/form/choice-field';
import { formatList } from '../../texts/formatting';
import { describeUnknown } from '../impact/impact-words';
import { useImpact } from '../impact/use-impact';
import { listMarks, type ReviewMark } from './review-marks';
import { type ReviewRow, updateOf } from './review-rows';
import type { EditChoices } from './use-edit-choices';

const shownNames = 3;

function shorten(names: readonly string[]): string {
  return formatList(names.length > shownNames ? [...names.slice(0, shownNames), '…'] : names);
}

/** A mark in words, short for the row and whole for whoever points at it. */
function describeMark(t: TFunction, mark: ReviewMark): { words: string; title: string | undefined } {
  switch (mark.kind) {
    case 'removed-classes':
    case 'changed-nodes': {
      const workflows = shorten(mark.workflows);
      return {
        words: t(mark.kind === 'removed-classes' ? 'review.marks.removedClasses' : 'review.marks.changedNodes', {
          names: shorten(mark.names),
          workflows,
        }),
        title: [...mark.names, ...mark.workflows].join('\n'),
      };
    }
    case 'removed-unused':
      return {
        words: t('review.marks.removedUnused', { names: shorten(mark.names) }),
        title: mark.names.join('\n'),
      };
    case 'nodes-unknown':
      return { words: t('review.marks.nodesUnknown'), title: describeUnknown(t, mark.unknown) };
    case 'edited':
    case 'added':
    case 'changed':
    case 'hardware':
      return { words: t(`review.marks.${mark.kind}`, { names: shorten(mark.names) }), title: mark.names.join('\n') };
    default:
      return { words: t(`review.marks.${mark.kind}`), title: undefined };
  }
}

const tones: Record<ReviewMark['kind'], string> = {
  'removed-classes': 'text-red-text',
  'changed-nodes': 'text-amber-text',
  major: 'text-amber-text',
  hardware: 'text-amber-text',
  edited: 'text-amber-text',
  added: 'text-soft',
  'removed-unused': 'text-soft',
  'nodes-unknown': 'text-faint',
  changed: 'text-soft',
  unknown: 'text-faint',
  same: 'text-faint',
};

const choices = ['keep', 'carry', 'replace'] as const satisfies readonly EditedFiles[];

/** What becomes of edited files. */
function EditChoice({ row, isBusy, edits }: Omit<ReviewMarksProps, 'isRequested' | 'isTried'>) {
  const { t } = useTranslation();
  return (
    <ChoiceField
      label={t('review.edits.name', { name: row.record.title })}
      value={edits.of(row)}
      options={choices.map((value) => ({ value, label: t(`review.edits.${value}`) }))}
      isDisabled={isBusy}
      onChoose={(value) => edits.choose(row, choices.find((one) => one === value) ?? 'keep')}
    />
  );
}

interface ReviewMarksProps {
  row: ReviewRow;
  /** Whether its repository may be asked for it. */
  isRequested: boolean;
  /** Whether a trial said what becomes of its nodes. */
  isTried: boolean;
  isBusy: boolean;
  edits: EditChoices;
}

/**
 * What to look at before a pack is updated, in one line whose room is there before it is known.
 */
export function ReviewMarks({ row, isRequested, isTried, isBusy, edits }: ReviewMarksProps) {
  const { t } = useTranslation();
  const risk = useImpact(updateOf(row), isRequested);
  const marks = listMarks(row, risk.error ? null : risk.data, isTried);
  return (
    <ul data-testid="review-marks" className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-3 text-sm">
      {marks.map((mark) => {
        const { words, title } = describeMark(t, mark);
        return (
          <li
            key={mark.kind}
            data-mark={mark.kind}
            title={title}
            className={classNames('flex min-w-0 flex-wrap items-center gap-x-2 break-words', tones[mark.kind])}
          >
            {words}
            {mark.kind === 'edited' && <EditChoice row={row} isBusy={isBusy} edits={edits} />}
          </li>
        );
      })}
    </ul>
  );
}
