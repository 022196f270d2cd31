import { AppError, type ErrorCode } from '../../contract/errors';
import { mapSaid, type Said, say } from '../../contract/text/said';
import { redactSecrets } from '../log';
import { lastLines } from '../process/run';

interface FailureRule {
  pattern: RegExp;
  code: ErrorCode;
  /** Continues the sentence "`what` failed: ..."; may quote the line that matched. */
  reason: Said | ((line: string) => Said);
  remedy: Said;
}

/** Ordered: what a full disk or a missing program prints can also match a later, vaguer rule. */
const rules: readonly FailureRule[] = [
  {
    pattern: /spawn .*ENOENT|command not found/i,
    code: 'git-missing',
    reason: say`git was not found on this machine`,
    remedy: say`Install git, or set git_exe in user/__manager/config.ini, and try again.`,
  },
  {
    // An older git says which extension it does not know; one that only lacks this form says that.
    pattern: /unknown repository extensions? found|unknown ref storage format|repository version is \d/i,
    code: 'git-failed',
    reason: say`the repository has a form that the git of this machine is too old for`,
    remedy: say`Install a newer git (2.45 or later), or name another one as git_exe in user/__manager/config.ini, and try again.`,
  },
  {
    pattern: /no space left on device|disk quota exceeded|unable to write file|ENOSPC/i,
    code: 'disk-full',
    reason: say`the disk is full`,
    remedy: say`Free some space on that disk and try again; nothing was changed.`,
  },
  {
    pattern: /block timeout reached/i,
    code: 'download-stalled',
    reason: say`the other side sent nothing for too long`,
    remedy: say`Check the connection or the proxy and try again.`,
  },
  {
    pattern: /dubious ownership/i,
    code: 'git-failed',
    reason: say`git does not trust the folder because it belongs to another user`,
    remedy: say`Make your own user the owner of the folder and try again.`,
  },
  {
    pattern:
      /remote branch .* not found|pathspec .* did not match|couldn't find remote ref|unable to read tree|reference is not a tree|not our ref/i,
    code: 'version-not-found',
    reason: say`the repository has no such branch, tag or commit`,
    remedy: say`Choose a branch, tag or commit that exists, or \`nightly\`.`,
  },
  {
    pattern: /would be overwritten by|please commit your changes|not possible to fast-forward|diverg/i,
    code: 'local-changes',
    reason: say`files or commits of this copy would be lost`,
    remedy: say`Commit, move or undo the local changes in that folder, then try again; nothing was changed.`,
  },
  {
    pattern:
      /could not read (username|password)|authentication failed|terminal prompts disabled|permission denied \(|error: 40[13]|invalid credentials/i,
    code: 'git-failed',
    reason: say`the server asks for a login (the repository is private, or it does not exist)`,
    remedy: say`Check the address; for a private repository store credentials for it in git first.`,
  },
  {
    pattern: /repository .*not found|error: 404|does not appear to be a git repository|does not exist/i,
    code: 'git-failed',
    reason: say`there is no repository at this address`,
    remedy: say`Check the address; the repository may have been moved, renamed or deleted.`,
  },
  {
    // Before the network: the connection breaks off as well, because the other side has nothing more to send.
    pattern:
      /^.*(?:repository corruption|is corrupt|data stream error|unexpected line in|expected flush after ref listing|object file .* is empty|(?:bad|missing) (?:object|blob|tree|commit)).*$/im,
    code: 'git-failed',
    reason: (line) =>
      say`git found damaged data ("${line}"), in the repository on the server or in its copy on this machine`,
    remedy: say`When it is the repository on the server, tell its owner. When it is the copy on this machine, remove the pack and install it again.`,
  },
  {
    pattern: /returned error: 5\d\d/i,
    code: 'git-failed',
    reason: say`the server answered with an error of its own`,
    remedy: say`Try again later. When it stays so, the repository or its server is broken: tell its owner.`,
  },
  {
    pattern:
      /could not resolve|couldn't connect|failed to connect|connection (refused|timed out|reset|closed)|network is unreachable|unable to access|early eof|rpc failed|hung up|unexpected disconnect|operation timed out|ssl|tls/i,
    code: 'git-failed',
    reason: say`the server could not be reached or the connection broke`,
    remedy: say`Check the network and the proxy settings and try again.`,
  },
];

/** What git said that is wrong, without the word of who said it. */
function matchedLine(pattern: RegExp | undefined, said: string): string {
  const line = (pattern === undefined ? null : pattern.exec(said))?.[0] ?? '';
  return line.replace(/^(?:(?:remote|error|fatal):\s*)+/i, '').trim();
}

/**
 * Turns what git printed into an error that names the cause and the remedy. `what` is the step in words, e.g. "Cloning X".
 * Codes: `git-missing`, `disk-full`, `download-stalled`, `version-not-found`, `local-changes`, else `git-failed`.
 */
export function describeGitFailure(what: Said, output: string, cause?: unknown): AppError {
  const said = redactSecrets(lastLines(output, 20));
  const rule = rules.find(({ pattern }) => pattern.test(said));
  const found = rule?.reason ?? say`git ended with an error`;
  const reason = typeof found === 'function' ? found(matchedLine(rule?.pattern, said)) : found;
  return new AppError(
    rule?.code ?? 'git-failed',
    say`${mapSaid(what, redactSecrets)} failed: ${reason}.\n${lastLines(said, 6)}`,
    {
      remedy: rule?.remedy ?? say`The output of git is in the log of the task.`,
      details: { output: said },
      cause,
    },
  );
}
