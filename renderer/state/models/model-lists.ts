import { maxManifestBytes, modelManifestFormat } from '../../../src/contract/library/model-manifest-format';
import { beginSession } from '../../bridge';
import { createInstallationStore } from '../installation/installation-store';
import { attempt } from '../queue/actions';

/** A file that lists models: its name and its text. Each that is given has an id of its own. */
export interface GivenModelList {
  id: string;
  name: string;
  text: string;
}

/** The list that is compared with what is here; null while there is none. */
export const useGivenModelList = createInstallationStore<{ given: GivenModelList | null }>({ given: null });

/** Compares a list with what is here. Nothing is changed before the person says so. */
export function offerModelList(file: Omit<GivenModelList, 'id'>): void {
  useGivenModelList.setState({ given: { id: crypto.randomUUID(), name: file.name, text: file.text } });
}

/** Puts the comparison away. */
export function closeModelList(): void {
  useGivenModelList.setState({ given: null });
}

const mark = new RegExp(`^\\uFEFF?\\s*\\{\\s*"format"\\s*:\\s*"${modelManifestFormat}"`, 'u');

/** Whether a text says that it lists models; the core looks closer, and says what is wrong with one that ends in its middle. */
export function isModelListText(text: string): boolean {
  return text.length <= maxManifestBytes && mark.test(text);
}

/** Lets the person choose a list, and compares it. */
export async function chooseModelList(title: string): Promise<void> {
  const session = beginSession();
  const file = (await attempt('desktop.openModelList', { title }, session.call))?.file ?? null;
  if (file !== null && session.isShown()) offerModelList(file);
}
