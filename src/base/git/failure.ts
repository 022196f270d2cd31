import { AppError, type ErrorCode } from '../../contract/errors';
import { mapMessage, type Message, msg } from '../../contract/text/message';
import { redactSecrets } from '../log';
import { lastLines } from '../process/run';

interface FailureRule {
  pattern: RegExp;
  code: ErrorCode;
  /** Continues the sentence "`what` failed: ..."; may quote the line that matched. */
  reason: Message | ((line: string) => Message);
  remedy: Message;
}

/** Ordered: what a full disk or a missing program prints can also match a later, vaguer rule. */
const rules: readonly FailureRule[] = [
  {
    pattern: /spawn .*ENOENT|command not found/i,
    code: 'git-missing',
    reason: msg`git was not found on this machine`,
    remedy: msg`Install git, or set git_exe in user/__manager/config.ini, and try again.`,
  },
  {
    // An older git says which extension it does not know; one that only lacks this form says that.
    pattern: /unknown repository extensions? found|unknown ref storage format|repository version is \d/i,
    code: 'git-failed',
    reason: msg`the repository has a form that the git of this machine is too old for`,
    remedy: msg`Install a newer git (2.45 or later), or name another one as git_exe in user/__manager/config.ini, and try again.`,
  },
  {
    pattern: /no space left on device|disk quota exceeded|unable to write file|ENOSPC/i,
    code: 'disk-full',
    reason: msg`the disk is full`,
    remedy: msg`Free some space on that disk and try again; nothing was changed.`,
  },
  {
    pattern: /block timeout reached/i,
    code: 'download-stalled',
    reason: msg`the server sent nothing for too long`,
    remedy: msg`Check the connection or the proxy and try again.`,
  },
  {
    pattern: /dubious ownership/i,
    code: 'git-failed',
    reason: msg`git does not trust the folder because it belongs to another user`,
    remedy: msg`Make your own user the owner of the folder and try again.`,
  },
  {
    pattern:
      /remote branch .* not found|pathspec .* did not match|couldn't find remote ref|unable to read tree|reference is not a tree|not our ref/i,
    code: 'version-not-found',
    reason: msg`the repository has no such branch, tag or commit`,
    remedy: msg`Choose a branch, tag or commit that exists, or \`nightly\`.`,
  },
  {
    pattern: /would be overwritten by|please commit your changes|not possible to fast-forward|diverg/i,
    code: 'local-changes',
    reason: msg`files or commits of this copy would be lost`,
    remedy: msg`Commit, move or undo the local changes in that folder, then try again; nothing was changed.`,
  },
  {
    pattern:
      /could not read (username|password)|authentication failed|terminal prompts disabled|permission denied \(|error: 40[13]|invalid credentials/i,
    code: 'git-failed',
    reason: msg`the server asks for a login (the repository is private, or it does not exist)`,
    remedy: msg`Check the address; for a private repository store credentials for it in git first.`,
  },
  {
    pattern: /repository .*not found|error: 404|does not appear to be a git repository|does not exist/i,
    code: 'git-failed',
    reason: msg`there is no repository at this address`,
    remedy: msg`Check the address; the repository may have been moved, renamed or deleted.`,
  },
  {
    // Before the network: the connection breaks off as well, because the other side has nothing more to send.
    pattern:
      /^.*(?:repository corruption|is corrupt|data stream error|unexpected line in|expected flush after ref listing|object file .* is empty|(?:bad|missing) (?:object|blob|tree|commit)).*$/im,
    code: 'git-failed',
    reason: (line) =>
      msg`git found damaged data ("${line}"), in the repository on the server or in its copy on this machine`,
    remedy: msg`If it is the repository on the server, tell its owner. If it is the copy on this machine, remove the pack and install it again.`,
  },
  {
    pattern: /returned error: 5\d\d/i,
    code: 'git-failed',
    reason: msg`the server answered with an error of its own`,
    remedy: msg`Try again later. If it still fails, the repository or its server is broken: tell its owner.`,
  },
  {
    pattern:
      /could not resolve|couldn't connect|failed to connect|connection (refused|timed out|reset|closed)|network is unreachable|unable to access|early eof|rpc failed|hung up|unexpected disconnect|operation timed out|ssl|tls/i,
    code: 'git-failed',
    reason: msg`the server could not be reached or the connection broke`,
    remedy: msg`Check the network and the proxy settings and try again.`,
  },
];

/** What git said that is wrong, without the word of who said it. */
function matchedLine(pattern: RegExp | undefined, printed: string): string {
  const line = (pattern === undefined ? null : pattern.exec(printed))?.[0] ?? '';
  return line.replace(/^(?:(?:remote|error|fatal):\s*)+/i, '').trim();
}

/**
 * Turns what git printed into an error that names the cause and the remedy. `what` is the step in words, e.g. "Cloning X".
 * Codes: `git-missing`, `disk-full`, `download-stalled`, `version-not-found`, `local-changes`, else `git-failed`.
 */
export function describeGitFailure(what: Message, output: string, cause?: unknown): AppError {
  const printed = redactSecrets(lastLines(output, 20));
  const rule = rules.find(({ pattern }) => pattern.test(printed));
  const found = rule?.reason ?? msg`git ended with an error`;
  const reason = typeof found === 'function' ? found(matchedLine(rule?.pattern, printed)) : found;
  return new AppError(
    rule?.code ?? 'git-failed',
    msg`${mapMessage(what, redactSecrets)} failed: ${reason}.\n${lastLines(printed, 6)}`,
    {
      remedy: rule?.remedy ?? msg`The output of git is in the log of the task.`,
      shortCause: reason,
      details: { output: printed },
      cause,
    },
  );
}
