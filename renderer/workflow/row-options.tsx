import { shortenVersion } from '../../src/contract/text/version';
import { t } from 'i18next';
import type { WorkflowCandidate } from '../../src/contract/workflows';
import { ChoiceField } from '../components/form/choice-field';
import type { PackRow } from './workflow-rows';
import { chooseForRow } from '../state/workflow/workflow-store';
import { formatShortCount } from '../texts/formatting';

function VersionChoice({ row }: { row: PackRow }) {
  const { candidate, version, id } = row;
  const wanted = shortenVersion(candidate.wantedVersion ?? '');
  const newest = candidate.latestVersion;
  const options = [
    { value: 'newest', label: newest === null ? t('workflow.newest') : t('workflow.newestAs', { version: newest }) },
    { value: 'workflow', label: t('workflow.asWorkflow', { version: wanted }) },
  ];
  return (
    <ChoiceField
      label={t('workflow.versionOf', { name: candidate.title })}
      value={version}
      options={options}
      onChoose={(chosen) => chooseForRow(id, { version: chosen === 'workflow' ? 'workflow' : 'newest' })}
    />
  );
}

function CandidateChoice({ row: { pack, candidate, id } }: { row: PackRow }) {
  const wordsOf = ({ title, stars }: WorkflowCandidate): string =>
    stars === null ? title : t('workflow.candidate', { title, stars: formatShortCount(stars) });
  return (
    <ChoiceField
      label={t('workflow.candidates', { name: pack.title })}
      value={candidate.key}
      options={[pack, ...pack.alternatives].map((one) => ({ value: one.key, label: wordsOf(one) }))}
      onChoose={(key) => chooseForRow(id, { candidate: key })}
    />
  );
}

/** What can be chosen for a row before anything is done: which pack, and which version of it. */
export function RowOptions({ row }: { row: PackRow }) {
  const { work, progress, pack, hasVersions } = row;
  const isBusy = progress.phase === 'waiting' || progress.phase === 'running';
  const isOpen = !isBusy && (work !== null || pack.load === 'lacking');
  if (!isOpen) return null;
  return (
    <>
      {pack.alternatives.length > 0 && <CandidateChoice row={row} />}
      {hasVersions && <VersionChoice row={row} />}
    </>
  );
}
