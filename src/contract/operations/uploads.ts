import { z } from 'zod';
import { findFileNameProblem } from '../file-names';
import { isModelFile } from '../text/model-file';
import { changes, Nothing } from './shape';

/** How much of a file is sent at once. */
export const uploadPieceBytes = 4 * 1024 ** 2;

const UploadId = z.uuid();
const UploadName = z
  .string()
  .refine((name) => findFileNameProblem(name) === null, 'That is no name for a file.')
  .refine((name) => isModelFile(name) || /\.zip$/iu.test(name), 'Only models and .zip files are sent.');

/** Files that a person has on another machine than the installation: they are sent first, and named by their path there then. */
export const uploadsOperations = {
  /** Writes a piece of a file. The same piece may be sent twice. Throws `invalid-input` after a gap and beyond the end, `disk-full`. */
  'uploads.write': changes(
    z.object({
      /** Chosen by whoever sends it. */
      upload_id: UploadId,
      name: UploadName,
      totalBytes: z.int().min(1),
      offset: z.int().min(0),
      /** In base64. */
      bytes: z
        .string()
        .min(1)
        .max(4 * Math.ceil(uploadPieceBytes / 3)),
    }),
    /** Where it lies there. What was done with it is removed, and what nobody uses an hour after its last piece. */
    z.object({ path: z.string() }),
    'queue-control',
  ),
  'uploads.remove': changes(z.object({ upload_id: UploadId }), Nothing, 'queue-control'),
} as const;
