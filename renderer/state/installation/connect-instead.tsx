import { useMutation } from '@tanstack/react-query';
import { t } from 'i18next';
import type { AppError } from '../../../src/contract/errors';
import { call } from '../../bridge';
import { Button } from '../../components/button';
import { showConnect } from '../../navigation/window-store';
import { showFailure } from './failure';

/** Where a folder is refused because another core serves it, or one on another machine because none does: the way to that core. Its token is asked for where it is not the one of this account. */
export function ConnectInstead({ error, onDone }: { error: AppError; onDone?: () => void }) {
  const { folder, address } = error.details;
  const { mutate, isPending } = useMutation({
    mutationFn: (served: string) => call('remote.connectServed', { folder: served }),
    onSuccess: onDone,
    onError: (problem) => {
      const { address: asked = address } = problem.details;
      if (problem.code === 'token-required' && typeof asked === 'string') showConnect(asked);
      else showFailure(problem);
    },
  });
  // The dialog finds that none runs there, and offers to start one.
  if (error.code === 'not-served' && typeof address === 'string')
    return (
      <Button size="small" tone="primary" onClick={() => showConnect(address)}>
        {t('remote.anew')}
      </Button>
    );
  if (error.code !== 'installation-in-use' || typeof folder !== 'string' || typeof address !== 'string') return null;
  return (
    <Button
      size="small"
      tone="primary"
      data-testid="connect-instead"
      waitsFor={isPending ? t('remote.connecting') : undefined}
      onClick={() => mutate(folder)}
    >
      {t('remote.instead')}
    </Button>
  );
}
