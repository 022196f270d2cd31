import { AppError } from '../../../contract/errors';
import { type Message, type MessageValue, type Sentence, msg, packMessage } from '../../../contract/text/message';
import { listMessage } from '../../../contract/text/message-list';
import { redactSecrets } from '../../../base/log';
import {
  findConflict,
  packItself,
  absentPattern,
  protectedVersion,
  readAbsent,
  readDemands,
  type Conflict,
  type Demand,
} from './resolver-conflict';

/** What a program printed before it failed, as far as its error has it, and that it was ended where it did not end by itself; else what the error says. */
export function outputOf({ details, message }: AppError): string {
  const { output, exitCode, reason } = details;
  if (typeof output !== 'string' || output === '') return message;
  const isEnded = typeof exitCode !== 'number' && typeof reason === 'string';
  return isEnded ? `${output}\nerror: ${reason.replace(/^it /, 'the installer ')}` : output;
}

interface Cause {
  pattern: RegExp;
  explain(found: RegExpExecArray): { reason: Message; remedy: Message };
}

/** A sentence is read in a row of a list. */
const longestLine = 240;
const mostSides = 4;

const missing = (what: string) => msg`the package index has no ${what} for this Python and system`;
const authorRemedy = msg`Report it to the author of the pack, or replace the line in pip_overrides.json.`;

