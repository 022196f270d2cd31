import { t } from 'i18next';
import type { PackUpdateRisk } from '../../../src/contract/pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import { Button } from '../../components/button';
import { openReview } from '../../navigation/window-store';
import { describeError } from '../../texts/core-sentences';
import { formatCount, formatList } from '../../texts/formatting';
import { requestTrial } from '../impact/request-trial';
import { describeInputs, describeUnknown } from '../impact/impact-words';
import { useImpact } from '../impact/use-impact';
import { Fact } from '../../components/fact';

const shownNodes = 8;

interface NodeLine {
  name: string;
  words: string;
  workflows: readonly string[];
}

/** What becomes of the nodes, those first that saved workflows use. */
function listNodes({ removedClasses, changedNodes, usedBy }: PackUpdateRisk): NodeLine[] {
  const gone = (removedClasses ?? []).map((name) => ({ name, words: t('impact.removed') }));
  const changed = changedNodes.map((node) => {
    const parts = [describeInputs(node), node.hasOtherOutputs ? t('impact.otherOutputs') : ''].filter(Boolean);
    return { name: node.name, words: parts.join(' · ') };
  });
  const lines = [...gone, ...changed].map((line) => ({ ...line, workflows: usedBy[line.name] ?? [] }));
  return lines.sort((one, other) => Number(other.workflows.length > 0) - Number(one.workflows.length > 0));
}

/** Why nobody can say which nodes go, and what tells it: a start aside with the update. */
function Unknown({ why, packKey }: { why: string; packKey: string }) {
  const tryFirst = (): void => {
    openReview('packs');
    void requestTrial([packKey]);
  };
  return (
    <span className="block text-muted">
      {why} {t('impact.trialTells')}
      <Button size="small" className="my-1 block" title={t('review.trial.hint')} onClick={tryFirst}>
        {t('review.trial.try')}
      </Button>
    </span>
  );
}

/** Files of the pack that a person has edited; the review asks what becomes of them. */
function Edits({ names }: { names: readonly string[] | null }) {
  if (names === null) return <span className="block text-muted">{t('review.marks.editsUnknown')}</span>;
  if (names.length === 0) return null;
  return <span className="block text-amber-text">{t('review.marks.edited', { names: formatList(names) })}</span>;
}

function Nodes({ impact, packKey }: { impact: PackUpdateRisk; packKey: string }) {
  const lines = listNodes(impact);
  const unknown = impact.nodesUnknown === null ? undefined : describeUnknown(impact.nodesUnknown);
  const rest = lines.length - shownNodes;
  return (
    <>
      <Edits names={impact.edited} />
      {lines.length > 0 && (
        <ul>
          {lines.slice(0, shownNodes).map(({ name, words, workflows }) => (
            <li key={name} className="py-0.5">
              <span className="font-mono text-sm break-all">{name}</span>
              <span className={workflows.length > 0 ? 'text-amber-text' : 'text-muted'}> · {words}</span>
              {workflows.length > 0 && (
                <span className="block text-muted">{t('impact.usedBy', { names: formatList(workflows) })}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      {rest > 0 && (
        <span className="block text-muted">{t('impact.more', { count: rest, shown: formatCount(rest) })}</span>
      )}
      {unknown !== undefined && <Unknown why={unknown} packKey={packKey} />}
      {lines.length === 0 && unknown === undefined && <span className="text-muted">{t('impact.keepsNodes')}</span>}
    </>
  );
}

/** What the update that is offered takes away and changes of the nodes; nothing where there is none. */
export function ImpactFact({ record }: { record: PackRecord }) {
  const { local, update } = record;
  const isWanted = local !== null && update !== null;
  const packKey = local?.key ?? '';
  const { data, error } = useImpact({ key: packKey, to: update ?? '' }, isWanted);
  if (!isWanted) return null;
  return (
    <Fact name={t('impact.name')} testId="update-impact">
      {error && <span className="text-muted">{describeError(error).text}</span>}
      {!error && data === undefined && <span className="text-faint">{t('impact.reading')}</span>}
      {data !== undefined && <Nodes impact={data} packKey={packKey} />}
    </Fact>
  );
}
