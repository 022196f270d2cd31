import { GitBranch } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import type { ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';
import type { AppError } from '../../../src/contract/errors';
import { EmptyState } from '../../components/feedback/empty-state';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { useReleases, useUpdateTarget } from '../../state/comfyui/releases';
import { useSwitchPolicy } from './comfy-releases';
import type { VersionRequest } from '../../state/comfyui/version-order';
import { changeVersion, useVersionProgress } from './comfy-versions';
import { VersionDialog } from './version-dialog';
import { VersionOutcome } from './versions-outcome';
import { VersionRow } from './versions-row';
import { VersionsHead } from './versions-head';
import { describeError } from '../../texts/core-sentences';
import { formatSentences } from '../../texts/formatting';

/** A ComfyUI without a git repository has no releases to choose from, and trying again would not help. */
function NotGit({ error }: { error: AppError }) {
  const { text, remedy } = describeError(error);
  return (
    <EmptyState
      icon={<GitBranch size={20} />}
      title={t('comfy.versions.notGitTitle')}
      text={formatSentences(text, remedy)}
    />
  );
}

function Versions({ data }: { data: ComfyReleases }) {
  const [request, setRequest] = useState<VersionRequest | null>(null);
  const policy = useSwitchPolicy();
  const { phase } = useVersionProgress();
  const isBusy = phase === 'running' || phase === 'waiting' || phase === 'planning';
  const refusal = policy.data?.allowed === false ? policy.data : undefined;
  const found = useUpdateTarget(data.releases);
  const target = found?.isCurrent === false ? found : undefined;
  return (
    <div className="mx-auto max-w-240 px-4 pt-4 pr-1.5 pb-6">
      <VersionOutcome />
      <VersionsHead data={data} isBusy={isBusy} refusal={refusal} target={target} onRequest={setRequest} />
      <ul
        aria-label={t('comfy.versions.list')}
        className="overflow-hidden rounded-panel border border-border bg-raised"
      >
        {data.releases.map((release) => (
          <VersionRow
            key={release.version}
            release={release}
            isDisabled={isBusy}
            refusal={refusal}
            isUpdate={refusal !== undefined && release === target}
            onSwitch={() =>
              setRequest({ kind: 'switch', name: release.version, params: { target_version: release.version } })
            }
          />
        ))}
      </ul>
      {data.releases.length === 0 && <p className="p-6 text-center text-muted">{t('comfy.versions.none')}</p>}
      {request !== null && (
        <VersionDialog
          request={request}
          data={data}
          onClose={() => setRequest(null)}
          onConfirm={() => {
            setRequest(null);
            void changeVersion(request);
          }}
        />
      )}
    </div>
  );
}

/** Which versions of ComfyUI there are, what came with each, and the way to another one and back. */
export function VersionsView() {
  const releases = useReleases();
  const { data, error } = releases;
  if (!data && error?.code === 'comfyui-not-git') return <NotGit error={error} />;
  return (
    <QueryPlace
      query={releases}
      failedTitle={t('comfy.versions.failedTitle')}
      loading={<SkeletonRows label={t('comfy.versions.loading')} />}
    >
      {(known) => <Versions data={known} />}
    </QueryPlace>
  );
}
