import { Check, X } from 'lucide-react';
import { t } from 'i18next';
import type { PolicyRow, PolicyTable } from '../../src/contract/policy';
import { SecurityLevel } from '../../src/contract/settings';
import { Button } from '../components/button';
import { Fold } from '../components/fold';
import { classNames } from '../components/class-names';
import { nameOperation } from '../texts/policy-words';
import { revokePermission } from '../state/policy/permissions';
import { formatClock, formatNamed } from '../texts/formatting';
import { labelOfOption } from './option-label';

function Verdict({ isAllowed }: { isAllowed: boolean }) {
  const words = isAllowed ? t('settings.policy.allowed') : t('settings.policy.denied');
  return (
    <span className={classNames('inline-flex items-center gap-1', isAllowed ? 'text-green-text' : 'text-red-text')}>
      {isAllowed ? <Check aria-hidden size={14} /> : <X aria-hidden size={14} />}
      <span className="sr-only">{words}</span>
    </span>
  );
}

function OperationRow({ row, level }: { row: PolicyRow; level: SecurityLevel }) {
  return (
    <tr data-testid="policy-row" data-operation={row.operation} className="border-b border-border last:border-0">
      <th scope="row" className="py-1.5 pr-3 pl-3 text-left font-normal">
        {nameOperation(row.operation)}
        {row.flag !== null && (
          <span className="block text-xs text-faint">
            {t('settings.policy.byFlag')} <code className="font-mono">{row.flag}</code>
          </span>
        )}
      </th>
      {SecurityLevel.options.map((option) => (
        <td
          key={option}
          data-level={option}
          data-allowed={row.allowed[option]}
          className={classNames('w-20 px-2 text-center', option === level && 'bg-selected')}
        >
          <Verdict isAllowed={row.allowed[option]} />
        </td>
      ))}
    </tr>
  );
}

function Permissions({ permissions }: Pick<PolicyTable, 'permissions'>) {
  if (permissions.length === 0) return null;
  return (
    <div className="mb-3 rounded-panel border border-amber-border bg-amber-tint px-3 py-2" data-testid="permissions">
      <p className="text-sm font-medium">{t('policy.given')}</p>
      <ul>
        {permissions.map(({ id, operation, task, target, until }) => (
          <li key={id} data-operation={operation} className="flex items-center gap-2 py-1 text-sm">
            <span className="min-w-0 flex-1 truncate">{formatNamed(nameOperation(operation), target)}</span>
            <span className="shrink-0 text-soft tabular">
              {task === null ? t('policy.givenUntil', { time: formatClock(Date.parse(until)) }) : t('policy.givenOnce')}
            </span>
            <Button size="small" onClick={() => void revokePermission(id)}>
              {t('policy.revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What each security level allows here: one row per operation, one column per level, as the core itself judges. */
export function PolicyPanel({ table }: { table: PolicyTable }) {
  return (
    <div className="border-b border-border py-3">
      <p className="mb-2 text-sm text-pretty text-muted">
        {table.listener === 'loopback' ? t('settings.policy.loopback') : t('settings.policy.network')}
      </p>
      <Permissions permissions={table.permissions} />
      <Fold testId="settings-fold" label={t('settings.policy.title')}>
        <div className="mt-1 overflow-hidden rounded-panel border border-border">
          <table data-testid="policy-table" className="w-full text-sm">
            <caption className="sr-only">{t('settings.policy.title')}</caption>
            <thead>
              <tr className="border-b border-border bg-panel text-muted">
                <th scope="col" className="py-1.5 pl-3 text-left font-medium">
                  {t('settings.policy.operation')}
                </th>
                {SecurityLevel.options.map((option) => (
                  <th
                    key={option}
                    scope="col"
                    aria-current={option === table.level ? 'true' : undefined}
                    className={classNames(
                      'w-20 px-1 text-center',
                      option === table.level ? 'bg-selected font-semibold text-text' : 'font-medium',
                    )}
                  >
                    {labelOfOption(option)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <OperationRow key={row.operation} row={row} level={table.level} />
              ))}
            </tbody>
          </table>
        </div>
      </Fold>
    </div>
  );
}
