import { CircleCheck, CircleHelp, Download, FolderSearch, Lock } from 'lucide-react';
import { t } from 'i18next';
import { CheckBox } from '../components/form/check-box';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { go } from '../navigation/location-store';
import { openLink } from '../state/queue/actions';
import { chooseForRow } from '../state/workflow/workflow-store';
import { formatBytes, shortenPath } from '../texts/formatting';
import { RowBusy } from './row-end';
import { RowFailure } from './row-failure';
import { orderWork } from './workflow-commands';
import type { ModelRow as Row } from './workflow-models';

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** A folder as people know it: below the models folder, else the whole of it. */
function shortFolder(folder: string): string {
  return shortenPath(/[\\/](models[\\/].+)$/u.exec(folder)?.[1] ?? folder, 48);
}

/** Where a model comes from, how large it is and where it goes; or where one of its name lies. */
function describeModel({ model, install, sizeBytes }: Row): string {
  const { listed, folder, path, state } = model;
  if (state === 'elsewhere') return t('workflow.models.elsewhere', { path });
  const where = folder === null ? '' : shortFolder(folder);
  if (install === null) return where;
  const size = sizeBytes === null ? (listed?.size ?? '') : formatBytes(sizeBytes);
  const from = listed === null ? t('workflow.models.fromWorkflow', { host: hostOf(install.url) }) : listed.base;
  return [size || t('workflow.models.noSize'), where, from].filter(Boolean).join(' · ');
}

function ModelTick({ row: { id, model, isOpen, isSelected, install, progress } }: { row: Row }) {
  const isBusy = progress.phase === 'running' || progress.phase === 'waiting';
  if (install === null) return <span aria-hidden className="size-4 shrink-0" />;
  return (
    <CheckBox
      aria-label={model.name}
      isChecked={isSelected}
      disabled={!isOpen || isBusy}
      onChoose={(isOn) => chooseForRow(id, { isSelected: isOn })}
    />
  );
}

/** No single place to download it from: several files of the list have its name, or none has. */
function NoSource({ hasChoices }: { hasChoices: boolean }) {
  return (
    <Chip tone={hasChoices ? 'amber' : 'neutral'} icon={<CircleHelp size={12} />}>
      {t(hasChoices ? 'workflow.models.choice' : 'workflow.models.missing')}
    </Chip>
  );
}

function ModelEnd({ row: { model, remote, install } }: { row: Row }) {
  if (model.state === 'present') {
    return (
      <Chip tone="green" icon={<CircleCheck size={12} />}>
        {t('workflow.models.present')}
      </Chip>
    );
  }
  if (model.state === 'elsewhere') {
    return (
      <Chip tone={install === null ? 'neutral' : 'amber'} icon={<FolderSearch size={12} />}>
        {t('workflow.models.misplaced')}
      </Chip>
    );
  }
  if (install === null) return <NoSource hasChoices={(model.choices ?? []).length > 0} />;
  const isClosed = remote?.access === 'closed';
  return (
    <Chip tone="amber" icon={isClosed ? <Lock size={12} /> : <Download size={12} />}>
      {t(isClosed ? 'workflow.models.closed' : 'workflow.states.missing')}
    </Chip>
  );
}

const linkClass = 'rounded-control underline underline-offset-2';

/** The host gives it to some accounts only: where its terms are accepted, and where the token goes. */
function Gate({ page }: { page: string | null }) {
  return (
    <p className="pb-2 pl-7 text-sm text-amber-text" data-testid="workflow-gate">
      {t('workflow.models.gate')}{' '}
      {page !== null && (
        <>
          <button type="button" className={linkClass} onClick={() => openLink(page)}>
            {t('workflow.models.openPage')}
          </button>
          {' · '}
        </>
      )}
      <button
        type="button"
        className={linkClass}
        onClick={() => go({ place: 'settings', settingSection: 'accounts', settingQuery: '' })}
      >
        {t('workflow.models.accounts')}
      </button>
    </p>
  );
}

/** Several files of the list have the name: each is a button that downloads it. */
function Choices({ row, isBusy }: { row: Row; isBusy: boolean }) {
  const { state, choices = [] } = row.model;
  if (isBusy || state !== 'missing' || choices.length === 0) return null;
  return (
    <div className="flex flex-col items-start gap-1.5 pb-3 pl-7 text-sm text-soft" data-testid="workflow-choices">
      {t('workflow.models.choose')}
      {choices.map(({ listed, install }) => (
        <Button
          key={`${install.url} ${install.save_path}`}
          size="small"
          icon={<Download size={13} />}
          onClick={() => void orderWork({ packs: [], models: [{ ...row, install }] })}
        >
          {[listed.name, listed.type, listed.base, listed.size].filter(Boolean).join(' · ')}
        </Button>
      ))}
    </div>
  );
}

/** A model file that the workflow names. */
export function ModelRow({ row }: { row: Row }) {
  const words = describeModel(row);
  const { model, progress, remote } = row;
  const { name, state, folder, path } = model;
  const isBusy = progress.phase === 'running' || progress.phase === 'waiting';
  return (
    <li className="border-b border-border last:border-0" data-testid="workflow-model" data-state={state}>
      <div className="flex min-h-11 items-center gap-3 py-1.5">
        <ModelTick row={row} />
        <div className="min-w-0 flex-1">
          <p className="truncate font-mono text-sm" title={name}>
            {name}
          </p>
          <p className="truncate text-sm text-muted" title={path ?? folder ?? words}>
            {words}
          </p>
        </div>
        {isBusy ? <RowBusy name={name} progress={progress} /> : <ModelEnd row={row} />}
      </div>
      {remote?.access === 'closed' && state === 'missing' && <Gate page={remote.page} />}
      <Choices row={row} isBusy={isBusy} />
      {progress.phase === 'failed' && (
        <RowFailure
          name={name}
          kind="install-model"
          failure={progress}
          onRetry={() => void orderWork({ packs: [], models: [row] })}
        />
      )}
    </li>
  );
}
