import { CircleArrowUp, BadgeCheck } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { dismissAppNews, openAppUpdates } from '../state/settings/app-updates';
import { AttentionRow } from './attention-row';

/** A newer version of this app. It is installed where its notes can be read, not by a click in passing. */
export function AppUpdateItem({ version, isReady }: { version: string; isReady: boolean }) {
  return (
    <AttentionRow
      kind="app-update"
      tone="accent"
      icon={<CircleArrowUp size={16} />}
      title={isReady ? t('updates.ready', { version }) : t('updates.available', { version })}
      text={isReady ? t('updates.readyText') : ''}
    >
      <Button size="small" tone="tinted" data-testid="attention-app-update" onClick={openAppUpdates}>
        {t('updates.show')}
      </Button>
    </AttentionRow>
  );
}

/** This app is newer than it was; told until the person puts it away. */
export function AppNewsItem({ version }: { version: string }) {
  return (
    <AttentionRow
      kind="app-news"
      tone="accent"
      icon={<BadgeCheck size={16} />}
      title={t('updates.news', { version })}
      text={t('updates.newsText')}
    >
      <Button size="small" tone="tinted" data-testid="attention-app-news" onClick={openAppUpdates}>
        {t('updates.showNews')}
      </Button>
      <Button size="small" tone="quiet" data-testid="app-news-dismiss" onClick={() => void dismissAppNews()}>
        {t('updates.dismiss')}
      </Button>
    </AttentionRow>
  );
}
