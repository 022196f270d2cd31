import { t } from 'i18next';
import type { PackRecord } from '../../state/packs/pack-record';
import { Button } from '../../components/button';
import { Fact } from '../../components/fact';
import { openReview } from '../../navigation/window-store';
import { describeError } from '../../texts/core-sentences';
import { listMarks, type Mark, requestTrial, updateOf, useRisk } from '../verdict/verdict';
import { Verdict } from '../verdict/verdict-marks';

/** Those that say what becomes of the nodes. */
const ofNodes: readonly Mark['kind'][] = [
  'removedClasses',
  'changedNodes',
  'removedUnused',
  'changedUnused',
  'nodesUnknown',
];

/** What tells which nodes go where nobody can say it: a start aside with the update. */
function TryFirst({ packKey }: { packKey: string }) {
  const tryFirst = (): void => {
    openReview('packs');
    void requestTrial([packKey]);
  };
  return (
    <span className="block text-muted">
      {t('impact.trialTells')}
      <Button size="small" className="my-1 block" title={t('review.trial.hint')} onClick={tryFirst}>
        {t('review.trial.try')}
      </Button>
    </span>
  );
}

/** What the update that is offered would change, beginning with what saved workflows lose; nothing where there is none. */
export function ImpactFact({ record }: { record: PackRecord }) {
  const update = updateOf(record);
  const { data, error } = useRisk(update);
  if (update === null) return null;
  const marks = listMarks(update, data);
  const keepsNodes = marks.every(({ kind }) => !ofNodes.includes(kind));
  return (
    <Fact name={t('impact.name')} testId="update-impact">
      {error && <span className="text-muted">{describeError(error).text}</span>}
      {!error && data === undefined && <span className="text-faint">{t('impact.reading')}</span>}
      {data !== undefined && (
        <>
          <Verdict isList marks={marks} nodesUnknown={data.nodesUnknown} />
          {data.nodesUnknown !== null && <TryFirst packKey={update.packKey} />}
          {keepsNodes && <span className="block text-muted">{t('impact.keepsNodes')}</span>}
        </>
      )}
    </Fact>
  );
}
