import { useTranslation } from 'react-i18next';
import { policyOperations } from '../state/settings-list';

/** Names a row of the policy in words; one of a newer core as it is written. */
export function useOperationName(): (operation: string) => string {
  const { t } = useTranslation();
  return (operation) => {
    const known = policyOperations.find((name) => name === operation);
    return known === undefined ? operation : t(`settings.operations.${known}`);
  };
}
