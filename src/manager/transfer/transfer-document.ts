import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { HeldPack } from '../../contract/packs/holds';
import { HistoryId } from '../../contract/operations/shape';
import { ManagerConfig } from '../../contract/settings';
import { SnapshotName } from '../../contract/snapshots';
import { HistoryItem } from '../../contract/tasks/tasks';
import type { TransferDocument } from '../../contract/operations/transfer';
import { readOwnDocument } from '../installation/own-document';
import type { PolicyOperation } from '../installation/policy-table';
import { acceptDocument } from '../snapshots/import-document';
import { withoutSecrets } from './without-secrets';

/** What stands in a document of ours, and the newest form that this version reads. */
export const transferFormat = 'comfyui-manager-desktop/installation';
export const transferVersion = 1;

/** Settings of config.ini that say how a person works. What permits something, names a program or a source of packs is never carried: a file must open no door. */
export const carriedSettings = ['db_mode', 'update_policy', 'downgrade_blacklist', 'use_uv'] as const;

/** A thing in the trash of the installation that was exported. */
export const TrashedThing = z.object({
  name: z.string().max(1000),
  kind: z.string().max(100),
  target: z.string().max(1000),
  at: z.string().max(100),
});
export type TrashedThing = z.infer<typeof TrashedThing>;

const Parts = z.object({
  format: z.literal(transferFormat),
  version: z.literal(transferVersion),
  exportedAt: z.string().max(100),
  appVersion: z.string().max(100),
  holds: z.array(HeldPack).max(10_000),
  history: z.array(HistoryItem).max(10_000),
  batches: z.array(z.looseObject({ batch_id: HistoryId, end_time: z.string().nullish() })).max(10_000),
  trash: z.array(TrashedThing).max(100_000),
  snapshots: z.record(SnapshotName, z.record(z.string(), z.unknown())),
  settings: ManagerConfig.pick({
    db_mode: true,
    update_policy: true,
    downgrade_blacklist: true,
    use_uv: true,
  }).partial(),
  arguments: z.string().max(4000),
  port: z.int().min(0).max(65_535),
  /** Environment variables without a secret; a document of an older version has none. */
  variables: z.record(z.string().max(100), z.string().max(4000)).default({}),
});
export type TransferParts = z.infer<typeof Parts>;

/** Reads what an export wrote, without anything secret that somebody may have put into it. Throws `transfer-invalid` with what is wrong. */
export function readTransfer(document: string | TransferDocument): TransferParts {
  const data = readOwnDocument(document, {
    ...{ format: transferFormat, version: transferVersion, schema: Parts, code: 'transfer-invalid' },
    isNone: msg`The file is not an export of an installation.`,
    chooseOther: msg`Choose a file that this app exported from an installation.`,
    clean: withoutSecrets,
  });
  for (const [name, snapshot] of Object.entries(data.snapshots)) {
    try {
      acceptDocument(snapshot);
    } catch (cause) {
      throw new AppError('transfer-invalid', msg`"${name}" in the file is not a snapshot. Nothing was changed.`, {
        remedy: msg`Export it once more, and leave it as it is.`,
        cause,
      });
    }
  }
  return data;
}

/**
 * The rows of the policy that the parts of a document would be judged by alone, as `variables.set`, `snapshots.import` and `packs.setHold` are; settings
 * have the row of the import itself. Throws `transfer-invalid`.
 */
export function rowsOfTransfer(document: string | TransferDocument): PolicyOperation[] {
  const { variables, snapshots, holds } = readTransfer(document);
  const has = (part: object) => Object.keys(part).length > 0;
  return [
    ...(has(variables) ? (['change-variables'] as const) : []),
    ...(has(snapshots) ? (['save-snapshot'] as const) : []),
    ...(has(holds) ? (['update'] as const) : []),
  ];
}
