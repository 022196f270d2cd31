import type { OperationsOf } from '../../contract/operations';
import type { Uploads } from '../uploads';

/** Files that come from another machine. */
export function createUploadOperations(uploads: Uploads): OperationsOf<'uploads'> {
  return {
    'uploads.write': async (piece) => ({ path: await uploads.write(piece) }),
    'uploads.remove': async ({ upload_id: id }) => {
      await uploads.remove(id);
      return {};
    },
  };
}
