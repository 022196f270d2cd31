import { maxSnapshotBytes, SnapshotName } from '../../../src/contract/snapshots';
import { toAppError } from '../../../src/contract/errors';
import { beginErrand } from '../../bridge';
import { useLocation } from '../../navigation/location-store';
import { showFailure } from '../queue/queue-store';
import { forgetSnapshots } from './snapshot-queries';
import { type GivenSnapshot, noImport, useSnapshotImport } from './snapshot-question';

/** A name that can be used, as near to the file's as it can be. */
export function nameFrom(fileName: string): string {
  const plain = fileName
    .replace(/\.(?:json|ya?ml)$/iu, '')
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
  if (given.errand.isShown()) useSnapshotImport.setState({ ...noImport, given, question: { kind: 'offered' } });
}

/** Takes the document in under a name, and shows it. A taken name is asked about, anything else that fails is told. */
export async function sendSnapshot(given: GivenSnapshot, name: string): Promise<void> {
  const { errand } = given;
  if (errand.isShown()) useSnapshotImport.setState({ given, isSending: true });
  try {
    const saved = await errand.call('snapshots.import', { name, document: given.text });
    if (!errand.isShown()) return;
    useSnapshotImport.setState(noImport);
    forgetSnapshots();
    useLocation.getState().go({ place: 'snapshots', snapshot: saved.name, comparedWith: null });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!errand.isShown()) {
      showFailure(error);
      return;
    }
    const free = error.details['free'];
    const isTaken = error.code === 'snapshot-exists' && typeof free === 'string';
    const question = isTaken ? ({ kind: 'taken', free } as const) : ({ kind: 'failed', error } as const);
    useSnapshotImport.setState({ question, isSending: false });
  }
}

/** Lets the person choose a file, and takes it in. */
export async function importSnapshot(title: string): Promise<void> {
  const errand = beginErrand();
  useSnapshotImport.setState(noImport);
  try {
    const { file } = await errand.call('desktop.importSnapshot', { title });
    if (file) await sendSnapshot({ ...file, errand }, nameFrom(file.name));
  } catch (thrown) {
    useSnapshotImport.setState({ ...noImport, question: { kind: 'failed', error: toAppError(thrown) } });
  }
}
