import { z } from 'zod';
import { findFreePort } from '../../../base/http/free-port';
import { posixWord } from '../../../base/process/posix-word';
import { runProgram } from '../../../base/process/run';
import type { SshPlace } from '../../../contract/remote/connection';
import { readJson } from '../../../server/operations-door/ask-door';
import type { Way } from '../remote-line';
import { explainDoor, explainEnd, explainStart } from './ssh-errors';

/** Nobody is there to be asked. What the person has configured for a terminal does not disturb or go along, and all else of it counts. */
const quietly = optionsOf(
  ...['BatchMode=yes', 'ConnectTimeout=15', 'RemoteCommand=none', 'RequestTTY=no'],
  ...['ForwardAgent=no', 'ForwardX11=no'],
);
/** What a shell, `cmdesk door` and ssh say when they fail tells more than that they do. */
const anyCode = Array.from({ length: 256 }, (_none, code) => code);
/** A core that is started there may take its time. */
const longestAnswerMs = 90_000;

/** What `cmdesk door --json` says. */
const ToldDoor = z.object({
  address: z.url({ protocol: /^http$/u }),
  token: z.string().regex(/^[\x21-\x7e]{8,1000}$/u),
});

/**
 * The way to a core by the person's own `ssh`, with their configuration, agent and known hosts. Each try asks the machine where the core is and for its token,
 * and makes a tunnel, which lives until the next try. `isToStart`: the first try that comes through starts a core where none runs.
 */
export function openSshWay(place: SshPlace, isToStart: boolean): Way {
  const { host } = place;
  const life = new AbortController();
  let tunnel = new AbortController();
  let mayStart = isToStart;
  return {
    host,
    async reach(folder) {
      tunnel.abort();
      tunnel = new AbortController();
      const words = doorWords(folder ?? place.folder, mayStart);
      const { address, token } = await askDoor(place, words, life.signal);
      mayStart = false;
      const { hostname, port, origin } = new URL(address);
      const signal = AbortSignal.any([life.signal, tunnel.signal]);
      const localPort = await openTunnel(host, `${hostname}:${port || '80'}`, signal);
      return { address: `http://127.0.0.1:${localPort}`, origin, token };
    },
    close: () => life.abort(),
  };
}

/** The command for the shell of the other machine. */
export function doorWords(folder: string | null, isToStart: boolean): string[] {
  const place = folder === null ? [] : ['--comfyui', quoteFolder(folder)];
  return ['cmdesk', 'door', '--json', ...place, ...(isToStart ? ['--start'] : [])];
}

/** One word for a shell. The home folder is its to find. */
function quoteFolder(folder: string): string {
  const [home, rest] = folder.startsWith('~/') ? ['~/', folder.slice(2)] : ['', folder];
  return `${home}${posixWord(rest)}`;
}

function optionsOf(...settings: readonly string[]): string[] {
  return settings.flatMap((setting) => ['-o', setting]);
}

/** As an address, no host is an option. */
const destinationOf = (host: string): string[] => ['--', `ssh://${host}`];

async function askDoor(
  place: SshPlace,
  words: readonly string[],
  signal: AbortSignal,
): Promise<z.infer<typeof ToldDoor>> {
  const { host } = place;
  // A connection that the person's terminals share is used, and none is left behind for them.
  const options = optionsOf('ClearAllForwardings=yes', 'ControlMaster=no', 'LogLevel=ERROR');
  const ended = await runProgram('ssh', [...quietly, ...options, ...destinationOf(host), ...words], {
    ...{ signal, timeoutMs: longestAnswerMs, expectedCodes: anyCode },
  }).catch((error: unknown) => {
    throw explainStart(host, error);
  });
  // The files that a shell reads at its start may have printed something before.
  const told = readJson(ended.stdout.split(/^(?=\{$)/mu).at(-1) ?? '');
  const door = ToldDoor.safeParse(told);
  if (ended.exitCode === 0 && door.success) return door.data;
  throw ended.exitCode === 255 ? explainEnd(host, ended.stderr) : explainDoor(place, { ...ended, told });
}

/** Has a free port of this machine lead to an address of the other one, until the signal. It is open, and of our own ssh, when ssh has come to its session without a word of it. */
async function openTunnel(host: string, target: string, signal: AbortSignal): Promise<number> {
  const port = await findFreePort('127.0.0.1');
  // Forwards of the person's configuration may fail: a terminal of theirs has the ports. A shared connection would keep ours when this one ends.
  const options = optionsOf('ExitOnForwardFailure=no', 'ServerAliveInterval=15', 'ControlPath=none');
  const only = ['-N', '-v', '-L', `127.0.0.1:${port}:${target}`];
  await new Promise<void>((open, fail) => {
    const onLine = (line: string): void => {
      if (line.endsWith(`cannot listen to port: ${port}`)) fail(explainEnd(host, line));
      if (line.endsWith('Entering interactive session.')) open();
    };
    runProgram('ssh', [...quietly, ...options, ...only, ...destinationOf(host)], { signal, onLine }).then(
      () => fail(explainEnd(host, '')),
      (error: unknown) => fail(explainStart(host, error)),
    );
  });
  return port;
}
