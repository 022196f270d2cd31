import { CircleCheck, CircleHelp, CircleX, Undo2 } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import type { BisectEvidence, BisectQuestion, BisectResult, BisectView } from '../../../src/contract/operations/bisect';
import { Button } from '../../components/button';
import { Fold } from '../../components/fold';
import { askBisect } from '../../navigation/window-store';
import { cancelBisect, useIsSettled } from '../../state/comfyui/bisect';
import { requestPacks } from '../../state/packs/request-pack';
import { usePacks, usePackTitle } from '../../state/packs/use-packs';
import { formatCount, formatList } from '../../texts/formatting';
import { Panel } from '../panel';
import { ResultPack } from './result-pack';
import { formatSentence } from '../../texts/core-sentences';

interface Words {
  title: string;
  text: string;
}

/** Which words say what a search came to. */
function wordsOf({ outcome, packs }: BisectResult, question: BisectQuestion | null) {
  if (outcome === 'found' && packs.length > 1) return 'together';
  if (outcome !== 'without-packs' || question === null) return outcome;
  if (question.question === 'pack') return 'byItself';
  return question.among == null ? outcome : 'noneOfThem';
}

/** What a search came to, in a title and a sentence. */
function useResultWords(result: BisectResult, question: BisectQuestion | null): Words {
  const titleOf = usePackTitle();
  const key = wordsOf(result, question);
  const name = key === 'byItself' ? titleOf(question?.pack ?? '') : formatList(result.packs.map(titleOf));
  const text = key === 'failed' ? formatSentence(result.problem ?? '') : t(`bisect.resultTexts.${key}`, { name });
  return { title: t(`bisect.resultTitles.${key}`, { name }), text };
}

function Evidence({ evidence }: { evidence: BisectEvidence }) {
  return (
    <Fold label={t('bisect.evidence')} className="border-b border-border px-3.5 py-1.5">
      <pre
        tabIndex={0}
        role="group"
        aria-label={t('bisect.evidence')}
        className="mb-1.5 max-h-52 overflow-auto rounded-control border border-border bg-panel px-3 py-2 font-mono text-xs leading-[18px] break-words whitespace-pre-wrap text-soft selectable"
      >
        {evidence.lines.join('\n')}
      </pre>
    </Fold>
  );
}

const tones = { found: 'red', contradiction: 'amber', 'without-packs': 'amber' } as const;

function toneOf(outcome: BisectResult['outcome']): 'red' | 'amber' | 'neutral' {
  return outcome in tones ? tones[outcome as keyof typeof tones] : 'neutral';
}

function IconOf({ outcome }: Pick<BisectResult, 'outcome'>) {
  if (outcome === 'found') return <CircleX size={16} />;
  return outcome === 'not-reproduced' ? <CircleCheck size={16} /> : <CircleHelp size={16} />;
}

interface ResultPanelProps {
  result: BisectResult;
  question: BisectQuestion | null;
}

/** ComfyUI runs without what was found, with the way back. The next start of ComfyUI takes it away. */
function SettledPanel({ packs }: Pick<BisectResult, 'packs'>) {
  const { findByName } = usePacks().packIndex;
  const records = packs.flatMap((name) => findByName(name) ?? []);
  const present = records.filter(({ local }) => local !== null);
  const name = formatList(packs.map((pack) => findByName(pack)?.title ?? pack));
  return (
    <Panel tone="green" testId="bisect-settled" icon={<CircleCheck size={16} />} title={t('bisect.settled', { name })}>
      <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
        {present.length > 0 && (
          <Button
            size="small"
            data-testid="bisect-enable"
            icon={<Undo2 size={13} />}
            onClick={() => void requestPacks(present, { kind: 'enable' })}
          >
            {t('undo.open')}
          </Button>
        )}
        <Button size="small" tone="quiet" data-testid="bisect-dismiss" onClick={() => void cancelBisect()}>
          {t('app.dismiss')}
        </Button>
      </div>
    </Panel>
  );
}

/** What the search came to, and what can be done about it; once that is done, that ComfyUI runs without it. */
export function ResultPanel({ view }: { view: BisectView }) {
  const isSettled = useIsSettled(view);
  const { result, question } = view;
  if (result === null) return null;
  return isSettled ? <SettledPanel packs={result.packs} /> : <FoundPanel result={result} question={question} />;
}

function FoundPanel({ result, question }: ResultPanelProps) {
  const words = useResultWords(result, question);
  const { packs, evidence, starts } = result;
  const report = [words.title, words.text, ...packs, ...(evidence?.lines ?? [])].join('\n');
  // Of a contradiction the sentence names what is likeliest.
  const isNamed = packs.length === 1;
  const again = (): void => askBisect(question?.question ?? 'start', question?.pack ?? null);
  return (
    <Panel
      isAlert
      tone={toneOf(result.outcome)}
      testId="bisect-result"
      icon={<IconOf outcome={result.outcome} />}
      title={words.title}
      text={words.text}
      facts={t('bisect.took', { count: starts, shown: formatCount(starts) })}
    >
      {packs.map((name, at) => (
        <ResultPack key={name} name={name} isFirst={at === 0} isAlone={isNamed} report={report} />
      ))}
      {evidence !== null && <Evidence evidence={evidence} />}
      <div className="flex flex-wrap gap-1.5 px-3.5 py-2.5">
        <Button size="small" data-testid="bisect-again" onClick={again}>
          {t('bisect.again')}
        </Button>
        <Button size="small" tone="quiet" onClick={() => copyText(report)}>
          {t('app.copyDetails')}
        </Button>
        <Button size="small" tone="quiet" data-testid="bisect-dismiss" onClick={() => void cancelBisect()}>
          {t('app.dismiss')}
        </Button>
      </div>
    </Panel>
  );
}
