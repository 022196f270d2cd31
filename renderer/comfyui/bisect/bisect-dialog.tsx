import { useEffect, useState } from 'react';
import { t } from 'i18next';
import type { BisectQuestion } from '../../../src/contract/operations/bisect';
import { RefusalNotice } from '../../components/feedback/refusal-notice';
import { Dialog } from '../../components/dialogs/dialog';
import { go } from '../../navigation/location-store';
import { type BisectRequest, closeBisect, useWindow } from '../../navigation/window-store';
import { beginBisect, forgetBisectRefusal, startsAtMost, useBisectBegin } from '../../state/comfyui/bisect';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { usePacks } from '../../state/packs/use-packs';
import { formatCount } from '../../texts/formatting';
import { type LoadedPack, PackFields, SuspectsField, SymptomField } from './question-fields';

function useLoadedPacks(): readonly LoadedPack[] {
  const { packIndex } = usePacks();
  // Of a lean start only its packs are searched.
  const only = useComfyStatus().data?.lean?.packs ?? null;
  return packIndex
    .listOnDisk()
    .flatMap(({ local, title }) => (local?.enabled === true ? [{ name: local.name, title }] : []))
    .filter(({ name }) => only === null || only.includes(name));
}

interface Draft {
  question: BisectRequest['question'];
  pack: string | null;
  nodeClass: string;
  /** Those that are not suspected. */
  cleared: ReadonlySet<string>;
}

function toQuestion({ question, pack, nodeClass }: Draft, suspects: readonly string[], isAll: boolean): BisectQuestion {
  const wanted = nodeClass.trim();
  const about = question === 'pack' ? { pack, nodeClass: wanted === '' ? null : wanted } : {};
  return { question, ...about, ...(isAll ? {} : { among: [...suspects] }) };
}

/** What is asked, among which packs, and how many starts it will take. */
function readDraft(draft: Draft, packs: readonly LoadedPack[]) {
  const others = packs.filter(({ name }) => draft.question !== 'pack' || name !== draft.pack);
  const suspects = others.filter(({ name }) => !draft.cleared.has(name)).map(({ name }) => name);
  const isAll = suspects.length === others.length;
  const isAbout = draft.question !== 'pack' || draft.pack !== null || draft.nodeClass.trim() !== '';
  const starts = startsAtMost(suspects.length, draft.question === 'pack' || !isAll);
  const canBegin = isAbout && packs.length > 0 && (suspects.length > 0 || isAll);
  return { others, suspects, starts, canBegin, question: toQuestion(draft, suspects, isAll) };
}

function QuestionDialog({ request }: { request: BisectRequest }) {
  const packs = useLoadedPacks();
  const { isPending, error } = useBisectBegin();
  const [draft, setDraft] = useState<Draft>({ ...request, nodeClass: '', cleared: new Set() });
  useEffect(() => forgetBisectRefusal, []);
  const { others, suspects, starts, canBegin, question } = readDraft(draft, packs);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const begin = async (): Promise<void> => {
    if (!(await beginBisect(question))) return;
    closeBisect();
    go({ place: 'comfyui', comfyTab: 'overview' });
  };
  const choose = (chosen: ReadonlySet<string>): void =>
    change({ cleared: new Set(others.map(({ name }) => name).filter((name) => !chosen.has(name))) });
  return (
    <Dialog
      isForm
      testId="bisect-dialog"
      title={t('bisect.ask.title')}
      text={t('bisect.ask.text')}
      confirmLabel={t('bisect.ask.begin')}
      isDisabled={!canBegin || isPending}
      onConfirm={() => void begin()}
      onClose={closeBisect}
    >
      <SymptomField value={draft.question} onChoose={(chosen) => change({ question: chosen })} />
      {draft.question === 'pack' && (
        <PackFields
          packs={packs}
          pack={draft.pack}
          nodeClass={draft.nodeClass}
          onPack={(pack) => change({ pack })}
          onNodeClass={(nodeClass) => change({ nodeClass })}
        />
      )}
      <SuspectsField packs={others} chosen={new Set(suspects)} onChoose={choose} />
      <p role="status" data-testid="bisect-starts" className="mt-2 text-sm text-soft">
        {t('bisect.ask.starts', { count: starts, shown: formatCount(starts) })}
      </p>
      <RefusalNotice testId="bisect-refusal" title={t('bisect.ask.refused')} error={error} />
    </Dialog>
  );
}

/** Asks what is wrong with ComfyUI, and begins the search for the pack that breaks it. Stands above every place. */
export function BisectDialog() {
  const request = useWindow((state) => state.bisectRequest);
  return request && <QuestionDialog request={request} />;
}
