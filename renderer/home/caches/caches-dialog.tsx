import { LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { toAppError } from '../../../src/contract/errors';
import type { CleanCacheParams, DiskCache } from '../../../src/contract/disk';
import { ConfirmDialog } from '../../components/dialogs/confirm-dialog';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { formatBytes } from '../../texts/formatting';
import { type CacheChoices, freedBytes, ordersOf } from './cache-choice';
import { CacheRow } from './cache-rows';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from '../../bridge';
import { orderAll } from '../../state/queue/actions';
import { createTask } from '../../state/queue/create-task';

/** The caches of the tools of this installation, measured when somebody looks. */
function useCaches(): UseQueryResult<DiskCache[]> {
  return useQuery({
    queryKey: ['disk', 'caches'],
    // The walk ends with the dialog.
    queryFn: async ({ signal }): Promise<DiskCache[]> => (await call('disk.caches', {}, signal)).caches,
    refetchOnMount: 'always',
    gcTime: 0,
  });
}

/** Queues the cleaning of caches, a task for each of them; Activity tells what each has freed. */
async function cleanCaches(orders: readonly CleanCacheParams[]): Promise<void> {
  await orderAll(orders.map((params) => createTask('clean-cache', params)));
}

interface CachesDialogProps {
  nowMs: number;
  onClose: () => void;
}

function Measuring() {
  return (
    <p data-testid="caches-measuring" className="flex items-center gap-2 py-6 text-muted">
      <LoaderCircle size={15} className="animate-turn" />
      {t('home.caches.loading')}
    </p>
  );
}

interface ListProps {
  caches: readonly DiskCache[];
  choices: CacheChoices;
  nowMs: number;
  onChoose: (choices: CacheChoices) => void;
}

function List({ caches, choices, nowMs, onChoose }: ListProps) {
  if (caches.length === 0) return <p className="py-6 text-muted">{t('home.caches.none')}</p>;
  return (
    <ul aria-label={t('home.caches.title')} className="mt-4 rounded-control border border-border bg-panel">
      {caches.map((cache) => (
        <CacheRow
          key={cache.name}
          {...{ cache, nowMs }}
          choice={choices[cache.name]}
          onChoose={(choice) => onChoose({ ...choices, [cache.name]: choice })}
        />
      ))}
    </ul>
  );
}

/** The caches that the tools of this installation fill, with what is lost and what is not, before anything of them goes. Nothing is chosen at first. */
export function CachesDialog({ nowMs, onClose }: CachesDialogProps) {
  const [choices, setChoices] = useState<CacheChoices>({});
  const { data: caches, error, isFetching, refetch } = useCaches();
  const orders = ordersOf(choices);
  const freed = freedBytes(caches ?? [], choices);
  const clean = (): void => {
    onClose();
    void cleanCaches(orders);
  };
  const isSized = freed !== null && orders.length > 0;
  return (
    <ConfirmDialog
      isWide
      title={t('home.caches.title')}
      text={t('home.caches.text')}
      confirmLabel={isSized ? t('home.caches.confirm', { size: formatBytes(freed) }) : t('home.caches.confirmUnused')}
      confirmTestId="caches-confirm"
      isDisabled={orders.length === 0}
      onConfirm={clean}
      onClose={onClose}
    >
      {caches !== undefined && !isFetching && <List {...{ caches, choices, nowMs }} onChoose={setChoices} />}
      {isFetching && <Measuring />}
      {error !== null && !isFetching && (
        <div className="mt-4">
          <FailureNotice
            title={t('home.caches.failedTitle')}
            error={toAppError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      )}
    </ConfirmDialog>
  );
}
