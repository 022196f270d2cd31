import { Network } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import type { BisectView } from '../../../src/contract/operations/bisect';
import { Button } from '../../components/button';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { Notice } from '../../components/feedback/notice';
import { isSearching, useBisect } from '../../state/comfyui/bisect';
import { dismissRefusal, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { findPortThief, hasWebUi, readShownState } from '../../state/comfyui/shown-state';
import { isSafeMode } from '../../state/comfyui/shown-state';
import { useExposure } from '../../state/comfyui/use-comfy';
import { BisectEntry } from '../bisect/bisect-entry';
import { ResultPanel } from '../bisect/result-panel';
import { SearchPanel } from '../bisect/search-panel';
import { CrashPanel } from './crash-panel';
import { Facts } from '../facts';
import { ImportProblems, ImportTimes } from './imports';
import { MemoryPanel } from './memory-panel';
import { PortPanel } from './port-panel';
import {
  ForeignPanel,
  NoticePanel,
  RestartPanel,
  SafeModePanel,
  StartingPanel,
  StoppedPanel,
  StoppingPanel,
} from './state-panels';
import { formatSentence } from '../../texts/core-sentences';

/** Why the last order was refused. A port that somebody holds has a panel of its own. */
function Refusal({ isPortShown }: { isPortShown: boolean }) {
  const refusal = useComfyOrders((state) => state.refusal);
  if (!refusal || (isPortShown && refusal.code === 'comfyui-not-ours')) return null;
  return (
    <div className="mb-4" data-testid="comfy-refusal">
      <FailureNotice
        title={refusal.code === 'policy-denied' ? t('comfy.deniedTitle') : t('comfy.refusedTitle')}
        error={refusal}
      >
        <Button size="small" onClick={dismissRefusal}>
          {t('app.dismiss')}
        </Button>
      </FailureNotice>
    </div>
  );
}

/** The gateway listens beyond this machine: said as long as it is so. */
function Exposure() {
  const exposedAt = useExposure();
  if (exposedAt === null) return null;
  return (
    <div className="mb-4" data-testid="comfy-exposed">
      <Notice
        tone="amber"
        icon={<Network size={16} />}
        title={t('comfy.exposed.title')}
        text={t('comfy.exposed.text', { address: exposedAt })}
        remedy={t('comfy.exposed.remedy')}
      />
    </div>
  );
}

function StatePanel({ status }: { status: ComfyStatus }) {
  const { state, notice } = status;
  const thief = findPortThief(status);
  if (thief) return <PortPanel holder={thief} />;
  switch (state) {
    case 'crashed':
      return <CrashPanel status={status} />;
    case 'starting':
      return <StartingPanel status={status} />;
    case 'stopping':
      return <StoppingPanel />;
    case 'foreign':
      return <ForeignPanel status={status} />;
    case 'stopped':
      return <StoppedPanel />;
    case 'running':
      return (
        <>
          {isSafeMode(status) && <SafeModePanel />}
          {notice !== null && <NoticePanel text={formatSentence(notice)} />}
        </>
      );
  }
}

/** How ComfyUI is, or how far the search for a pack has come that has it for itself meanwhile. */
function StateOrSearch({ status, bisect }: { status: ComfyStatus; bisect: BisectView | undefined }) {
  const isRecovering = useComfyOrders(({ recovery }) => recovery !== null);
  if (bisect !== undefined && isSearching(bisect)) return <SearchPanel view={bisect} />;
  // What was found says more of the crash, and has the button for it.
  const isAnswered = bisect?.result?.outcome === 'found' && !isRecovering;
  return status.state === 'crashed' && isAnswered ? null : <StatePanel status={status} />;
}

/** The way to a search, while none is under way. In safe mode the panel of that has it. */
function Search({ status, bisect }: { status: ComfyStatus; bisect: BisectView | undefined }) {
  return isSafeMode(status) || isSearching(bisect) ? null : <BisectEntry />;
}

/** How ComfyUI is doing: its state and the next step, its facts, and the packs that did not load. */
export function Overview({ status }: { status: ComfyStatus }) {
  const bisect = useBisect();
  const isPortShown = status.holder !== null || status.state === 'foreign';
  const hasImports = status.state === 'running' || status.state === 'stopped';
  return (
    <div className="mx-auto max-w-240 gap-x-4 px-4 pt-4 pr-1.5 min-[1700px]:grid min-[1700px]:max-w-400 min-[1700px]:grid-cols-[minmax(0,1fr)_28rem] min-[1700px]:grid-rows-[auto_1fr]">
      <div className="min-w-0 empty:hidden">
        <Refusal isPortShown={isPortShown} />
        {bisect && <ResultPanel view={bisect} />}
        <RestartPanel />
        <Exposure />
        <StateOrSearch status={status} bisect={bisect} />
      </div>
      <div className="min-w-0 min-[1700px]:col-start-2 min-[1700px]:row-span-2 min-[1700px]:row-start-1">
        <Facts status={status} />
        {hasWebUi(readShownState(status)) && <MemoryPanel />}
      </div>
      <div className="min-w-0 min-[1700px]:col-start-1">
        {status.state !== 'starting' && <ImportProblems />}
        {hasImports && <ImportTimes {...status} />}
        {hasImports && <Search status={status} bisect={bisect} />}
      </div>
    </div>
  );
}
