import { AppError } from '../../contract/errors';
import { redactSecrets } from '../../base/log';
import { lastLines } from '../../base/run';

/** One side of a conflict. */
export interface Demand {
  /** Who asks: a package, the pack, or the protection of what is installed. */
  who: string;
  asks: string;
}

export interface Conflict {
  package: string;
  demands: readonly Demand[];
}

const token = /([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)((?:\[[^\]]*\])?(?:===|[<>=!~]=|[<>])[^\s]+)/g;

function nameOf(asks: string): string {
  return /^[A-Za-z0-9._-]+/.exec(asks)?.[0].toLowerCase().replace(/[-_.]+/g, '-') ?? asks;
}

function whoAsks(asks: string, protectedLines: readonly string[]): string {
  return protectedLines.includes(asks) ? 'the protected installed version' : 'the pack itself';
}

/** pip: `    conflict-a 1.0 depends on numpy<2` and `    The user requested (constraint) torch==2.7.1`. */
function readPipDemands(output: string, protectedLines: readonly string[]): Demand[] {
  const block = /The conflict is caused by:\r?\n((?:[ \t]+\S.*(?:\r?\n|$))+)/.exec(output)?.[1] ?? '';
  return block.split(/\r?\n/).flatMap((line): Demand[] => {
    const depends = /^\s+(\S+)(?: (\S+))? depends on (.+?)\s*$/.exec(line);
    if (depends) return [{ who: [depends[1], depends[2]].filter(Boolean).join(' '), asks: depends[3] ?? '' }];
    const asked = /^\s+The user requested (?:\(constraint\) )?(.+?)\s*$/.exec(line)?.[1];
    return asked === undefined ? [] : [{ who: whoAsks(asked, protectedLines), asks: asked }];
  });
}

/** uv: `Because torchvision<=0.21.0 depends on torch==2.6.0 and torch==2.7.1, we can conclude ...`, over several lines. */
function readUvDemands(output: string, protectedLines: readonly string[]): Demand[] {
  const text = (/No solution found[^]*/.exec(output)?.[0] ?? '').replace(/\s+/g, ' ');
  const pattern = /((?:all versions of )?\S+) depends? on ([A-Za-z0-9][^\s,]*(?:,[<>=!~][^\s,]*)*)/g;
  const depends = [...text.matchAll(pattern)].map((found) => ({ who: found[1] ?? '', asks: found[2] ?? '' }));
  const rest = text.replace(pattern, ' ');
  const bare = [...rest.matchAll(token)].map((found) => found[0].replace(/[,.]+$/, ''));
  return [...depends, ...bare.map((asks) => ({ who: whoAsks(asks, protectedLines), asks }))];
}

/** The package two sides ask for differently, as far as it can be read from what uv or pip printed. */
export function readConflict(output: string, protectedLines: readonly string[]): Conflict | null {
  const demands = output.includes('No solution found')
    ? readUvDemands(output, protectedLines)
    : readPipDemands(output, protectedLines);
  for (const { asks } of demands) {
    const same = demands.filter((other) => nameOf(other.asks) === nameOf(asks));
    const distinct = same.filter((demand, index) => same.findIndex((other) => other.asks === demand.asks) === index);
    if (distinct.length > 1) return { package: nameOf(asks), demands: distinct };
  }
  return null;
}

interface Cause {
  pattern: RegExp;
  explain(found: RegExpExecArray): { reason: string; remedy: string };
}

const authorRemedy = 'Report it to the author of the pack, or replace the line in pip_overrides.json.';

