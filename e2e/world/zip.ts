import { ZipFile } from 'yazl';

/** The files of a folder: relative name with forward slashes to content. */
export type FileMap = Record<string, string | Buffer>;

/** Every zip and wheel of the world carries this time, so that equal content gives equal bytes. */
const zipTime = new Date(2025, 0, 1, 12, 0, 0);

/** Packs files into a zip in the order of the map, without directory entries, as the registry's own packer does. */
export async function zipFiles(files: FileMap): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), name, { mtime: zipTime, mode: 0o100644, forceDosTimestamp: true });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
