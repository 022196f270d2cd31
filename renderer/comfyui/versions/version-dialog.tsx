import { Dot } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { ForecastView } from '../../components/forecast/forecast-view';
import { showPack } from '../../navigation/show-pack';
import { useForecast } from '../../state/comfyui/forecast';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { describeVersion } from '../../texts/version-name';
import type { VersionRequest } from '../../state/comfyui/version-order';
import { listNames } from './version-words';

function Step({ children }: { children: ReactNode }) {
  return (
    <li className="flex gap-1 py-1 text-soft">
      <Dot aria-hidden size={18} className="mt-px shrink-0 text-faint" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}

/** Whether the requirements of where it goes are others; null when nobody can tell. */
function differsIn({ releases, previous }: ComfyReleases, { kind, name, params }: VersionRequest): boolean | null {
  const isTarget = ({ version, commit }: ComfyRelease): boolean =>
    kind === 'back' ? commit === previous?.commit : version === (params.target_version ?? name);
  return releases.find(isTarget)?.requirementsChanged ?? null;
}

/** The version that the change leads to, as the clone knows it. */
function targetOf({ previous }: ComfyReleases, { kind, name, params }: VersionRequest): string | null {
  return kind === 'back' ? (previous?.commit ?? null) : (params.target_version ?? name);
}

/** Which packs it would break, with the ways out. */
function PacksStep({ request, data, onClose }: Pick<VersionDialogProps, 'request' | 'data' | 'onClose'>) {
  const { query, ...acts } = useForecast(targetOf(data, request));
  const open = (key: string): void => {
    onClose();
    showPack({ key });
  };
  return (
    <div className="mt-3">
      <ForecastView query={query} acts={{ ...acts, open }} />
    </div>
  );
}

const needsWords = { true: 'otherNeeds', false: 'sameNeeds', null: 'anyNeeds' } as const;

interface VersionDialogProps {
  request: VersionRequest;
  data: ComfyReleases;
  onClose: () => void;
  onConfirm: () => void;
}

/** Says what a change of version does, before it is done. Staying as it is has the focus. */
export function VersionDialog({ request, data, onClose, onConfirm }: VersionDialogProps) {
  const state = useComfyStatus().data?.state;
  const isRunning = state === 'running' || state === 'starting' || state === 'foreign';
  const version = describeVersion(request.name);
  const { changedFiles, current } = data;
  const needs = needsWords[`${differsIn(data, request)}`];
  return (
    <ConfirmDialog
      tone="primary"
      title={t(`comfy.versionDialog.${request.kind}`, { version })}
      text={t('comfy.versionDialog.from', { version: describeVersion(current.name) })}
      confirmLabel={t(`comfy.versionDialog.confirm.${request.kind}`)}
      confirmTestId="version-confirm"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <PacksStep {...{ request, data, onClose }} />
      <ul className="mt-3" data-testid="version-steps">
        <Step>{t('comfy.versionDialog.snapshot')}</Step>
        {changedFiles.length > 0 && (
          <Step>
            {t('comfy.versionDialog.changes', { count: changedFiles.length, names: listNames(changedFiles) })}
          </Step>
        )}
        <Step>{t(`comfy.versionDialog.needs.${needs}`)}</Step>
        <Step>{t(isRunning ? 'comfy.versionDialog.running' : 'comfy.versionDialog.stopped')}</Step>
        <Step>{t('comfy.versionDialog.undone')}</Step>
      </ul>
    </ConfirmDialog>
  );
}