const causes: readonly Cause[] = [
  {
    pattern: /externally.managed/i,
    explain: () => ({
      reason: "this Python belongs to the operating system, which forbids installing into it",
      remedy: 'Make a virtual environment named "venv" in the ComfyUI folder and start ComfyUI with it.',
    }),
  },
  {
    pattern: /Failed to establish a new connection|error sending request|tcp connect error|dns error|Name or service not known|Temporary failure in name resolution|Connection refused|ProxyError/i,
    explain: () => ({
      reason: 'the package index could not be reached',
      remedy: 'Check the network connection, the proxy and the setting python.indexUrl, and try again.',
    }),
  },
  {
    pattern: /Read timed out|operation timed out|ConnectTimeout/i,
    explain: () => ({ reason: 'the package index did not answer in time', remedy: 'Try again; a mirror can be named in the setting python.indexUrl.' }),
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|invalid peer certificate/i,
    explain: () => ({
      reason: "the package index's certificate is not trusted",
      remedy: 'Name the certificates of your network in PIP_CERT or SSL_CERT_FILE and start the app again.',
    }),
  },
  {
    pattern: /DO NOT MATCH THE HASHES|Hash mismatch/i,
    explain: () => ({ reason: 'a downloaded package does not have the expected hash', remedy: 'Try again; when it stays so, do not install this pack and report it.' }),
  },
  {
    pattern: /Failed to unzip wheel: (\S+)|Wheel '([^']+)' located at .* is invalid|(BadZipFile)/i,
    explain: (found) => ({
      reason: `the downloaded package ${found[1] ?? found[2] ?? ''} is damaged`.replace('  ', ' '),
      remedy: 'Try again; when it stays so, the index or a proxy serves a broken file.',
    }),
  },
  {
    pattern: /No matching distribution found for (\S+)|(?:Because|and) (\S+) was not found in the (?:package registry|provided package locations)|[Tt]here (?:is|are) no versions? of (\S+)/,
    explain: (found) => ({
      reason: `the package index has no ${(found[1] ?? found[2] ?? found[3] ?? '').replace(/[,.]$/, '')} for this Python and system`,
      remedy: `Check that the name and version exist. ${authorRemedy}`,
    }),
  },
  {
    pattern: /subprocess-exited-with-error|Failed to build|Failed building wheel|The build backend returned an error/i,
    explain: () => ({
      reason: 'a package must be compiled on this machine and that failed',
      remedy: 'Install the compiler the output asks for, or a Python version for which ready-made packages exist.',
    }),
  },
];

function conflictError(packName: string, conflict: Conflict, output: string): AppError {
  const sides = conflict.demands.map(({ who, asks }) => `${who} asks for ${asks}`).join(', ');
  return new AppError('requirements-conflict', `The requirements of "${packName}" cannot be met together: ${sides}.`, {
    remedy: `Nothing was changed. Disable the pack that needs the other version of ${conflict.package}, or replace a line in pip_overrides.json.`,
    details: { package: conflict.package, demands: conflict.demands, output },
  });
}

/** Says in words why the tool failed, from what it printed: `requirements-conflict`, `disk-full` or `requirements-failed` with the last lines. Pure. */
export function explainInstallFailure(input: {
  packName: string;
  output: string;
  /** The constraint lines that protect what is installed. */
  protectedLines: readonly string[];
}): AppError {
  const output = redactSecrets(input.output);
  if (/No space left on device|os error 28\b|os error 112\b/.test(output)) {
    return new AppError('disk-full', `The disk is full: the requirements of "${input.packName}" could not be installed.`, {
      remedy: 'Free some space on that disk and try again; nothing was changed.',
    });
  }
  const conflict = readConflict(output, input.protectedLines);
  if (conflict) return conflictError(input.packName, conflict, output);
  if (/ResolutionImpossible/.test(output)) {
    return new AppError('requirements-conflict', `The requirements of "${input.packName}" cannot be met together.\n${lastLines(output)}`, {
      remedy: `Nothing was changed. ${authorRemedy}`,
      details: { output },
    });
  }
  for (const { pattern, explain } of causes) {
    const found = pattern.exec(output);
    if (!found) continue;
    const { reason, remedy } = explain(found);
    return new AppError('requirements-failed', `The requirements of "${input.packName}" were not installed: ${reason}.`, {
      remedy,
      details: { output: lastLines(output) },
    });
  }
  return new AppError('requirements-failed', `The requirements of "${input.packName}" were not installed.\n${lastLines(output)}`, {
    remedy: 'Read the log of the task; often the same command by hand in the environment shows more.',
    details: { output },
  });
}
