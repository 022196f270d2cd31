/** Why no workflow was found in a file; the window has a sentence for each. */
export type NoWorkflowReason =
  | 'tooLarge'
  | 'brokenPicture'
  | 'noMetadata'
  /** Made by another program, whose parameters are no workflow. */
  | 'otherParameters'
  | 'otherKind'
  | 'folder'
  /** A dropped text that is neither an address nor a workflow. */
  | 'otherText'
  | 'unreadable';

/** A file, or a text, that holds no workflow this window can find. */
export class NoWorkflowError extends Error {
  constructor(readonly reason: NoWorkflowReason) {
    super(reason);
    this.name = 'NoWorkflowError';
  }
}

/** Texts of a file's metadata by their keys, lower case. */
export type Metadata = ReadonlyMap<string, string>;

/** The largest text that is taken for a workflow, in bytes. The core refuses more. */
export const maxTextBytes = 64 * 1024 * 1024;

/** Reads bytes of a file; past its end there are none. */
export async function readBytes(file: Blob, from: number, length: number): Promise<DataView> {
  return new DataView(await file.slice(from, from + length).arrayBuffer());
}

/** The letters of a range of bytes, one per byte. */
export function lettersOf(view: DataView, from: number, length: number): string {
  const end = Math.min(view.byteLength, from + length);
  let letters = '';
  for (let at = from; at < end; at += 1) letters += String.fromCharCode(view.getUint8(at));
  return letters;
}

/** UTF-8 where it is, else the single-byte letters that older writers used. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
