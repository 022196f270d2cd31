import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * A shell that is told which process groups work for this app. Its input ends with this process, however that comes about, and then it kills those
 * that are still at work. Nothing else can: a killed process runs no code, and a program in a group of its own is not ended with its parent.
 */
const guard = `
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% "$group" *} \${groups#* "$group" }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

const keepsOpen = (pipe: object): pipe is { unref(): void } => 'unref' in pipe;

let input: Writable | null = null;

function startGuard(): Writable {
  // In a group of its own: what ends this app's group must not end it too. Its folder is the root, so that it keeps no other one from being removed.
  const child = spawn('/bin/sh', ['-c', guard], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const forget = () => {
    if (input === child.stdin) input = null;
  };
  // Without it programs are started all the same, and end as the system wants it.
  child.once('error', forget).once('exit', forget);
  child.stdin.on('error', forget);
  child.unref();
  // A pipe of a child is a socket, which would keep this process from ending.
  if (keepsOpen(child.stdin)) child.stdin.unref();
  return child.stdin;
}

/**
 * Has a program that leads a process group end with this process, even when this process is killed: an installer that goes on alone would change
 * packages under the next start of the app. On Windows Node has the system end what it started.
 *
 * @returns To be called when the program has ended: its id may be another's afterwards.
 */
export function endWithApp(pid: number | undefined): () => void {
  if (pid === undefined || process.platform === 'win32') return () => undefined;
  input ??= startGuard();
  const target = input;
  target.write(`+ ${pid}\n`);
  return () => {
    // A guard that has died in the meantime never knew.
    if (target === input) target.write(`- ${pid}\n`);
  };
}
