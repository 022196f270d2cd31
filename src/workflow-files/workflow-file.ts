import { lettersOf, maxTextBytes, type Metadata, NoWorkflowError, readBytes } from './workflow-source';

/** The kinds of files that can carry a workflow: a text, or metadata of a picture, or of a film or sound. */
export type WorkflowFileKind = 'json' | 'picture' | 'film';

/** For a file chooser. */
export const workflowFileEndings =
  '.json,.comfyworkflow,.png,.webp,.jpg,.jpeg,.avif,.mp4,.mov,.webm,.mkv,.flac,.mp3,.ogg,.oga,.opus';

/** The libraries that know the forms come when the first file of their kind does. */
const readers: Record<Exclude<WorkflowFileKind, 'json'>, (file: Blob) => Promise<Metadata>> = {
  picture: async (file) => (await import('./workflow-pictures')).readPictureTexts(file),
  film: async (file) => (await import('./workflow-films')).readFilmTexts(file),
};

const firstBytes: readonly (readonly [WorkflowFileKind | 'zip', RegExp])[] = [
  ['picture', /^\x89PNG\r\n\x1a\n/u],
  ['zip', /^PK(?:\x03\x04|\x05\x06)/u],
  ['picture', /^RIFF.{4}WEBP/su],
  ['picture', /^\xff\xd8\xff/u],
  ['picture', /^.{4}ftypavi[fs]/su],
  ['film', /^.{4}ftyp/su],
  ['film', /^\x1a\x45\xdf\xa3/u],
  ['film', /^(?:fLaC|OggS|ID3[\x02-\x04])/u],
  ['json', /^(?:\xef\xbb\xbf)?\s*[{[]/u],
];

/** What a file is, by its first bytes; names can be wrong. Null: nothing that carries a workflow. */
export async function findFileKind(file: Blob & { name?: string }): Promise<WorkflowFileKind | 'zip' | null> {
  const head = lettersOf(await readBytes(file, 0, 16), 0, 16);
  const [kind] = firstBytes.find(([, form]) => form.test(head)) ?? [];
  return kind ?? (file.name?.toLowerCase().endsWith('.json') ? 'json' : null);
}

/** Video packs put both forms, as one JSON text, into the comment. */
function readComment(comment: string | undefined): string | null {
  return comment !== undefined && /^\s*\{/u.test(comment) ? comment : null;
}

/** One text of what the metadata holds: the editor's form and the API form, for whoever reads workflows. */
function joinMetadata(texts: Metadata): string {
  const [workflow, prompt] = [texts.get('workflow'), texts.get('prompt')];
  if (workflow !== undefined || prompt !== undefined) return JSON.stringify({ workflow, prompt });
  const comment = readComment(texts.get('comment'));
  if (comment !== null) return comment;
  throw new NoWorkflowError(texts.has('parameters') ? 'otherParameters' : 'noMetadata');
}

/**
 * The workflow in a file as one text: the file's own, or what the metadata of a picture or film holds. Reads no more of a picture
 * than its metadata. Throws NoWorkflowError.
 */
export async function readWorkflowFile(file: Blob & { name?: string }): Promise<string> {
  const kind = await findFileKind(file);
  if (kind === null || kind === 'zip') throw new NoWorkflowError('otherKind');
  if (kind === 'json') {
    if (file.size > maxTextBytes) throw new NoWorkflowError('tooLarge');
    return file.text();
  }
  try {
    return joinMetadata(await readers[kind](file));
  } catch (error) {
    if (error instanceof NoWorkflowError) throw error;
    // A range outside of the file, a stream that is no deflate: the picture is damaged.
    throw new NoWorkflowError('brokenPicture');
  }
}
