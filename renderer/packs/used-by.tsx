import { t } from 'i18next';
import { UsedByNotice } from '../components/feedback/used-by-notice';
import type { PackRecord } from '../state/packs/pack-record';
import { joinUses } from '../state/workflow/join-uses';
import { formatCount, formatList } from '../texts/formatting';
import { shortenList } from '../texts/shorten-list';
import { useWorkflowUses } from '../state/acts/workflow-uses';
import { Fact } from '../components/fact';

const shownNames = 5;

/** The saved workflows that use a pack, as a fact of it. */
export function UsedByFact({ record }: { record: PackRecord }) {
  const uses = useWorkflowUses([record]).data;
  if (uses === undefined || uses.total === 0) return null;
  const { count, names, paths } = joinUses(uses.packs);
  const words = t('usedBy.workflows', { count, shown: formatCount(count) });
  return (
    <Fact name={t('usedBy.name')} title={paths.join('\n')} testId="used-by">
      {count === 0 ? (
        <span className="text-muted">{t('usedBy.none')}</span>
      ) : (
        <>
          {words}
          <span className="block break-words text-muted selectable">{shortenList(names, shownNames)}</span>
        </>
      )}
    </Fact>
  );
}

/** That saved workflows will lack what goes; nothing where none does. */
export function UsedByWarning({ records }: { records: readonly PackRecord[] }) {
  const { count, names, paths } = joinUses(useWorkflowUses(records).data?.packs ?? {});
  if (count === 0) return null;
  const words = t('usedBy.warning', {
    count,
    shown: formatCount(count),
    names: formatList(names.slice(0, shownNames)),
  });
  return <UsedByNotice words={words} paths={paths} />;
}
