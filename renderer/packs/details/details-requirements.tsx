import { Check, CircleHelp, CircleMinus, CircleX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { PackRequirement, RequirementStanding } from '../../../src/contract/packs/pack-details';
import { Button } from '../../components/button';
import { Chip, type ChipTone } from '../../components/chip';
import { lockOf } from '../../components/lock';
import { Notice } from '../../components/feedback/notice';
import { isLacking, usePackRequirements } from './pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import { listPackKinds } from '../../state/packs/pack-task';
import { DetailsGroups } from './details-groups';
import { DetailsAge, DetailsEmpty, DetailsFailed, DetailsWaiting } from './details-parts';
import { requestPack } from '../../state/packs/request-pack';
import { formatSentence } from '../../texts/core-sentences';

const styles: Record<RequirementStanding, { tone: ChipTone; icon: ReactNode }> = {
  met: { tone: 'green', icon: <Check size={11} /> },
  unmet: { tone: 'amber', icon: <TriangleAlert size={11} /> },
  missing: { tone: 'red', icon: <CircleX size={11} /> },
  skipped: { tone: 'neutral', icon: <CircleMinus size={11} /> },
  unknown: { tone: 'neutral', icon: <CircleHelp size={11} /> },
};

/** Where a line stands, as the core writes it down. */
function wordSource(source: string): string {
  if (source === 'the registry') return t('details.fromRegistry');
  const [, file, line] = /^(.+) line (\d+)$/u.exec(source) ?? [];
  return file === undefined ? source : t('details.fileLine', { file, line });
}

function RequirementLine({ requirement }: { requirement: PackRequirement }) {
  const { text, source, standing, installed, note } = requirement;
  const { tone, icon } = styles[standing];
  const has = installed === null ? '' : t('details.hasVersion', { version: installed });
  return (
    <li className="border-b border-border px-4 py-2 last:border-0" data-testid="requirement" data-standing={standing}>
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1 font-mono text-sm leading-5 break-all text-soft selectable">{text}</span>
        <Chip tone={tone} icon={icon}>
          {t(`details.standings.${standing}`)}
        </Chip>
      </div>
      <p className="mt-0.5 text-sm break-words text-muted">
        {[wordSource(source), has].filter(Boolean).join(' · ')}
        {note !== null && <span className="block text-soft">{formatSentence(note)}</span>}
      </p>
    </li>
  );
}

/** What is missing can be installed by the one task that checks everything again. */
function WhatIsLacking({ record, lacking }: { record: PackRecord; lacking: number }) {
  const lock = lockOf(findRefusal(usePackRefusals(), record, { kind: 'fix' }));
  if (lacking === 0 || !listPackKinds(record).includes('fix')) return null;
  return (
    <div className="px-4 pt-3 pb-1">
      <Notice
        tone="amber"
        icon={<TriangleAlert size={16} />}
        title={t('details.bringable', { count: lacking })}
        text={t('details.lackingText')}
      >
        <Button size="small" {...lock} onClick={() => void requestPack(record, { kind: 'fix' })}>
          {t('actions.fix')}
        </Button>
      </Notice>
    </div>
  );
}

/** What a pack needs of ComfyUI's Python, line by line. */
export function DetailsRequirements({ record }: { record: PackRecord }) {
  const { query, askAgain } = usePackRequirements(record);
  const { data, error, isFetching } = query;
  if (data === undefined && error !== null) {
    return <DetailsFailed title={t('details.requirementsFailed')} error={error} onRetry={askAgain} />;
  }
  if (data === undefined) return <DetailsWaiting words={t('details.requirementsLoading')} />;
  const { requirements, groups, problem } = data;
  const chosen = groups.filter(({ isChosen }) => isChosen).map(({ name }) => name);
  const lacking = requirements.filter(isLacking).length;
  return (
    <>
      <DetailsAge {...data} isAsking={isFetching} onAsk={askAgain} />
      {problem !== null && <p className="px-4 pt-3 text-sm text-amber-text">{formatSentence(problem)}</p>}
      {requirements.length === 0 && <DetailsEmpty>{t('details.noRequirements')}</DetailsEmpty>}
      {record.local !== null && <WhatIsLacking record={record} lacking={lacking} />}
      <ul>
        {requirements.map((requirement) => (
          <RequirementLine key={`${requirement.source} ${requirement.text}`} requirement={requirement} />
        ))}
      </ul>
      {groups.length > 0 && (
        <DetailsGroups key={chosen.join(' ')} record={record} groups={groups} origin={data.origin} />
      )}
    </>
  );
}
