import { maxSnapshotBytes, SnapshotName } from '../../../src/contract/snapshots';
import { toAppError } from '../../../src/contract/errors';
import { beginSession } from '../../bridge';
import { go } from '../../navigation/location-store';
import { showFailure } from '../installation/failure';
import { createSharedWrite } from '../shared-write';
import { forgetSnapshots } from './snapshot-queries';
import { type GivenSnapshot, noImport, useSnapshotImport } from './snapshot-question';

/** A name that can be used, as near to the file's as it can be. */
export function nameFrom(fileName: string): string {
  const plain = fileName
    .replace(/\.(?:json|ya?ml|comfysnapshot)$/iu, '')
    .replace(/[\u0000-\u001f\u007f/\\:*?"<>|]/gu, ' ')
    .replace(/\.{2,}/gu, '.')
    .replace(/^[.\s]+/u, '')
    .trim()
    .slice(0, 180);
  return SnapshotName.safeParse(plain).data ?? 'imported';
}

/** Whether a text is a snapshot's document, ours or the reference's. A quick look at its keys; the core looks closer. */
export function isSnapshotText(text: string): boolean {
  if (text.length > maxSnapshotBytes || !/"(?:git|cnr)_custom_nodes"/u.test(text)) return false;
  try {
    const parsed: unknown = JSON.parse(text);
    const keys = typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : [];
    return keys.some((key) => ['git_custom_nodes', 'cnr_custom_nodes', 'custom_nodes'].includes(key));
  } catch {
    return false;
  }
}

/** Asks whether a file that was dropped shall be taken in. */
export function offerSnapshot(given: GivenSnapshot): void {
  if (given.session.isShown()) useSnapshotImport.setState({ ...noImport, given, question: { kind: 'offered' } });
}

interface NamedSnapshot {
  given: GivenSnapshot;
  name: string;
}

/** The document on its way. A taken name is asked about, anything else that fails is told. */
const sending = createSharedWrite<NamedSnapshot, { name: string }>({
  key: ['snapshots', 'import'],
  run: async ({ given: { session, text }, name }) => {
    try {
      return await session.call('snapshots.import', { name, document: text });
    } catch (thrown) {
      const error = toAppError(thrown);
      // The dialog that is open now belongs to another installation and cannot show this failure.
      if (!session.isShown()) showFailure(error);
      throw error;
    }
  },
  onDone: ({ name }) => {
    useSnapshotImport.setState(noImport);
    forgetSnapshots();
    go({ place: 'snapshots', snapshot: name, comparedWith: null });
  },
  onFailed: (error) => {
    const free = error.details['free'];
    const isTaken = error.code === 'snapshot-exists' && typeof free === 'string';
    useSnapshotImport.setState({ question: isTaken ? { kind: 'taken', free } : { kind: 'failed', error } });
  },
});

/** Whether a document is on its way. */
export function useIsSending(): boolean {
  return sending.use().isPending;
}

/** Takes the document in under a name, and shows it. */
export async function sendSnapshot(given: GivenSnapshot, name: string): Promise<void> {
  if (given.session.isShown()) useSnapshotImport.setState({ given });
  await sending.start({ given, name });
}

/** Lets the person choose a file, and takes it in. */
export async function importSnapshot(title: string): Promise<void> {
  const session = beginSession();
  useSnapshotImport.setState(noImport);
  try {
    const { file } = await session.call('desktop.importSnapshot', { title });
    if (file) await sendSnapshot({ ...file, session }, nameFrom(file.name));
  } catch (thrown) {
    useSnapshotImport.setState({ ...noImport, question: { kind: 'failed', error: toAppError(thrown) } });
  }
}
