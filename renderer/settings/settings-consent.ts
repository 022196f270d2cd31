import type { PolicyTable } from '../../src/contract/policy';
import { SecurityLevel } from '../../src/contract/settings';
import type { SettingId } from '../state/settings/settings-list';

/** Settings whose change can open something that was closed. */
export const openingSettings = ['gitUrl', 'pip', 'flagged', 'httpChannel', 'gatewayHost', 'networkMode'] as const;
export type OpeningSetting = (typeof openingSettings)[number];

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

const opens: Record<OpeningSetting, (value: string) => boolean> = {
  gitUrl: (value) => value === 'true',
  pip: (value) => value === 'true',
  flagged: (value) => value === 'true',
  httpChannel: (value) => value === 'true',
  gatewayHost: (value) => value !== '' && !loopback.test(value.trim()),
  networkMode: (value) => value === 'personal_cloud',
};

/** What must be agreed to before a change: a level that forbids less, or a door that opens. Null when the change is harmless. */
export type Consent =
  { kind: 'level'; from: SecurityLevel; to: SecurityLevel } | { kind: 'opening'; id: OpeningSetting };

/** The consent a change needs. */
export function findConsent(id: SettingId, before: string, after: string): Consent | null {
  if (id === 'securityLevel') {
    const from = SecurityLevel.catch('strong').parse(before);
    const to = SecurityLevel.catch('strong').parse(after);
    const { options } = SecurityLevel;
    return options.indexOf(to) > options.indexOf(from) ? { kind: 'level', from, to } : null;
  }
  const opening = openingSettings.find((known) => known === id);
  return opening !== undefined && before !== after && opens[opening](after) ? { kind: 'opening', id: opening } : null;
}

/** The operations that a level allows and another does not. */
export function newlyAllowed(table: PolicyTable, from: SecurityLevel, to: SecurityLevel): string[] {
  return table.rows.filter(({ allowed }) => allowed[to] && !allowed[from]).map(({ operation }) => operation);
}
