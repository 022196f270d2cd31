import { Box, FileCode, HardDrive, Layers, Package, SlidersHorizontal, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { DiskChange, UndoStep } from '../../../src/contract/changes';
import type { SnapshotChange } from '../../../src/contract/snapshots';
import { formatCount } from '../../texts/formatting';
import { classNames } from '../class-names';

const subjects = ['comfyui', 'pack', 'file', 'python', 'model', 'setting'] as const;

/** What a change is about, as a picture. */
export const subjectIcons: Record<(DiskChange | SnapshotChange | UndoStep)['subject'], ReactNode> = {
  comfyui: <Workflow aria-hidden size={14} />,
  pack: <Package aria-hidden size={14} />,
  file: <FileCode aria-hidden size={14} />,
  python: <Box aria-hidden size={14} />,
  model: <HardDrive aria-hidden size={14} />,
  setting: <SlidersHorizontal aria-hidden size={14} />,
  environment: <Layers aria-hidden size={14} />,
};

/** What it was, and what it becomes. */
export function Becomes({ from, to }: { from: string; to: string }) {
  return (
    <>
      {from}
      <span aria-hidden> → </span>
      <span className="sr-only"> {t('changes.becomes')} </span>
      <span className="text-soft">{to}</span>
    </>
  );
}

interface SubjectGroupsProps<T> {
  changes: readonly T[];
  /** The title of a pack, by what a record or a snapshot calls it. */
  nameOf: (name: string) => string;
  /** It is a part of something else. */
  isPart?: boolean;
  /** The line of a change, whose title is that of its pack. */
  children: (change: T, title: string) => ReactNode;
}

/** Changes by what they are about. */
export function SubjectGroups<T extends DiskChange | SnapshotChange>(props: SubjectGroupsProps<T>) {
  const { changes, nameOf, isPart = false, children } = props;
  const Heading = isPart ? 'h4' : 'h3';
  return subjects.map((subject) => {
    const own = changes.filter((change) => change.subject === subject);
    if (own.length === 0) return null;
    const title = t(`changes.subjects.${subject}`);
    return (
      <section key={subject} aria-label={title} className={isPart ? 'mt-2 first:mt-1' : 'mb-4'}>
        <Heading
          className={classNames(
            'flex items-center gap-1.5 text-sm font-medium text-muted [&>svg]:text-faint',
            isPart ? 'mb-1' : 'mb-1.5',
          )}
        >
          {subjectIcons[subject]}
          {title}
          <span className="text-xs font-normal text-faint tabular">{formatCount(own.length)}</span>
        </Heading>
        <ul
          className={classNames(
            'overflow-hidden border border-border',
            isPart ? 'rounded-control bg-panel' : 'rounded-panel bg-raised',
          )}
        >
          {own.map((change) => children(change, subject === 'pack' ? nameOf(change.name) : change.name))}
        </ul>
      </section>
    );
  });
}
