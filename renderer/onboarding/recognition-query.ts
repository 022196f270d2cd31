import { call } from '../bridge';

/** Asks what a folder is: one question with one key, whoever asks. */
export const recognitionQuery = (folder: string) => ({
  queryKey: ['recognition', folder],
  queryFn: () => call('installation.recognise', { folder }),
});
