import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { ComfyCrash } from '../../src/contract/comfyui/comfyui-status';
import { Button } from '../components/button';
import { ProgressRing } from '../components/feedback/progress';
import { askBisect } from '../navigation/window-store';
import {
  startComfy,
  startWithArgument,
  startWithout,
  undoChange,
  useComfyOrders,
} from '../state/comfyui/comfy-actions';
import type { FindPack } from '../state/packs/pack-index';
import { describeTask } from '../state/packs/task-words';
import { AttentionRow } from './attention-row';

const noCrash: ComfyCrash = {
  ...{ lastLines: [], change: null, isChangeSuspected: false, memory: null },
  ...{ suspects: [], argument: null },
};

interface CrashItemProps {
  crash: ComfyCrash | null;
  findPack: FindPack;
}

/** What points to a cause, by which acts and words are chosen: the change before it, and the pack that its last lines name. */
function readEvidence({ change, isChangeSuspected, suspects }: ComfyCrash) {
  return { change: isChangeSuspected ? change : null, suspect: suspects[0] ?? null };
}

interface ActProps {
  /** It is what is likeliest to help. */
  isFirst: boolean;
  testId: string;
  title?: string;
  onDo: () => void;
  children: ReactNode;
}

function Act({ isFirst, testId, title, onDo, children }: ActProps) {
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  const isWorking = useComfyOrders(({ recovery }) => recovery !== null);
  return (
    <Button
      size="small"
      tone={isFirst ? 'primary' : 'plain'}
      data-testid={testId}
      title={title}
      disabled={isBusy}
      icon={isFirst && isWorking ? <ProgressRing fraction={null} label={t('comfy.crash.undoing')} /> : undefined}
      onClick={onDo}
    >
      {children}
    </Button>
  );
}

/** Takes back the change that something points to; nothing where there is none, or no snapshot from before it. */
function UndoAct({ crash, findPack }: { crash: ComfyCrash; findPack: FindPack }) {
  const { snapshot, target } = readEvidence(crash).change ?? { snapshot: null, target: '' };
  if (snapshot === null) return null;
  const undo = () => void undoChange(snapshot, findPack(target)?.title ?? target);
  return (
    <Act isFirst testId="attention-undo" onDo={undo}>
      {t('comfy.actions.undo')}
    </Act>
  );
}

/** Starts it with the argument that it needs here. */
function ArgumentAct({ argument, isFirst }: { argument: string; isFirst: boolean }) {
  return (
    <Act isFirst={isFirst} testId="attention-argument" onDo={() => void startWithArgument(argument)}>
      {t('comfy.actions.argument', { argument })}
    </Act>
  );
}

/** Takes back the change that something points to, or leaves out the pack that its last lines name; where nothing points anywhere a search finds it. */
function CrashActs({ crash, findPack }: { crash: ComfyCrash; findPack: FindPack }) {
  const { change, suspect } = readEvidence(crash);
  const nameOf = (name: string): string => findPack(name)?.title ?? name;
  const snapshot = change?.snapshot ?? null;
  const isNamed = suspect !== null;
  if (crash.argument !== null)
    return (
      <>
        <UndoAct crash={crash} findPack={findPack} />
        <ArgumentAct argument={crash.argument} isFirst={snapshot === null} />
      </>
    );
  return (
    <>
      <UndoAct crash={crash} findPack={findPack} />
      {isNamed && (
        <Act isFirst={snapshot === null} testId="attention-without" onDo={() => void startWithout(suspect, findPack)}>
          {t('comfy.actions.without', { name: nameOf(suspect) })}
        </Act>
      )}
      {!(isNamed && snapshot !== null) && (
        <Act
          isFirst={!isNamed && snapshot === null}
          testId="attention-bisect"
          title={t('bisect.findHint')}
          onDo={() => askBisect('start')}
        >
          {t('bisect.find')}
        </Act>
      )}
      {!isNamed && snapshot === null && (
        <Act isFirst={false} testId="attention-bare" title={t('comfy.bareHint')} onDo={() => void startComfy('bare')}>
          {t('comfy.actions.bare')}
        </Act>
      )}
    </>
  );
}

/** What is known of it: the change before it that something points to, that it was ended from outside, or that nobody knows. */
function describeCrash(crash: ComfyCrash, findPack: FindPack): string {
  const { change, suspect } = readEvidence(crash);
  const { argument } = crash;
  if (argument !== null) return t('home.crash.noCard', { argument });
  const changed = change === null ? '' : t('home.crash.change', { what: describeTask(findPack, change, 'todo') });
  return suspect !== null || changed !== ''
    ? changed
    : t(crash.memory === null ? 'home.crash.text' : 'home.crash.killed');
}

/** ComfyUI ended unasked: which pack is named, what was changed just before, and the way on. */
export function CrashItem({ crash, findPack }: CrashItemProps) {
  const known = crash ?? noCrash;
  const text = describeCrash(known, findPack);
  const { suspect } = readEvidence(known);
  const title =
    suspect === null ? t('comfy.crash.title') : t('home.crash.named', { name: findPack(suspect)?.title ?? suspect });
  return (
    <AttentionRow isTall kind="crash" tone="red" icon={<CircleX size={16} />} title={title} text={text}>
      {/* Killed from outside no pack is to blame: the card above starts it again. */}
      {known.memory === null && <CrashActs crash={known} findPack={findPack} />}
    </AttentionRow>
  );
}