const causes: readonly Cause[] = [
  {
    pattern: /externally.managed/i,
    explain: () => ({
      reason: msg`this Python belongs to the operating system, which forbids installing into it`,
      remedy: msg`Make a virtual environment named "venv" in the ComfyUI folder and start ComfyUI with it.`,
    }),
  },
  {
    pattern:
      /Failed to establish a new connection|error sending request|tcp connect error|dns error|Name or service not known|Temporary failure in name resolution|Connection refused|ProxyError/i,
    explain: () => ({
      reason: msg`the package index could not be reached`,
      remedy: msg`Check the network connection, the proxy and the setting python.indexUrl, and try again.`,
    }),
  },
  {
    pattern: /Read timed out|operation timed out|ConnectTimeout/i,
    explain: () => ({
      reason: msg`the package index did not answer in time`,
      remedy: msg`Try again; a mirror can be named in the setting python.indexUrl.`,
    }),
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|invalid peer certificate/i,
    explain: () => ({
      reason: msg`the package index's certificate is not trusted`,
      remedy: msg`Name the certificates of your network in PIP_CERT or SSL_CERT_FILE and start the app again.`,
    }),
  },
  {
    pattern: /DO NOT MATCH THE HASHES|Hash mismatch/i,
    explain: () => ({
      reason: msg`a downloaded package does not have the expected hash`,
      remedy: msg`Try again. If it fails again, do not install this pack, and report it.`,
    }),
  },
  {
    pattern: /Failed to unzip wheel: (\S+)|Wheel '([^']+)' located at .* is invalid|(BadZipFile)/i,
    explain: (found) => ({
      reason: msg`the downloaded package ${found[1] ?? found[2] ?? 'file'} is damaged`,
      remedy: msg`Try again. If it fails again, the index or a proxy serves a broken file.`,
    }),
  },
  {
    pattern: absentPattern,
    explain: ([found]) => ({
      reason: missing(readAbsent(found) ?? ''),
      remedy: msg`Check that the name and version exist. ${authorRemedy}`,
    }),
  },
  {
    // uv names it with its version in backquotes, pip in the line of its wheel.
    pattern:
      /Failed (?:to build|building wheel for)(?: editable for)?:? [`'"]?(?:installable wheels for some pyproject\.toml based projects \()?([a-z0-9][\w.-]*)|subprocess-exited-with-error|Failed to build|The build backend returned an error/i,
    explain: (found) => ({
      reason:
        found[1] === undefined
          ? msg`a package must be compiled on this machine and that failed`
          : msg`${found[1]} must be compiled on this machine and that failed`,
      remedy: msg`Install the compiler that the output names, or a Python version for which prebuilt packages exist.`,
    }),
  },
];

/** What uv and pip say of their work, which is never why it failed. */
const progress =
  /^(?:[-+~] |(?:Using Python|Resolved|Prepared|Installed|Uninstalled|Updat(?:ed|ing)|Buil(?:t|ding)|Download(?:ed|ing)|Collecting|Installing|Audited|Checked|Would|Attempting uninstall|Found existing installation)\b)/;

/**
 * The line that says most, for a sentence: the first that the tool itself calls an error and that says anything, else the last one. The log of
 * the task has them all.
 */
export function reasonLine(output: string): string {
  // uv says what failed first, and why behind it.
  const why = /(?:^\s*cause:|╰─▶)\s*([^]+?)(?:,? we can conclude|\r?\n\s*\r?\n|$(?![^]))/m.exec(output)?.[1];
  const lines = (why ?? output)
    .split(why === undefined ? /\r?\n/ : /$(?![^])/)
    .map((line) => line.replace(/\s+/g, ' ').trim());
  const errors = lines.flatMap((line) => /^(?:ERROR|error):\s*(\S.*)$/.exec(line)?.[1] ?? []);
  // pip says no more than that of itself, and why at the end of the traceback behind it.
  const isTelling = (one: string): boolean => one !== '' && !progress.test(one);
  const line =
    errors.find((one) => one !== 'Exception:') ?? lines.findLast(isTelling) ?? 'the installer did not say why';
  const short = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
  return short.replace(/[.:]+$/, '');
}

/** Who asks for something: a package by its name, or what has none. */
function describeAsker(who: string): MessageValue {
  if (who === protectedVersion) return msg`the protected installed version`;
  return who === packItself ? msg`the pack itself` : who;
}

function conflictError(packName: string, conflict: Conflict): AppError {
  const shownDemands = conflict.demands
    .slice(0, mostSides)
    .map(({ who, asks }) => msg`${describeAsker(who)} requires ${asks}`);
  const more = conflict.demands.length - shownDemands.length;
  // One pack is resolved at a time, so what does not come from the protection of what is installed comes from the pack.
  const isOwn = conflict.demands.every(({ who }) => who !== protectedVersion);
  const sides = listMessage([...shownDemands, ...(more > 0 ? [msg`and ${more} more`] : [])]);
  return new AppError(
    'requirements-conflict',
    msg`The requirements of "${packMessage(packName)}" cannot be met together: ${sides}.`,
    {
      remedy: isOwn
        ? msg`Nothing was changed. This pack cannot be installed as it is: report it to its author.`
        : msg`Nothing was changed. ${conflict.package} stays as it is installed: ask the author for a version that works with it, or replace a line in pip_overrides.json.`,
      shortCause: sides,
      details: { package: conflict.package, demands: conflict.demands, isOwn },
    },
  );
}

function notInstalled(packName: string, shortCause: Sentence, remedy: Message): AppError {
  const message = msg`The requirements of "${packMessage(packName)}" were not installed: ${shortCause}.`;
  return new AppError('requirements-failed', message, { remedy, shortCause });
}

/** pip also calls it a conflict when a single version that is asked for does not exist. */
function unsolvable(packName: string, demands: readonly Demand[], output: string): AppError {
  const [only] = demands;
  if (only && demands.length === 1)
    return notInstalled(packName, missing(only.asks), msg`Check that the name and version exist. ${authorRemedy}`);
  const shortCause = reasonLine(output);
  return new AppError(
    'requirements-conflict',
    msg`The requirements of "${packMessage(packName)}" cannot be met together: ${shortCause}.`,
    { remedy: msg`Nothing was changed. ${authorRemedy}`, shortCause },
  );
}

/** Says in words why the tool failed, from what it printed: `requirements-conflict`, `disk-full` or `requirements-failed`. What the tool printed is not repeated. Pure. */
export function explainInstallFailure(input: {
  packName: string;
  output: string;
  /** The constraint lines that protect what is installed. */
  protectedLines: readonly string[];
}): AppError {
  const output = redactSecrets(input.output);
  if (/No space left on device|os error 28\b|os error 112\b/.test(output)) {
    return new AppError(
      'disk-full',
      msg`The disk is full: the requirements of "${packMessage(input.packName)}" could not be installed.`,
      {
        remedy: msg`Free some space on that disk and try again; nothing was changed.`,
        shortCause: msg`The disk is full.`,
      },
    );
  }
  const demands = readDemands(output, input.protectedLines);
  const conflict = findConflict(demands);
  if (conflict) return conflictError(input.packName, conflict);
  if (output.includes('ResolutionImpossible')) return unsolvable(input.packName, demands, output);
  for (const { pattern, explain } of causes) {
    const found = pattern.exec(output);
    if (!found) continue;
    const { reason, remedy } = explain(found);
    return notInstalled(input.packName, reason, remedy);
  }
  const remedy = msg`Read the log of the task, which has all that the installer said.`;
  return notInstalled(input.packName, reasonLine(output), remedy);
}
