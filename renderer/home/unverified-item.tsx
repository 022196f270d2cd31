import { ShieldQuestion } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { attempt } from '../state/queue/actions';
import { queryClient } from '../state/query-client';
import { formatCount } from '../texts/formatting';
import { shortenList } from '../texts/shorten-list';
import { AttentionRow } from './attention-row';

/** More than these are told as a number. */
const shownNames = 5;

async function decide(operation: 'unverified.use' | 'unverified.discard'): Promise<void> {
  await attempt(operation, {});
  await queryClient.invalidateQueries();
}

/** What came with the folder and was not written by this account: it has no effect until a person says so. The yes is given outside of the page. */
export function UnverifiedItem({ names }: { names: readonly string[] }) {
  const count = names.length;
  return (
    <AttentionRow
      kind="unverified"
      tone="amber"
      icon={<ShieldQuestion size={16} />}
      title={t('home.unverified.title', { count, shown: formatCount(count) })}
      text={t('home.unverified.text', { names: shortenList(names, shownNames) })}
    >
      <Button size="small" data-testid="unverified-discard" onClick={() => void decide('unverified.discard')}>
        {t('home.unverified.discard')}
      </Button>
      <Button size="small" tone="tinted" data-testid="unverified-use" onClick={() => void decide('unverified.use')}>
        {t('home.unverified.use')}
      </Button>
    </AttentionRow>
  );
}
