import { useMutation } from '@tanstack/react-query';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { Button } from '../components/button';
import { FailedPlace } from '../components/feedback/failed-place';
import { unlessDeclined } from '../state/declined';
import { makeApiToken, revokeApiToken } from '../state/settings/settings-actions';
import { forgetSettings, useApiToken } from '../state/settings/settings-queries';
import { formatDate } from '../texts/formatting';
import { RowFrame } from './row-frame';

function NewToken({ token }: { token: string }) {
  return (
    <div className="flex w-full flex-col items-end gap-1.5">
      <output
        aria-label={t('settings.apiToken.label')}
        className="w-full rounded-control border border-border-strong bg-raised px-2.5 py-1.5 font-mono text-sm break-all select-all"
      >
        {token}
      </output>
      <span className="text-sm text-soft">{t('settings.apiToken.shownOnce')}</span>
      <Button onClick={() => copyText(token)}>{t('settings.apiToken.copy')}</Button>
    </div>
  );
}

/** The token for programs on other machines: made here, shown once, replaced and revoked here. */
export function ApiTokenRow() {
  const { data, error } = useApiToken();
  // The newest change counts: the token that was made is shown until it is revoked.
  const change = useMutation({ mutationFn: (work: () => Promise<string | null>) => work() });
  const made = change.data ?? null;
  if (error) {
    return <FailedPlace title={t('settings.apiToken.failed')} error={error} onRetry={forgetSettings} />;
  }
  if (!data) return null;
  const { setAt } = data;
  const facts =
    setAt === null
      ? t('settings.apiToken.none')
      : t('settings.apiToken.madeAt', { date: formatDate(Date.parse(setAt)) });
  return (
    <RowFrame
      id="apiToken"
      title={t('settings.apiToken.title')}
      text={t('settings.apiToken.text')}
      facts={<span className="text-soft">{facts}</span>}
      problem={unlessDeclined(change.error)}
    >
      {made !== null && <NewToken token={made} />}
      <div className="flex gap-2">
        <Button onClick={() => change.mutate(makeApiToken)}>
          {setAt === null ? t('settings.apiToken.make') : t('settings.apiToken.makeAnew')}
        </Button>
        {setAt !== null && (
          <Button onClick={() => change.mutate(revokeApiToken)}>{t('settings.apiToken.revoke')}</Button>
        )}
      </div>
    </RowFrame>
  );
}
