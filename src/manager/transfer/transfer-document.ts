import { z } from 'zod';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { HeldPack } from '../../contract/holds';
import { HistoryId } from '../../contract/operations/shape';
import { ManagerConfig } from '../../contract/settings';
import { SnapshotName } from '../../contract/snapshots';
import { HistoryItem } from '../../contract/tasks/tasks';
import type { TransferDocument } from '../../contract/operations/transfer';
import type { PolicyOperation } from '../installation/policy-table';
import { readImported } from '../snapshots/import-document';
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

function refuse(message: Message, remedy: Message, cause?: unknown): AppError {
  return new AppError('transfer-invalid', msg`${message} Nothing was changed.`, { remedy, cause });
}

const chooseOther = msg`Choose a file that this app exported from an installation.`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    if (!isCut) throw refuse(msg`The file is not an export: it is not JSON.`, chooseOther, error);
    throw refuse(
      msg`The file is incomplete: it ends in the middle.`,
      msg`Copy it again, or export it once more.`,
      error,
    );
  }
}

function refuseForm({ issues }: z.ZodError): AppError {
  const [first] = issues;
  const where = first?.path.join(' > ') ?? '';
  const why = (first?.message ?? '').replace(/\.$/u, '');
  return refuse(
    where === ''
      ? msg`The file is damaged or was changed: ${why}.`
      : msg`The file is damaged or was changed: "${where}": ${why}.`,
    msg`Export it once more, and leave it as it is.`,
  );
}

/** Reads what an export wrote, without anything secret that somebody may have put into it. Throws `transfer-invalid` with what is wrong. */
export function readTransfer(document: string | TransferDocument): TransferParts {
  const value = typeof document === 'string' ? parse(document) : document;
  const head = z.looseObject({ format: z.literal(transferFormat), version: z.number() }).safeParse(value).data;
  if (head === undefined) throw refuse(msg`The file is not an export of an installation.`, chooseOther);
  if (head.version > transferVersion)
    throw refuse(
      msg`The file was written by a newer version of this app: its format is ${head.version}, and this version reads ${transferVersion}.`,
      msg`Update the app, then import the file.`,
    );
  const { data, error } = Parts.safeParse(withoutSecrets(value));
  if (data === undefined) throw refuseForm(error);
  for (const [name, snapshot] of Object.entries(data.snapshots)) {
    try {
      readImported(JSON.stringify(snapshot));
    } catch (cause) {
      throw refuse(
        msg`"${name}" in the file is not a snapshot.`,
        msg`Export it once more, and leave it as it is.`,
        cause,
      );
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
