import { t } from 'i18next';
import type { EditedFiles } from '../../../src/contract/packs';
import { classNames } from '../../components/class-names';
import { ChoiceField } from '../../components/form/choice-field';
import { formatList } from '../../texts/formatting';
import { describeUnknown } from '../impact/impact-words';
import type { ReviewMark } from './review-marks';
import type { ReviewRow } from './review-rows';
import type { EditChoices } from './use-edit-choices';

const shownNames = 3;

function shorten(names: readonly string[]): string {
  return formatList(names.length > shownNames ? [...names.slice(0, shownNames), '…'] : names);
}

/** A mark in words, short for the row and whole for whoever points at it. */
function describeMark(mark: ReviewMark): { words: string; title: string | undefined } {
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
      return { words: t('review.marks.nodesUnknown'), title: describeUnknown(mark.unknown) };
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
  editsUnknown: 'text-faint',
  changed: 'text-soft',
  unknown: 'text-faint',
};

const choices = ['keep', 'carry', 'replace'] as const satisfies readonly EditedFiles[];

/** What becomes of edited files. */
export function EditChoice({ row, isBusy, edits }: { row: ReviewRow; isBusy: boolean; edits: EditChoices }) {
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

/** What to look at before a pack is updated, the gravest first. */
export function ReviewMarks({ marks }: { marks: readonly ReviewMark[] }) {
  return (
    <span data-testid="review-marks">
      {marks.map((mark) => {
        const { words, title } = describeMark(mark);
        return (
          <span
            key={mark.kind}
            data-mark={mark.kind}
            title={title}
            className={classNames("not-first:before:text-faint not-first:before:content-['_·_']", tones[mark.kind])}
          >
            {words}
          </span>
        );
      })}
    </span>
  );
}
