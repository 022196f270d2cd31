import { t } from 'i18next';
import type { PackTaskKind } from '../../src/contract/tasks/tasks';
import { nameKey } from '../texts/key-names';
import { orderKeys } from './order-keys';

/** The key of an order as its keyboard labels it; undefined where it has none. */
export function nameOrderKey(kind: PackTaskKind): string | undefined {
  return kind === 'fix' ? undefined : nameKey(orderKeys[kind]);
}

/** What an order does, and its key. */
export function hintOrder(kind: PackTaskKind): string {
  const [action, key] = [t(`actions.${kind}`), nameOrderKey(kind)];
  return key === undefined ? action : t('actions.withKey', { action, key });
}
