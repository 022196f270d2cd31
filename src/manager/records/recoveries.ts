import { basename } from 'node:path';
import { readJsonIfPresent, writeJson } from '../../base/files/files';
import { createSerial } from '../../base/async/serial';
import type { Logger } from '../../base/log';
import { RecoveryReport, type RecoveredThing } from '../../contract/changes';
import type { ChangeRecord } from './change-record';

/** What was put right after the app had ended in the middle of work, kept until it happens again: nothing is repaired without a word. */
export interface Recoveries {
  /** Takes one in; the first of a run takes the place of what an earlier run had to put right. */
  note(thing: RecoveredThing): void;
  /** A change of packs was taken back. */
  noteChange(change: ChangeRecord): void;
  /** A change of ComfyUI's version was taken back. */
  noteSwitch(): void;
  read(): RecoveryReport;
  /** Resolves when all that was noted is written down. */
  settled(): Promise<void>;
}

/** A change of packs that was taken back, in the words of its task; of one without a task the name of what it was about. */
function describeTakenBack({ task, moves }: ChangeRecord): RecoveredThing {
  const place = basename(moves.at(-1)?.to ?? '');
  return {
    what: 'taken-back',
    ...{ ui_id: task?.uiId ?? null, kind: task?.kind ?? 'other', target: task?.target ?? place },
  };
}

const nothing: RecoveryReport = { at: null, things: [] };

/** Opens the report. A file that nobody can read counts as none. */
export async function openRecoveries(file: string, log: Logger): Promise<Recoveries> {
  const stored = RecoveryReport.safeParse(await readJsonIfPresent(file).catch(() => null)).data;
  const serial = createSerial();
  let report = stored ?? nothing;
  let isOwn = false;
  let written: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    await writeJson(file, report).catch((error: unknown) => {
      log.warn('What was put right at the start could not be written down.', { error });
    });
  };
  const note = (thing: RecoveredThing): void => {
    const { at, things } = isOwn ? report : nothing;
    isOwn = true;
    report = { at: at ?? new Date().toISOString(), things: [...things, thing] };
    written = serial(write);
  };
  return {
    note,
    noteChange: (change) => note(describeTakenBack(change)),
    noteSwitch: () => note({ what: 'taken-back', ui_id: null, kind: 'update-comfyui', target: 'ComfyUI' }),
    read: () => report,
    settled: () => written,
  };
}
