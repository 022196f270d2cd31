import { useMutation } from '@tanstack/react-query';
import type { AppError } from '../../src/contract/errors';
import { call } from '../bridge';
import { loadQueue } from '../state/queue/load-queue';
import { installationQuery } from '../state/installation/installation-queries';
import { queryClient } from '../state/query-client';

/** The folder to open, or the demo. */
type OpeningRequest = { what: 'folder'; folder: string } | { what: 'demo' };
type What = OpeningRequest['what'];

/** Opening a folder or the demo: what is under way, and why the last try failed. */
export interface Opening {
  openFolder: (folder: string) => void;
  openDemo: () => void;
  opening: What | null;
  failure: { what: What; error: AppError; retry: () => void } | null;
}

async function open(request: OpeningRequest): Promise<void> {
  if (request.what === 'folder') await call('installation.open', { folder: request.folder });
  else await call('installation.openDemo', {});
  await queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
  await loadQueue();
}

/** The two ways out of the first screen. */
export function useOpening(): Opening {
  const { mutate, variables, status, error } = useMutation({ mutationFn: open });
  const isOnItsWay = status === 'pending' || status === 'success';
  return {
    openFolder: (folder) => mutate({ what: 'folder', folder }),
    openDemo: () => mutate({ what: 'demo' }),
    // It stays set after the opening is done, until the first screen is gone.
    opening: isOnItsWay ? variables.what : null,
    failure: error ? { what: variables.what, error, retry: () => mutate(variables) } : null,
  };
}
