import { toAppError } from '../../src/contract/errors';
import { isGitAddress } from '../../src/contract/text/git-address';
import { maxManifestBytes } from '../../src/contract/library/model-manifest-format';
import { maxPackListBytes } from '../../src/contract/library/pack-list-format';
import { maxSnapshotBytes } from '../../src/contract/snapshots';
import { beginSession, call, onEvent, pathOf } from '../bridge';
import { go } from '../navigation/location-store';
import { showFailure } from '../state/installation/failure';
import { isModelListText, offerModelList } from '../state/models/model-lists';
import { offerPackList, readPackList } from '../state/packs/lists/pack-list-file';
import { isSnapshotText, offerSnapshot } from '../state/snapshots/snapshot-import';
import { openInstallDialog } from '../navigation/window-store';
import { findFileKind } from '../../src/workflow-files/workflow-file';
import {
  askAboutAddress,
  openWorkflowAt,
  openWorkflowOf,
  openWorkflowText,
  refuseGiven,
} from '../state/workflow/workflow-store';

/** A text that came by paste or drop, as what it is. */
export type GivenText =
  | { kind: 'git'; url: string }
  | { kind: 'address'; url: string }
  | { kind: 'workflow'; text: string }
  | { kind: 'other' };

/** Hosts where an address of two names is a repository. Elsewhere only `.git`, ssh and git addresses are. */
const forges =
  /^https?:\/\/(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|gitee\.com)\/[\w.-]+\/[\w.-]+/iu;
const gitForms = /^(?:ssh|git):\/\/|^[\w.-]+@[\w.-]+:|\.git\/?$/iu;

/** The address of a file that can carry a workflow, also in a repository. */
const workflowFile =
  /^https?:\/\/[^/\s]+\/[^?#\s]*\.(?:json|comfyworkflow|png|webp|jpe?g|avif|mp4|mov|webm|mkv|flac|mp3|og[ga]|opus)(?:[?#]|$)/iu;

/** The repository in an address of one of its pages. */
function repositoryOf(url: string): string {
  return forges.exec(url)?.[0] ?? url;
}

/** Says what a text is: the address of a git repository, a workflow, or nothing this window can use. */
export function readGivenText(text: string): GivenText {
  const trimmed = text.trim();
  const isOneWord = trimmed.length <= 400 && !/\s/u.test(trimmed);
  if (isOneWord && workflowFile.test(trimmed)) return { kind: 'address', url: trimmed };
  if (isOneWord && isGitAddress(trimmed) && (forges.test(trimmed) || gitForms.test(trimmed))) {
    return { kind: 'git', url: gitForms.test(trimmed) ? trimmed : repositoryOf(trimmed) };
  }
  return trimmed.startsWith('{') ? { kind: 'workflow', text: trimmed } : { kind: 'other' };
}

/** Opens what a text stands for. Answers whether it stands for anything. */
export function openGivenText(text: string): boolean {
  const given = readGivenText(text);
  if (given.kind === 'git') openInstallDialog({ kind: 'git', url: given.url });
  else if (given.kind === 'address') void openWorkflowAt(given.url);
  else if (given.kind === 'workflow') openWorkflowText(given.text);
  return given.kind !== 'other';
}

/** Offers a file that is a snapshot for import. Answers whether it is one; what is larger than snapshots are is not read. */
async function openSnapshotOf(file: File): Promise<boolean> {
  if (file.size > maxSnapshotBytes) return false;
  const session = beginSession();
  const text = await file.text();
  if (!isSnapshotText(text)) return false;
  offerSnapshot({ name: file.name, text, session });
  return true;
}

/** Offers a file that lists packs. Answers whether it is one. */
async function openPackListOf(file: File): Promise<boolean> {
  const packs = file.size > maxPackListBytes ? null : readPackList(await file.text());
  if (packs !== null) offerPackList({ name: file.name, packs });
  return packs !== null;
}

/** Compares a file that lists models with what is here. Answers whether it is one. */
async function openModelListOf(file: File): Promise<boolean> {
  const text = file.size > maxManifestBytes ? '' : await file.text();
  const isOne = isModelListText(text);
  if (isOne) offerModelList({ name: file.name, text });
  return isOne;
}

/** What this window knows of documents beside workflows. */
const documentReaders = [openPackListOf, openModelListOf, openSnapshotOf];

async function openDocument(file: File): Promise<boolean> {
  for (const open of documentReaders) if (await open(file)) return true;
  return false;
}

/** Opens a file that was dropped: an archive to install, a list of packs or of models, a snapshot to take in, else a workflow, else the words what it is not. */
export async function openGivenFile(file: File): Promise<void> {
  const kind = await findFileKind(file);
  if (kind === 'json' && (await openDocument(file))) return;
  if (kind !== 'zip') return openWorkflowOf(file);
  const path = pathOf(file);
  // A file out of another program's memory has no place on a disk.
  if (path === '') refuseGiven(file.name, 'unreadable');
  else openInstallDialog({ kind: 'archive', path, name: file.name });
}

type Taken = Awaited<ReturnType<typeof call<'desktop.takeGiven'>>>['given'];

/** Shows what was handed to the app, where a drop of it would lead as well. Nothing is changed by it. */
async function show(given: NonNullable<Taken>): Promise<void> {
  if (given.kind === 'pack') {
    // Looked for as well: of an id that no list has the place says that nothing was found.
    const { id } = given;
    go({ place: 'packs', filter: 'all', query: id, packKey: id, isDetailsOpen: true });
    return;
  }
  if (given.kind === 'workflow') {
    askAboutAddress(given.url);
    return;
  }
  const file = new File([given.text], given.name);
  await openGivenFile(file).catch(() => refuseGiven(given.name, 'unreadable'));
}

/** Takes one thing; false when nothing waits. */
async function takeOne(): Promise<boolean> {
  try {
    const { given } = await call('desktop.takeGiven', {});
    if (given !== null) await show(given);
    return given !== null;
  } catch (thrown) {
    showFailure(toAppError(thrown));
    return true;
  }
}

/** Takes what waits, and what comes later; returns its undo. Of several things the last one stays in front. */
export function followGiven(): () => void {
  let taking = Promise.resolve();
  let isOver = false;
  const takeAll = async (): Promise<void> => {
    while (!isOver && (await takeOne()));
  };
  const next = (): void => void (taking = taking.then(takeAll));
  next();
  const stop = onEvent((event) => {
    if (event.name === 'cmd-given') next();
  });
  return () => {
    isOver = true;
    stop();
  };
}
