import type { Installation, Recognition } from '../../contract/installation';
import { isRemoteFolder } from '../../contract/remote/names';
import type { AppSettings } from '../../contract/settings';
import type { FolderStore } from '../store/folder-store';

/** An installation, and what ComfyUI is started with there. */
interface OtherInstallation {
  installation: Installation;
  settings: Pick<AppSettings, 'comfyui.arguments'>;
}

interface OthersSource {
  folderStore: Pick<FolderStore, 'list' | 'settingsOf'>;
  recognise: (folder: string, settings: AppSettings) => Promise<Recognition>;
}

/** The remembered installations of this machine beside one of them, open or not; those that are not there now are left out. */
export async function readOtherInstallations(
  rootDir: string,
  { folderStore, recognise }: OthersSource,
): Promise<OtherInstallation[]> {
  const folders = folderStore.list().map(({ folder }) => folder);
  const others = folders.filter((folder) => folder !== rootDir && !isRemoteFolder(folder));
  const found = await Promise.all(
    others.map(async (folder) => {
      const settings = folderStore.settingsOf(folder);
      const recognition = await recognise(folder, settings);
      return recognition.recognised ? [{ installation: recognition.installation, settings }] : [];
    }),
  );
  return found.flat();
}
