import { useState } from 'react';
import { type AppError, toAppError } from '../../src/contract/errors';
import { call } from '../bridge';
import { loadQueue } from '../state/events';
import { installationQuery, queryClient } from '../state/queries';

type What = 'folder' | 'demo';

/** Opening a folder or the demo: what is under way, and why the last try failed. */
export interface Opening {
  openFolder: (folder: string) => Promise<void>;
  openDemo: () => Promise<void>;
  opening: What | null;
  failure: { what: What; error: AppError } | null;
}

/** The two ways out of the first screen. */
export function useOpening(): Opening {
  const [opening, setOpening] = useState<What | null>(null);
  const [failure, setFailure] = useState<Opening['failure']>(null);
  const open = async (what: What, begin: () => Promise<unknown>): Promise<void> => {
    setOpening(what);
    setFailure(null);
    try {
      await begin();
      await queryClient.invalidateQueries({ queryKey: installationQuery.queryKey });
      await loadQueue();
    } catch (thrown) {
      setFailure({ what, error: toAppError(thrown) });
      setOpening(null);
    }
  };
  return {
    openFolder: (folder) => open('folder', () => call('installation.open', { folder })),
    openDemo: () => open('demo', () => call('installation.openDemo', {})),
    opening,
    failure,
  };
}
