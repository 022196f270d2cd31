import { useQuery } from '@tanstack/react-query';
import { t } from 'i18next';
import type { PackageWhy } from '../../../src/contract/python/package-uses';
import { call } from '../../bridge';
import { Dialog } from '../../components/dialogs/dialog';
import { QueryPlace } from '../../components/feedback/query-place';
import { SkeletonRows } from '../../components/feedback/skeleton';
import { formatList } from '../../texts/formatting';

function Askers({ title, askers }: { title: string; askers: PackageWhy['asked'] }) {
  if (askers.length === 0) return null;
  return (
    <section className="mt-3">
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      <ul className="mt-1 rounded-control border border-border">
        {askers.map(({ by, line, group }) => (
          <li
            key={`${by} ${line}`}
            className="flex items-baseline gap-3 border-b border-border px-3 py-1.5 last:border-0"
          >
            <span className="min-w-0 flex-1 break-words">{group === undefined ? by : `${by} [${group}]`}</span>
            <span className="max-w-[55%] font-mono text-xs break-all text-muted selectable">{line}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What no line of an enabled pack tells. */
function OwnReason({ use }: Pick<PackageWhy, 'use'>) {
  const disabled = use.users.filter(({ kind }) => kind === 'disabled-pack').map(({ name }) => name);
  if (disabled.length > 0)
    return <p className="text-soft">{t('comfy.environment.why.disabled', { names: formatList(disabled) })}</p>;
  if (use.standing === 'needed' || use.standing === 'package' || use.standing === 'protected') return null;
  const names = formatList([...use.cameWith]);
  return <p className="text-soft">{t(`comfy.environment.why.${use.standing}`, { names })}</p>;
}

function Reasons({ reasons: { asked, needed, through, isHardware, use } }: { reasons: PackageWhy }) {
  return (
    <div data-testid="package-reasons" className="mt-2">
      {isHardware && <p className="text-soft">{t('comfy.environment.why.hardware')}</p>}
      {!isHardware && use.standing === 'protected' && (
        <p className="text-soft">{t('comfy.environment.why.protected')}</p>
      )}
      <OwnReason use={use} />
      <Askers title={t('comfy.environment.why.asked')} askers={asked} />
      <Askers title={t('comfy.environment.why.needed')} askers={needed} />
      {through.length > 0 && (
        <p className="mt-3 break-words text-muted">
          {t('comfy.environment.why.through', { names: formatList([...through]) })}
        </p>
      )}
    </div>
  );
}

/** Why a package is installed: who names it, which packages need it, and for whose sake. */
export function PackageReasonsDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const reasons = useQuery({
    queryKey: ['python', 'why', name],
    queryFn: () => call('python.why', { name }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title={t('comfy.environment.why.title', { name })} text={t('comfy.environment.why.text')} onClose={onClose}>
      <QueryPlace
        query={reasons}
        failedTitle={t('comfy.environment.why.failed')}
        loading={<SkeletonRows label={t('comfy.environment.loading')} />}
      >
        {(known) => <Reasons reasons={known} />}
      </QueryPlace>
    </Dialog>
  );
}
