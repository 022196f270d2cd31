import { lastLines, type RunResult } from '../../../base/process/run';
import { AppError, fromErrorBody, toAppError } from '../../../contract/errors';
import type { SshPlace } from '../../../contract/remote/connection';
import { sshAddressOf } from '../../../contract/remote/names';
import { msg, type Message } from '../../../contract/text/message';
import { isErrorBody } from '../../../server/operations-door/ask-door';

/** Why `ssh` could not be run to its end, or what it said when it ended as failed. */
export function explainStart(host: string, thrown: unknown): AppError {
  const error = toAppError(thrown);
  if (error.code !== 'command-failed') return error;
  const { exitCode, output, reason } = error.details;
  if (exitCode !== undefined) return explainEnd(host, String(output));
  if (reason !== 'there is no such program') return unreachable(host, String(reason));
  return new AppError('ssh-failed', msg`There is no "ssh" on this computer.`, {
    remedy: msg`Install OpenSSH; Windows has it among its optional features.`,
  });
}

/** Why `ssh` ended, by what it said. */
export function explainEnd(host: string, output: string): AppError {
  const said = output
    .split('\n')
    .filter((line) => !/^debug\d:|^\s*$/u.test(line))
    .join('\n');
  if (/host key verification failed|host identification has changed|host key is known/iu.test(said))
    return new AppError('ssh-failed', msg`ssh does not know the key of ${host}, or knows another one.`, {
      remedy: msg`Connect with ${host} in a terminal once, and compare the key there.`,
    });
  if (/permission denied|too many authentication failures/iu.test(said))
    return new AppError('ssh-failed', msg`${host} does not let you log in by ssh without a question.`, {
      remedy: msg`Have a key of yours accepted there ("ssh-copy-id"), and its passphrase kept by an agent.`,
    });
  const reason = lastLines(said, 1).replace(/^ssh: |\.$/gu, '');
  return unreachable(host, reason === '' ? msg`ssh has ended` : reason);
}

function unreachable(host: string, reason: string | Message): AppError {
  return new AppError('remote-unreachable', msg`${host} could not be reached: ${reason}.`, {
    remedy: msg`Check its name, and whether ssh reaches it from a terminal.`,
  });
}

/** Why `cmdesk door` of another machine told no door. */
export function explainDoor(place: SshPlace, ended: RunResult & { told: unknown }): AppError {
  if (ended.exitCode === 126 || ended.exitCode === 127)
    return new AppError('ssh-failed', msg`${place.host} has no "cmdesk" that a command by ssh finds.`, {
      remedy: msg`Install it there for all accounts, for example in /usr/local/bin.`,
    });
  const error = isErrorBody(ended.told) ? fromErrorBody(ended.told) : null;
  if (error !== null && error.code !== 'invalid-input') return explainRefusal(place, error);
  const { stdout, stderr, exitCode } = ended;
  const reason = error?.message ?? (lastLines(stderr || stdout, 1) || `exit code ${exitCode}`);
  return new AppError(
    'remote-unfit',
    msg`The "cmdesk" on ${place.host} is of a version that cannot be spoken with (${reason}).`,
    { remedy: msg`Use the same version on both machines.` },
  );
}

/** What `cmdesk door` says there, for whoever is here. */
function explainRefusal(place: SshPlace, error: AppError): AppError {
  const { host } = place;
  if (error.code === 'not-served')
    return new AppError('not-served', msg`No app of yours has this ComfyUI open on ${host}.`, {
      remedy: msg`Have it started there, or start "cmdesk serve" there yourself.`,
      details: { address: sshAddressOf(place) },
    });
  if (error.code === 'installation-missing')
    return new AppError('installation-missing', msg`It is not known which ComfyUI on ${host} is meant.`, {
      remedy: msg`Give its folder.`,
    });
  // Paths and remedies in it are of that machine.
  const { code, words, details } = error;
  return new AppError(code, msg`On ${host}: ${words.message}`, { remedy: words.remedy, details });
}
