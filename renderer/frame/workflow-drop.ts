import { isGitAddress } from '../../src/contract/text/git-address';
import { maxSnapshotBytes } from '../../src/contract/snapshots';
import { beginErrand, pathOf } from '../bridge';
import { isSnapshotText, offerSnapshot } from '../state/snapshots/snapshot-import';
import { openInstallDialog } from '../navigation/window-store';
import { findFileKind } from '../state/workflow/workflow-file';
import { openWorkflowOf, openWorkflowText, refuseGiven } from '../state/workflow/workflow-store';

/** A text that came by paste or drop, as what it is. */
export type GivenText = { kind: 'git'; url: string } | { kind: 'workflow'; text: string } | { kind: 'other' };

/** Hosts where an address of two names is a repository. Elsewhere only `.git`, ssh and git addresses are. */
const forges =
  /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|gitee\.com)\/[\w.-]+\/[\w.-]+/iu;
const gitForms = /^(?:ssh|git):\/\/|^[\w.-]+@[\w.-]+:|\.git\/?$/iu;

/** The repository in an address of one of its pages. */
function repositoryOf(url: string): string {
  return forges.exec(url)?.[0] ?? url;
}

/** Says what a text is: the address of a git repository, a workflow, or nothing this window can use. */
export function readGivenText(text: string): GivenText {
  const trimmed = text.trim();
  const isOneWord = trimmed.length <= 400 && !/\s/u.test(trimmed);
  if (isOneWord && isGitAddress(trimmed) && (forges.test(trimmed) || gitForms.test(trimmed))) {
    return { kind: 'git', url: gitForms.test(trimmed) ? trimmed : repositoryOf(trimmed) };
  }
  return trimmed.startsWith('{') ? { kind: 'workflow', text: trimmed } : { kind: 'other' };
}

/** Opens what a text stands for. Answers whether it stands for anything. */
export function openGivenText(text: string): boolean {
  const given = readGivenText(text);
  if (given.kind === 'git') openInstallDialog({ kind: 'git', url: given.url });
  else if (given.kind === 'workflow') openWorkflowText(given.text);
  return given.kind !== 'other';
}

/** Offers a file that is a snapshot for import. Answers whether it is one; what is larger than snapshots are is not read. */
async function openSnapshotOf(file: File): Promise<boolean> {
  if (file.size > maxSnapshotBytes) return false;
  const errand = beginErrand();
  const text = await file.text();
  if (!isSnapshotText(text)) return false;
  offerSnapshot({ name: file.name, text, errand });
  return true;
}

/** Opens a file that was dropped: an archive to install, a snapshot to take in, else a workflow, else the words what it is not. */
export async function openGivenFile(file: File): Promise<void> {
  const kind = await findFileKind(file);
  if (kind === 'json' && (await openSnapshotOf(file))) return;
  if (kind !== 'zip') return openWorkflowOf(file);
  const path = pathOf(file);
  // A file out of another program's memory has no place on disk, and the core reads archives from disk.
  if (path === '') refuseGiven(file.name, 'unreadable');
  else openInstallDialog({ kind: 'archive', path, name: file.name });
}
