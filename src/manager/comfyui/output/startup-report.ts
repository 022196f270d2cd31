import { msg, formatMessage } from '../../../contract/text/message';
import type { ImportFailure, ImportTime } from '../../../contract/comfyui/imports';
import type { StartupPhase } from '../../../contract/comfyui/comfyui-status';
import { plainLine } from '../../../base/text/plain-line';
import { createTracebackReader, type TracebackReader } from './tracebacks';

/** What ComfyUI's output says about its start. */
export interface StartupReport {
  /** Takes one line; `from` names the output, since lines of the two come interleaved. */
  add(line: string, from?: 'stdout' | 'stderr'): void;
  phase(): StartupPhase;
  /** Whether ComfyUI has gone through all packs: it prints the table of their times behind the last one. */
  hasImported(): boolean;
  /** Modules with the seconds they took, slowest first; empty until ComfyUI prints its table. */
  imports(): ImportTime[];
  /** What failed, as ComfyUI itself says: by its table once that is printed, by its verdicts before. */
  failures(): ImportFailure[];
  /** ComfyUI and Python as they name themselves; null when the output does not. */
  versions(): { comfyui: string | null; python: string | null };
  /** Where ComfyUI says it can be reached. */
  guiAddress(): string | null;
}

/** `[2026-11-24 22:35:54.956] ` of a log file, `2026-11-24T22:35:54.956786 - ` of a copied one. */
const time = /^(?:\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d+\] ?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+ - )/;
const level = /^\[(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\] /;
const verdict = /^Cannot import (.+?) module for custom nodes: ?(.*)$/;
const skipped = /^Skip (.+?) module for custom nodes due to the lack of .+/;
const prestartupFailed = /^Failed to execute startup-script: (.+)[/\\]prestartup_script\.py \/ (.*)$/;
const tableRow = /^\s*(\d+(?:\.\d+)?) seconds( \((?:IMPORT|PRESTARTUP) FAILED\))?: (.+)$/;
const comfyVersion = /^ComfyUI version: (\S+)/;
const pythonVersion = /^Python version: (\S+)/;
const guiLine = /^To see the GUI go to: (\S+)/;
const importTable = 'Import times for custom nodes:';
const prestartupTable = 'Prestartup times for custom nodes:';
/** Far above any real installation; output that goes on for ever must not fill the memory. */
const maxModules = 5000;
const unsaid = formatMessage(msg`ComfyUI reports that the import failed, and its output does not say why.`);

/** Last part of a path of either system: ComfyUI's log may come from another one. */
function lastName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** A line without colours and log prefixes, and whether a prefix said that a record begins here. */
export function cleanLine(raw: string): { line: string; startsRecord: boolean } {
  const untimed = plainLine(raw).replace(time, '').trimEnd();
  const line = untimed.replace(level, '');
  return { line, startsRecord: line.length !== untimed.length };
}

interface Facts {
  phase: StartupPhase;
  comfyui: string | null;
  python: string | null;
  address: string | null;
}

function noteFacts(facts: Facts, line: string): void {
  facts.python = pythonVersion.exec(line)?.[1] ?? facts.python;
  const comfyui = comfyVersion.exec(line)?.[1];
  if (comfyui !== undefined) {
    facts.comfyui = comfyui;
    facts.phase = 'importing';
  }
  const address = guiLine.exec(line)?.[1];
  if (address === undefined) return;
  facts.address ??= address;
  facts.phase = 'serving';
}

type Failure = Omit<ImportFailure, 'name' | 'path'>;

/** What ComfyUI says of single modules, by path. */
function createVerdicts() {
  const imports = new Map<string, Failure>();
  const prestartup = new Map<string, string>();
  function noteVerdict(line: string, reader: TracebackReader): void {
    const [, path, error = ''] = verdict.exec(line) ?? [];
    if (path === undefined) return;
    const traceback = reader.claim(path, error);
    imports.set(path, { msg: traceback?.exception ?? error, traceback: traceback?.text ?? '' });
  }
  function noteOther(line: string): void {
    const path = skipped.exec(line)?.[1];
    if (path !== undefined) imports.set(path, { msg: line, traceback: '' });
    const [, early, reason = ''] = prestartupFailed.exec(line) ?? [];
    if (early !== undefined) prestartup.set(early, reason);
  }
  return {
    note(line: string, reader: TracebackReader): void {
      if (imports.size + prestartup.size >= maxModules) return;
      noteVerdict(line, reader);
      noteOther(line);
    },
    paths: () => [...imports.keys()],
    describe(path: string): ImportFailure {
      const { msg: reason, traceback } = imports.get(path) ?? { msg: unsaid, traceback: '' };
      const before = prestartup.get(path);
      const early = before === undefined ? '' : `Its prestartup script had failed before: ${before}`;
      return { name: lastName(path), path, msg: [reason, early, traceback].filter(Boolean).join('\n\n'), traceback };
    },
  };
}

/**
 * Reads ComfyUI's start-up output line by line, in bounded memory. What failed is taken from ComfyUI's own lines only: the verdict
 * it prints for each module (with the traceback printed right before it) and the table at the end, never from who else printed
 * a traceback (W43).
 */
export function createStartupReport(): StartupReport {
  const readers = { stdout: createTracebackReader(), stderr: createTracebackReader() };
  const verdicts = createVerdicts();
  const rows = new Map<string, ImportTime>();
  const facts: Facts = { phase: 'starting', comfyui: null, python: null, address: null };
  let isImportTable = false;

  function noteRow(line: string): void {
    const [, seconds = '', failed, path] = tableRow.exec(line) ?? [];
    if (path === undefined || rows.size >= maxModules) return;
    rows.set(path, { path, seconds: Number(seconds), hasFailed: failed !== undefined });
  }

  return {
    add(raw, from = 'stdout') {
      // What a running ComfyUI prints is no news of its start.
      if (facts.phase === 'serving' && rows.size > 0) return;
      const { line, startsRecord } = cleanLine(raw);
      if (line === importTable || line === prestartupTable) isImportTable = line === importTable;
      verdicts.note(line, readers[from]);
      readers[from].add(line, startsRecord);
      if (isImportTable) noteRow(line);
      noteFacts(facts, line);
    },
    phase: () => facts.phase,
    hasImported: () => rows.size > 0,
    imports: () => [...rows.values()].sort((a, b) => b.seconds - a.seconds),
    failures() {
      const failed = [...rows.values()].filter((row) => row.hasFailed).map((row) => row.path);
      return (rows.size > 0 ? failed : verdicts.paths()).map(verdicts.describe);
    },
    versions: () => ({ comfyui: facts.comfyui, python: facts.python }),
    guiAddress: () => facts.address,
  };
}
