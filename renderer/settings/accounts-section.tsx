import { TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { TokenAccount } from '../../src/contract/settings';
import { FailedPlace } from '../components/feedback/failed-place';
import { Notice } from '../components/feedback/notice';
import { accountIds } from '../state/settings/settings-list';
import { forgetSettings, useTokens } from '../state/settings/settings-queries';
import { answersQuery } from './settings-search';
import { AccountRow } from './account-row';

/** The accounts that answer a query; none where accounts are not shown. */
export function findAccounts(isShown: boolean, query: string): readonly TokenAccount[] {
  if (!isShown) return [];
  return accountIds.filter((id) =>
    answersQuery(
      query,
      t(`settings.accounts.names.${id}`),
      t(`settings.accounts.texts.${id}`),
      t('settings.accounts.set'),
    ),
  );
}

/** The tokens, and what this system can do to protect them. */
export function AccountsSection({ accounts }: { accounts: readonly TokenAccount[] }) {
  const answer = useTokens();
  if (answer.error) {
    return <FailedPlace title={t('settings.accounts.failed')} error={answer.error} onRetry={forgetSettings} />;
  }
  if (!answer.data) return null;
  const { tokens, isEncrypted } = answer.data;
  return (
    <>
      {!isEncrypted && (
        <div className="mt-2">
          <Notice
            tone="amber"
            icon={<TriangleAlert size={16} />}
            title={t('settings.accounts.noEncryptionTitle')}
            text={t('settings.accounts.noEncryptionText')}
          />
        </div>
      )}
      {tokens
        .filter(({ account }) => accounts.includes(account))
        .map((token) => (
          <AccountRow key={token.account} token={token} isEncrypted={isEncrypted} />
        ))}
    </>
  );
}
