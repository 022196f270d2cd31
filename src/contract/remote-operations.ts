import { managerOperations, type OperationName, type ShellOperationName } from './operations';
import { isTokenOperation } from './token-operations';

/** What the shell does with files of the installation that is shown: they have to be on its own machine. */
const localOfShell: ReadonlySet<string> = new Set<ShellOperationName>([
  'desktop.chooseArchive',
  'desktop.openTerminal',
  'desktop.revealPack',
  'desktop.revealModel',
  'desktop.openModelFolder',
  'desktop.trashModel',
]);

/** Whether an operation can be done while the installation that is shown is on another machine. All others fail with `not-remote` then. */
export function isRemoteOperation(name: OperationName): boolean {
  return Object.hasOwn(managerOperations, name) ? isTokenOperation(name) : !localOfShell.has(name);
}
