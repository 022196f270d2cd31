import { shortenVersion } from '../../../src/contract/text/version';
import { describeError } from '../../texts/core-sentences';
import { CloudOff, FilePen, GitBranch, GitCommitHorizontal, LoaderCircle, RefreshCw, Undo2 } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyRelease, ComfyReleases } from '../../../src/contract/comfyui/comfyui-versions';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../../components/button';
import { lockOf } from '../../components/lock';
import { Notice } from '../../components/feedback/notice';
import { openReview } from '../../navigation/window-store';
import { checkForReleases, useReleaseSearch } from './comfy-releases';
import type { VersionRequest } from '../../state/comfyui/version-order';
import { useDelayed } from '../../hooks/use-delayed';
import { useNow } from '../../hooks/use-now';
import { writeFailureDetails } from '../../texts/failure-details';
import { formatDate, formatExact, formatSentences, formatWhen } from '../../texts/formatting';
import { describeVersion } from '../../texts/version-name';
import { Panel } from '../panel';
import { listNames } from './version-words';

interface VersionsHeadProps {
  data: ComfyReleases;
  isBusy: boolean;
  /** Why the policy refuses going to a version by name; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  /** What an update leads to; undefined where there is nothing newer. */
  target: ComfyRelease | undefined;
  onRequest: (request: VersionRequest) => void;
}

function UpdateButton({ isBusy, target }: VersionsHeadProps) {
  if (target === undefined) return null;
  const isNightly = target.kind === 'nightly';
  const { version, isOlder } = target;
  const label = isNightly
    ? t('comfy.versions.updateNightly')
    : t(isOlder ? 'comfy.versions.stepBack' : 'comfy.versions.update', { version });
  return (
    <Button
      tone={isOlder ? 'plain' : 'primary'}
      data-testid="version-update"
      disabled={isBusy}
      onClick={() => openReview('comfyui')}
    >
      {label}
    </Button>
  );
}

/** A release keeps its name; anything else is known by its commit alone. */
function nameTarget({ releases, previous }: ComfyReleases): string {
  const release = releases.find(({ kind, version }) => kind === 'release' && version === previous?.name);
  return release?.version ?? previous?.commit ?? '';
}

function BackButton({ data, isBusy, refusal, onRequest }: VersionsHeadProps) {
  const lock = lockOf(refusal);
  const { previous } = data;
  if (previous === null) return null;
  const name = describeVersion(previous.name);
  return (
    <Button
      data-testid="version-back"
      title={t('comfy.versions.backHint', { when: formatExact(Date.parse(previous.leftAt)) })}
      disabled={isBusy}
      icon={lock.icon ?? <Undo2 size={14} />}
      onClick={() => onRequest({ kind: 'back', name, params: { target_version: nameTarget(data) } })}
    >
      {t('comfy.versions.back', { version: name })}
    </Button>
  );
}

function CheckButton({ isBusy }: { isBusy: boolean }) {
  const isAsking = useReleaseSearch().isAsking;
  const isSlow = useDelayed(isAsking);
  return (
    <Button
      data-testid="version-look"
      disabled={isAsking || isBusy}
      icon={isSlow ? <LoaderCircle size={14} className="animate-turn" /> : <RefreshCw size={14} />}
      onClick={() => void checkForReleases()}
    >
      {t('comfy.versions.look')}
    </Button>
  );
}

/** The remote could not be asked: the list stays, with its date. */
function AskFailure({ askedAt }: { askedAt: string | null }) {
  const error = useReleaseSearch().error;
  if (error === null) return null;
  const { text, remedy } = describeError(error);
  const age =
    askedAt === null
      ? t('comfy.versions.ageUnknown')
      : t('comfy.versions.shownAsOf', { date: formatExact(Date.parse(askedAt)) });
  return (
    <div className="mb-4" data-testid="version-offline">
      <Notice
        isAlert
        tone="amber"
        icon={<CloudOff size={16} />}
        title={t('comfy.versions.askFailed')}
        text={text}
        remedy={formatSentences(remedy, age)}
        details={writeFailureDetails(error)}
        onRetry={() => void checkForReleases()}
      />
    </div>
  );
}

function Place({ current: { commit, branch, date } }: ComfyReleases) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 pt-2.5 text-soft">
      {branch !== null && (
        <span className="inline-flex items-center gap-1.5">
          <GitBranch aria-hidden size={14} className="text-faint" />
          {t('comfy.versions.onBranch', { branch })}
        </span>
      )}
      <span title={commit} className="inline-flex items-center gap-1.5 font-mono text-sm selectable">
        <GitCommitHorizontal aria-hidden size={14} className="text-faint" />
        {shortenVersion(commit)}
      </span>
      {date !== null && <span title={formatExact(Date.parse(date))}>{formatDate(Date.parse(date))}</span>}
    </p>
  );
}

/** Where ComfyUI stands, and the ways on: to the newest, back, and to the remote for news. */
export function VersionsHead(props: VersionsHeadProps) {
  const nowMs = useNow(30_000);
  const { data, isBusy } = props;
  const { askedAt, changedFiles, current } = data;
  return (
    <>
      <AskFailure askedAt={askedAt} />
      <Panel
        testId="version-current"
        title={t('comfy.versions.current', { version: describeVersion(current.name) })}
        facts={
          askedAt === null
            ? undefined
            : t('comfy.versions.asked', { when: formatWhen(Date.parse(askedAt), Math.max(nowMs, Date.parse(askedAt))) })
        }
      >
        <Place {...data} />
        {changedFiles.length > 0 && (
          <p data-testid="version-changed" className="flex gap-2 px-3.5 pt-2 text-soft">
            <FilePen aria-hidden size={14} className="mt-[3px] shrink-0 text-amber-text" />
            <span className="min-w-0 break-words">
              {t('comfy.versions.changed', { count: changedFiles.length, names: listNames(changedFiles) })}
            </span>
          </p>
        )}
        <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
          <UpdateButton {...props} />
          <BackButton {...props} />
          <CheckButton isBusy={isBusy} />
        </div>
      </Panel>
    </>
  );
}
